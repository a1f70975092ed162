"""Bars by activity instead of time, as they come out of trades: ticks, volume, money, imbalance."""

from math import nan

from tradewind.features.declare import Float, Int, feature

_OUTPUTS = {
    "open": "price",
    "high": "price",
    "low": "price",
    "close": "price",
    "closed": "1 where this trade closed a bar",
}
_STATE = (0.0, 0.0, 0.0, 0.0, nan, nan, nan, nan)
_SOURCE = "M. López de Prado, Advances in Financial Machine Learning (2018), ch. 2"


def take_trade(state, price, amount, full):
    """One more trade for the bar on its way; it is closed once it holds `full`. See `tick_bar` for the state."""
    held, opened, top, bottom, o, h, l, c = state
    if held == 0.0:
        opened = top = bottom = price
    top, bottom, held, closed = max(top, price), min(bottom, price), held + amount, 0.0
    if held >= full:
        o, h, l, c, closed, held = opened, top, bottom, price, 1.0, 0.0
    return (held, opened, top, bottom, o, h, l, c), (o, h, l, c, closed)


@feature(
    kind="trade bars", rows="trades", inputs=("price",), params={"trades": Int(100, 1, 1_000_000)}, outputs=_OUTPUTS, state=_STATE,
    source=_SOURCE, reference="numpy groups of so many trades, equal", scaling=None, draw="overlay",
)  # fmt: skip
def tick_bar(state, p, price):
    """The newest complete bar of `trades` trades.

    NaN until the first. State: trades in the bar on its way, its open, high and low, then the newest complete one.
    """
    return take_trade(state, price, 1.0, float(p.trades))


@feature(
    kind="trade bars", rows="trades", inputs=("price", "size"), params={"volume": Float(100.0, 1e-9, 1e15)}, outputs=_OUTPUTS, state=_STATE,
    source=_SOURCE, reference="a list of bars, from the rule, equal", scaling=None, draw="overlay",
)  # fmt: skip
def volume_bar(state, p, price, size):
    """The newest complete bar of at least `volume` units. A trade is not divided: what is more than needed counts for the bar it closes."""
    return take_trade(state, price, size, p.volume)


@feature(
    kind="trade bars", rows="trades", inputs=("price", "size"), params={"money": Float(10_000.0, 1e-9, 1e15)}, outputs=_OUTPUTS,
    state=_STATE, source=_SOURCE, reference="a list of bars, from the rule, equal", scaling=None, draw="overlay",
)  # fmt: skip
def dollar_bar(state, p, price, size):
    """The newest complete bar of at least `money` (price times size, quote currency). A trade is not divided."""
    return take_trade(state, price, price * size, p.money)


@feature(
    kind="trade bars",
    rows="trades",
    inputs=("price", "aggressor"),
    params={"trades": Int(100, 2, 1_000_000), "memory": Int(20, 1, 1000)},
    outputs={
        "imbalance": "signed trades in the bar on its way",
        "limit": "at which it is closed",
        "closed": "1 where this trade closed a bar",
    },
    state=(0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    source=f"{_SOURCE}, section 2.3.2.1",
    reference="numpy, from the formula, 1e-9 relative",
    scaling=0,
)
def imbalance_bar(state, p, price, aggressor):
    """Tick imbalance bars: a bar is closed when its signed trades are more than expected in either direction.

    The limit is the expected number of trades times the expected size of their mean sign, both exponential means over the last
    `memory` bars; it begins with `trades` trades of mean sign 0.5. A trade's sign is its aggressor's, else the tick rule's.
    State: seen, last price, last sign, sum of signs, trades in the bar, expected trades, expected mean sign.
    """
    seen, last, sign, total, count, trades, mean = state
    if seen == 0:
        trades, mean = float(p.trades), 0.5
    elif price != last:
        sign = 1.0 if price > last else -1.0
    if aggressor != 0.0:
        sign = aggressor
    total += sign
    count += 1.0
    limit = trades * mean
    closed = 0.0
    shown = total
    if abs(total) >= limit:
        weight = 2.0 / (p.memory + 1.0)
        trades += weight * (count - trades)
        mean += weight * (abs(total) / count - mean)
        total, count, closed = 0.0, 0.0, 1.0
    return (1, price, sign, total, count, trades, mean), (shown, limit, closed)
