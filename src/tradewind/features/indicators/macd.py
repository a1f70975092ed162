"""Differences of averages, and averages of averages: MACD and its relatives."""

from math import nan

from tradewind.features.declare import Int, feature
from tradewind.features.indicators.smoothing import next_average, next_exponential, two_averages


def next_macd(seen, fast, slow, signal, x, n_fast, n_slow, n_signal, a, b):
    """One more value: both averages start at the same bar (n_fast <= n_slow), with the mean of as many values as each averages.

    Returns seen, fast, slow, signal (sums while they start); all are known once seen is n_slow + n_signal - 1.
    """
    c = 2.0 / (n_signal + 1.0)
    if seen >= n_slow + n_signal - 1:
        fast = fast * (1.0 - a) + a * x
        slow = slow * (1.0 - b) + b * x
        return seen, fast, slow, signal * (1.0 - c) + c * (fast - slow)
    seen += 1
    fast_seen = max(0, seen - 1 - (n_slow - n_fast))
    if seen > n_slow - n_fast:
        fast = next_exponential(min(fast_seen, n_fast), fast, x, n_fast, a)[1]
    slow = next_exponential(min(seen - 1, n_slow), slow, x, n_slow, b)[1]
    if seen >= n_slow:
        signal = next_exponential(seen - n_slow, signal, fast - slow, n_signal, c)[1]
    return seen, fast, slow, signal


@feature(
    kind="momentum",
    inputs=("close",),
    params={"fast": Int(12, 2, 2000), "slow": Int(26, 2, 2000), "signal": Int(9, 1, 2000)},
    outputs={"macd": "unit of the input", "signal": "unit of the input", "histogram": "unit of the input"},
    state=(0, 0.0, 0.0, 0.0),
    warmup=lambda p: max(p.fast, p.slow) + p.signal - 2,
    source="G. Appel, The Moving Average Convergence-Divergence Trading Method (1979)",
    reference="TA-Lib MACD, 1e-9 relative",
    scaling=1,
    mirror="odd",
)
def macd(state, p, x):
    """MACD: a fast less a slow exponential average, its own exponential average (signal), and the difference of both (histogram).

    Both averages start at the same bar, as TA-Lib has it. NaN for the first slow + signal - 2 bars.
    State: bars seen (up to the warm-up), fast, slow, signal.
    """
    seen, fast, slow, signal = state
    n, m = min(p.fast, p.slow), max(p.fast, p.slow)
    seen, fast, slow, signal = next_macd(seen, fast, slow, signal, x, n, m, p.signal, 2.0 / (n + 1.0), 2.0 / (m + 1.0))
    if seen < m + p.signal - 1:
        return (seen, fast, slow, signal), (nan, nan, nan)
    line = fast - slow
    return (seen, fast, slow, signal), (line, signal, line - signal)


@feature(
    kind="momentum",
    inputs=("close",),
    params={"signal": Int(9, 1, 2000)},
    outputs={"macd": "unit of the input", "signal": "unit of the input", "histogram": "unit of the input"},
    state=(0, 0.0, 0.0, 0.0),
    warmup=lambda p: 24 + p.signal,
    source="G. Appel, The Moving Average Convergence-Divergence Trading Method (1979), with his constants 0.15 and 0.075",
    reference="TA-Lib MACDFIX, 1e-9 relative",
    scaling=1,
    mirror="odd",
)
def macdfix(state, p, x):
    """MACD with Appel's own weights 0.15 and 0.075, where 12 and 26 bars would give 0.1538 and 0.0741.

    NaN for the first 24 + signal bars. State: bars seen (up to the warm-up), fast, slow, signal.
    """
    seen, fast, slow, signal = state
    seen, fast, slow, signal = next_macd(seen, fast, slow, signal, x, 12, 26, p.signal, 0.15, 0.075)
    if seen < 25 + p.signal:
        return (seen, fast, slow, signal), (nan, nan, nan)
    line = fast - slow
    return (seen, fast, slow, signal), (line, signal, line - signal)


@feature(
    kind="momentum",
    inputs=("close",),
    params={
        "fast": Int(12, 2, 2000), "slow": Int(26, 2, 2000), "signal": Int(9, 1, 2000),
        "fast_average": Int(0, 0, 3), "slow_average": Int(0, 0, 3), "signal_average": Int(0, 0, 3),
    },
    outputs={"macd": "unit of the input", "signal": "unit of the input", "histogram": "unit of the input"},
    state=(0, 0, 0, 0.0, 0, 0, 0.0, 0, 0, 0.0),
    window=lambda p: p.fast + p.slow + p.signal,
    warmup=lambda p: max(p.fast, p.slow) + p.signal - 2,
    source="G. Appel, The Moving Average Convergence-Divergence Trading Method (1979), with averages of choice",
    reference="TA-Lib MACDEXT, 1e-9 relative",
    scaling=1,
    mirror="odd",
)  # fmt: skip
def macdext(state, p, window, x):
    """MACD with averages of choice: each is 0 simple, 1 exponential, 2 weighted or 3 Wilder's.

    Both averages of price start at the same bar, as TA-Lib has it. NaN for the first slow + signal - 2 bars.
    State: bars seen (up to slow), then values seen, slot and value of fast, slow and signal; window: one part for each.
    """
    seen, seen_a, slot_a, a, seen_b, slot_b, b, seen_c, slot_c, c = state
    longest = max(p.fast, p.slow)
    seen = seen + 1 if seen < longest else seen
    fast = slow = signal = line = 0.0
    if seen > longest - p.fast:
        seen_a, slot_a, a, fast = next_average(p.fast_average, seen_a, slot_a, a, window, 0, x, p.fast)
    if seen > longest - p.slow:
        seen_b, slot_b, b, slow = next_average(p.slow_average, seen_b, slot_b, b, window, p.fast, x, p.slow)
    if seen == longest:
        line = fast - slow
        seen_c, slot_c, c, signal = next_average(
            p.signal_average, seen_c, slot_c, c, window, p.fast + p.slow, line, p.signal
        )
    state = (seen, seen_a, slot_a, a, seen_b, slot_b, b, seen_c, slot_c, c)
    if seen_c < p.signal:
        return state, (nan, nan, nan)
    return state, (line, signal, line - signal)


@feature(
    kind="momentum",
    inputs=("close",),
    params={"fast": Int(12, 2, 2000), "slow": Int(26, 2, 2000), "average": Int(1, 0, 3)},
    outputs={"oscillator": "unit of the input"},
    state=(0, 0, 0.0, 0, 0, 0.0),
    window=lambda p: p.fast + p.slow,
    warmup=lambda p: max(p.fast, p.slow) - 1,
    source="S. B. Achelis, Technical Analysis from A to Z (2nd ed. 2000), Price Oscillator",
    reference="TA-Lib APO, 1e-9 relative",
    scaling=1,
    mirror="odd",
)
def apo(state, p, window, x):
    """Absolute price oscillator: a fast average less a slow one.

    average: 0 simple, 1 exponential, 2 weighted, 3 Wilder's. NaN until the slower average is known.
    State: values seen, slot and value of each average; window: fast, slow.
    """
    state, fast, slow = two_averages(state, p, window, x)
    return state, fast - slow


@feature(
    kind="momentum",
    inputs=("close",),
    params={"fast": Int(12, 2, 2000), "slow": Int(26, 2, 2000), "average": Int(1, 0, 3)},
    outputs={"oscillator": "percent"},
    state=(0, 0, 0.0, 0, 0, 0.0),
    window=lambda p: p.fast + p.slow,
    warmup=lambda p: max(p.fast, p.slow) - 1,
    source="S. B. Achelis, Technical Analysis from A to Z (2nd ed. 2000), Price Oscillator",
    reference="TA-Lib PPO, 1e-9 relative",
    scaling=0,
)
def ppo(state, p, window, x):
    """Percentage price oscillator: by how many percent a fast average is above a slow one; 0 where the slow one is 0.

    average: 0 simple, 1 exponential, 2 weighted, 3 Wilder's. NaN until the slower average is known.
    State: values seen, slot and value of each average; window: fast, slow.
    """
    state, fast, slow = two_averages(state, p, window, x)
    return state, (fast - slow) / slow * 100.0 if slow != 0.0 else 0.0


@feature(
    kind="momentum",
    inputs=("close",),
    params={"n": Int(30, 1, 1000)},
    outputs={"change": "percent a bar"},
    state=(0, 0.0, 0, 0.0, 0, 0.0, 0, 0.0),
    warmup=lambda p: 3 * (p.n - 1) + 1,
    source="J. K. Hutson, Good TRIX, Technical Analysis of Stocks & Commodities 1:5 (1983)",
    reference="TA-Lib TRIX, 1e-9 relative",
    scaling=0,
)
def trix(state, p, x):
    """TRIX: change in percent, from one bar to the next, of an exponential average taken three times over.

    NaN for the first 3n - 2 bars. State: values seen and value of each average, whether a third was known, the last third.
    """
    seen_a, a, seen_b, b, seen_c, c, known, before = state
    alpha = 2.0 / (p.n + 1.0)
    seen_a, a = next_exponential(seen_a, a, x, p.n, alpha)
    if seen_a == p.n:
        seen_b, b = next_exponential(seen_b, b, a, p.n, alpha)
    if seen_b == p.n:
        seen_c, c = next_exponential(seen_c, c, b, p.n, alpha)
    if seen_c < p.n:
        return (seen_a, a, seen_b, b, seen_c, c, 0, 0.0), nan
    state = (seen_a, a, seen_b, b, seen_c, c, 1, c)
    if known == 0:
        return state, nan
    return state, (c / before - 1.0) * 100.0 if before != 0.0 else 0.0


@feature(
    kind="momentum",
    inputs=("close",),
    params={"first": Int(25, 1, 1000), "second": Int(13, 1, 1000)},
    outputs={"index": "-100 to 100"},
    state=(0, 0.0, 0, 0.0, 0.0, 0, 0.0, 0.0),
    warmup=lambda p: p.first + p.second - 1,
    source="W. Blau, Momentum, Direction, and Divergence (1995)",
    reference="TA-Lib TSI, 1e-9 relative",
    scaling=0,
    mirror="odd",
)
def tsi(state, p, x):
    """True strength index: changes of the close, averaged exponentially twice, in percent of their sizes averaged the same way.

    0 where nothing moved. NaN for the first `first` + `second` - 1 bars.
    State: whether a value was seen, last value; values seen, averages of change and size, once and twice.
    """
    begun, previous, seen_a, change, size, seen_b, changes, sizes = state
    if begun == 0:
        return (1, x, 0, 0.0, 0.0, 0, 0.0, 0.0), nan
    a = 2.0 / (p.first + 1.0)
    b = 2.0 / (p.second + 1.0)
    moved = x - previous
    change = next_exponential(seen_a, change, moved, p.first, a)[1]
    seen_a, size = next_exponential(seen_a, size, abs(moved), p.first, a)
    if seen_a == p.first:
        changes = next_exponential(seen_b, changes, change, p.second, b)[1]
        seen_b, sizes = next_exponential(seen_b, sizes, size, p.second, b)
    state = (1, x, seen_a, change, size, seen_b, changes, sizes)
    if seen_b < p.second:
        return state, nan
    return state, 100.0 * changes / sizes if sizes > 0.0 else 0.0
