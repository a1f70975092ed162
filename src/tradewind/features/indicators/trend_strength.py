"""Is there a trend, or only noise; and where did it turn."""

from math import inf, log10, nan

from tradewind.features.declare import Int, feature
from tradewind.features.indicators.directional import true_range
from tradewind.features.indicators.smoothing import next_exponential, next_simple
from tradewind.features.indicators.window_extremes import highest_of, lowest_of
from tradewind.features.indicators.windows import next_slot, total_of


@feature(
    kind="trend",
    inputs=("close",),
    params={"n": Int(10, 1, 2000)},
    outputs={"ratio": "0 to 1"},
    state=(0, 0, 0, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="P. J. Kaufman, Trading Systems and Methods (5th ed. 2013), efficiency ratio",
    reference="TA-Lib ER, 1e-9 relative",
    scaling=0,
    mirror="even",
)
def er(state, p, window, x):
    """Kaufman's efficiency ratio: how far the price got in n bars, over the length of the way it took.

    1 where it did not move at all, as TA-Lib has it. NaN for the first n bars.
    State: values seen (up to n + 1), slot, bars without a change in a row, last value, sum; window: n values, n sizes of changes.
    """
    seen, slot, quiet, previous, total = state
    before = window[slot]
    window[slot] = x
    if seen > 0:
        moved = abs(x - previous)
        quiet = 0 if moved > 0.0 else quiet + 1
        total += moved - window[p.n + slot]
        window[p.n + slot] = moved
    slot = next_slot(slot, p.n)
    if slot == 0:
        total = total_of(window, p.n, p.n)
    if seen < p.n:
        return (seen + 1, slot, quiet, x, total), nan
    return (seen, slot, quiet, x, total), abs(x - before) / total if quiet < p.n and total > 0.0 else 1.0


@feature(
    kind="trend",
    inputs=("close",),
    params={"n": Int(28, 2, 2000)},
    outputs={"filter": "range over way"},
    state=(0, 0, 0, 0.0, 0.0, -inf, inf),
    window=lambda p: 3 * p.n,
    warmup=lambda p: p.n,
    source="A. White, Tuning into Trendiness with VHF Indicator, Futures (August 1991)",
    reference="TA-Lib VHF, 1e-9 relative",
    scaling=0,
    mirror="even",
)
def vhf(state, p, window, x):
    """Vertical horizontal filter: highest less lowest close of n bars, over the sum of the sizes of the last n changes.

    0 where nothing moved. NaN for the first n bars.
    State: values seen (up to n + 1), slot, bars without a change in a row, last value, sum, highest and lowest of this round;
    window: n sizes of changes, then for highest and lowest.
    """
    seen, slot, quiet, previous, total, top, bottom = state
    n = p.n
    moved = abs(x - previous) if seen > 0 else 0.0
    quiet = 0 if moved > 0.0 else quiet + 1
    total += moved - window[slot]
    window[slot] = moved
    top, highest = highest_of(window, n, n, slot, top, x)
    bottom, lowest = lowest_of(window, 2 * n, n, slot, bottom, x)
    slot = next_slot(slot, n)
    if slot == 0:
        total = total_of(window, 0, n)
    state = (seen + 1 if seen < n else seen, slot, quiet, x, total, top, bottom)
    if seen < n:
        return state, nan
    return state, (highest - lowest) / total if quiet < n and total > 0.0 else 0.0


@feature(
    kind="trend",
    inputs=("high", "low", "close"),
    params={"n": Int(14, 2, 2000)},
    outputs={"choppiness": "0 (one way) to 100 (sideways)"},
    state=(0, 0, 0, 0.0, 0.0, -inf, inf),
    window=lambda p: 3 * p.n,
    warmup=lambda p: p.n,
    source="E. W. Dreiss, the Choppiness Index, as NeuroShell's Advanced Indicator Set 1 describes it",
    reference="numpy, from the formula, 1e-9 relative",
    scaling=0,
    mirror="even",
)
def chop(state, p, window, high, low, close):
    """Choppiness index: 100 * log10(sum of true ranges / (highest high - lowest low)) / log10(n), over n bars.

    100 where nothing moved. NaN for the first n bars.
    State: bars seen (up to n + 1), slot, bars without a range in a row, last close, sum, highest and lowest of this round;
    window: n true ranges, then for highest and lowest.
    """
    seen, slot, quiet, previous, total, top, bottom = state
    n = p.n
    moved = true_range(high, low, previous) if seen > 0 else 0.0
    quiet = 0 if moved > 0.0 else quiet + 1
    total += moved - window[slot]
    window[slot] = moved
    top, highest = highest_of(window, n, n, slot, top, high)
    bottom, lowest = lowest_of(window, 2 * n, n, slot, bottom, low)
    slot = next_slot(slot, n)
    if slot == 0:
        total = total_of(window, 0, n)
    state = (seen + 1 if seen < n else seen, slot, quiet, close, total, top, bottom)
    if seen < n:
        return state, nan
    if quiet >= n or total <= 0.0 or highest <= lowest:
        return state, 100.0
    return state, 100.0 * log10(total / (highest - lowest)) / log10(n)


@feature(
    kind="momentum",
    inputs=("open", "close"),
    params={"n": Int(10, 1, 2000)},
    outputs={"body": "price"},
    state=(0, 0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source="T. S. Chande and S. Kroll, The New Technical Trader (1994)",
    reference="TA-Lib QSTICK, 1e-9 relative",
    scaling=1,
    mirror="odd",
)
def qstick(state, p, window, open, close):
    """Qstick: the mean body, close - open, of the last n bars.

    NaN for the first n - 1 bars. State: bars seen (up to n), slot, sum; window: n bodies.
    """
    seen, slot, total = state
    seen, slot, total = next_simple(seen, slot, total, window, 0, close - open, p.n)
    return (seen, slot, total), total / p.n if seen == p.n else nan


@feature(
    kind="momentum",
    inputs=("high", "low", "close"),
    params={"n": Int(13, 1, 2000)},
    outputs={"bull": "price", "bear": "price"},
    state=(0, 0.0),
    warmup=lambda p: p.n - 1,
    source="A. Elder, Trading for a Living (1993)",
    reference="TA-Lib ERI, 1e-9 relative",
    scaling=1,
)
def eri(state, p, high, low, close):
    """Elder-ray: how far the high (bull power) and the low (bear power) are above the exponential average of n closes.

    NaN for the first n - 1 bars. State: bars seen (up to n), average.
    """
    seen, value = state
    seen, value = next_exponential(seen, value, close, p.n, 2.0 / (p.n + 1.0))
    if seen < p.n:
        return (seen, value), (nan, nan)
    return (seen, value), (high - value, low - value)


@feature(
    kind="trend",
    inputs=("high", "low"),
    params={"left": Int(2, 1, 500), "right": Int(2, 1, 500)},
    outputs={"high": "100 at a swing high", "low": "100 at a swing low"},
    state=(0, 0),
    window=lambda p: 2 * (p.left + p.right + 1),
    warmup=lambda p: p.left + p.right,
    source="B. Williams, Trading Chaos (1995), fractals",
    reference="TA-Lib FRACTAL, exact",
    scaling=0,
    draw="marker",
)
def fractal(state, p, window, high, low):
    """Williams' fractals, told when they are known: 100 where the bar `right` bars ago was above (below) all its neighbours.

    Its high must be above that of the `left` bars before it and of the `right` bars after it; its low likewise below. Else 0.
    NaN for the first left + right bars. State: bars seen (up to the warm-up), slot; window: highs, lows.
    """
    seen, slot = state
    n = p.left + p.right + 1
    window[slot] = high
    window[n + slot] = low
    place = slot - p.right if slot >= p.right else slot - p.right + n
    if seen < n - 1:
        return (seen + 1, next_slot(slot, n)), (nan, nan)
    top = bottom = 100.0
    for i in range(n):
        if i != place and window[i] >= window[place]:
            top = 0.0
        if i != place and window[n + i] <= window[n + place]:
            bottom = 0.0
    return (seen, next_slot(slot, n)), (top, bottom)
