"""The shape of the book: where its weight lies, how steep it is, and what a large order would pay. Over rows of depth."""

from math import exp, log, nan

from tradewind.features.declare import Float, Int, feature
from tradewind.features.microstructure.book import (
    WINDOW,
    ask_price,
    bid_price,
    middle,
    price_at,
    size_at,
    size_of,
    take,
)
from tradewind.features.ordered import put_in, quantile
from tradewind.features.parameters import Parameter

_ROW = ("price", "size", "side", "change")
_STATE = (0, 0)
_REFERENCE = "numpy over a book kept in a dictionary, from the formula, 1e-9"
_LEVELS: dict[str, Parameter] = {"n": Int(10, 1, 100)}
_IMBALANCE = "C. Cao, O. Hansch, X. Wang, The Information Content of an Open Limit-Order Book, Journal of Futures Markets 29:1 (2009)"


@feature(
    kind="book",
    rows="depth",
    inputs=_ROW,
    outputs={"spread": "price", "relative": "basis points of the mid", "mid": "price"},
    state=_STATE,
    window=lambda p: WINDOW,
    warmup=lambda p: 1,
    source="J. Hasbrouck, Empirical Market Microstructure (2007)",
    reference=_REFERENCE,
    scaling=None,
)
def book_spread(state, p, window, price, size, side, change):
    """Best ask less best bid of the book, the same in basis points of the mid, and the mid.

    NaN while a side is empty. State: levels of bids and asks; window: the book.
    """
    bids, asks = state
    bids, asks = take(window, bids, asks, price, size, side, change)
    if bids == 0 or asks == 0:
        return (bids, asks), (nan, nan, nan)
    mid = middle(window, bids, asks)
    spread = ask_price(window, asks, 0) - bid_price(window, bids, 0)
    return (bids, asks), (spread, 10_000.0 * spread / mid, mid)


@feature(
    kind="book",
    rows="depth",
    inputs=_ROW,
    params=_LEVELS,
    outputs={"imbalance": "-1 (all ask) to 1 (all bid)", "bid": "units", "ask": "units"},
    state=_STATE,
    window=lambda p: WINDOW,
    warmup=lambda p: 1,
    source=_IMBALANCE,
    reference=_REFERENCE,
    scaling=None,
)
def depth_imbalance(state, p, window, price, size, side, change):
    """To which side the best n levels lean: (bids - asks) / (bids + asks) by size; and both sums.

    Of fewer levels where a side has fewer; NaN while one is empty. State: levels of bids and asks; window: the book.
    """
    bids, asks = state
    bids, asks = take(window, bids, asks, price, size, side, change)
    if bids == 0 or asks == 0:
        return (bids, asks), (nan, nan, nan)
    below = size_of(window, bids, 1, p.n)
    above = size_of(window, asks, -1, p.n)
    return (bids, asks), ((below - above) / (below + above), below, above)


@feature(
    kind="book",
    rows="depth",
    inputs=_ROW,
    params={"n": Int(20, 1, 100), "reach": Float(5.0, 0.001, 10_000.0)},
    outputs={"pressure": "-1 (all ask) to 1 (all bid)"},
    state=_STATE,
    window=lambda p: WINDOW,
    warmup=lambda p: 1,
    source=_IMBALANCE + "; its levels weighted by exp(-distance / reach)",
    reference=_REFERENCE,
    scaling=None,
)
def book_pressure(state, p, window, price, size, side, change):
    """To which side the book presses, what is near counting more: (bids - asks) / (bids + asks), sizes times exp(-distance / reach).

    distance and reach: basis points of the mid, over the best n levels, from the best one on, so that the spread does not matter. NaN
    while a side is empty. State: levels of bids and asks; window: the book.
    """
    bids, asks = state
    bids, asks = take(window, bids, asks, price, size, side, change)
    if bids == 0 or asks == 0:
        return (bids, asks), nan
    scale = 10_000.0 / (middle(window, bids, asks) * p.reach)
    below = weighted(window, bids, 1, p.n, scale)
    above = weighted(window, asks, -1, p.n, scale)
    return (bids, asks), (below - above) / (below + above)


def weighted(window, count, side, n, scale):
    """Sizes of the best n levels of a side, each times exp(-scale * distance from the best)."""
    best = price_at(window, count, side, 0)
    total = 0.0
    for i in range(min(n, count)):
        away = abs(price_at(window, count, side, i) - best)
        total += size_at(window, count, side, i) * exp(-scale * away)
    return total


@feature(
    kind="book",
    rows="depth",
    inputs=_ROW,
    params={"n": Int(5, 1, 100)},
    outputs={"price": "price"},
    state=_STATE,
    window=lambda p: WINDOW,
    warmup=lambda p: 1,
    source="S. Stoikov, The Micro-Price, Quantitative Finance 18:12 (2018), section 2: the weighted mid, here with the depth of n levels",
    reference=_REFERENCE,
    scaling=None,
    draw="overlay",
)
def depth_microprice(state, p, window, price, size, side, change):
    """The mid moved towards the side with less depth: (best bid * asks + best ask * bids) / (bids + asks), sizes of the best n levels.

    NaN while a side is empty. State: levels of bids and asks; window: the book.
    """
    bids, asks = state
    bids, asks = take(window, bids, asks, price, size, side, change)
    if bids == 0 or asks == 0:
        return (bids, asks), nan
    below = size_of(window, bids, 1, p.n)
    above = size_of(window, asks, -1, p.n)
    bid = bid_price(window, bids, 0)
    return (bids, asks), bid + (ask_price(window, asks, 0) - bid) * (below / (below + above))


@feature(
    kind="book",
    rows="depth",
    inputs=_ROW,
    params=_LEVELS,
    outputs={"bid": "units a basis point", "ask": "units a basis point"},
    state=_STATE,
    window=lambda p: WINDOW,
    warmup=lambda p: 1,
    source="B. Biais, P. Hillion, C. Spatt, An Empirical Analysis of the Limit Order Book and the Order Flow in the Paris Bourse, Journal "
    "of Finance 50:5 (1995): slopes of supply and demand; fitted by least squares through the mid",
    reference=_REFERENCE,
    scaling=None,
)
def book_slope(state, p, window, price, size, side, change):
    """How fast depth grows with distance from the mid, each side: least-squares slope of cumulated size on basis points, through 0.

    sum(d_i Q_i) / sum(d_i^2), Q_i the size of the best i levels, d_i how far the i-th is from the mid, over n levels. NaN while a side
    is empty. State: levels of bids and asks; window: the book.
    """
    bids, asks = state
    bids, asks = take(window, bids, asks, price, size, side, change)
    if bids == 0 or asks == 0:
        return (bids, asks), (nan, nan)
    mid = middle(window, bids, asks)
    return (bids, asks), (steepness(window, bids, 1, p.n, mid), steepness(window, asks, -1, p.n, mid))


def steepness(window, count, side, n, mid):
    """One side's slope."""
    depth, product, squares = 0.0, 0.0, 0.0
    for i in range(min(n, count)):
        away = 10_000.0 * abs(price_at(window, count, side, i) / mid - 1.0)
        depth += size_at(window, count, side, i)
        product += away * depth
        squares += away * away
    return product / squares if squares > 0.0 else nan


@feature(
    kind="book",
    rows="depth",
    inputs=_ROW,
    params={"n": Int(5, 1, 100)},
    outputs={"slope": "relative log depth a relative price", "bid": "the same", "ask": "the same"},
    state=_STATE,
    window=lambda p: WINDOW,
    warmup=lambda p: 1,
    source="R. Naes, J. A. Skjeltorp, Order Book Characteristics and the Volume-Volatility Relation, Journal of Financial Markets 9 (2006)",
    reference=_REFERENCE,
    scaling=None,
    draw="none",
)
def book_elasticity(state, p, window, price, size, side, change):
    """Elasticity of the book after Naes and Skjeltorp: how much log depth grows, relatively, for a relative step in price.

    Each side: mean of v_1 / |p_1 / mid - 1| and of (v_{i+1} / v_i - 1) / |p_{i+1} / p_i - 1|, v_i the log of the size of the best i
    levels, over n levels; slope is the mean of both sides. NaN while a side is empty or its best size is not above 1 (its log not
    above 0): choose units in which it is. State: levels of bids and asks; window: the book.
    """
    bids, asks = state
    bids, asks = take(window, bids, asks, price, size, side, change)
    if bids == 0 or asks == 0:
        return (bids, asks), (nan, nan, nan)
    mid = middle(window, bids, asks)
    below = elasticity(window, bids, 1, p.n, mid)
    above = elasticity(window, asks, -1, p.n, mid)
    return (bids, asks), (0.5 * (below + above), below, above)


def elasticity(window, count, side, n, mid):
    """One side's mean local elasticity."""
    n = min(n, count)
    depth = size_at(window, count, side, 0)
    if depth <= 1.0:
        return nan
    before = price_at(window, count, side, 0)
    v = log(depth)
    away = abs(before / mid - 1.0)
    if away == 0.0:
        return nan
    total = v / away
    for i in range(1, n):
        depth += size_at(window, count, side, i)
        here = price_at(window, count, side, i)
        total += (log(depth) / v - 1.0) / abs(here / before - 1.0)
        before = here
        v = log(depth)
    return total / n


@feature(
    kind="book",
    rows="depth",
    inputs=_ROW,
    params={"n": Int(20, 3, 100)},
    outputs={"bid": "times the typical gap", "ask": "times the typical gap"},
    state=_STATE,
    window=lambda p: WINDOW + p.n,
    warmup=lambda p: 1,
    source="J. D. Farmer, L. Gillemot, F. Lillo, S. Mike, A. Sen, What Really Causes Large Price Changes?, Quantitative Finance 4:4 (2004): "
    "gaps between levels",
    reference=_REFERENCE,
    scaling=None,
    draw="none",
)
def liquidity_gaps(state, p, window, price, size, side, change):
    """The largest gap between neighbouring levels among the best n of a side, in units of the median one: 1 where none stands out.

    NaN while a side has fewer than 3 levels. State: levels of bids and asks; window: the book, then gaps in order of size.
    """
    bids, asks = state
    bids, asks = take(window, bids, asks, price, size, side, change)
    return (bids, asks), (gaps(window, bids, 1, p.n), gaps(window, asks, -1, p.n))


def gaps(window, count, side, n):
    """One side's largest gap over its median one."""
    n = min(n, count)
    if n < 3:
        return nan
    for i in range(n - 1):
        put_in(window, WINDOW, i, abs(price_at(window, count, side, i + 1) - price_at(window, count, side, i)))
    return window[WINDOW + n - 2] / quantile(window, WINDOW, n - 1, 0.5)


@feature(
    kind="book",
    rows="depth",
    inputs=_ROW,
    params={"basis_points": Float(5.0, 0.001, 10_000.0)},
    outputs={"bid": "units", "ask": "units", "imbalance": "-1 to 1"},
    state=_STATE,
    window=lambda p: WINDOW,
    warmup=lambda p: 1,
    source="M. Aitken, C. Comerton-Forde, How Should Liquidity Be Measured?, Pacific-Basin Finance Journal 11 (2003): order-based "
    "measures; here what stands within a distance",
    reference=_REFERENCE,
    scaling=None,
)
def depth_within(state, p, window, price, size, side, change):
    """How much stands within some basis points of the mid on each side, and to which side that leans.

    imbalance: (bid - ask) / (bid + ask), NaN where nothing stands so near. NaN while a side is empty; of the levels that the book
    keeps. State: levels of bids and asks; window: the book.
    """
    bids, asks = state
    bids, asks = take(window, bids, asks, price, size, side, change)
    if bids == 0 or asks == 0:
        return (bids, asks), (nan, nan, nan)
    mid = middle(window, bids, asks)
    reach = mid * p.basis_points * 1e-4
    below = near(window, bids, 1, mid, reach)
    above = near(window, asks, -1, mid, reach)
    total = below + above
    return (bids, asks), (below, above, (below - above) / total if total > 0.0 else nan)


def near(window, count, side, mid, reach):
    """Size of a side's levels within `reach` of the mid."""
    total = 0.0
    for i in range(count):
        if abs(price_at(window, count, side, i) - mid) > reach:
            break
        total += size_at(window, count, side, i)
    return total


@feature(
    kind="book",
    rows="depth",
    inputs=_ROW,
    params={"size": Float(1.0, 1e-9, 1e12)},
    outputs={"buy": "basis points", "sell": "basis points"},
    state=_STATE,
    window=lambda p: WINDOW,
    warmup=lambda p: 1,
    source="P. Irvine, G. Benston, E. Kandel, Liquidity Beyond the Inside Spread: Measuring and Using Information in the Limit Order Book "
    "(2000): cost of round trip",
    reference=_REFERENCE,
    scaling=None,
    draw="none",
)
def cost_to_trade(state, p, window, price, size, side, change):
    """What a market order of a size would pay at this moment, beyond the mid: its mean price against the mid, in basis points.

    NaN while a side is empty, and where the levels kept don't hold that much. State: levels of bids and asks; window: the book.
    """
    bids, asks = state
    bids, asks = take(window, bids, asks, price, size, side, change)
    if bids == 0 or asks == 0:
        return (bids, asks), (nan, nan)
    mid = middle(window, bids, asks)
    buy = 10_000.0 * (walk(window, asks, -1, p.size) / mid - 1.0)
    sell = 10_000.0 * (1.0 - walk(window, bids, 1, p.size) / mid)
    return (bids, asks), (buy, sell)


def walk(window, count, side, size):
    """Mean price of `size` units taken from a side; NaN where it holds less."""
    left, paid = size, 0.0
    for i in range(count):
        taken = min(left, size_at(window, count, side, i))
        paid += taken * price_at(window, count, side, i)
        left -= taken
        if left <= 0.0:
            return paid / size
    return nan
