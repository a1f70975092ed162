"""Fractal dimension of the price line: 1 where it is smooth, towards 2 where it fills the plane."""

from math import log, log10, nan, sqrt

from tradewind.features.declare import Int, feature
from tradewind.features.statistics.latest import VALUES, latest, slope_of


def path_of(window, first, n):
    """Sum of the absolute changes."""
    total = 0.0
    for i in range(first + 1, first + n):
        total += abs(window[i] - window[i - 1])
    return total


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(120, 60, 2000), "longest": Int(8, 2, 20)},
    outputs={"dimension": "1 (smooth) to 2 (noise)"},
    state=VALUES,
    window=lambda p: 2 * p.n + 2 * p.longest,
    warmup=lambda p: p.n - 1,
    source="T. Higuchi, Approach to an Irregular Time Series on the Basis of the Fractal Theory, Physica D 31 (1988)",
    reference="numpy, from the formula, 1e-9 relative",
    scaling=0,
    mirror="even",
)
def higuchi_dimension(state, p, window, x):
    """Higuchi's fractal dimension: about 1.5 for a random walk, below where prices trend, above where they turn back.

    L_m(k) = sum_i |x_{m+ik} - x_{m+(i-1)k}| * (n - 1) / (floor((n - m) / k) * k) / k, L(k) its mean over m = 1 to k; the slope of
    ln L(k) on ln(1 / k), k = 1 to `longest`. NaN where some L(k) is 0. O(n * longest) a bar.
    NaN for the first n - 1 values. State: see latest.py; behind the ring: the points of the line.
    """
    state = latest(window, p.n, state, x)
    if state[0] < p.n:
        return state, nan
    base = 2 * p.n
    for k in range(1, p.longest + 1):
        length = length_at(window, state[1], p.n, k)
        if length <= 0.0:
            return state, nan
        window[base + k - 1] = -log(k)
        window[base + p.longest + k - 1] = log(length)
    return state, slope_of(base, base + p.longest, window, p.longest)


def length_at(window, first, n, k):
    """Higuchi's L(k): the mean length of the curves that take every k-th value."""
    total = 0.0
    for m in range(k):
        steps = (n - 1 - m) // k
        length = 0.0
        for i in range(1, steps + 1):
            length += abs(window[first + m + i * k] - window[first + m + (i - 1) * k])
        total += length * (n - 1.0) / (steps * k) / k
    return total / k


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(60, 5, 5000)},
    outputs={"dimension": "1 (straight) upwards"},
    state=VALUES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="M. J. Katz, Fractals and the Analysis of Waveforms, Computers in Biology and Medicine 18:3 (1988), distances along the price "
    "axis alone",
    reference="numpy, from the formula, 1e-9 relative",
    scaling=0,
    mirror="even",
)
def katz_dimension(state, p, window, x):
    """Katz's fractal dimension: 1 where the last n values went straight, more the longer the way compared with how far it led.

    ln(N) / (ln(N) + ln(d / L)), N = n - 1 steps, L the sum of the absolute changes, d the farthest from the first value. NaN where
    nothing moved or the way led nowhere (d <= L / N). O(n) a bar. NaN for the first n - 1 values. State: see latest.py.
    """
    state = latest(window, p.n, state, x)
    if state[0] < p.n:
        return state, nan
    length, farthest = path_of(window, state[1], p.n), 0.0
    for i in range(state[1] + 1, state[1] + p.n):
        farthest = max(farthest, abs(window[i] - window[state[1]]))
    steps = p.n - 1.0
    if farthest * steps <= length * 1.000000001:
        return state, nan
    return state, log(steps) / (log(steps) + log(farthest / length))


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(60, 5, 5000)},
    outputs={"dimension": "1 (never turns) to about 1.1"},
    state=VALUES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="A. Petrosian, Kolmogorov Complexity of Finite Sequences and Recognition of Different Preictal EEG Patterns, Proceedings of "
    "the IEEE Symposium on Computer-Based Medical Systems (1995)",
    reference="numpy, from the formula, 1e-9 relative",
    scaling=0,
    mirror="even",
)
def petrosian_dimension(state, p, window, x):
    """Petrosian's fractal dimension: 1 where the last n values never turn, more the more often they do.

    log10(n) / (log10(n) + log10(n / (n + 0.4 * turns))), turns: changes of sign between two changes that follow each other. O(n) a
    bar. NaN for the first n - 1 values. State: see latest.py.
    """
    state = latest(window, p.n, state, x)
    if state[0] < p.n:
        return state, nan
    turns = 0
    for i in range(state[1] + 2, state[1] + p.n):
        turns += 1 if (window[i] - window[i - 1]) * (window[i - 1] - window[i - 2]) < 0.0 else 0
    return state, log10(p.n) / (log10(p.n) + log10(p.n / (p.n + 0.4 * turns)))


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(60, 5, 5000)},
    outputs={"dimension": "1 (straight) to 2"},
    state=VALUES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="C. Sevcik, A Procedure to Estimate the Fractal Dimension of Waveforms, Complexity International 5 (1998)",
    reference="numpy, from the formula, 1e-9 relative",
    scaling=0,
    mirror="even",
)
def sevcik_dimension(state, p, window, x):
    """Sevcik's fractal dimension: of the line through the last n values when their box is drawn as a square.

    1 + ln(L) / ln(2 (n - 1)), L the length of the line with both axes from 0 to 1; 1 where nothing moved. O(n) a bar.
    NaN for the first n - 1 values. State: see latest.py.
    """
    state = latest(window, p.n, state, x)
    if state[0] < p.n:
        return state, nan
    low, high = window[0], window[0]
    for i in range(1, p.n):
        low, high = min(low, window[i]), max(high, window[i])
    if high <= low:
        return state, 1.0
    length, step = 0.0, 1.0 / (p.n - 1.0)
    for i in range(state[1] + 1, state[1] + p.n):
        rise = (window[i] - window[i - 1]) / (high - low)
        length += sqrt(rise * rise + step * step)
    return state, 1.0 + log(length) / log(2.0 * (p.n - 1.0))
