"""How much surprise there is in a series: from none (it repeats itself) to all (it could be anything)."""

from math import cos, log, nan, pi, sin

from tradewind.compiler.index import at
from tradewind.features.declare import Float, Int, feature
from tradewind.features.statistics.latest import (
    CHANGES,
    deviation_of,
    latest_changes,
    mean_and_squares,
)

SHANNON = "C. E. Shannon, A Mathematical Theory of Communication, Bell System Technical Journal 27 (1948)"


def entropy_of(window, first, n):
    """Entropy in nats of n weights, which need not add up to 1; 0 where all are 0."""
    total, sum_of_logs = 0.0, 0.0
    for i in range(first, first + n):
        weight = window[i]
        if weight > 0.0:
            total += weight
            sum_of_logs += weight * log(weight)
    return max(log(total) - sum_of_logs / total, 0.0) if total > 0.0 else 0.0


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(100, 10, 5000), "bins": Int(10, 2, 100), "returns": Int(1, 0, 1)},
    outputs={"entropy": "0 (one bin has all) to 1 (all bins the same)"},
    state=CHANGES,
    window=lambda p: 2 * p.n + p.bins,
    warmup=lambda p: p.n - 1 + p.returns,
    source=SHANNON,
    reference="scipy.stats.entropy of numpy.histogram, 1e-9 relative",
    scaling=0,
)
def shannon_entropy(state, p, window, x):
    """Shannon entropy: how evenly the last n log returns fill the range from the lowest to the highest.

    -sum(f log f) / log(bins), f the part of them in each of `bins` bins of one width; 0 where nothing moved. returns 0: of the values
    themselves. O(n) a bar. NaN until n returns (or values) are there. State: see latest.py; behind the ring: the counts.
    """
    state = latest_changes(window, p.n, state, x, p.returns)
    if state[0] < p.n + p.returns:
        return state, nan
    low, high = window[0], window[0]
    for i in range(1, p.n):
        low, high = min(low, window[i]), max(high, window[i])
    if high <= low:
        return state, 0.0
    counts = 2 * p.n
    for j in range(counts, counts + p.bins):
        window[j] = 0.0
    for i in range(p.n):
        window[counts + min(int((window[i] - low) / (high - low) * p.bins), p.bins - 1)] += 1.0
    return state, entropy_of(window, counts, p.bins) / log(p.bins)


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(100, 20, 5000), "order": Int(3, 2, 5), "delay": Int(1, 1, 3), "returns": Int(0, 0, 1)},
    outputs={"entropy": "0 (one pattern) to 1 (all patterns as often)"},
    state=CHANGES,
    window=lambda p: 2 * p.n + 120,
    warmup=lambda p: p.n - 1 + p.returns,
    source="C. Bandt and B. Pompe, Permutation Entropy: A Natural Complexity Measure for Time Series, Physical Review Letters 88:17 (2002)",
    reference="numpy stable argsort and scipy.stats.entropy, 1e-9 relative",
    scaling=0,
)
def permutation_entropy(state, p, window, x):
    """Permutation entropy: how evenly the last n values go through all the ups and downs that `order` values can make.

    -sum(f log f) / log(order!), f the part of each order of size among `order` values `delay` apart; of equal values the older counts
    as the lower. returns 1: of the log returns. O(n * order**2) a bar.
    NaN until n values (or returns) are there. State: see latest.py; behind the ring: the counts.
    """
    state = latest_changes(window, p.n, state, x, p.returns)
    if state[0] < p.n + p.returns:
        return state, nan
    patterns = 1
    for k in range(2, p.order + 1):
        patterns *= k
    counts = 2 * p.n
    for j in range(counts, counts + patterns):
        window[j] = 0.0
    for i in range(state[1], state[1] + p.n - (p.order - 1) * p.delay):
        window[counts + pattern_at(window, i, p.order, p.delay)] += 1.0
    return state, entropy_of(window, counts, patterns) / log(patterns)


def pattern_at(window, first, order, delay):
    """The number of an order of size (its Lehmer code): for each value how many later ones are below it."""
    code = 0
    for j in range(order):
        below = 0
        for k in range(j + 1, order):
            below += 1 if window[first + k * delay] < window[first + j * delay] else 0
        code = code * (order - j) + below
    return code


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(100, 20, 300), "m": Int(2, 1, 4), "r": Float(0.2, 0.01, 2.0), "returns": Int(1, 0, 1)},
    outputs={"entropy": "nats; 0 is regular"},
    state=CHANGES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1 + p.returns,
    source="J. S. Richman and J. R. Moorman, Physiological Time-Series Analysis Using Approximate Entropy and Sample Entropy, "
    "American Journal of Physiology 278:6 (2000)",
    reference="numpy, from the definition, 1e-9 relative",
    scaling=0,
)
def sample_entropy(state, p, window, x):
    """Sample entropy: how often stretches of m log returns that looked alike go on differently.

    -ln(A / B): B pairs of the n - m stretches of m values differ nowhere by more than r standard deviations, A of them not in the
    next value either; NaN where there is no such pair. returns 0: of the values themselves. O(n**2) a bar, hence n <= 300.
    NaN until n returns (or values) are there. State: see latest.py.
    """
    state = latest_changes(window, p.n, state, x, p.returns)
    if state[0] < p.n + p.returns:
        return state, nan
    first, n = state[1], p.n
    near = p.r * deviation_of(window, first, n, 0)
    alike, still = 0, 0
    for apart in range(1, n):
        run = 0
        for i in range(first, first + n - apart):
            run = run_of_near(window, i, apart, near, run)
            if run >= p.m:
                # The last stretch has no next value.
                alike += 1 if i + apart < first + n - 1 else 0
                still += 1 if run > p.m else 0
    return state, log(alike / still) if still > 0 else nan


def run_of_near(window, i, apart, near, run):
    """How many values up to i were, one after the other, no farther than `near` from those `apart` later. Without a branch: whether
    two values are near nobody can predict."""
    return (run + 1) & -(1 if abs(at(window, i) - at(window, i + apart)) <= near else 0)


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(100, 20, 300), "m": Int(2, 1, 4), "r": Float(0.2, 0.01, 2.0), "returns": Int(1, 0, 1)},
    outputs={"entropy": "nats; 0 is regular"},
    state=CHANGES,
    window=lambda p: 4 * p.n,
    warmup=lambda p: p.n - 1 + p.returns,
    source="S. M. Pincus, Approximate Entropy as a Measure of System Complexity, Proceedings of the National Academy of Sciences 88 (1991)",
    reference="numpy, from the definition, 1e-9 relative",
    scaling=0,
)
def approximate_entropy(state, p, window, x):
    """Approximate entropy: how often stretches of m log returns that looked alike go on differently, each counted as like itself.

    phi(m) - phi(m + 1), phi(m) the mean log of the part of all n - m + 1 stretches that differ from each one nowhere by more than r
    standard deviations. Lower than sample_entropy where n is small. returns 0: of the values themselves. O(n**2) a bar, hence
    n <= 300. NaN until n returns (or values) are there. State: see latest.py; behind the ring: counts for m and m + 1.
    """
    state = latest_changes(window, p.n, state, x, p.returns)
    if state[0] < p.n + p.returns:
        return state, nan
    n, m, first, counts = p.n, p.m, state[1], 2 * p.n
    near = p.r * deviation_of(window, first, n, 0)
    for i in range(2 * n):
        window[counts + i] = 1.0
    for apart in range(1, n):
        run = 0
        for i in range(n - apart):
            run = run_of_near(window, first + i, apart, near, run)
            if run >= m:
                # The stretches end here and began m - 1 before.
                window[counts + i - m + 1] += 1.0
                window[counts + i - m + 1 + apart] += 1.0
                if run > m:
                    window[counts + n + i - m] += 1.0
                    window[counts + n + i - m + apart] += 1.0
    return state, mean_log(window, counts, n - m + 1) - mean_log(window, counts + n, n - m)


def mean_log(window, first, n):
    """Mean log of what part of n each of n counts is."""
    total = 0.0
    for i in range(first, first + n):
        total += log(window[i] / n)
    return total / n


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(64, 16, 2000)},
    outputs={"entropy": "0 (one cycle) to 1 (white noise)"},
    state=CHANGES,
    window=lambda p: 7 * p.n,
    warmup=lambda p: p.n,
    source="T. Inouye et al., Quantification of EEG Irregularity by Use of the Entropy of the Power Spectrum, Electroencephalography "
    "and Clinical Neurophysiology 79:3 (1991); the sliding transform of E. Jacobsen and R. Lyons, The Sliding DFT, IEEE Signal "
    "Processing Magazine 20:2 (2003)",
    reference="scipy.signal.periodogram and scipy.stats.entropy, 1e-8",
    scaling=0,
)
def spectral_entropy(state, p, window, close):
    """Spectral entropy: low where few cycle lengths carry the last n log returns, near 1 where all do (noise).

    -sum(f log f) / log(n // 2), f the part of the power at each of the periods n / k bars, k = 1 to n // 2; 0 where nothing moved.
    O(n) a bar: each frequency slides along, and one of them is computed anew, so that no rounding builds up.
    NaN for the first n bars. State: see latest.py; behind the ring: cosines, sines, the transform's two parts, power.
    """
    n, half, before, first = p.n, p.n // 2, state[0], state[1]
    cosines, sines, real, imaginary, power = 2 * n, 3 * n, 4 * n, 5 * n, 6 * n
    gone = window[first]
    state = latest_changes(window, n, state, close, 1)
    if before == 0:
        for i in range(n):
            window[cosines + i] = cos(2.0 * pi * i / n)
            window[sines + i] = sin(2.0 * pi * i / n)
        return state, nan
    change = window[first] - gone
    for k in range(1, half + 1):
        a, b, c, s = window[real + k] + change, window[imaginary + k], window[cosines + k], window[sines + k]
        window[real + k] = a * c - b * s
        window[imaginary + k] = a * s + b * c
    transform_anew(window, state[1], n, 1 + first % half)
    if state[0] <= n:
        return state, nan
    if mean_and_squares(window, state[1], n)[1] <= 0.0:
        return state, 0.0
    for k in range(1, half + 1):
        a, b = window[real + k], window[imaginary + k]
        # Each frequency stands for its mirror image beyond n / 2 too; n / 2 itself has none.
        window[power + k - 1] = (a * a + b * b) * (1.0 if 2 * k == n else 2.0)
    return state, entropy_of(window, power, half) / log(half)


def transform_anew(window, first, n, k):
    """Frequency k of n values from the oldest on, from the start."""
    a, b, turn = 0.0, 0.0, 0
    for i in range(n):
        a += window[first + i] * window[2 * n + turn]
        b -= window[first + i] * window[3 * n + turn]
        turn = turn + k if turn + k < n else turn + k - n
    window[4 * n + k] = a
    window[5 * n + k] = b
