"""Volume and price together: which side presses, and how easily it moves the price."""

from math import nan

from tradewind.features.declare import Float, Int, feature
from tradewind.features.indicators.smoothing import next_exponential, next_simple


@feature(
    kind="volume",
    inputs=("high", "low", "close", "volume"),
    params={"fast": Int(34, 2, 1000), "slow": Int(55, 2, 1000), "signal": Int(13, 1, 1000)},
    outputs={"oscillator": "units traded, times 100", "signal": "units traded, times 100"},
    state=(0, 0.0, 0.0, 0.0, 0.0, 0, 0.0, 0, 0.0, 0, 0.0),
    warmup=lambda p: max(p.fast, p.slow) + p.signal,
    source="S. J. Klinger, Identifying Trends With Volume Analysis, Technical Analysis of Stocks & Commodities 15:12 (1997)",
    reference="talipp KVO, 1e-9 relative; the signal with TA-Lib EMA",
    scaling=0,
)
def kvo(state, p, high, low, close, volume):
    """Klinger volume oscillator: a fast less a slow exponential average of volume force; signal: its own exponential average.

    force = volume * |2 (dm / cm - 1)| * trend * 100; trend: 1 where high + low + close rose, else -1; dm = high - low; cm: dm added up
    while the trend lasts, begun with the last dm. 0 where cm is 0. NaN for the first slow + signal bars.
    State: bars seen (up to 2), last sum of prices, last dm, cm, trend; values seen and value of fast, slow and signal.
    """
    seen, before, last, cm, trend, seen_a, a, seen_b, b, seen_c, c = state
    x = high + low + close
    dm = high - low
    if seen < 2:
        return (seen + 1, x, dm, dm, 0.0, 0, 0.0, 0, 0.0, 0, 0.0), (nan, nan)
    now = 1.0 if x > before else -1.0
    cm = cm + dm if now == trend else last + dm
    force = volume * abs(2.0 * (dm / cm - 1.0)) * now * 100.0 if cm > 0.0 else 0.0
    seen_a, a = next_exponential(seen_a, a, force, p.fast, 2.0 / (p.fast + 1.0))
    seen_b, b = next_exponential(seen_b, b, force, p.slow, 2.0 / (p.slow + 1.0))
    if seen_a == p.fast and seen_b == p.slow:
        seen_c, c = next_exponential(seen_c, c, a - b, p.signal, 2.0 / (p.signal + 1.0))
    state = (2, x, dm, cm, now, seen_a, a, seen_b, b, seen_c, c)
    return state, (a - b, c) if seen_c == p.signal else (nan, nan)


@feature(
    kind="volume",
    inputs=("high", "low", "volume"),
    params={"n": Int(14, 1, 2000), "units": Float(1e8, 1.0, 1e15)},
    outputs={"ease": "price squared for `units` traded"},
    state=(0, 0.0, 0, 0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n,
    source="R. W. Arms, Volume Cycles in the Stock Market (1983), Ease of Movement",
    reference="talipp EMV, 1e-9 relative",
    scaling=2,
    mirror="odd",
)
def eom(state, p, window, high, low, volume):
    """Ease of movement: how far the middle of the bar moved, times its range, for each `units` traded; the mean of n bars.

    A bar without volume counts as 0. NaN for the first n bars.
    State: whether a bar was seen, last middle; values seen, slot, sum; window: n values.
    """
    begun, before, seen, slot, total = state
    middle = 0.5 * (high + low)
    if begun == 0:
        return (1, middle, 0, 0, 0.0), nan
    ease = (middle - before) * (high - low) / (volume / p.units) if volume > 0.0 else 0.0
    seen, slot, total = next_simple(seen, slot, total, window, 0, ease, p.n)
    return (1, middle, seen, slot, total), total / p.n if seen == p.n else nan


@feature(
    kind="volume",
    inputs=("close", "volume"),
    params={"n": Int(14, 1, 2000)},
    outputs={"oscillator": "-100 to 100"},
    state=(0, 0.0, 0, 0.0, 0.0),
    warmup=lambda p: p.n,
    source="W. A. Khalil and D. Steckler, In the Volume Zone, Technical Analysis of Stocks & Commodities 29:6 (2011)",
    reference="TA-Lib EMA of numpy's signed volume, 1e-9 relative",
    scaling=0,
)
def vzo(state, p, close, volume):
    """Volume zone oscillator: volume with the sign of the change of the close, averaged exponentially, in percent of average volume.

    0 without volume. NaN for the first n bars. State: whether a bar was seen, last close; values seen, both averages.
    """
    begun, previous, seen, signed, total = state
    if begun == 0:
        return (1, close, 0, 0.0, 0.0), nan
    a = 2.0 / (p.n + 1.0)
    side = 1.0 * (close > previous) - 1.0 * (close < previous)
    signed = next_exponential(seen, signed, side * volume, p.n, a)[1]
    seen, total = next_exponential(seen, total, volume, p.n, a)
    if seen < p.n:
        return (1, close, seen, signed, total), nan
    return (1, close, seen, signed, total), 100.0 * signed / total if total > 0.0 else 0.0


@feature(
    kind="volume",
    inputs=("high", "low", "close", "volume"),
    params={"n": Int(21, 1, 2000)},
    outputs={"flow": "-1 to 1"},
    state=(0, 0.0, 0, 0.0, 0.0),
    warmup=lambda p: p.n,
    source="C. Twiggs, Twiggs Money Flow (Incredible Charts), after M. Chaikin",
    reference="TA-Lib RMA of numpy's flow, 1e-9 relative",
    scaling=0,
    mirror="odd",
)
def tmf(state, p, high, low, close, volume):
    """Twiggs money flow: as Chaikin's, but within the true range, so that gaps count, and smoothed as Wilder does.

    0 without volume; a bar without a true range adds none. NaN for the first n bars.
    State: whether a bar was seen, last close; values seen, averages of flow and volume.
    """
    begun, previous, seen, flow, total = state
    if begun == 0:
        return (1, close, 0, 0.0, 0.0), nan
    top, bottom = max(high, previous), min(low, previous)
    flowed = volume * (2.0 * close - top - bottom) / (top - bottom) if top > bottom else 0.0
    flow = next_exponential(seen, flow, flowed, p.n, 1.0 / p.n)[1]
    seen, total = next_exponential(seen, total, volume, p.n, 1.0 / p.n)
    if seen < p.n:
        return (1, close, seen, flow, total), nan
    return (1, close, seen, flow, total), flow / total if total > 0.0 else 0.0


@feature(
    kind="volume",
    inputs=("close", "volume"),
    outputs={"rank": "1 to 4"},
    state=(0, 0.0, 0.0),
    warmup=lambda p: 1,
    source="A. J. Macek, Price-Volume Rank, Technical Analysis of Stocks & Commodities 12:6 (1994)",
    reference="pandas-ta-classic pvr, exact",
    scaling=0,
)
def pvr(state, p, close, volume):
    """Price-volume rank: 1 price and volume rose (or stayed), 2 price rose on less volume, 3 price fell on more, 4 both fell.

    NaN at the first bar. State: whether a bar was seen, last close, last volume.
    """
    begun, previous, before = state
    rank = 1.0 + 2.0 * (close < previous) + 1.0 * (volume < before)
    return (1, close, volume), rank if begun != 0 else nan


@feature(
    kind="volume",
    inputs=("close", "volume"),
    params={"n": Int(20, 1, 2000), "m": Int(5, 1, 2000)},
    outputs={"obv": "units traded", "average": "units traded"},
    state=(0, 0.0, 0.0, 0, 0, 0.0, 0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n + p.m - 2,
    source="J. J. Murphy, Technical Analysis of the Financial Markets (1999): on-balance volume against its own average",
    reference="TA-Lib SMA and EMA of TA-Lib OBV, 1e-9 relative",
    scaling=0,
)
def obv_oscillator(state, p, window, close, volume):
    """On-balance volume less its mean of n bars, which has a middle where the line itself has none; average: exponential, over m bars.

    NaN for the first n + m - 2 bars.
    State: whether a bar was seen, last close, line; values seen, slot and sum of the mean; values seen and value of the average.
    """
    begun, previous, line, seen, slot, total, known, value = state
    line = volume if begun == 0 else line + volume * (1.0 * (close > previous) - 1.0 * (close < previous))
    seen, slot, total = next_simple(seen, slot, total, window, 0, line, p.n)
    far = line - total / p.n
    if seen == p.n:
        known, value = next_exponential(known, value, far, p.m, 2.0 / (p.m + 1.0))
    state = (1, close, line, seen, slot, total, known, value)
    return state, (far, value) if known == p.m else (nan, nan)
