"""What trades do to prices: impact a unit traded, responses, and the spread that shows in the prices themselves."""

from math import log, nan, sqrt

from tradewind.features.declare import Int, feature
from tradewind.features.indicators.windows import next_slot
from tradewind.features.microstructure.rolling import cross, cross_end, slide, slope
from tradewind.features.microstructure.signs import taker, tick

_TRADE = ("price", "size", "aggressor")
_LINE = (0, 0, 0.0, 0.0, 0.0, 0.0)


def line(state, window, n, x, y):
    """Least-squares slope of y on x (with a constant) over the last n points; NaN until there are n.

    State: points seen, slot, sums of x, y, x x and x y. Window: n x, then n y.
    """
    seen, slot, sx, sy, sxx, sxy = state
    sxx = cross(window, 0, 0, slot, n, sxx)
    sxy = cross(window, 0, n, slot, n, sxy)
    sx = slide(window, 0, slot, n, sx, x)
    sy = slide(window, n, slot, n, sy, y)
    sxx = cross_end(window, 0, 0, slot, n, sxx)
    sxy = cross_end(window, 0, n, slot, n, sxy)
    seen = min(seen + 1, n)
    return (seen, next_slot(slot, n), sx, sy, sxx, sxy), slope(n, sx, sy, sxx, sxy) if seen >= n else nan


@feature(
    kind="impact",
    rows="trades",
    inputs=_TRADE,
    params={"n": Int(200, 5, 5000)},
    outputs={"impact": "price a unit traded"},
    state=(0, nan, *_LINE),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="A. S. Kyle, Continuous Auctions and Insider Trading, Econometrica 53:6 (1985); as a regression of price changes on signed "
    "volume: L. R. Glosten, L. E. Harris, Estimating the Components of the Bid/Ask Spread, JFE 21 (1988)",
    reference="statsmodels OLS of each window, 1e-7",
    scaling=1,
)
def kyle_lambda(state, p, window, price, size, aggressor):
    """How far a unit bought moves the price: slope of trade-to-trade price changes on signed size over the last n trades.

    price_t - price_{t-1} = a + lambda * sign_t * size_t + e. NaN for the first n trades and where all signed sizes are the same.
    State: the tick rule's sign, last price, the line's six numbers; window: n signed sizes, n price changes.
    """
    sign, before, a, b, c, d, e, f = state
    sign = tick(sign, before, price)
    if before != before:
        return (sign, price, a, b, c, d, e, f), nan
    (a, b, c, d, e, f), impact = line((a, b, c, d, e, f), window, p.n, size * taker(aggressor, sign), price - before)
    return (sign, price, a, b, c, d, e, f), impact


@feature(
    kind="impact",
    rows="trades",
    inputs=_TRADE,
    params={"n": Int(200, 5, 5000)},
    outputs={"impact": "log return a square root of quote currency"},
    state=(0, nan, *_LINE),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="J. Hasbrouck, Trading Costs and Returns for U.S. Equities: Estimating Effective Costs from Daily Data, Journal of Finance 64:3 "
    "(2009), section IV: returns on signed square-root dollar volume; here trade by trade",
    reference="statsmodels OLS of each window, 1e-7",
    scaling=None,
)
def hasbrouck_lambda(state, p, window, price, size, aggressor):
    """How far a trade moves the price by the root of its value: slope of log returns on sign * sqrt(price * size), last n trades.

    NaN for the first n trades and where all of those are the same. State: the tick rule's sign, last price, the line's six numbers;
    window: n signed roots, n returns.
    """
    sign, before, a, b, c, d, e, f = state
    sign = tick(sign, before, price)
    if before != before:
        return (sign, price, a, b, c, d, e, f), nan
    root = sqrt(max(price * size, 0.0)) * taker(aggressor, sign)
    change = log(price / before) if price > 0.0 and before > 0.0 else 0.0
    (a, b, c, d, e, f), impact = line((a, b, c, d, e, f), window, p.n, root, change)
    return (sign, price, a, b, c, d, e, f), impact


@feature(
    kind="impact",
    rows="trades",
    inputs=("price", "aggressor"),
    params={"lag": Int(10, 1, 500), "n": Int(500, 1, 5000)},
    outputs={"response": "price", "memory": "-1 to 1"},
    state=(0, nan, 0, 0, 0, 0.0, 0.0),
    window=lambda p: 2 * p.lag + 2 * p.n,
    warmup=lambda p: p.lag + p.n - 1,
    source="J.-P. Bouchaud, Y. Gefen, M. Potters, M. Wyart, Fluctuations and Response in Financial Markets, Quantitative Finance 4:2 "
    "(2004), the response function; memory: F. Lillo, J. D. Farmer, The Long Memory of the Efficient Market (2004)",
    reference="numpy, from the formula, 1e-9",
    scaling=None,
)
def trade_response(state, p, window, price, aggressor):
    """How far the price has gone with a trade `lag` trades later, and whether signs of trades come again after as many.

    response = mean of sign_{t - lag} * (price_t - price_{t - lag}), memory = mean of sign_{t - lag} * sign_t, over the last n trades.
    A buyer's trade is at the ask, and one at the bid soon follows: at short lags that bounce pulls the response down, even below 0.
    NaN for the first lag + n - 1 trades. State: the tick rule's sign, last price, trades seen, slots of lag and n, both sums;
    window: `lag` signs and prices, n terms of each mean.
    """
    sign, before, seen, old, slot, moved, again = state
    sign = tick(sign, before, price)
    took = 1.0 * taker(aggressor, sign)
    if seen >= p.lag:
        base = 2 * p.lag
        moved = slide(window, base, slot, p.n, moved, window[old] * (price - window[p.lag + old]))
        again = slide(window, base + p.n, slot, p.n, again, window[old] * took)
        slot = next_slot(slot, p.n)
    window[old] = took
    window[p.lag + old] = price
    seen = min(seen + 1, p.lag + p.n)
    state = (sign, price, seen, next_slot(old, p.lag), slot, moved, again)
    return state, (moved / p.n, again / p.n) if seen >= p.lag + p.n else (nan, nan)


_ROLL = "R. Roll, A Simple Implicit Measure of the Effective Bid-Ask Spread in an Efficient Market, Journal of Finance 39:4 (1984)"
_ROLL_STATE = (0, 0, nan, nan, 0.0, 0.0, 0.0)


def roll(state, window, n, price):
    """Roll's spread from the last n pairs of changes; NaN for the first n + 1 prices. Window: n changes, and the n just before them."""
    seen, slot, before, last, sx, sy, sxy = state
    change = price - before
    if seen < 2:
        return (seen + 1, 0, price, change, 0.0, 0.0, 0.0), nan
    sxy = cross(window, 0, n, slot, n, sxy)
    sx = slide(window, 0, slot, n, sx, change)
    sy = slide(window, n, slot, n, sy, last)
    sxy = cross_end(window, 0, n, slot, n, sxy)
    seen = min(seen + 1, n + 2)
    state = (seen, next_slot(slot, n), price, change, sx, sy, sxy)
    if seen < n + 2:
        return state, nan
    covariance = sxy / n - (sx / n) * (sy / n)
    return state, 2.0 * sqrt(-covariance) if covariance < 0.0 else 0.0


@feature(
    kind="spread",
    rows="trades",
    inputs=("price",),
    params={"n": Int(200, 2, 5000)},
    outputs={"spread": "price"},
    state=_ROLL_STATE,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n + 1,
    source=_ROLL,
    reference="numpy covariance of each window, 1e-6",
    scaling=1,
    mirror="even",
)
def roll_spread(state, p, window, price):
    """Spread as the bouncing of trades between bid and ask shows it: 2 sqrt(-cov(change_t, change_{t-1})) over the last n pairs.

    0 where that covariance is not below 0 (a trend), as Goyenko, Holden and Trzcinka (2009) have it. NaN for the first n + 1 trades.
    State: prices seen, slot, last price and change, three sums; window: n changes, the n before each of them.
    """
    return roll(state, window, p.n, price)


@feature(
    kind="spread",
    inputs=("close",),
    params={"n": Int(60, 2, 5000)},
    outputs={"spread": "price"},
    state=_ROLL_STATE,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n + 1,
    source=_ROLL,
    reference="numpy covariance of each window, 1e-6",
    scaling=1,
    mirror="even",
)
def roll_spread_of_closes(state, p, window, close):
    """Spread as the bouncing of closes shows it: 2 sqrt(-cov(change_t, change_{t-1})) over the last n pairs of changes.

    0 where that covariance is not below 0, as Goyenko, Holden and Trzcinka (2009) have it. NaN for the first n + 1 bars.
    State: closes seen, slot, last close and change, three sums; window: n changes, the n before each of them.
    """
    return roll(state, window, p.n, close)
