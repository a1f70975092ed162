"""Oscillators: how far the price is from where it usually is."""

from math import nan

from tradewind.compiler.index import at, put
from tradewind.features.declare import Int, feature
from tradewind.features.indicators.directional import true_range
from tradewind.features.indicators.smoothing import next_simple, weighted_mean
from tradewind.features.indicators.windows import ROUNDING, mean_deviation, next_slot, total_of

_WILLIAMS = "B. Williams, New Trading Dimensions (1998)"


@feature(
    kind="momentum",
    inputs=("high", "low", "close"),
    params={"n": Int(14, 2, 2000)},
    outputs={"index": "mean deviations, over 0.015"},
    state=(0, 0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source="D. R. Lambert, Commodity Channel Index, Commodities 9:10 (1980)",
    reference="TA-Lib CCI, 1e-9 relative",
    scaling=0,
    mirror="odd",
)
def cci(state, p, window, high, low, close):
    """Commodity channel index: distance of the typical price from its mean of n bars, in units of 0.015 mean deviations.

    typical price: (high + low + close) / 3. 0 where nothing moved. NaN for the first n - 1 bars.
    State: bars seen (up to n), slot, sum; window: the last n typical prices.
    """
    seen, slot, total = state
    x = (high + low + close) / 3.0
    seen, slot, total = next_simple(seen, slot, total, window, 0, x, p.n)
    if seen < p.n:
        return (seen, slot, total), nan
    mean = total / p.n
    deviation = mean_deviation(window, p.n, mean)
    value = (x - mean) / (0.015 * deviation) if deviation > ROUNDING * abs(mean) else 0.0
    return (seen, slot, total), value


@feature(
    kind="momentum",
    inputs=("high", "low"),
    params={"fast": Int(5, 1, 1000), "slow": Int(34, 1, 2000)},
    outputs={"oscillator": "price"},
    state=(0, 0, 0.0, 0, 0, 0.0),
    window=lambda p: p.fast + p.slow,
    warmup=lambda p: max(p.fast, p.slow) - 1,
    source=_WILLIAMS,
    reference="TA-Lib AO, 1e-9 relative",
    scaling=1,
    mirror="odd",
)
def ao(state, p, window, high, low):
    """Awesome oscillator: the mean of (high + low) / 2 over a few bars, less that over many.

    NaN until the longer mean is known. State: bars seen, slot and sum of each; window: fast, slow.
    """
    seen_a, slot_a, a, seen_b, slot_b, b = state
    x = 0.5 * (high + low)
    seen_a, slot_a, a = next_simple(seen_a, slot_a, a, window, 0, x, p.fast)
    seen_b, slot_b, b = next_simple(seen_b, slot_b, b, window, p.fast, x, p.slow)
    known = seen_a == p.fast and seen_b == p.slow
    return (seen_a, slot_a, a, seen_b, slot_b, b), a / p.fast - b / p.slow if known else nan


@feature(
    kind="momentum",
    inputs=("high", "low"),
    params={"fast": Int(5, 1, 1000), "slow": Int(34, 1, 2000), "signal": Int(5, 1, 1000)},
    outputs={"oscillator": "price"},
    state=(0, 0, 0.0, 0, 0, 0.0, 0, 0, 0.0),
    window=lambda p: p.fast + p.slow + p.signal,
    warmup=lambda p: max(p.fast, p.slow) + p.signal - 2,
    source=_WILLIAMS,
    reference="TA-Lib AC, 1e-9 relative",
    scaling=1,
    mirror="odd",
)
def ac(state, p, window, high, low):
    """Accelerator oscillator: the awesome oscillator less its own mean of `signal` bars.

    NaN for the first slow + signal - 2 bars. State: bars seen, slot and sum of fast, slow and signal; window: one part for each.
    """
    seen_a, slot_a, a, seen_b, slot_b, b, seen_c, slot_c, c = state
    x = 0.5 * (high + low)
    seen_a, slot_a, a = next_simple(seen_a, slot_a, a, window, 0, x, p.fast)
    seen_b, slot_b, b = next_simple(seen_b, slot_b, b, window, p.fast, x, p.slow)
    line = a / p.fast - b / p.slow
    if seen_a == p.fast and seen_b == p.slow:
        seen_c, slot_c, c = next_simple(seen_c, slot_c, c, window, p.fast + p.slow, line, p.signal)
    state = (seen_a, slot_a, a, seen_b, slot_b, b, seen_c, slot_c, c)
    return state, line - c / p.signal if seen_c == p.signal else nan


@feature(
    kind="momentum",
    inputs=("close",),
    params={"n": Int(20, 3, 2000)},
    outputs={"distance": "unit of the input"},
    state=(0, 0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source="S. B. Achelis, Technical Analysis from A to Z (2nd ed. 2000), Detrended Price Oscillator",
    reference="TA-Lib DPO, 1e-9 relative",
    scaling=1,
    mirror="odd",
)
def dpo(state, p, window, x):
    """Detrended price oscillator: the price n / 2 + 1 bars ago less today's mean of n bars, so that it needs no later price.

    NaN for the first n - 1 bars. State: values seen (up to n), slot, sum; window: the last n values.
    """
    seen, slot, total = state
    back = slot - (p.n // 2 + 1)
    before = window[back if back >= 0 else back + p.n]
    seen, slot, total = next_simple(seen, slot, total, window, 0, x, p.n)
    return (seen, slot, total), before - total / p.n if seen == p.n else nan


@feature(
    kind="momentum",
    inputs=("close",),
    params={"n": Int(5, 2, 1000)},
    outputs={"oscillator": "percent"},
    state=(0, 0),
    window=lambda p: p.n,
    warmup=lambda p: p.n,
    source="T. S. Chande and S. Kroll, The New Technical Trader (1994)",
    reference="TA-Lib FOSC, 1e-9 relative",
    scaling=0,
)
def fosc(state, p, window, x):
    """Forecast oscillator: by how many percent the price missed what a straight line through the n prices before it foretold.

    100 * (x - forecast) / x; 0 where x is 0. NaN for the first n bars. State: values seen (up to n), slot; window: n values.
    """
    seen, slot = state
    value = nan
    if seen == p.n:
        total = weighted = 0.0
        place = slot  # of the oldest
        for i in range(p.n):
            y = window[place] - x  # about x, so that no digits are lost
            total += y
            weighted += i * y
            place = next_slot(place, p.n)
        middle = 0.5 * (p.n - 1.0)
        slope = (weighted - middle * total) / (p.n * (p.n * p.n - 1.0) / 12.0)
        value = -100.0 * (total / p.n + slope * (p.n - middle)) / x if x != 0.0 else 0.0
    window[slot] = x
    return (seen + 1 if seen < p.n else seen, next_slot(slot, p.n)), value


@feature(
    kind="momentum",
    inputs=("close",),
    params={"n": Int(10, 1, 1000), "fast": Int(11, 1, 1000), "slow": Int(14, 1, 1000)},
    outputs={"curve": "percent"},
    state=(0, 0, 0, 0, 0.0, 0),
    window=lambda p: p.fast + p.slow + p.n,
    warmup=lambda p: max(p.fast, p.slow) + p.n - 1,
    source="E. S. C. Coppock, in Barron's (15 October 1962); S. B. Achelis, Technical Analysis from A to Z (2000)",
    reference="TA-Lib COPPOCK, 1e-9 relative",
    scaling=0,
)
def coppock(state, p, window, x):
    """Coppock curve: weighted average over n bars of the sum of two rates of change in percent.

    NaN for the first max(fast, slow) + n - 1 bars. State: bars seen, slots of both lags; slot, sum and count of the rates; window:
    fast lag, slow lag, n rates.
    """
    seen, slot_a, slot_b, slot, total, rates = state
    a = window[slot_a]
    b = window[p.fast + slot_b]
    window[slot_a] = x
    window[p.fast + slot_b] = x
    slot_a = next_slot(slot_a, p.fast)
    slot_b = next_slot(slot_b, p.slow)
    longest = max(p.fast, p.slow)
    if seen < longest:
        return (seen + 1, slot_a, slot_b, slot, total, rates), nan
    rate = (100.0 * (x / a - 1.0) if a != 0.0 else 0.0) + (100.0 * (x / b - 1.0) if b != 0.0 else 0.0)
    first = p.fast + p.slow
    rates, slot, total = next_simple(rates, slot, total, window, first, rate, p.n)
    state = (seen, slot_a, slot_b, slot, total, rates)
    return state, weighted_mean(window, first, slot, p.n) if rates == p.n else nan


@feature(
    kind="momentum",
    inputs=("open", "high", "low", "close"),
    outputs={"balance": "-1 to 1"},
    source="I. Livshin, Balance of Market Power, Technical Analysis of Stocks & Commodities 19:8 (2001)",
    reference="TA-Lib BOP, 1e-9 relative",
    scaling=0,
    mirror="odd",
)
def bop(state, p, open, high, low, close):
    """Balance of power: the body of a bar as a part of its range, (close - open) / (high - low); 0 where it has no range."""
    return state, (close - open) / (high - low) if high > low else 0.0


@feature(
    kind="momentum",
    inputs=("high", "low", "close"),
    params={"a": Int(7, 1, 1000), "b": Int(14, 1, 1000), "c": Int(28, 1, 1000)},
    outputs={"oscillator": "0 to 100"},
    state=(0, 0, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    window=lambda p: 2 * max(p.a, p.b, p.c),
    warmup=lambda p: max(p.a, p.b, p.c),
    source="L. Williams, The Ultimate Oscillator, Technical Analysis of Stocks & Commodities 3:4 (1985)",
    reference="TA-Lib ULTOSC, 1e-9 relative",
    scaling=0,
)
def ultosc(state, p, window, high, low, close):
    """Ultimate oscillator: buying pressure as a part of the true range over three spans, weighted 4, 2, 1 from the shortest on.

    buying pressure: close less the lower of low and last close. A span at which nothing moved counts as 0. NaN for the first
    max(a, b, c) bars. State: bars seen, slot, bars without a true range in a row, last close, three sums of pressure, three of range;
    window: pressures, true ranges.
    """
    seen, slot, quiet, previous, up_a, up_b, up_c, all_a, all_b, all_c = state
    if seen == 0:
        return (1, 0, 0, close, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0), nan
    a, c = min(p.a, p.b, p.c), max(p.a, p.b, p.c)
    b = p.a + p.b + p.c - a - c
    pressure = close - min(low, previous)
    moved = true_range(high, low, previous)
    quiet = 0 if moved > 0.0 else quiet + 1
    leaves_a = slot - a if slot >= a else slot - a + c
    leaves_b = slot - b if slot >= b else slot - b + c
    up_a += pressure - at(window, leaves_a)
    up_b += pressure - at(window, leaves_b)
    up_c += pressure - at(window, slot)
    all_a += moved - at(window, c + leaves_a)
    all_b += moved - at(window, c + leaves_b)
    all_c += moved - at(window, c + slot)
    put(window, slot, pressure)
    put(window, c + slot, moved)
    slot = next_slot(slot, c)
    if slot == 0:
        up_a, up_b, up_c = total_of(window, c - a, a), total_of(window, c - b, b), total_of(window, 0, c)
        all_a, all_b, all_c = total_of(window, 2 * c - a, a), total_of(window, 2 * c - b, b), total_of(window, c, c)
    state = (seen + 1 if seen < c else seen, slot, quiet, close, up_a, up_b, up_c, all_a, all_b, all_c)
    if seen < c:
        return state, nan
    value = 4.0 * up_a / all_a if quiet < a and all_a > 0.0 else 0.0
    value += 2.0 * up_b / all_b if quiet < b and all_b > 0.0 else 0.0
    value += up_c / all_c if quiet < c and all_c > 0.0 else 0.0
    return state, 100.0 / 7.0 * value
