"""Long memory: whether moves add up faster or slower than a random walk's, over stretches of many lengths.

Stretches are n, n // 2, n // 4, ... values long, cut from the newest value backwards; what is left over at the old end is not used.
"""

from math import log, nan, sqrt

from tradewind.features.declare import Int, feature
from tradewind.features.statistics.latest import CHANGES, latest_changes, mean_of, slope_of, squares_about

LEVELS = 12  # 5000 halved until below 8: at most ten lengths


def rescaled_range(window, first, n):
    """Range of the summed deviations from the mean over the standard deviation (n - 1); -1 where nothing moved."""
    mean = mean_of(window, first, n)
    total, top, bottom = 0.0, 0.0, 0.0
    for i in range(first, first + n):
        total += window[i] - mean
        top = max(top, total)
        bottom = min(bottom, total)
    squares = squares_about(window, first, n, mean)
    return (top - bottom) / sqrt(squares / (n - 1.0)) if squares > 0.0 else -1.0


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(128, 32, 5000), "returns": Int(1, 0, 1)},
    outputs={"exponent": "0 to 1; 0.5 without memory"},
    state=CHANGES,
    window=lambda p: 2 * p.n + 2 * LEVELS,
    warmup=lambda p: p.n - 1 + p.returns,
    source="H. E. Hurst, Long-Term Storage Capacity of Reservoirs, Transactions of the American Society of Civil Engineers 116 "
    "(1951); B. B. Mandelbrot and J. R. Wallis, Robustness of the Rescaled Range R/S, Water Resources Research 5:5 (1969)",
    reference="numpy, from the formula, 1e-9 relative",
    scaling=0,
)
def hurst(state, p, window, x):
    """Hurst exponent by rescaled range: above 0.5 log returns persist, below they turn back.

    Slope of log(R/S) on log(length), lengths n, n // 2, ... down to 8; R/S is the mean over the stretches of each length. Without any
    memory it shows more than 0.5, 0.59 on average at n = 128: compare with shuffled returns. NaN where nothing moved. returns 0:
    of the values themselves. O(n log n) a bar. NaN until n returns (or values) are there. State: see latest.py.
    """
    state = latest_changes(window, p.n, state, x, p.returns)
    if state[0] < p.n + p.returns:
        return state, nan
    size, found, base = p.n, 0, 2 * p.n
    while size >= 8:
        total, stretches = 0.0, 0
        end = state[1] + p.n
        for _ in range(p.n // size):
            end -= size
            ratio = rescaled_range(window, end, size)
            if ratio > 0.0:
                total += ratio
                stretches += 1
        if stretches > 0:
            window[base + found] = log(size)
            window[base + LEVELS + found] = log(total / stretches)
            found += 1
        size //= 2
    return state, slope_of(base, base + LEVELS, window, found)


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(256, 64, 5000), "returns": Int(1, 0, 1)},
    outputs={"exponent": "about 0 to 1; 0.5 without memory"},
    state=CHANGES,
    window=lambda p: 2 * p.n + 2 * LEVELS,
    warmup=lambda p: p.n - 1 + p.returns,
    source="M. S. Taqqu, V. Teverovsky and W. Willinger, Estimators for Long-Range Dependence: An Empirical Study, Fractals 3:4 (1995)",
    reference="numpy, from the formula, 1e-9 relative",
    scaling=0,
)
def hurst_variance(state, p, window, x):
    """Hurst exponent by aggregated variance: how slowly the means of longer stretches of log returns calm down.

    1 + slope / 2 of log(variance of the means) on log(length), lengths 1, 2, 4, ... up to n / 8. Without any
    memory it shows 0.46 on average at n = 256. NaN where nothing moved. returns 0:
    of the values themselves. O(n log n) a bar. NaN until n returns (or values) are there. State: see latest.py.
    """
    state = latest_changes(window, p.n, state, x, p.returns)
    if state[0] < p.n + p.returns:
        return state, nan
    size, found, base = 1, 0, 2 * p.n
    mean = mean_of(window, state[1], p.n)
    while 8 * size <= p.n:
        total, squares, count = 0.0, 0.0, p.n // size
        end = state[1] + p.n
        for _ in range(count):
            part = 0.0
            for i in range(end - size, end):
                part += window[i] - mean
            end -= size
            total += part / size
            squares += part / size * (part / size)
        variance = (squares - total * total / count) / count
        if variance > 0.0:
            window[base + found] = log(size)
            window[base + LEVELS + found] = log(variance)
            found += 1
        size *= 2
    return state, 1.0 + 0.5 * slope_of(base, base + LEVELS, window, found)


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(128, 32, 5000), "returns": Int(1, 0, 1)},
    outputs={"exponent": "0.5 without memory"},
    state=CHANGES,
    window=lambda p: 3 * p.n + 2 * LEVELS,
    warmup=lambda p: p.n - 1 + p.returns,
    source="C.-K. Peng, S. V. Buldyrev, S. Havlin, M. Simons, H. E. Stanley and A. L. Goldberger, Mosaic Organization of DNA "
    "Nucleotides, Physical Review E 49:2 (1994)",
    reference="numpy polyfit, from the formula, 1e-9 relative",
    scaling=0,
)
def dfa(state, p, window, x):
    """Detrended fluctuation analysis: above 0.5 log returns persist, below they turn back; drifts don't deceive it.

    Slope of log(F) on log(length), F the root mean square of the summed deviations from the mean about a straight line in each
    stretch; lengths n // 4, n // 8, ... down to 4. Without any memory it shows 0.56 on average at n = 128. NaN where nothing moved.
    returns 0: of the values themselves. O(n log n) a bar. NaN until n returns (or values) are there.
    State: see latest.py; behind the ring: the sums.
    """
    state = latest_changes(window, p.n, state, x, p.returns)
    if state[0] < p.n + p.returns:
        return state, nan
    n, first, sums, base = p.n, state[1], 2 * p.n, 3 * p.n
    mean = mean_of(window, first, n)
    total = 0.0
    for i in range(n):
        total += window[first + i] - mean
        window[sums + i] = total
    size, found = n // 4, 0
    while size >= 4:
        squares = 0.0
        end = sums + n
        for _ in range(n // size):
            end -= size
            squares += squares_about_line(window, end, size)
        if squares > 0.0:
            window[base + found] = log(size)
            window[base + LEVELS + found] = 0.5 * log(squares / (n // size * size))
            found += 1
        size //= 2
    return state, slope_of(base, base + LEVELS, window, found)


def squares_about_line(window, first, n):
    """Sum of the squared deviations of n values from their least squares line."""
    mean, middle = mean_of(window, first, n), 0.5 * (n - 1.0)
    products = 0.0
    for i in range(n):
        products += (i - middle) * (window[first + i] - mean)
    slope = products * 12.0 / (n * (n * n - 1.0))
    squares = 0.0
    for i in range(n):
        d = window[first + i] - mean - slope * (i - middle)
        squares += d * d
    return squares
