"""The best bid and ask: what trading costs, and to which side the queues lean."""

from math import log, nan

from tradewind.features.declare import feature

_QUOTE = ("bid", "ask")
_SIZED = ("bid", "ask", "bid_size", "ask_size")
_NONE = (0,)  # nothing is remembered; a step has a state all the same
_FORMULA = "numpy, from the formula, 1e-12"
_SPREADS = "J. Hasbrouck, Empirical Market Microstructure (2007)"


@feature(
    kind="quotes",
    rows="quotes",
    inputs=_QUOTE,
    outputs={"spread": "price"},
    state=_NONE,
    source=_SPREADS,
    reference=_FORMULA,
    scaling=1,
    mirror="even",
)
def quoted_spread(state, p, bid, ask):
    """What buying and selling at once costs: ask - bid. No state."""
    return state, ask - bid


@feature(
    kind="quotes",
    rows="quotes",
    inputs=_QUOTE,
    outputs={"spread": "basis points of the mid"},
    state=_NONE,
    source=_SPREADS,
    reference=_FORMULA,
    scaling=0,
)
def relative_spread(state, p, bid, ask):
    """The quoted spread in basis points of the mid: 10,000 (ask - bid) / mid; NaN where the mid is 0. No state."""
    return state, 20_000.0 * (ask - bid) / (bid + ask) if bid + ask != 0.0 else nan


@feature(
    kind="quotes",
    rows="quotes",
    inputs=_QUOTE,
    outputs={"mid": "price"},
    state=_NONE,
    source=_SPREADS,
    reference=_FORMULA,
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def mid_price(state, p, bid, ask):
    """The middle between bid and ask: (bid + ask) / 2. No state."""
    return state, 0.5 * (bid + ask)


@feature(
    kind="quotes",
    rows="quotes",
    inputs=_SIZED,
    outputs={"price": "price"},
    state=_NONE,
    source="J. Gatheral, R. Oomen, Zero-Intelligence Realized Variance Estimation, Finance and Stochastics 14 (2010), the weighted mid; "
    "S. Stoikov, The Micro-Price, Quantitative Finance 18:12 (2018), section 2",
    reference=_FORMULA,
    scaling=1,
    draw="overlay",
)
def microprice(state, p, bid, ask, bid_size, ask_size):
    """The mid moved towards the side that is likely to be used up first: (bid * ask size + ask * bid size) / (bid size + ask size).

    The weighted mid, Stoikov's simplest micro-price (his own adds corrections fitted on past quotes). The mid where both sizes are 0
    (a source without sizes). No state.
    """
    total = bid_size + ask_size
    if total <= 0.0:
        return state, 0.5 * (bid + ask)
    return state, bid + (ask - bid) * (bid_size / total)


@feature(
    kind="quotes",
    rows="quotes",
    inputs=("bid_size", "ask_size"),
    outputs={"imbalance": "-1 (all ask) to 1 (all bid)"},
    state=_NONE,
    source="M. D. Gould, J. Bonart, Queue Imbalance as a One-Tick-Ahead Price Predictor in a Limit Order Book, Market Microstructure and "
    "Liquidity 2:2 (2016)",
    reference=_FORMULA,
    scaling=0,
)
def quote_imbalance(state, p, bid_size, ask_size):
    """To which side the best queues lean: (bid size - ask size) / (bid size + ask size); NaN where both are 0. No state."""
    total = bid_size + ask_size
    return state, (bid_size - ask_size) / total if total > 0.0 else nan


@feature(
    kind="quotes",
    rows="quotes",
    inputs=_SIZED,
    outputs={"depth": "units", "value": "quote currency"},
    state=_NONE,
    source="C. W. Holden, S. Jacobsen, Liquidity Measurement Problems in Fast, Competitive Markets, Journal of Finance 69:4 (2014), table 1: "
    "share and dollar depth",
    reference=_FORMULA,
    scaling=None,
)
def quoted_depth(state, p, bid, ask, bid_size, ask_size):
    """How much can be traded at the best prices: bid size + ask size, and its value at those prices. No state."""
    return state, (bid_size + ask_size, bid * bid_size + ask * ask_size)


@feature(
    kind="quotes",
    rows="quotes",
    inputs=_SIZED,
    outputs={"slope": "price a unit of log size", "log_slope": "log price a unit of log size"},
    state=_NONE,
    source="J. Hasbrouck, D. J. Seppi, Common Factors in Prices, Order Flows, and Liquidity, Journal of Financial Economics 59 (2001), "
    "section 4: quote slope and log quote slope",
    reference=_FORMULA,
    scaling=None,
)
def quote_slope(state, p, bid, ask, bid_size, ask_size):
    """How steep the market is at its best prices: spread / (ln bid size + ln ask size); steeper is less liquid.

    NaN where that sum is not above 0 (sizes of a unit or less). The second output has ln(ask / bid) above. No state.
    """
    if bid_size <= 0.0 or ask_size <= 0.0 or bid <= 0.0:
        return state, (nan, nan)
    logs = log(bid_size) + log(ask_size)
    if logs <= 0.0:
        return state, (nan, nan)
    return state, ((ask - bid) / logs, log(ask / bid) / logs)
