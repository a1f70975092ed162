"""Whether what comes next depends on what came before: correlation with the own past, and tests for it."""

from math import erfc, exp, nan, pi, sqrt

from tradewind.features.declare import Int, feature
from tradewind.features.statistics.latest import (
    CHANGES,
    lagged_products,
    latest_changes,
    mean_and_squares,
    mean_of,
)

BOX = "G. E. P. Box, G. M. Jenkins and G. C. Reinsel, Time Series Analysis: Forecasting and Control (1994)"


def chi_squared_tail(x, degrees):
    """Probability that a chi squared variable with so many degrees of freedom (1 or more) is above x >= 0.

    The closed sums for whole numbers of them (M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions (1964), 26.4.4-5).
    """
    half = 0.5 * x
    if degrees % 2 == 0:
        tail = term = exp(-half)
        for k in range(1, degrees // 2):
            term *= half / k
            tail += term
        return tail
    tail = erfc(sqrt(half))
    term = 2.0 * sqrt(half / pi) * exp(-half)
    for k in range(degrees // 2):
        tail += term
        term *= half / (k + 1.5)
    return tail


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(100, 50, 5000), "lag": Int(1, 1, 40), "returns": Int(1, 0, 1)},
    outputs={"correlation": "-1 to 1"},
    state=CHANGES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1 + p.returns,
    source=BOX,
    reference="statsmodels.tsa.stattools.acf, 1e-9",
    scaling=0,
)
def autocorrelation(state, p, window, x):
    """Autocorrelation: how much the last n log returns resemble those `lag` bars before; above 0 moves go on, below they turn.

    sum(d_t d_{t-lag}) / sum(d_t**2), d = r - mean; 0 where nothing moved. returns 0: of the values themselves. O(n) a bar.
    NaN until n returns (or values) are there. State: see latest.py.
    """
    state = latest_changes(window, p.n, state, x, p.returns)
    if state[0] < p.n + p.returns:
        return state, nan
    mean, squares = mean_and_squares(window, state[1], p.n)
    return state, lagged_products(window, state[1], p.n, mean, p.lag) / squares if squares > 0.0 else 0.0


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(100, 50, 5000), "lag": Int(2, 1, 20), "returns": Int(1, 0, 1)},
    outputs={"correlation": "-1 to 1"},
    state=CHANGES,
    window=lambda p: 2 * p.n + 3 * (p.lag + 1),
    warmup=lambda p: p.n - 1 + p.returns,
    source=BOX + "; the recursion of J. Durbin, The Fitting of Time-Series Models (1960)",
    reference="statsmodels.tsa.stattools.pacf(method='ldb'), 1e-9",
    scaling=0,
)
def partial_autocorrelation(state, p, window, x):
    """Partial autocorrelation: how much the log return `lag` bars ago tells beyond what the returns since then tell.

    The last coefficient of an autoregression of that order by Durbin's recursion over the autocorrelations of the last n returns; 0
    where nothing moved. returns 0: of the values themselves. O(n * lag) a bar.
    NaN until n returns (or values) are there. State: see latest.py; behind the ring: autocorrelations, and two rows of coefficients.
    """
    state = latest_changes(window, p.n, state, x, p.returns)
    if state[0] < p.n + p.returns:
        return state, nan
    mean, squares = mean_and_squares(window, state[1], p.n)
    if squares <= 0.0:
        return state, 0.0
    base = 2 * p.n
    for k in range(1, p.lag + 1):
        window[base + k] = lagged_products(window, state[1], p.n, mean, k) / squares
    return state, last_coefficient(window, base, p.lag)


def last_coefficient(window, base, lag):
    """Durbin's recursion: window[base:] holds the autocorrelations (from place 1 on), then room for two rows of coefficients."""
    new, old = base + lag + 1, base + 2 * (lag + 1)
    error, last = 1.0, 0.0
    for k in range(1, lag + 1):
        last = window[base + k]
        for j in range(1, k):
            last -= window[old + j] * window[base + k - j]
        last = last / error if error > 0.0 else 0.0
        for j in range(1, k):
            window[new + j] = window[old + j] - last * window[old + k - j]
        window[new + k] = last
        for j in range(1, k + 1):
            window[old + j] = window[new + j]
        error *= 1.0 - last * last
    return last


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(100, 50, 5000), "lags": Int(10, 1, 40), "returns": Int(1, 0, 1)},
    outputs={"statistic": "chi squared with `lags` degrees of freedom", "p": "probability, 0 to 1"},
    state=CHANGES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1 + p.returns,
    source="G. M. Ljung and G. E. P. Box, On a Measure of Lack of Fit in Time Series Models, Biometrika 65:2 (1978)",
    reference="statsmodels.stats.diagnostic.acorr_ljungbox, 1e-9",
    scaling=0,
)
def ljung_box(state, p, window, x):
    """Ljung-Box test: a small p says that the last n log returns depend on their own past, at one of the first `lags` lags.

    n (n + 2) * sum_k(r_k**2 / (n - k)) with the autocorrelations r_k; 0 and 1 where nothing moved. returns 0: of the values
    themselves. O(n * lags) a bar. NaN until n returns (or values) are there. State: see latest.py.
    """
    state = latest_changes(window, p.n, state, x, p.returns)
    if state[0] < p.n + p.returns:
        return state, (nan, nan)
    mean, squares = mean_and_squares(window, state[1], p.n)
    statistic = 0.0
    if squares > 0.0:
        for k in range(1, p.lags + 1):
            r = lagged_products(window, state[1], p.n, mean, k) / squares
            statistic += r * r / (p.n - k)
        statistic *= p.n * (p.n + 2.0)
    return state, (statistic, chi_squared_tail(statistic, p.lags))


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(100, 50, 5000), "q": Int(2, 2, 20)},
    outputs={"ratio": "1 for a random walk", "z": "standard deviations"},
    state=CHANGES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="A. W. Lo and A. C. MacKinlay, Stock Market Prices Do Not Follow Random Walks, Review of Financial Studies 1:1 (1988)",
    reference="arch.unitroot.VarianceRatio (overlapping, unbiased, robust), 1e-9",
    scaling=0,
)
def variance_ratio(state, p, window, close):
    """Variance ratio: above 1 moves over q bars are larger than a random walk's (trend), below 1 smaller (reversion).

    Variance of overlapping q-bar log returns over q times that of one-bar returns, both unbiased; z allows for changing volatility
    (Lo and MacKinlay's z*). 1 and 0 where nothing moved; z NaN where it has no variance. O(n * q) a bar.
    NaN for the first n bars. State: see latest.py.
    """
    state = latest_changes(window, p.n, state, close, 1)
    if state[0] <= p.n:
        return state, (nan, nan)
    first, n, q = state[1], p.n, p.q
    mean, squares = mean_and_squares(window, first, n)
    if squares <= 0.0:
        return state, (1.0, 0.0)
    longer, total = 0.0, 0.0
    for i in range(first, first + n):
        total += window[i] - mean
        if i - first >= q:
            total -= window[i - q] - mean
        if i - first >= q - 1:
            longer += total * total
    ratio = longer / (q * (n - q + 1.0) * (1.0 - q / n)) / (squares / (n - 1.0))
    spread = robust_variance(window, first, n, q, mean) * n / (squares * squares)
    return state, (ratio, sqrt(n) * (ratio - 1.0) / sqrt(spread) if spread > 0.0 else nan)


def robust_variance(window, first, n, q, mean):
    """Sum over k < q of 4 (1 - k / q)**2 times the sum of the products of squared deviations k apart."""
    total = 0.0
    for k in range(1, q):
        products = 0.0
        for i in range(first + k, first + n):
            a, b = window[i] - mean, window[i - k] - mean
            products += a * a * (b * b)
        total += 4.0 * (1.0 - k / q) * (1.0 - k / q) * products
    return total


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(60, 10, 5000), "returns": Int(1, 0, 1)},
    outputs={"z": "standard deviations", "runs": "how many"},
    state=CHANGES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1 + p.returns,
    source="A. Wald and J. Wolfowitz, On a Test Whether Two Samples are from the Same Population, Annals of Mathematical "
    "Statistics 11:2 (1940)",
    reference="statsmodels.sandbox.stats.runs.runstest_1samp(cutoff='mean', correction=False), 1e-9",
    scaling=0,
)
def runs_test(state, p, window, x):
    """Runs test: below -2 log returns above and below their mean come in longer stretches than by chance, above 2 in shorter ones.

    With n1 of the last n returns at or above the mean and n2 below: (runs - m) / sqrt((m - 1) (m - 2) / (n - 1)),
    m = 1 + 2 n1 n2 / n; 0 where all are on one side. returns 0: of the values themselves. O(n) a bar.
    NaN until n returns (or values) are there. State: see latest.py.
    """
    state = latest_changes(window, p.n, state, x, p.returns)
    if state[0] < p.n + p.returns:
        return state, (nan, nan)
    mean = mean_of(window, state[1], p.n)
    above, runs, before = 0, 0, -1
    for i in range(state[1], state[1] + p.n):
        side = 1 if window[i] >= mean else 0
        above += side
        runs += 1 if side != before else 0
        before = side
    middle = 1.0 + 2.0 * above * (p.n - above) / p.n
    variance = (middle - 1.0) * (middle - 2.0) / (p.n - 1.0)
    return state, ((runs - middle) / sqrt(variance) if variance > 0.0 else 0.0, 1.0 * runs)


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(60, 10, 5000), "returns": Int(1, 0, 1)},
    outputs={"z": "standard deviations", "points": "how many"},
    state=CHANGES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1 + p.returns,
    source="M. G. Kendall and A. Stuart, The Advanced Theory of Statistics, vol. 3 (1976), the turning point test",
    reference="numpy, from the formula, with scipy.signal.argrelextrema",
    scaling=0,
)
def turning_point_test(state, p, window, x):
    """Turning point test: below -2 the last n log returns turn less often than by chance, above 2 more often.

    With so many of them above or below both neighbours: (points - 2 (n - 2) / 3) / sqrt((16 n - 29) / 90). returns 0: of the values
    themselves. O(n) a bar. NaN until n returns (or values) are there. State: see latest.py.
    """
    state = latest_changes(window, p.n, state, x, p.returns)
    if state[0] < p.n + p.returns:
        return state, (nan, nan)
    points = 0
    for i in range(state[1] + 1, state[1] + p.n - 1):
        before, here, after = window[i - 1], window[i], window[i + 1]
        points += 1 if (here > before and here > after) or (here < before and here < after) else 0
    return state, ((points - 2.0 * (p.n - 2.0) / 3.0) / sqrt((16.0 * p.n - 29.0) / 90.0), 1.0 * points)
