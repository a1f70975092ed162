"""Whether a series comes back to its mean, how fast, and tests of it."""

from math import erfc, log, nan, sqrt

from tradewind.features.declare import Int, feature
from tradewind.features.statistics.latest import (
    VALUES,
    lagged_products,
    latest,
    mean_and_squares,
)


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(100, 10, 5000)},
    outputs={"bars": "bars", "phi": "1 is a random walk"},
    state=VALUES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="E. P. Chan, Algorithmic Trading: Winning Strategies and Their Rationale (2013), half-life for mean reversion",
    reference="scipy.stats.linregress, 1e-8 relative",
    scaling=0,
    mirror="even",
)
def half_life(state, p, window, x):
    """Half-life of mean reversion: in how many bars half of a deviation from the mean of the last n values is expected to be gone.

    x_t = a + phi * x_{t-1} by least squares over the n - 1 pairs (an Ornstein-Uhlenbeck process seen once a bar); -ln 2 / ln phi.
    NaN where phi is not between 0 and 1: nothing comes back, or within a bar. phi is 1 where nothing moved. O(n) a bar.
    NaN for the first n - 1 values. State: see latest.py.
    """
    state = latest(window, p.n, state, x)
    if state[0] < p.n:
        return state, (nan, nan)
    first = state[1]
    before, squares = mean_and_squares(window, first, p.n - 1)
    if squares <= 0.0:
        return state, (nan, 1.0)
    products = 0.0
    for i in range(first + 1, first + p.n):
        products += (window[i - 1] - before) * (window[i] - window[i - 1])
    phi = 1.0 + products / squares
    return state, (-log(2.0) / log(phi) if 0.0 < phi < 1.0 - 1e-12 else nan, phi)


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(100, 30, 5000), "lags": Int(1, 0, 8)},
    outputs={"statistic": "Dickey-Fuller t", "p": "probability, 0 to 1"},
    state=VALUES,
    window=lambda p: 2 * p.n + 10 * 12,
    warmup=lambda p: p.n - 1,
    source="S. E. Said and D. A. Dickey, Testing for Unit Roots in Autoregressive-Moving Average Models of Unknown Order, Biometrika "
    "71:3 (1984); J. G. MacKinnon, Approximate Asymptotic Distribution Functions for Unit-Root and Cointegration Tests, Journal of "
    "Business and Economic Statistics 12:2 (1994)",
    reference="statsmodels.tsa.stattools.adfuller(regression='c', autolag=None), 1e-7 relative",
    scaling=0,
    mirror="even",
)
def adf(state, p, window, x):
    """Augmented Dickey-Fuller test: a small p says that the last n values come back to a mean and are no random walk.

    t of b in dx_t = a + b * x_{t-1} + sum_k(c_k * dx_{t-k}), k = 1 to `lags`, by least squares; p from MacKinnon's surface.
    0 and 1 where nothing moved; both NaN where the columns depend on each other. O(n * lags**2) a bar.
    NaN for the first n - 1 values. State: see latest.py; behind the ring: the normal equations.
    """
    state = latest(window, p.n, state, x)
    if state[0] < p.n:
        return state, (nan, nan)
    if mean_and_squares(window, state[1], p.n)[1] <= 0.0:
        return state, (0.0, 1.0)
    t = dickey_fuller(window, state[1], p.n, p.lags, 2 * p.n)
    return state, (t, mackinnon(t))


def dickey_fuller(window, first, n, lags, base):
    """The t statistic of the level; NaN where the columns depend on each other. base: room for 120 numbers.

    Columns less their means, so that the constant drops out: dx_{t-1}, ..., dx_{t-lags}, the level x_{t-1}, and dx_t on the right. The
    Cholesky factor of their products is at once the solution: its last row but one belongs to the level, its last to the residual.
    """
    width, rows = lags + 2, n - 1 - lags
    for c in range(width):
        total = 0.0
        for t in range(first + 1 + lags, first + n):
            total += column_at(window, first, t, c, lags)
        window[base + 100 + c] = total / rows
    for a in range(width):
        for c in range(a + 1):
            total = 0.0
            for t in range(first + 1 + lags, first + n):
                u = column_at(window, first, t, a, lags) - window[base + 100 + a]
                total += u * (column_at(window, first, t, c, lags) - window[base + 100 + c])
            window[base + 10 * a + c] = total
    if not decompose(window, base, width):
        return nan
    residual = window[base + 10 * (width - 1) + width - 1]
    return window[base + 10 * (width - 1) + width - 2] / (residual / sqrt(rows - width))


def column_at(window, first, t, column, lags):
    """A number of the regression's row t: a lagged change, the level before (less the first value), or the change to explain."""
    if column < lags:
        return window[t - 1 - column] - window[t - 2 - column]
    if column == lags:
        return window[t - 1] - window[first]
    return window[t] - window[t - 1]


def decompose(window, base, width):
    """The lower triangle at window[base:], rows 10 apart, becomes its Cholesky factor; False where a column depends on others."""
    for a in range(width):
        for c in range(a + 1):
            value = window[base + 10 * a + c]
            whole = value
            for k in range(c):
                value -= window[base + 10 * a + k] * window[base + 10 * c + k]
            if a == c:
                if value <= 1e-14 * whole:
                    return False
                window[base + 10 * a + c] = sqrt(value)
            else:
                window[base + 10 * a + c] = value / window[base + 10 * c + c]
    return True


def mackinnon(t):
    """Approximate p of a Dickey-Fuller t with a constant (MacKinnon 1994, tables 3 and 4, one variable)."""
    if t != t:
        return nan
    if t > 2.74:
        return 1.0
    if t < -18.83:
        return 0.0
    if t <= -1.61:
        z = 2.1659 + t * (1.4412 + t * 0.038269)
    else:
        z = 1.7339 + t * (0.93202 + t * (-0.12745 + t * -0.010368))
    return 0.5 * erfc(-z / sqrt(2.0))


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(100, 30, 5000), "lags": Int(5, 0, 20)},
    outputs={"statistic": "none", "p": "probability, 0.01 to 0.1"},
    state=VALUES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="D. Kwiatkowski, P. C. B. Phillips, P. Schmidt and Y. Shin, Testing the Null Hypothesis of Stationarity Against the "
    "Alternative of a Unit Root, Journal of Econometrics 54 (1992)",
    reference="statsmodels.tsa.stattools.kpss(regression='c'), 1e-9 relative",
    scaling=0,
    mirror="even",
)
def kpss(state, p, window, x):
    """KPSS test: a small p says that the last n values do not stay about one mean.

    sum(S_t**2) / n**2 / s2: S_t the sums of the deviations from the mean, s2 their long-run variance by Bartlett's weights over `lags`
    lags. p between the published 0.10 (0.347), 0.05 (0.463), 0.025 (0.574) and 0.01 (0.739), and no further. 0 and 0.1 where nothing
    moved. O(n * lags) a bar. NaN for the first n - 1 values. State: see latest.py.
    """
    state = latest(window, p.n, state, x)
    if state[0] < p.n:
        return state, (nan, nan)
    first, n = state[1], p.n
    mean, spread = mean_and_squares(window, first, n)
    if spread <= 0.0:
        return state, (0.0, 0.1)
    total, squares = 0.0, 0.0
    for i in range(first, first + n):
        total += window[i] - mean
        squares += total * total
    for k in range(1, p.lags + 1):
        spread += 2.0 * (1.0 - k / (p.lags + 1.0)) * lagged_products(window, first, n, mean, k)
    statistic = squares / (n * spread)
    return state, (statistic, kpss_probability(statistic))


def kpss_probability(statistic):
    """Between the four published critical values on straight lines."""
    if statistic <= 0.463:
        return 0.1 - 0.05 * max(statistic - 0.347, 0.0) / (0.463 - 0.347)
    if statistic <= 0.574:
        return 0.05 - 0.025 * (statistic - 0.463) / (0.574 - 0.463)
    return 0.025 - 0.015 * (min(statistic, 0.739) - 0.574) / (0.739 - 0.574)
