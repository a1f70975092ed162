"""Where the close stands within the last highs and lows: stochastics and their relatives."""

from math import inf, nan

from tradewind.features.declare import Int, feature
from tradewind.features.indicators.momentum import next_rsi
from tradewind.features.indicators.smoothing import next_average, next_exponential, next_simple
from tradewind.features.indicators.window_extremes import highest_of, lowest_of
from tradewind.features.indicators.windows import next_slot

_LANE = "G. C. Lane, Lane's Stochastics, Technical Analysis of Stocks & Commodities 2:3 (1984)"


def percent_of_range(x, bottom, top):
    """Where x stands between bottom (0) and top (100); 0 where they are the same."""
    return (x - bottom) / (top - bottom) * 100.0 if top > bottom else 0.0


@feature(
    kind="momentum",
    inputs=("high", "low", "close"),
    params={"n": Int(14, 2, 2000)},
    outputs={"position": "-100 to 0"},
    state=(0, 0, -inf, inf),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="L. Williams, How I Made One Million Dollars Last Year Trading Commodities (1973), %R",
    reference="TA-Lib WILLR, 1e-9 relative",
    scaling=0,
)
def willr(state, p, window, high, low, close):
    """Williams %R: how far the close is below the highest high of n bars, in percent of their range, with a minus sign.

    0 where the range is empty. NaN for the first n - 1 bars.
    State: bars seen (up to n), slot, highest and lowest of this round (see windows.py); window: n highs, n lows.
    """
    seen, slot, top, bottom = state
    top, highest = highest_of(window, 0, p.n, slot, top, high)
    bottom, lowest = lowest_of(window, p.n, p.n, slot, bottom, low)
    seen = seen + 1 if seen < p.n else seen
    spread = highest - lowest
    value = (highest - close) / spread * -100.0 if spread > 0.0 else 0.0
    return (seen, next_slot(slot, p.n), top, bottom), value if seen == p.n else nan


@feature(
    kind="momentum",
    inputs=("high", "low", "close"),
    params={"k": Int(5, 1, 2000), "d": Int(3, 1, 2000), "average": Int(0, 0, 3)},
    outputs={"k": "0 to 100", "d": "0 to 100"},
    state=(0, 0, -inf, inf, 0, 0, 0.0),
    window=lambda p: 2 * p.k + p.d,
    warmup=lambda p: p.k + p.d - 2,
    source=_LANE,
    reference="TA-Lib STOCHF, 1e-9 relative",
    scaling=0,
)
def stochf(state, p, window, high, low, close):
    """Fast stochastic: %K, where the close stands in the range of k bars, and %D, its average over d bars.

    average: 0 simple, 1 exponential, 2 weighted, 3 Wilder's. %K is 0 where the range is empty. NaN for the first k + d - 2 bars.
    State: bars seen (up to k), slot, highest and lowest of this round; values seen, slot and value of %D; window: highs, lows, %K.
    """
    seen, slot, top, bottom, seen_d, slot_d, value_d = state
    top, highest = highest_of(window, 0, p.k, slot, top, high)
    bottom, lowest = lowest_of(window, p.k, p.k, slot, bottom, low)
    slot = next_slot(slot, p.k)
    seen = seen + 1 if seen < p.k else seen
    if seen < p.k:
        return (seen, slot, top, bottom, seen_d, slot_d, value_d), (nan, nan)
    k = percent_of_range(close, lowest, highest)
    seen_d, slot_d, value_d, d = next_average(p.average, seen_d, slot_d, value_d, window, 2 * p.k, k, p.d)
    state = (seen, slot, top, bottom, seen_d, slot_d, value_d)
    if seen_d < p.d:
        return state, (nan, nan)
    return state, (k, d)


@feature(
    kind="momentum",
    inputs=("high", "low", "close"),
    params={"k": Int(5, 1, 2000), "smooth": Int(3, 1, 2000), "d": Int(3, 1, 2000), "average": Int(0, 0, 3)},
    outputs={"k": "0 to 100", "d": "0 to 100"},
    state=(0, 0, -inf, inf, 0, 0, 0.0, 0, 0, 0.0),
    window=lambda p: 2 * p.k + p.smooth + p.d,
    warmup=lambda p: p.k + p.smooth + p.d - 3,
    source=_LANE,
    reference="TA-Lib STOCH, 1e-9 relative",
    scaling=0,
)
def stoch(state, p, window, high, low, close):
    """Slow stochastic: where the close stands in the range of k bars, averaged over `smooth` bars (%K), and that over d bars (%D).

    average: 0 simple, 1 exponential, 2 weighted, 3 Wilder's. An empty range counts as 0. NaN for the first k + smooth + d - 3 bars.
    State: bars seen (up to k), slot, highest and lowest of this round; values seen, slot and value of %K and %D; window: highs, lows,
    fast %K, slow %K.
    """
    seen, slot, top, bottom, seen_k, slot_k, value_k, seen_d, slot_d, value_d = state
    top, highest = highest_of(window, 0, p.k, slot, top, high)
    bottom, lowest = lowest_of(window, p.k, p.k, slot, bottom, low)
    slot = next_slot(slot, p.k)
    seen = seen + 1 if seen < p.k else seen
    k = d = nan
    if seen == p.k:
        fast = percent_of_range(close, lowest, highest)
        seen_k, slot_k, value_k, k = next_average(p.average, seen_k, slot_k, value_k, window, 2 * p.k, fast, p.smooth)
        if seen_k == p.smooth:
            first = 2 * p.k + p.smooth
            seen_d, slot_d, value_d, d = next_average(p.average, seen_d, slot_d, value_d, window, first, k, p.d)
    state = (seen, slot, top, bottom, seen_k, slot_k, value_k, seen_d, slot_d, value_d)
    if seen_d < p.d:
        return state, (nan, nan)
    return state, (k, d)


@feature(
    kind="momentum",
    inputs=("high", "low", "close"),
    params={"n": Int(9, 1, 2000), "k": Int(3, 1, 2000), "d": Int(3, 1, 2000)},
    outputs={"k": "0 to 100", "d": "0 to 100", "j": "3 k - 2 d"},
    state=(0, 0, -inf, inf, 0, 0.0, 0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n + p.k + p.d - 3,
    source=f"{_LANE}; J as in the KDJ of Chinese trading software",
    reference="TA-Lib KDJ, 1e-9 relative",
    scaling=0,
)
def kdj(state, p, window, high, low, close):
    """KDJ: a stochastic of n bars with Wilder's averages over k and d bars, and J = 3 K - 2 D, which leaves 0 to 100 at extremes.

    An empty range counts as 0. NaN for the first n + k + d - 3 bars.
    State: bars seen (up to n), slot, highest and lowest of this round; values seen and value of K and D; window: n highs, n lows.
    """
    seen, slot, top, bottom, seen_k, k, seen_d, d = state
    top, highest = highest_of(window, 0, p.n, slot, top, high)
    bottom, lowest = lowest_of(window, p.n, p.n, slot, bottom, low)
    slot = next_slot(slot, p.n)
    seen = seen + 1 if seen < p.n else seen
    if seen == p.n:
        seen_k, k = next_exponential(seen_k, k, percent_of_range(close, lowest, highest), p.k, 1.0 / p.k)
        if seen_k == p.k:
            seen_d, d = next_exponential(seen_d, d, k, p.d, 1.0 / p.d)
    state = (seen, slot, top, bottom, seen_k, k, seen_d, d)
    if seen_d < p.d:
        return state, (nan, nan, nan)
    return state, (k, d, 3.0 * k - 2.0 * d)


@feature(
    kind="momentum",
    inputs=("close",),
    params={"n": Int(14, 2, 1000), "k": Int(5, 1, 2000), "d": Int(3, 1, 2000)},
    outputs={"k": "0 to 100", "d": "0 to 100"},
    state=(0, 0.0, 0.0, 0.0, 0, 0, -inf, inf, 0, 0, 0.0),
    window=lambda p: 2 * p.k + p.d,
    warmup=lambda p: p.n + p.k + p.d - 2,
    source="T. S. Chande and S. Kroll, The New Technical Trader (1994)",
    reference="TA-Lib STOCHRSI, 1e-9 relative",
    scaling=0,
)
def stochrsi(state, p, window, x):
    """Stochastic RSI: where the RSI of n bars stands in its own range of k bars (%K), and the mean of that over d bars (%D).

    An empty range counts as 0. NaN for the first n + k + d - 2 bars.
    State: as `rsi`; RSIs seen (up to k), slot, highest and lowest of this round; values seen, slot and sum of %D; window: 2 k, d.
    """
    bars, previous, up, down, seen, slot, top, bottom, seen_d, slot_d, total = state
    bars, up, down, strength = next_rsi(bars, previous, up, down, x, p.n)
    k = nan
    if bars > p.n:
        top, highest = highest_of(window, 0, p.k, slot, top, strength)
        bottom, lowest = lowest_of(window, p.k, p.k, slot, bottom, strength)
        slot = next_slot(slot, p.k)
        seen = seen + 1 if seen < p.k else seen
        if seen == p.k:
            k = percent_of_range(strength, lowest, highest)
            seen_d, slot_d, total = next_simple(seen_d, slot_d, total, window, 2 * p.k, k, p.d)
    state = (bars, x, up, down, seen, slot, top, bottom, seen_d, slot_d, total)
    if seen_d < p.d:
        return state, (nan, nan)
    return state, (k, total / p.d)


@feature(
    kind="momentum",
    inputs=("high", "low", "close"),
    params={"n": Int(13, 1, 2000), "first": Int(25, 1, 2000), "second": Int(2, 1, 2000), "signal": Int(9, 1, 2000)},
    outputs={"index": "-100 to 100", "signal": "-100 to 100"},
    state=(0, 0, -inf, inf, 0, 0.0, 0.0, 0, 0.0, 0.0, 0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n + p.first + p.second + p.signal - 4,
    source="W. Blau, Stochastic Momentum, Technical Analysis of Stocks & Commodities 11:1 (1993)",
    reference="TA-Lib SMI, 1e-9 relative (its fastperiod is `second`, its slowperiod `first`)",
    scaling=0,
    mirror="odd",
)
def smi(state, p, window, high, low, close):
    """Stochastic momentum index: distance of the close from the middle of the range, in percent of half the range, both averaged twice.

    The averages are exponential, first over `first`, then over `second` bars; signal: exponential average of the index. 0 where the
    range is empty. NaN for the first n + first + second + signal - 4 bars.
    State: bars seen (up to n), slot, highest and lowest of this round; values seen, averages of distance and range, once and twice;
    values seen and value of the signal; window: n highs, n lows.
    """
    seen, slot, top, bottom, seen_a, far, wide, seen_b, farther, wider, seen_c, signal = state
    top, highest = highest_of(window, 0, p.n, slot, top, high)
    bottom, lowest = lowest_of(window, p.n, p.n, slot, bottom, low)
    slot = next_slot(slot, p.n)
    seen = seen + 1 if seen < p.n else seen
    index = nan
    if seen == p.n:
        a = 2.0 / (p.first + 1.0)
        b = 2.0 / (p.second + 1.0)
        far = next_exponential(seen_a, far, close - 0.5 * (highest + lowest), p.first, a)[1]
        seen_a, wide = next_exponential(seen_a, wide, highest - lowest, p.first, a)
        if seen_a == p.first:
            farther = next_exponential(seen_b, farther, far, p.second, b)[1]
            seen_b, wider = next_exponential(seen_b, wider, wide, p.second, b)
        if seen_b == p.second:
            index = 200.0 * farther / wider if wider > 0.0 else 0.0
            seen_c, signal = next_exponential(seen_c, signal, index, p.signal, 2.0 / (p.signal + 1.0))
    state = (seen, slot, top, bottom, seen_a, far, wide, seen_b, farther, wider, seen_c, signal)
    if seen_c < p.signal:
        return state, (nan, nan)
    return state, (index, signal)
