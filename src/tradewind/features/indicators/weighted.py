"""Averages with weights: linear, triangular, Hull, by volume, Gaussian, over a period that changes."""

from math import exp, nan

from tradewind.features.declare import Float, Int, feature
from tradewind.features.indicators.sliding import slide, slide_weighted, wrap


@feature(
    kind="average",
    inputs=("close",),
    params={"n": Int(30, 1, 5000)},
    outputs={"average": "unit of the input"},
    state=(0, 0, 0.0, 0.0, 0.0),
    window=lambda p: 3 * p.n,
    warmup=lambda p: p.n - 1,
    source="J. J. Murphy, Technical Analysis of the Financial Markets (1999), ch. 9",
    reference="TA-Lib WMA, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def wma(state, p, window, x):
    """Weighted moving average: the newest of n values counts n times, the oldest once.

    (n x_t + (n - 1) x_{t-1} + ... + x_{t-n+1}) / (n (n + 1) / 2). NaN for the first n - 1 values.
    State: values seen, slot, a recent value, sums of the deviations from it since slot 0, plain and times slot.
    """
    seen, slot, about, s, sj = state
    about, s, sj, total, weighted = slide_weighted(window, 0, p.n, slot, about, s, sj, x)
    state = (seen + 1, wrap(slot, p.n), about, s, sj)
    return state, about + (weighted + total) * (2.0 / (p.n * (p.n + 1.0))) if seen + 1 >= p.n else nan


@feature(
    kind="average",
    inputs=("close",),
    params={"n": Int(20, 2, 5000)},
    outputs={"average": "unit of the input"},
    state=(0, 0, 0, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    window=lambda p: 3 * (p.n + p.n // 2 + int(p.n**0.5)),
    warmup=lambda p: p.n - 1 + int(p.n**0.5) - 1,
    source="A. Hull, How to reduce lag in a moving average, alanhull.com (2005)",
    reference="TA-Lib HMA, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def hma(state, p, window, x):
    """Hull moving average: a weighted average that hardly lags.

    wma(2 wma(x, n / 2) - wma(x, n), sqrt(n)), n / 2 and sqrt(n) rounded down. NaN for the first n - 2 + sqrt(n) values.
    State: values seen, a slot of each ring, and of each weighted average a recent value and its two sums.
    """
    seen, i, j, k, about_i, s_i, sj_i, about_j, s_j, sj_j, about_k, s_k, sj_k = state
    half, root = p.n // 2, int(p.n**0.5)
    about_i, s_i, sj_i, total_i, weighted_i = slide_weighted(window, 0, p.n, i, about_i, s_i, sj_i, x)
    about_j, s_j, sj_j, total_j, weighted_j = slide_weighted(window, 3 * p.n, half, j, about_j, s_j, sj_j, x)
    seen += 1
    i, j = wrap(i, p.n), wrap(j, half)
    value = nan
    if seen >= p.n:
        whole = about_i + (weighted_i + total_i) * (2.0 / (p.n * (p.n + 1.0)))
        recent = about_j + (weighted_j + total_j) * (2.0 / (half * (half + 1.0)))
        about_k, s_k, sj_k, total, weighted = slide_weighted(
            window, 3 * (p.n + half), root, k, about_k, s_k, sj_k, 2.0 * recent - whole
        )
        k = wrap(k, root)
        if seen >= p.n + root - 1:
            value = about_k + (weighted + total) * (2.0 / (root * (root + 1.0)))
    return (seen, i, j, k, about_i, s_i, sj_i, about_j, s_j, sj_j, about_k, s_k, sj_k), value


@feature(
    kind="average",
    inputs=("close",),
    params={"n": Int(30, 1, 5000)},
    outputs={"average": "unit of the input"},
    state=(0, 0, 0, 0.0, 0.0),
    window=lambda p: 2 * (p.n + 1),
    warmup=lambda p: p.n - 1,
    source="TA-Lib, TRIMA: the simple average of the simple average; P. J. Kaufman, Trading Systems and Methods (2013), ch. 7",
    reference="TA-Lib TRIMA, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def trima(state, p, window, x):
    """Triangular moving average: the middle of the last n values counts most.

    The simple average over n - n // 2 of the simple average over n // 2 + 1 (n even: n / 2 and n / 2 + 1). NaN for the first
    n - 1 values. State: values seen, a slot and a running sum of each of the two.
    """
    seen, i, j, outer, inner = state
    first = (p.n + 1) // 2
    second = p.n + 1 - first
    inner, total = slide(window, 0, first, i, inner, x)
    seen, i = seen + 1, wrap(i, first)
    if seen < first:
        return (seen, i, j, outer, inner), nan
    outer, total = slide(window, 2 * first, second, j, outer, total / first)
    return (seen, i, wrap(j, second), outer, inner), total / second if seen >= p.n else nan


@feature(
    kind="average",
    inputs=("close", "volume"),
    params={"n": Int(30, 1, 5000)},
    outputs={"average": "unit of the input"},
    state=(0, 0, 0.0, 0.0),
    window=lambda p: 4 * p.n,
    warmup=lambda p: p.n - 1,
    source="B. Buff Dormeier, Investing with Volume Analysis (2011), ch. 11",
    reference="TA-Lib VWMA, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def vwma(state, p, window, x, volume):
    """Volume weighted moving average: sum(x * volume) / sum(volume) of the last n bars.

    NaN for the first n - 1 bars, and where no volume was traded. State: bars seen, slot, sums since slot 0.
    """
    seen, slot, worth, size = state
    worth, top = slide(window, 0, p.n, slot, worth, x * volume)
    size, bottom = slide(window, 2 * p.n, p.n, slot, size, volume)
    return (seen + 1, wrap(slot, p.n), worth, size), top / bottom if seen + 1 >= p.n and bottom > 0.0 else nan


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
    slot = wrap(slot, p.n)
    if seen + 1 < p.n:
        return (seen + 1, slot, norm), nan
    total = 0.0
    for i in range(slot, p.n):
        total += window[i] * window[p.n + i - slot]
    for i in range(slot):
        total += window[i] * window[2 * p.n + i - slot]
    return (seen + 1, slot, norm), total / norm
