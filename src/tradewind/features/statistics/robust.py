"""Middle and spread that a few wild values can't move: from the last n values in order of size."""

from math import nan

from tradewind.features.declare import Float, Int, feature
from tradewind.features.ordered import median_distance, quantile
from tradewind.features.statistics.latest import VALUES, latest_ordered

TUKEY = "J. W. Tukey, Exploratory Data Analysis (1977)"
HUBER = "P. J. Huber, Robust Statistics (1981)"


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(20, 2, 5000)},
    outputs={"median": "unit of the input"},
    state=VALUES,
    window=lambda p: 3 * p.n,
    warmup=lambda p: p.n - 1,
    source=TUKEY,
    reference="pandas rolling median, the same number",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def rolling_median(state, p, window, x):
    """Rolling median: the middle one of the last n values, the mean of the two middle ones where n is even.

    O(n) a bar at worst, by order kept up to date. NaN for the first n - 1 values. State: see latest_ordered.
    """
    state = latest_ordered(window, p.n, state, x)
    if state[0] < p.n:
        return state, nan
    return state, quantile(window, 2 * p.n, p.n, 0.5)


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(20, 2, 5000)},
    outputs={"deviation": "unit of the input"},
    state=VALUES,
    window=lambda p: 3 * p.n,
    warmup=lambda p: p.n - 1,
    source="F. R. Hampel, The Influence Curve and its Role in Robust Estimation, JASA 69:346 (1974)",
    reference="scipy.stats.median_abs_deviation, 1e-9 relative",
    scaling=1,
    mirror="even",
)
def median_deviation(state, p, window, x):
    """Median absolute deviation (MAD): half of the last n values are nearer to their median than this.

    median(|x_i - median(x)|), without the factor 1.4826 that makes it a normal distribution's standard deviation. O(n) a bar.
    NaN for the first n - 1 values. State: see latest_ordered.
    """
    state = latest_ordered(window, p.n, state, x)
    if state[0] < p.n:
        return state, nan
    middle = quantile(window, 2 * p.n, p.n, 0.5)
    return state, median_distance(window, 2 * p.n, p.n, middle)


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(20, 2, 5000)},
    outputs={"range": "unit of the input"},
    state=VALUES,
    window=lambda p: 3 * p.n,
    warmup=lambda p: p.n - 1,
    source=TUKEY,
    reference="scipy.stats.iqr, 1e-9 relative",
    scaling=1,
    mirror="even",
)
def iqr(state, p, window, x):
    """Interquartile range: how far apart the borders of the middle half of the last n values are.

    Third less first quartile, each on a straight line between two values (Hyndman and Fan's definition 7, as numpy). O(n) a bar.
    NaN for the first n - 1 values. State: see latest_ordered.
    """
    state = latest_ordered(window, p.n, state, x)
    if state[0] < p.n:
        return state, nan
    return state, quantile(window, 2 * p.n, p.n, 0.75) - quantile(window, 2 * p.n, p.n, 0.25)


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(20, 2, 5000), "part": Float(0.1, 0.0, 0.49)},
    outputs={"mean": "unit of the input"},
    state=VALUES,
    window=lambda p: 3 * p.n,
    warmup=lambda p: p.n - 1,
    source=HUBER,
    reference="scipy.stats.mstats.winsorize, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def winsorised_mean(state, p, window, x):
    """Winsorised mean: the mean of the last n values after the wildest at each end took the value of the nearest calm one.

    The floor(part * n) lowest become the next higher value, as many of the highest the next lower. O(n) a bar.
    NaN for the first n - 1 values. State: see latest_ordered.
    """
    state = latest_ordered(window, p.n, state, x)
    if state[0] < p.n:
        return state, nan
    cut = int(p.part * p.n)
    low, high = 2 * p.n + cut, 3 * p.n - 1 - cut
    about = window[low]
    total = cut * (window[high] - about)
    for i in range(low, high + 1):
        total += window[i] - about
    return state, about + total / p.n


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(20, 2, 5000), "part": Float(0.1, 0.0, 0.49)},
    outputs={"mean": "unit of the input"},
    state=VALUES,
    window=lambda p: 3 * p.n,
    warmup=lambda p: p.n - 1,
    source=HUBER,
    reference="scipy.stats.trim_mean, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def trimmed_mean(state, p, window, x):
    """Trimmed mean: the mean of the last n values without the wildest at each end.

    The floor(part * n) lowest and as many of the highest are left out. O(n) a bar.
    NaN for the first n - 1 values. State: see latest_ordered.
    """
    state = latest_ordered(window, p.n, state, x)
    if state[0] < p.n:
        return state, nan
    cut = int(p.part * p.n)
    low, high = 2 * p.n + cut, 3 * p.n - 1 - cut
    total = 0.0
    for i in range(low, high + 1):
        total += window[i] - window[low]
    return state, window[low] + total / (high + 1 - low)
