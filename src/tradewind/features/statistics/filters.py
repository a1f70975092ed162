"""The trend beneath the noise, from what was known at each bar: state space, penalty, polynomial and fractional filters."""

from math import nan

from tradewind.features.declare import Float, Int, feature
from tradewind.features.parameters import Parameter
from tradewind.features.statistics.latest import VALUES, latest

HARVEY = "A. C. Harvey, Forecasting, Structural Time Series Models and the Kalman Filter (1989), the local linear trend"
KALMAN_STATE = (0, 0.0, 0.0, 0.0, 0.0, 0.0)
KALMAN_PARAMS: dict[str, Parameter] = {"level": Float(0.1, 0.0, 1000.0), "slope": Float(0.01, 1e-9, 1000.0)}


def kalman(state, level_noise, slope_noise, x):
    """The state after x: values seen (up to 2), level, slope, and the variances of level, both, and slope, noise of x = 1.

    x_t = level_t + noise; level_t = level_{t-1} + slope_{t-1} + noise; slope_t = slope_{t-1} + noise. The first two values say where the
    line begins, as a filter with no opinion at first would have it.
    """
    seen, level, slope, p, q, r = state
    if seen == 0:
        return (1, x, 0.0, 0.0, 0.0, 0.0)
    if seen == 1:
        return (2, x, x - level, 1.0, 1.0, 2.0 + level_noise + slope_noise)
    level += slope
    p, q, r = p + 2.0 * q + r + level_noise, q + r, r + slope_noise
    gain = 1.0 / (p + 1.0)
    error = x - level
    return (2, level + p * gain * error, slope + q * gain * error, p * gain, q * gain, r - q * q * gain)


@feature(
    kind="statistics",
    inputs=("close",),
    params=KALMAN_PARAMS,
    outputs={"level": "unit of the input"},
    state=KALMAN_STATE,
    warmup=lambda p: 1,
    source=HARVEY,
    reference="statsmodels UnobservedComponents('lltrend'), filtered level, diffuse, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def kalman_trend(state, p, x):
    """Kalman trend: the level of a line that may shift and turn, as known at each value.

    Local linear trend with the noise of the values as unit: `level` and `slope` are the variances of what shifts the level and turns the
    slope at each bar, as multiples of the variance of the noise. Smaller is smoother. NaN for the first value.
    State: see kalman().
    """
    state = kalman(state, p.level, p.slope, x)
    return state, state[1] if state[0] == 2 else nan


@feature(
    kind="statistics",
    inputs=("close",),
    params=KALMAN_PARAMS,
    outputs={"slope": "unit of the input a bar"},
    state=KALMAN_STATE,
    warmup=lambda p: 1,
    source=HARVEY,
    reference="statsmodels UnobservedComponents('lltrend'), filtered trend, diffuse, 1e-9 relative",
    scaling=1,
    mirror="odd",
)
def kalman_slope(state, p, x):
    """Kalman slope: how much the level of kalman_trend rises a bar, as known at each value.

    Parameters and model as kalman_trend. NaN for the first value. State: see kalman().
    """
    state = kalman(state, p.level, p.slope, x)
    return state, state[2] if state[0] == 2 else nan


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(100, 5, 2000), "smoothness": Float(1600.0, 0.01, 1e6)},
    outputs={"trend": "unit of the input"},
    state=VALUES,
    window=lambda p: 5 * p.n,
    warmup=lambda p: p.n - 1,
    source="R. J. Hodrick and E. C. Prescott, Postwar U.S. Business Cycles, Journal of Money, Credit and Banking 29:1 (1997); used one-sided "
    "as by J. H. Stock and M. W. Watson, Forecasting Inflation, Journal of Monetary Economics 44:2 (1999)",
    reference="statsmodels.tsa.filters.hp_filter.hpfilter of each window, its last value, 1e-8 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def hodrick_prescott(state, p, window, x):
    """One-sided Hodrick-Prescott trend: where the smooth curve through the last n values ends, as known at each bar.

    The curve y with the least sum((x - y)**2) + smoothness * sum((y_{t+1} - 2 y_t + y_{t-1})**2): its end is a weighted sum of the
    values, with the same weights at each bar. O(n) a bar.
    NaN for the first n - 1 values. State: see latest.py; behind the ring: weights, and room to work them out.
    """
    weights = 2 * p.n
    if state[0] == 0:
        lay_smooth_weights(window, weights, p.n, p.smoothness)
    state = latest(window, p.n, state, x)
    return state, weighted(window, weights, state[1], p.n, x) if state[0] == p.n else nan


def weighted(window, weights, first, n, x):
    """Sum of weight times value for weights that add up to 1, taken about the newest value x."""
    total = 0.0
    for i in range(n):
        total += window[weights + i] * (window[first + i] - x)
    return x + total


def lay_smooth_weights(window, weights, n, smoothness):
    """Last row of the inverse of 1 + smoothness * K'K, K the second differences: L D L' of its five diagonals, then backwards."""
    one, two = weights + n, weights + 2 * n
    before, before2 = 0.0, 0.0  # the last two pivots
    for i in range(n):
        edge = min(i, n - 1 - i)
        middle = 1.0 + smoothness * (1.0 if edge == 0 else (5.0 if edge == 1 else 6.0))
        beside = smoothness * (-2.0 if i == 0 or i == n - 2 else -4.0)
        a = window[one + i - 1] if i >= 1 else 0.0
        b = window[two + i - 2] if i >= 2 else 0.0
        pivot = middle - a * a * before - b * b * before2
        window[one + i] = (beside - (before * a * window[two + i - 1] if i >= 1 else 0.0)) / pivot
        window[two + i] = smoothness / pivot
        before2, before = before, pivot
    window[weights + n - 1] = 1.0 / before
    window[weights + n - 2] = -window[one + n - 2] / before
    for i in range(n - 3, -1, -1):
        window[weights + i] = -window[one + i] * window[weights + i + 1] - window[two + i] * window[weights + i + 2]


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(15, 7, 1000), "degree": Int(2, 0, 5)},
    outputs={"value": "unit of the input"},
    state=VALUES,
    window=lambda p: 3 * p.n,
    warmup=lambda p: p.n - 1,
    source="A. Savitzky and M. J. E. Golay, Smoothing and Differentiation of Data by Simplified Least Squares Procedures, Analytical "
    "Chemistry 36:8 (1964); P. A. Gorry, General Least-Squares Smoothing and Differentiation, Analytical Chemistry 62:6 (1990)",
    reference="scipy.signal.savgol_coeffs(pos=n - 1), 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def savitzky_golay(state, p, window, x):
    """One-sided Savitzky-Golay filter: where the polynomial of that degree through the last n values ends.

    Least squares, by weights from discrete orthogonal polynomials at the end point. O(n) a bar.
    NaN for the first n - 1 values. State: see latest.py; behind the ring: the weights.
    """
    weights = 2 * p.n
    if state[0] == 0:
        for i in range(p.n):
            window[weights + i] = end_weight(p.n, p.degree, i)
    state = latest(window, p.n, state, x)
    return state, weighted(window, weights, state[1], p.n, x) if state[0] == p.n else nan


def end_weight(n, degree, i):
    """Weight of value i (0 is the oldest) of n: sum over the orthogonal polynomials of P(i) P(end) / sum(P**2).

    Gram's polynomials on t = -(n - 1) / 2 ... (n - 1) / 2: P_{j+1} = t P_j - c_j P_{j-1}, c_j = j**2 (n**2 - j**2) / (4 (4 j**2 - 1)).
    """
    here, end = i - 0.5 * (n - 1.0), 0.5 * (n - 1.0)
    p, p_before, e, e_before = 1.0, 0.0, 1.0, 0.0
    squares, weight = 1.0 * n, 1.0 / n
    for j in range(1, degree + 1):
        c = (j - 1.0) * (j - 1.0) * (n * n - (j - 1.0) * (j - 1.0)) / (4.0 * (4.0 * (j - 1.0) * (j - 1.0) - 1.0))
        p, p_before = here * p - c * p_before, p
        e, e_before = end * e - c * e_before, e
        squares *= j * j * (n * n - j * j * 1.0) / (4.0 * (4.0 * j * j - 1.0))
        weight += p * e / squares
    return weight


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(100, 2, 2000), "d": Float(0.4, 0.0, 2.0)},
    outputs={"difference": "unit of the input"},
    state=VALUES,
    window=lambda p: 3 * p.n,
    warmup=lambda p: p.n - 1,
    source="M. Lopez de Prado, Advances in Financial Machine Learning (2018), ch. 5, fixed-width window; J. R. M. Hosking, Fractional "
    "Differencing, Biometrika 68:1 (1981)",
    reference="numpy convolution with scipy.special.binom weights, 1e-9 relative",
    scaling=1,
    mirror="odd",
)
def fractional_difference(state, p, window, x):
    """Fractional difference: between the values (d = 0) and their changes (d = 1), to lose the trend and keep some memory.

    sum_k(w_k * x_{t-k}), k < n, w_0 = 1, w_k = -w_{k-1} * (d - k + 1) / k. Give it log prices by way of math_ln. O(n) a bar.
    NaN for the first n - 1 values. State: see latest.py; behind the ring: the weights.
    """
    weights = 2 * p.n
    if state[0] == 0:
        window[weights] = 1.0
        for k in range(1, p.n):
            window[weights + k] = -window[weights + k - 1] * (p.d - k + 1.0) / k
    state = latest(window, p.n, state, x)
    if state[0] < p.n:
        return state, nan
    total, newest = 0.0, state[1] + p.n - 1
    for k in range(p.n):
        total += window[weights + k] * window[newest - k]
    return state, total
