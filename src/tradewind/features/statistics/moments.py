"""The shape of the last n values: lopsided, fat-tailed, normal or not."""

from math import exp, nan, sqrt

from tradewind.features.declare import Int, feature
from tradewind.features.statistics.latest import (
    CHANGES,
    VALUES,
    latest,
    latest_changes,
    mean_and_squares,
)

JOANES = "D. N. Joanes and C. A. Gill, Comparing Measures of Sample Skewness and Kurtosis, The Statistician 47:1 (1998)"


def shape_of(window, first, n):
    """(skewness, excess kurtosis) g1 and g2 of n values, from central moments over n; 0 and 0 where nothing moved."""
    mean, squares = mean_and_squares(window, first, n)
    if squares <= 0.0:
        return 0.0, 0.0
    deviation = sqrt(squares / n)
    third, fourth = 0.0, 0.0
    for i in range(first, first + n):
        d = (window[i] - mean) / deviation
        third += d * d * d
        fourth += d * d * d * d
    return third / n, fourth / n - 3.0


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(60, 3, 5000)},
    outputs={"skewness": "none: 0 is symmetric"},
    state=VALUES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source=JOANES + ", G1",
    reference="pandas rolling skew, 1e-8 relative",
    scaling=0,
    mirror="odd",
)
def rolling_skewness(state, p, window, x):
    """Rolling skewness: above 0 where the last n values have their long tail above, below 0 where below.

    G1 = g1 * sqrt(n (n - 1)) / (n - 2), g1 = m3 / m2**1.5; 0 where nothing moved. O(n) a bar.
    NaN for the first n - 1 values. State: see latest.py.
    """
    state = latest(window, p.n, state, x)
    if state[0] < p.n:
        return state, nan
    return state, shape_of(window, state[1], p.n)[0] * sqrt(p.n * (p.n - 1.0)) / (p.n - 2.0)


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(60, 4, 5000)},
    outputs={"kurtosis": "none: 0 is as the normal distribution"},
    state=VALUES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source=JOANES + ", G2",
    reference="pandas rolling kurt, 1e-8 relative",
    scaling=0,
    mirror="even",
)
def rolling_kurtosis(state, p, window, x):
    """Rolling excess kurtosis: above 0 where the last n values have fatter tails than a normal distribution.

    G2 = (n - 1) / ((n - 2) (n - 3)) * ((n + 1) g2 + 6), g2 = m4 / m2**2 - 3; 0 where nothing moved. O(n) a bar.
    NaN for the first n - 1 values. State: see latest.py.
    """
    state = latest(window, p.n, state, x)
    if state[0] < p.n:
        return state, nan
    if mean_and_squares(window, state[1], p.n)[1] <= 0.0:
        return state, 0.0
    excess = shape_of(window, state[1], p.n)[1]
    return state, (p.n - 1.0) / ((p.n - 2.0) * (p.n - 3.0)) * ((p.n + 1.0) * excess + 6.0)


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(100, 10, 5000), "returns": Int(1, 0, 1)},
    outputs={"statistic": "chi squared with 2 degrees of freedom", "p": "probability, 0 to 1"},
    state=CHANGES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1 + p.returns,
    source="C. M. Jarque and A. K. Bera, A Test for Normality of Observations and Regression Residuals, "
    "International Statistical Review 55:2 (1987)",
    reference="scipy.stats.jarque_bera, 1e-9 relative",
    scaling=0,
)
def jarque_bera(state, p, window, x):
    """Jarque-Bera test: a small p says that the last n log returns don't look normal.

    n / 6 * (g1**2 + g2**2 / 4), p = exp(-statistic / 2); 0 and 1 where nothing moved. returns 0: of the values themselves.
    O(n) a bar. NaN until n returns (or values) are there. State: see latest.py.
    """
    state = latest_changes(window, p.n, state, x, p.returns)
    if state[0] < p.n + p.returns:
        return state, (nan, nan)
    skewness, excess = shape_of(window, state[1], p.n)
    statistic = p.n / 6.0 * (skewness * skewness + excess * excess / 4.0)
    return state, (statistic, exp(-statistic / 2.0))
