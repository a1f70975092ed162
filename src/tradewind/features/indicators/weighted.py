"""Averages with weights: linear, triangular, Hull, by volume, Gaussian, over a period that changes."""

from math import exp, nan, sqrt

from tradewind.features.declare import Float, Int, feature
from tradewind.features.indicators.windows import next_slot, older, roll_sum, roll_weighted


@feature(
    kind="average",
    inputs=("close",),
    params={"n": Int(30, 1, 5000)},
    outputs={"average": "unit of the input"},
    state=(0, 0, 0.0, 0.0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source="J. J. Murphy, Technical Analysis of the Financial Markets (1999)",
    reference="TA-Lib WMA, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def wma(state, p, window, x):
    """Weighted moving average: the newest of n values counts n times, the oldest once.

    (n x_t + (n - 1) x_{t-1} + ... + x_{t-n+1}) / (n (n + 1) / 2). NaN for the first n - 1 values.
    State: age, slot, a recent value, sums of the deviations from it, plain and weighted.
    """
    age, slot, about, total, weighted = state
    about, total, weighted = roll_weighted(window, 0, p.n, slot, age, about, total, weighted, x)
    value = about + (weighted + total) * (2.0 / (p.n * (p.n + 1.0)))
    state = (older(age, p.n), next_slot(slot, p.n), about, total, weighted)
    if age + 1 < p.n:
        return state, nan
    return state, value


@feature(
    kind="average",
    inputs=("close",),
    params={"n": Int(20, 2, 5000)},
    outputs={"average": "unit of the input"},
    state=(0, 0, 0, 0, 0, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    window=lambda p: p.n + p.n // 2 + int(sqrt(p.n)),
    warmup=lambda p: p.n - 1 + int(sqrt(p.n)) - 1,
    source="A. Hull, How to reduce lag in a moving average, alanhull.com (2005)",
    reference="TA-Lib HMA, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def hma(state, p, window, x):
    """Hull moving average: a weighted average that hardly lags.

    wma(2 wma(x, n / 2) - wma(x, n), sqrt(n)), n / 2 and sqrt(n) rounded down. NaN for the first n - 2 + sqrt(n) values.
    State: age and slot of the three rings, and of each weighted average a recent value and its two sums.
    """
    age_i, age_j, age_k, i, j, k, about_i, total_i, sum_i, about_j, total_j, sum_j, about_k, total_k, sum_k = state
    n, half, root = p.n, p.n // 2, int(sqrt(p.n))
    about_i, total_i, sum_i = roll_weighted(window, 0, n, i, age_i, about_i, total_i, sum_i, x)
    about_j, total_j, sum_j = roll_weighted(window, n, half, j, age_j, about_j, total_j, sum_j, x)
    value = nan
    if age_i + 1 >= n:
        whole = about_i + (sum_i + total_i) * (2.0 / (n * (n + 1.0)))
        recent = about_j + (sum_j + total_j) * (2.0 / (half * (half + 1.0)))
        about_k, total_k, sum_k = roll_weighted(
            window, n + half, root, k, age_k, about_k, total_k, sum_k, 2.0 * recent - whole
        )
        if age_k + 1 >= root:
            value = about_k + (sum_k + total_k) * (2.0 / (root * (root + 1.0)))
        age_k, k = older(age_k, root), next_slot(k, root)
    age_i, age_j, i, j = older(age_i, n), older(age_j, half), next_slot(i, n), next_slot(j, half)
    return (
        age_i, age_j, age_k, i, j, k, about_i, total_i, sum_i, about_j, total_j, sum_j, about_k, total_k, sum_k
    ), value  # fmt: skip


@feature(
    kind="average",
    inputs=("close",),
    params={"n": Int(30, 1, 5000)},
    outputs={"average": "unit of the input"},
    state=(0, 0, 0, 0, 0.0, 0.0),
    window=lambda p: p.n + 1,
    warmup=lambda p: p.n - 1,
    source="TA-Lib, TRIMA: the simple average of the simple average; P. J. Kaufman, Trading Systems and Methods (2013)",
    reference="TA-Lib TRIMA, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def trima(state, p, window, x):
    """Triangular moving average: the middle of the last n values counts most.

    The simple average over n - n // 2 of the simple average over n // 2 + 1 (n even: n / 2 and n / 2 + 1). NaN for the first
    n - 1 values. State: age and slot of both rings, their sums.
    """
    age_i, age_j, i, j, inner, outer = state
    first = (p.n + 1) // 2
    second = p.n + 1 - first
    inner = roll_sum(window, 0, first, i, age_i, inner, x)
    if age_i + 1 < first:
        return (age_i + 1, age_j, i + 1, j, inner, outer), nan
    outer = roll_sum(window, first, second, j, age_j, outer, inner / first)
    value = outer / second if age_j + 1 >= second else nan
    return (older(age_i, first), older(age_j, second), next_slot(i, first), next_slot(j, second), inner, outer), value


@feature(
    kind="average",
    inputs=("close", "volume"),
    params={"n": Int(30, 1, 5000)},
    outputs={"average": "unit of the input"},
    state=(0, 0, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="B. Buff Dormeier, Investing with Volume Analysis (2011)",
    reference="TA-Lib VWMA, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def vwma(state, p, window, x, volume):
    """Volume weighted moving average: sum(x * volume) / sum(volume) of the last n bars.

    NaN for the first n - 1 bars, and where no volume was traded. State: age, slot, the two sums.
    """
    age, slot, worth, size = state
    worth = roll_sum(window, 0, p.n, slot, age, worth, x * volume)
    size = roll_sum(window, p.n, p.n, slot, age, size, volume)
    value = worth / size if age + 1 >= p.n and size > 0.0 else nan
    return (older(age, p.n), next_slot(slot, p.n), worth, size), value


@feature(
    kind="average",
    inputs=("close", "periods"),
    params={"shortest": Int(2, 1, 5000), "longest": Int(30, 1, 5000)},
    outputs={"average": "unit of the input"},
    state=(0,),
    window=lambda p: p.longest,
    warmup=lambda p: p.longest - 1,
    source="TA-Lib, MAVP (matype 0)",
    reference="TA-Lib MAVP with simple averages, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def mavp(state, p, window, x, periods):
    """Moving average whose period changes: the mean of the last `periods` values, which is an input (a feature listed before it).

    periods is rounded down and held between shortest and longest; shortest above longest counts as longest.
    NaN for the first longest - 1 values. State: slot + ring's turns; window: the last values.
    """
    (seen,) = state
    slot = seen if seen < p.longest else seen - p.longest
    window[slot] = x
    # seen runs up to 2 * longest - 1, then back to longest: the ring has been full from longest - 1 on.
    seen = seen + 1 if seen + 1 < 2 * p.longest else p.longest
    if seen < p.longest:
        return (seen,), nan
    n = int(min(max(periods, p.shortest), p.longest))
    total = 0.0
    for _ in range(n):
        total += window[slot]
        slot = slot - 1 if slot > 0 else p.longest - 1
    return (seen,), total / n


@feature(
    kind="average",
    inputs=("close",),
    params={"n": Int(9, 1, 1000), "offset": Float(0.85, 0.0, 1.0), "sigma": Float(6.0, 0.1, 100.0)},
    outputs={"average": "unit of the input"},
    state=(0, 0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="A. Legoux and D. Kouzis-Loukas, ALMA: Arnaud Legoux Moving Average (2009)",
    reference="talipp ALMA, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def alma(state, p, window, x):
    """Arnaud Legoux moving average: the last n values under a bell whose top lies at `offset` of the window (1: the newest).

    weight_i = exp(-(i - offset (n - 1))**2 sigma**2 / (2 n**2)), i = 0 (oldest) to n - 1. NaN for the first n - 1 values.
    State: values seen, slot, sum of the weights; window: the last values, then the weights.
    """
    seen, slot, norm = state
    if seen == 0:
        for i in range(p.n):
            d = (i - p.offset * (p.n - 1.0)) * p.sigma / p.n
            window[p.n + i] = exp(-0.5 * d * d)
            norm += window[p.n + i]
    window[slot] = x
    slot = next_slot(slot, p.n)
    if seen + 1 < p.n:
        return (seen + 1, slot, norm), nan
    total = 0.0
    for i in range(slot, p.n):
        total += window[i] * window[p.n + i - slot]
    for i in range(slot):
        total += window[i] * window[2 * p.n + i - slot]
    return (seen + 1, slot, norm), total / norm
