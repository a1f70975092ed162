"""Oscillators made to turn early between fixed ends: Fisher, Schaff, KST, relative vigor, Connors, Laguerre, QQE."""

from math import inf, log, nan

from tradewind.features.declare import Float, Int, feature
from tradewind.features.indicators.momentum import next_rsi
from tradewind.features.indicators.smoothing import next_exponential, next_simple
from tradewind.features.indicators.window_extremes import highest_of, lowest_of
from tradewind.features.indicators.windows import next_slot


@feature(
    kind="momentum",
    inputs=("high", "low"),
    params={"n": Int(9, 2, 1000)},
    outputs={"fisher": "about -4 to 4", "signal": "about -4 to 4"},
    state=(0, 0, -inf, inf, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="J. F. Ehlers, Using the Fisher Transform, Technical Analysis of Stocks & Commodities 20:11 (2002)",
    reference="pandas-ta-classic fisher, 1e-9 relative",
    scaling=0,
    mirror="odd",
)
def fisher(state, p, window, high, low):
    """Fisher transform: where (high + low) / 2 stands in its range of n bars, stretched so that extremes become sharp peaks.

    v_t = 0.66 (position - 0.5) + 0.67 v_{t-1}, kept within 0.999; fisher_t = ln((1 + v) / (1 - v)) / 2 + fisher_{t-1} / 2; signal: the
    last fisher. An empty range counts as its middle. NaN for the first n bars.
    State: bars seen (up to n), slot, highest and lowest of this round, v, fisher; window: for highest and lowest.
    """
    seen, slot, top, bottom, v, before = state
    x = 0.5 * (high + low)
    top, highest = highest_of(window, 0, p.n, slot, top, x)
    bottom, lowest = lowest_of(window, p.n, p.n, slot, bottom, x)
    slot = next_slot(slot, p.n)
    if seen < p.n:
        return (seen + 1, slot, top, bottom, 0.0, 0.0), (nan, nan)
    v = 0.66 * ((x - lowest) / (highest - lowest) - 0.5 if highest > lowest else 0.0) + 0.67 * v
    v = 0.999 if v > 0.99 else (-0.999 if v < -0.99 else v)
    value = 0.5 * (log((1.0 + v) / (1.0 - v)) + before)
    return (seen, slot, top, bottom, v, value), (value, before)


@feature(
    kind="momentum",
    inputs=("close",),
    params={"fast": Int(23, 2, 1000), "slow": Int(50, 2, 2000), "n": Int(10, 2, 1000), "factor": Float(0.5, 0.01, 1.0)},
    outputs={"cycle": "0 to 100"},
    state=(0, 0.0, 0, 0.0, 0, 0, -inf, inf, 0.0, 0.0, 0, 0, -inf, inf, 0.0, 0.0),
    window=lambda p: 4 * p.n,
    warmup=lambda p: max(p.fast, p.slow) + 2 * p.n - 3,
    source="D. Schaff's Trend Cycle (1990s; published 2008)",
    reference="numpy, from the formula, over TA-Lib EMA, 1e-9 relative",
    scaling=0,
)
def stc(state, p, window, x):
    """Schaff trend cycle: the MACD line put twice through a smoothed stochastic of n bars; 25 and 75 are the usual lines.

    At each pass: position in the range of n values in percent (an empty range keeps the last), then s += factor * (position - s), begun
    with the first position. NaN for the first slow + 2n - 3 bars.
    State: values seen and value of both averages; twice: values seen, slot, highest and lowest of this round, position, smoothed;
    window: n for each of the four extremes.
    """
    seen_a, a, seen_b, b, m, i, up, low, k, d, m2, i2, up2, low2, k2, d2 = state
    seen_a, a = next_exponential(seen_a, a, x, p.fast, 2.0 / (p.fast + 1.0))
    seen_b, b = next_exponential(seen_b, b, x, p.slow, 2.0 / (p.slow + 1.0))
    if seen_a == p.fast and seen_b == p.slow:
        m, i, up, low, k, d = next_cycle(m, i, up, low, k, d, window, 0, a - b, p.n, p.factor)
        if m >= p.n:
            m2, i2, up2, low2, k2, d2 = next_cycle(m2, i2, up2, low2, k2, d2, window, 2 * p.n, d, p.n, p.factor)
    return (seen_a, a, seen_b, b, m, i, up, low, k, d, m2, i2, up2, low2, k2, d2), d2 if m2 >= p.n else nan


def next_cycle(seen, slot, top, bottom, position, smoothed, window, first, x, n, factor):
    """One pass of Schaff's smoothed stochastic; known once seen is n."""
    top, highest = highest_of(window, first, n, slot, top, x)
    bottom, lowest = lowest_of(window, first + n, n, slot, bottom, x)
    slot = next_slot(slot, n)
    if seen + 1 < n:
        return seen + 1, slot, top, bottom, position, smoothed
    if highest > lowest:
        position = 100.0 * (x - lowest) / (highest - lowest)
    smoothed = position if seen + 1 == n else smoothed + factor * (position - smoothed)
    return n if seen + 1 == n else seen, slot, top, bottom, position, smoothed


@feature(
    kind="momentum",
    inputs=("open", "high", "low", "close"),
    params={"n": Int(10, 1, 1000)},
    outputs={"vigor": "-1 to 1", "signal": "-1 to 1"},
    state=(0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0, 0, 0.0, 0, 0.0, 0.0, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n + 5,
    source="J. F. Ehlers, Relative Vigor Index, Technical Analysis of Stocks & Commodities 20:1 (2002)",
    reference="pandas-ta-classic rvgi, 1e-9 relative",
    scaling=0,
    mirror="odd",
)
def rvgi(state, p, window, open, high, low, close):
    """Relative vigor index: bodies over ranges, both weighted 1-2-2-1 over four bars and summed over n; signal: weighted the same way.

    0 where no bar has a range. NaN for the first n + 5 bars. State: bars seen (up to 3), the last three bodies and ranges;
    values seen, slot and sum of bodies, sum of ranges; the last three vigors and how many; window: n bodies, n ranges.
    """
    bars, b1, b2, b3, r1, r2, r3, seen, slot, up, known, wide, v1, v2, v3 = state
    body, spread = close - open, high - low
    move = (body + 2.0 * b1 + 2.0 * b2 + b3) / 6.0
    way = (spread + 2.0 * r1 + 2.0 * r2 + r3) / 6.0
    if bars < 3:
        return (bars + 1, body, b1, b2, spread, r1, r2, 0, 0, 0.0, 0, 0.0, 0.0, 0.0, 0.0), (nan, nan)
    _, _, up = next_simple(seen, slot, up, window, 0, move, p.n)
    seen, slot, wide = next_simple(seen, slot, wide, window, p.n, way, p.n)
    if seen < p.n:
        return (bars, body, b1, b2, spread, r1, r2, seen, slot, up, 0, wide, 0.0, 0.0, 0.0), (nan, nan)
    # Sums of what is never below 0 that come to as good as nothing: no bar has a range.
    vigor = up / wide if wide > 1e-12 * (abs(high) + abs(low)) else 0.0
    signal = (vigor + 2.0 * v1 + 2.0 * v2 + v3) / 6.0
    state = (bars, body, b1, b2, spread, r1, r2, seen, slot, up, min(known + 1, 3), wide, vigor, v1, v2)
    return state, (vigor, signal) if known == 3 else (nan, nan)


@feature(
    kind="momentum",
    inputs=("close",),
    params={"n": Int(12, 1, 2000)},
    outputs={"line": "0 to 100"},
    state=(0, 0, 0.0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n,
    source="S. B. Achelis, Technical Analysis from A to Z (2nd ed. 2000), Psychological Line",
    reference="pandas-ta-classic psl, 1e-9 relative",
    scaling=0,
)
def psl(state, p, window, x):
    """Psychological line: how many percent of the last n changes were rises.

    NaN for the first n bars. State: values seen (up to n + 1), slot, last value, number of rises; window: n times 0 or 1.
    """
    seen, slot, previous, total = state
    if seen == 0:
        return (1, 0, x, 0.0), nan
    rose = 1.0 * (x > previous)
    total += rose - window[slot]
    window[slot] = rose
    slot = next_slot(slot, p.n)
    if seen < p.n:
        return (seen + 1, slot, x, total), nan
    return (seen, slot, x, total), 100.0 * total / p.n


@feature(
    kind="momentum",
    inputs=("close",),
    params={"gamma": Float(0.5, 0.0, 0.99)},
    outputs={"strength": "0 to 100"},
    state=(0, 0.0, 0.0, 0.0, 0.0),
    source="J. F. Ehlers, Cybernetic Analysis for Stocks and Futures (2004)",
    reference="pandas-ta-classic lrsi, 1e-9 relative",
    scaling=0,
)
def lrsi(state, p, x):
    """Laguerre RSI: a relative strength of four prices, each smoother and later than the one before; gamma: how smooth.

    0 where nothing moves. State: whether a value was seen, the four filters, which begin at the first value.
    """
    seen, a, b, c, d = state
    if seen == 0:
        return (1, x, x, x, x), 0.0
    g = p.gamma
    a1 = (1.0 - g) * x + g * a
    b1 = a - g * a1 + g * b
    c1 = b - g * b1 + g * c
    d1 = c - g * c1 + g * d
    up = max(a1 - b1, 0.0) + max(b1 - c1, 0.0) + max(c1 - d1, 0.0)
    down = max(b1 - a1, 0.0) + max(c1 - b1, 0.0) + max(d1 - c1, 0.0)
    # Filters that differ by no more than rounding are equal.
    still = up + down <= 1e-13 * (abs(a1) + abs(d1))
    return (1, a1, b1, c1, d1), 0.0 if still else 100.0 * up / (up + down)


@feature(
    kind="momentum",
    inputs=("close",),
    params={"n": Int(3, 2, 500), "streak": Int(2, 2, 500), "rank": Int(100, 2, 2000)},
    outputs={"strength": "0 to 100"},
    state=(0, 0.0, 0.0, 0.0, 0, 0.0, 0.0, 0.0, 0, 0),
    window=lambda p: p.rank,
    warmup=lambda p: max(p.n, p.streak, p.rank + 1),
    source="L. Connors and C. Alvarez, An Introduction to ConnorsRSI (2nd ed. 2014)",
    reference="TA-Lib RSI of closes and of streaks, and numpy's rank, 1e-9 relative",
    scaling=0,
)
def crsi(state, p, window, x):
    """Connors RSI: mean of the RSI of closes, the RSI of the streak of rises or falls, and the rank of today's return.

    streak: rises (falls, with a minus) in a row, 0 where the close did not change; rank: percent of the last `rank` returns before today's
    that were smaller. NaN for the first max(n, streak, rank + 1) bars.
    State: as `rsi` for closes; as `rsi` for streaks, whose last value is the streak; returns seen (up to `rank`), slot; window: returns.
    """
    seen, previous, up, down, seen_s, streak, up_s, down_s, returns, slot = state
    was = seen
    seen, up, down, strength = next_rsi(seen, previous, up, down, x, p.n)
    run = 0.0
    if was > 0 and x > previous:
        run = streak + 1.0 if streak > 0.0 else 1.0
    elif was > 0 and x < previous:
        run = streak - 1.0 if streak < 0.0 else -1.0
    seen_s, up_s, down_s, of_streak = next_rsi(seen_s, streak, up_s, down_s, run, p.streak)
    if was == 0:
        return (seen, x, up, down, seen_s, run, up_s, down_s, 0, 0), nan
    change = x / previous - 1.0 if previous != 0.0 else 0.0
    value = nan
    if returns == p.rank:
        below = 0.0
        for i in range(p.rank):
            below += window[i] < change
        value = (strength + of_streak + 100.0 * below / p.rank) / 3.0
    window[slot] = change
    slot = next_slot(slot, p.rank)
    return (seen, x, up, down, seen_s, run, up_s, down_s, min(returns + 1, p.rank), slot), value


@feature(
    kind="momentum",
    inputs=("close",),
    params={"n": Int(14, 2, 500), "smooth": Int(5, 1, 500), "factor": Float(4.236, 0.1, 20.0)},
    outputs={"strength": "0 to 100", "stop": "0 to 100", "trend": "1 up, -1 down"},
    state=(0, 0.0, 0.0, 0.0, 0, 0.0, 0, 0, 0.0, 0, 0.0, 0.0, 0.0, 1.0),
    warmup=lambda p: p.n + p.smooth - 1 + 2 * (2 * p.n - 2) + 1,
    source="R. Ignatov, Qualitative Quantitative Estimation, as in QQE.mq4",
    reference="numpy, from the formula, over TA-Lib RSI and EMA, 1e-9 relative",
    scaling=0,
)
def qqe(state, p, x):
    """QQE: a smoothed RSI with a trailing stop of its own, `factor` times its mean change away; the trend turns where they cross.

    Mean change: |change| of the smoothed RSI, averaged exponentially over 2n - 1 bars, twice. The stop only moves towards the RSI
    while the trend lasts. NaN for the first 5n + smooth - 4 bars.
    State: as `rsi`; values seen and value of the smoothed RSI, whether there was one before; values seen and value of both averages;
    long and short stop, trend.
    """
    seen, previous, up, down, seen_s, line, begun, seen_a, a, seen_b, b, long, short, trend = state
    seen, up, down, strength = next_rsi(seen, previous, up, down, x, p.n)
    if seen <= p.n:
        return (seen, x, up, down, 0, 0.0, 0, 0, 0.0, 0, 0.0, 0.0, 0.0, 1.0), (nan, nan, nan)
    before = line
    m = 2 * p.n - 1
    seen_s, line = next_exponential(seen_s, line, strength, p.smooth, 2.0 / (p.smooth + 1.0))
    if begun != 0:
        seen_a, a = next_exponential(seen_a, a, abs(line - before), m, 2.0 / (m + 1.0))
        if seen_a == m:
            seen_b, b = next_exponential(seen_b, b, a, m, 2.0 / (m + 1.0))
    begun = 1 if seen_s == p.smooth else 0
    if seen_b < m:
        state = (seen, x, up, down, seen_s, line, begun, seen_a, a, seen_b, b, line, line, 1.0)
        return state, (nan, nan, nan)
    far = p.factor * b
    was_long, was_short = long, short
    long = max(long, line - far) if before > long and line > long else line - far
    short = min(short, line + far) if before < short and line < short else line + far
    if line > was_short and before <= was_short:
        trend = 1.0
    elif line < was_long and before >= was_long:
        trend = -1.0
    state = (seen, x, up, down, seen_s, line, begun, seen_a, a, seen_b, b, long, short, trend)
    return state, (line, long if trend > 0.0 else short, trend)
