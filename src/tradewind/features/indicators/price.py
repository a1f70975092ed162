"""One price of a bar's four."""

from tradewind.features.declare import feature


@feature(
    kind="price",
    inputs=("open", "high", "low", "close"),
    outputs={"price": "price"},
    source="TA-Lib, function AVGPRICE",
    reference="TA-Lib AVGPRICE, 1e-12",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def avgprice(state, p, open, high, low, close):
    """Average price: (open + high + low + close) / 4."""
    return state, 0.25 * (open + high + low + close)


@feature(
    kind="price",
    inputs=("high", "low"),
    outputs={"price": "price"},
    source="J. J. Murphy, Technical Analysis of the Financial Markets (1999)",
    reference="TA-Lib MEDPRICE, 1e-12",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def medprice(state, p, high, low):
    """Median price, the middle of the bar: (high + low) / 2."""
    return state, 0.5 * (high + low)


@feature(
    kind="price",
    inputs=("high", "low", "close"),
    outputs={"price": "price"},
    source="D. R. Lambert, Commodity Channel Index, Commodities magazine (October 1980)",
    reference="TA-Lib TYPPRICE, 1e-12",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def typprice(state, p, high, low, close):
    """Typical price: (high + low + close) / 3."""
    return state, (high + low + close) / 3.0


@feature(
    kind="price",
    inputs=("high", "low", "close"),
    outputs={"price": "price"},
    source="J. J. Murphy, Technical Analysis of the Financial Markets (1999)",
    reference="TA-Lib WCLPRICE, 1e-12",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def wclprice(state, p, high, low, close):
    """Weighted close price: (high + low + 2 close) / 4."""
    return state, 0.25 * (high + low + 2.0 * close)


@feature(
    kind="price",
    inputs=("open", "high", "low", "close"),
    outputs={"open": "price", "high": "price", "low": "price", "close": "price"},
    state=(0, 0.0, 0.0),
    source="D. Valcu, Using The Heikin-Ashi Technique, Technical Analysis of Stocks & Commodities 22:2 (2004)",
    reference="TA-Lib HA, 1e-9 relative",
    scaling=1,
    draw="overlay",
)
def heikin_ashi(state, p, open, high, low, close):
    """Heikin-Ashi candles: averaged bars in which a trend shows as one colour. They are not prices at which anybody traded.

    close = (open + high + low + close) / 4, open = mean of the last Heikin-Ashi open and close (at first of the bar's own),
    high and low reach over both. State: whether there was a bar, its Heikin-Ashi open and close.
    """
    started, last_open, last_close = state
    mean = 0.25 * (open + high + low + close)
    start = 0.5 * (last_open + last_close) if started else 0.5 * (open + close)
    return (1, start, mean), (start, max(high, start, mean), min(low, start, mean), mean)
