"""How the last n values are spread: deviation, variance, percentiles."""

from math import ceil, nan, sqrt

from tradewind.features.declare import Float, Int, feature
from tradewind.features.indicators.windows import mean_deviation, next_slot, older, roll_moments, roll_sum
from tradewind.features.ordered import renew


@feature(
    kind="distribution",
    inputs=("close",),
    params={"n": Int(5, 2, 5000), "times": Float(1.0, 0.0, 100.0), "ddof": Int(0, 0, 1)},
    outputs={"deviation": "unit of the input"},
    state=(0, 0, 0.0, 0.0, 0.0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source="G. U. Yule and M. G. Kendall, An Introduction to the Theory of Statistics (1950)",
    reference="TA-Lib STDDEV (ddof = 0), pandas rolling std (ddof = 1), 1e-9 relative",
    scaling=1,
    mirror="even",
)
def stddev(state, p, window, x):
    """Standard deviation of the last n values, `times` over; ddof 0 divides by n (as TA-Lib), 1 by n - 1 (as pandas).

    times * sqrt(sum((x - mean)**2) / (n - ddof)). NaN for the first n - 1 values.
    State: values seen (up to n), slot, sums of roll_moments.
    """
    seen, slot, about, s1, s2, doubt = state
    about, s1, s2, doubt, spread = roll_moments(window, p.n, slot, about, s1, s2, doubt, x)
    seen = seen + 1 if seen < p.n else seen
    state = (seen, next_slot(slot, p.n), about, s1, s2, doubt)
    if seen < p.n:
        return state, nan
    return state, p.times * sqrt(spread * (1.0 / (p.n - p.ddof)))


@feature(
    kind="distribution",
    inputs=("close",),
    params={"n": Int(5, 2, 5000), "ddof": Int(0, 0, 1)},
    outputs={"variance": "unit of the input, squared"},
    state=(0, 0, 0.0, 0.0, 0.0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source="G. U. Yule and M. G. Kendall, An Introduction to the Theory of Statistics (1950)",
    reference="TA-Lib VAR (ddof = 0), pandas rolling var (ddof = 1), 1e-9 relative",
    scaling=2,
    mirror="even",
)
def var(state, p, window, x):
    """Variance of the last n values; ddof 0 divides by n (as TA-Lib), 1 by n - 1 (as pandas).

    sum((x - mean)**2) / (n - ddof). NaN for the first n - 1 values. State: as stddev.
    """
    seen, slot, about, s1, s2, doubt = state
    about, s1, s2, doubt, spread = roll_moments(window, p.n, slot, about, s1, s2, doubt, x)
    seen = seen + 1 if seen < p.n else seen
    state = (seen, next_slot(slot, p.n), about, s1, s2, doubt)
    if seen < p.n:
        return state, nan
    return state, spread * (1.0 / (p.n - p.ddof))


@feature(
    kind="distribution",
    inputs=("close",),
    params={"n": Int(14, 2, 5000)},
    outputs={"deviation": "unit of the input"},
    state=(0, 0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source="G. U. Yule and M. G. Kendall, An Introduction to the Theory of Statistics (1950)",
    reference="TA-Lib AVGDEV, 1e-9 relative",
    scaling=1,
    mirror="even",
)
def avgdev(state, p, window, x):
    """Mean absolute deviation of the last n values from their mean.

    sum(|x - mean|) / n. NaN for the first n - 1 values. State: age, slot, sum.
    """
    age, slot, total = state
    total = roll_sum(window, 0, p.n, slot, age, total, x)
    state = (older(age, p.n), next_slot(slot, p.n), total)
    if age + 1 < p.n:
        return state, nan
    return state, mean_deviation(window, p.n, total * (1.0 / p.n))


@feature(
    kind="distribution",
    inputs=("close",),
    params={"n": Int(30, 1, 5000), "percentile": Float(50.0, 0.0, 100.0)},
    outputs={"value": "unit of the input"},
    state=(0, 0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="R. J. Hyndman and Y. Fan, Sample Quantiles in Statistical Packages, The American Statistician 50:4 (1996), definition 1",
    reference="TA-Lib PERCENTILE, the same number",
    scaling=1,
    draw="overlay",
)
def percentile(state, p, window, x):
    """Percentile of the last n values by the nearest rank: the smallest that is not below that many percent of them.

    NaN for the first n - 1 values. State: values seen (up to n), slot; window: the last n values, then the same in order.
    """
    seen, slot = state
    n = p.n
    renew(window, n, n, seen, window[slot], x)
    window[slot] = x
    seen = seen + 1 if seen < n else seen
    rank = max(ceil(p.percentile * n / 100.0), 1)
    state = (seen, next_slot(slot, n))
    if seen < n:
        return state, nan
    return state, window[n + rank - 1]


@feature(
    kind="distribution",
    inputs=("close",),
    params={"n": Int(100, 1, 5000)},
    outputs={"rank": "percent, 0 to 100"},
    state=(0, 0),
    window=lambda p: p.n,
    warmup=lambda p: p.n,
    source="L. Connors and C. Alvarez, An Introduction to ConnorsRSI (2012), the percent rank; TA-Lib, PERCENTRANK",
    reference="TA-Lib PERCENTRANK, 1e-9 relative",
    scaling=0,
)
def percentrank(state, p, window, x):
    """Percent rank: how many percent of the last n values, this one not counted, were below this one.

    NaN for the first n values. State: values seen (up to n), slot.
    """
    seen, slot = state
    below = 0
    for i in range(p.n):
        below += 1 if window[i] < x else 0
    window[slot] = x
    state = (seen + 1 if seen < p.n else seen, next_slot(slot, p.n))
    if seen < p.n:
        return state, nan
    return state, 100.0 * below / p.n
