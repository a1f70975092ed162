"""Johansen's cointegration test of two instruments."""

from math import log, nan, sqrt

from tradewind.features.cross.pairs import pair_levels
from tradewind.features.declare import Int, feature

# 95 % points of the trace statistic with a constant, where there is no relation, and where there is one at most.
NO_RELATION = 15.4943
ONE_RELATION = 3.8415
SERIES = 6  # changes (0, 1), levels before them (2, 3), changes before them (4, 5)


@feature(
    kind="spread",
    inputs=("close", "other"),
    params={"n": Int(250, 20, 2000)},
    outputs={
        "trace": "trace statistic",
        "rank": "0, 1 or 2 relations at 5 %",
        "hedge": "of the other for one of this, by value",
    },
    state=(0, 0),
    window=lambda p: 2 * p.n + SERIES * (SERIES + 2),
    warmup=lambda p: p.n - 1,
    source="S. Johansen, Estimation and Hypothesis Testing of Cointegration Vectors, Econometrica 59:6 (1991); critical values: J. G. MacKinnon, "
    "A. A. Haug, L. Michelis, Numerical Distribution Functions of Likelihood Ratio Tests, Journal of Applied Econometrics 14 (1999)",
    reference="statsmodels coint_johansen(det_order=0, k_ar_diff=1), 1e-7",
    scaling=0,
)
def johansen(state, p, window, x, other):
    """Johansen's test of whether two log prices have stayed together over the last n bars; it puts neither of them first.

    Changes and levels, each less what a constant and the changes before explain, have the squared canonical correlations l; trace is
    -(n - 2) * sum of ln(1 - l). rank: how many relations there are at 5 % (2: both prices are stationary by themselves). hedge: ln x -
    hedge * ln other is the steadiest mix. NaN for the first n - 1 bars, and where a price stood still or one is a copy of the other.
    State: bars seen, slot; window: n log prices of each, then sums of products.
    """
    state = pair_levels(state, p.n, window, x, other)
    if state[0] < p.n:
        return state, (nan, nan, nan)
    products(window, p.n, state[1])
    for known in (4, 5):
        if explain(window, 2 * p.n, known) == 0:
            return state, (nan, nan, nan)
    return state, trace_test(window, 2 * p.n, p.n - 2.0)


def value(window, n, a, b, c, which):
    """One of the six series where a, b, c are the slots of three bars in a row."""
    part = n if which % 2 == 1 else 0
    if which < 2:
        return window[part + c] - window[part + b]
    if which < 4:
        return window[part + b]
    return window[part + b] - window[part + a]


def products(window, n, slot):
    """Sums of products of the six series about their means, into the 36 numbers behind the prices."""
    room = 2 * n
    means = room + SERIES * SERIES
    row = means + SERIES
    for i in range(SERIES * (SERIES + 2)):
        window[room + i] = 0.0
    for turn in range(2):
        a = slot
        b = a + 1 if a + 1 < n else 0
        for _ in range(n - 2):
            c = b + 1 if b + 1 < n else 0
            for i in range(SERIES):
                v = value(window, n, a, b, c, i)
                if turn == 0:
                    window[means + i] += v / (n - 2.0)
                else:
                    window[row + i] = v - window[means + i]
            if turn == 1:
                for i in range(SERIES):
                    for j in range(SERIES):
                        window[room + i * SERIES + j] += window[row + i] * window[row + j]
            a = b
            b = c


def explain(window, room, known):
    """Take out of the products of the first four series (and of those known after it) what the series `known` explains; 0: it has no spread."""
    pivot = window[room + known * SERIES + known]
    if not pivot > 0.0:
        return 0
    for i in range(SERIES):
        if i != known:
            factor = window[room + i * SERIES + known] / pivot
            for j in range(SERIES):
                if j != known:
                    window[room + i * SERIES + j] -= factor * window[room + known * SERIES + j]
    return 1


def trace_test(window, room, rows):
    """Trace statistic, rank, hedge ratio: eigenvalues of S11^-1 S10 S00^-1 S01, 0 changes and 1 levels."""
    a, b, d = window[room], window[room + 1], window[room + 7]
    p, q, r, s = window[room + 2], window[room + 3], window[room + 8], window[room + 9]
    e, f, h = window[room + 14], window[room + 15], window[room + 21]
    changes = a * d - b * b
    levels = e * h - f * f
    if not (changes > 1e-18 * a * d and levels > 1e-18 * e * h):
        return nan, nan, nan
    # M = S10 S00^-1 S01, symmetric.
    m11 = (p * p * d - 2.0 * p * r * b + r * r * a) / changes
    m12 = (p * q * d - (p * s + q * r) * b + r * s * a) / changes
    m22 = (q * q * d - 2.0 * q * s * b + s * s * a) / changes
    k11 = (h * m11 - f * m12) / levels
    k12 = (h * m12 - f * m22) / levels
    k21 = (e * m12 - f * m11) / levels
    k22 = (e * m22 - f * m12) / levels
    middle = 0.5 * (k11 + k22)
    apart = sqrt(max(0.0, 0.25 * (k11 - k22) * (k11 - k22) + k12 * k21))
    larger = min(middle + apart, 1.0 - 1e-16)
    smaller = max(middle - apart, 0.0)
    second = -rows * log(1.0 - smaller)
    trace = second - rows * log(1.0 - larger)
    # (k11 - larger) u + k12 v = 0 or k21 u + (k22 - larger) v = 0: whichever is further from rounding.
    if abs(k12) + abs(k11 - larger) > abs(k21) + abs(k22 - larger):
        u, v = -k12, k11 - larger
    else:
        u, v = larger - k22, k21
    rank = 0.0 if trace <= NO_RELATION else 1.0 if second <= ONE_RELATION else 2.0
    return trace, rank, -v / u if abs(u) > 1e-12 * abs(v) else nan
