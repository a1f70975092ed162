"""Where the newest value stands among the last n."""

from math import nan, sqrt

from tradewind.features.declare import Int, feature
from tradewind.features.ordered import median_distance, quantile
from tradewind.features.statistics.latest import VALUES, latest, latest_ordered, mean_and_squares

TO_DEVIATION = 1.482602218505602  # a normal distribution's standard deviation over its median absolute deviation


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(20, 2, 5000), "ddof": Int(1, 0, 1)},
    outputs={"z": "standard deviations"},
    state=VALUES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="G. U. Yule and M. G. Kendall, An Introduction to the Theory of Statistics (1950)",
    reference="pandas rolling mean and std, 1e-9 relative",
    scaling=0,
    mirror="odd",
)
def zscore(state, p, window, x):
    """Z-score: how many standard deviations a value is above the mean of the last n, itself among them.

    (x - mean) / sqrt(sum((x_i - mean)**2) / (n - ddof)); 0 where nothing moved. O(n) a bar.
    NaN for the first n - 1 values. State: see latest.py.
    """
    state = latest(window, p.n, state, x)
    if state[0] < p.n:
        return state, nan
    mean, squares = mean_and_squares(window, state[1], p.n)
    return state, (x - mean) / sqrt(squares / (p.n - p.ddof)) if squares > 0.0 else 0.0


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(100, 2, 5000)},
    outputs={"rank": "percent, 0 to 100"},
    state=VALUES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="SciPy, stats.percentileofscore, kind mean: the percentile rank of test theory",
    reference="scipy.stats.percentileofscore(kind='mean'), 1e-9 relative",
    scaling=0,
)
def percentile_rank(state, p, window, x):
    """Percentile rank: what part of the last n values, itself among them, a value is above; equal values count half.

    100 * (below + 0.5 * equal) / n: 50 in the middle, and of a series that stands still. percentrank is TA-Lib's, which leaves the
    newest value out. O(n) a bar. NaN for the first n - 1 values. State: see latest.py.
    """
    state = latest(window, p.n, state, x)
    if state[0] < p.n:
        return state, nan
    below, equal = 0, 0
    for i in range(p.n):
        below += 1 if window[i] < x else 0
        equal += 1 if window[i] == x else 0
    return state, 100.0 * (below + 0.5 * equal) / p.n


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(50, 3, 2000)},
    outputs={"z": "robust standard deviations"},
    state=VALUES,
    window=lambda p: 3 * p.n,
    warmup=lambda p: p.n - 1,
    source="P. J. Rousseeuw and C. Croux, Alternatives to the Median Absolute Deviation, JASA 88:424 (1993)",
    reference="scipy.stats.median_abs_deviation(scale='normal') and numpy median, 1e-9 relative",
    scaling=0,
    mirror="odd",
)
def robust_zscore(state, p, window, x):
    """Robust z-score: how far a value is from the median of the last n, in a unit that outliers can't stretch.

    (x - median) / (1.4826 * median absolute deviation); 0 where that is 0. O(n) a bar, by order kept up to date.
    NaN for the first n - 1 values. State: see latest_ordered.
    """
    state = latest_ordered(window, p.n, state, x)
    if state[0] < p.n:
        return state, nan
    middle = quantile(window, 2 * p.n, p.n, 0.5)
    distance = median_distance(window, 2 * p.n, p.n, middle)
    return state, (x - middle) / (TO_DEVIATION * distance) if distance > 0.0 else 0.0
