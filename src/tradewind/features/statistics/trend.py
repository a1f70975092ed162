"""Lines through the last n values, how well they fit, and whether there is a trend at all."""

from math import exp, log, nan, sqrt

from tradewind.features.declare import Float, Int, feature
from tradewind.features.statistics.latest import VALUES, latest, mean_and_squares

DRAPER = "N. R. Draper and H. Smith, Applied Regression Analysis (1998)"


def line_through(window, first, n):
    """(mean, slope a bar, squares about the mean, squares about the line) of the least squares line through n values."""
    mean, squares = mean_and_squares(window, first, n)
    middle, products = 0.5 * (n - 1.0), 0.0
    for i in range(n):
        products += (i - middle) * (window[first + i] - mean)
    slope = products * 12.0 / (n * (n * n - 1.0))
    left = 0.0
    for i in range(n):
        d = window[first + i] - mean - slope * (i - middle)
        left += d * d
    return mean, slope, squares, left


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(50, 4, 5000)},
    outputs={"r2": "0 (no line) to 1 (a line)", "t": "standard errors", "residual": "standard errors"},
    state=VALUES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source=DRAPER,
    reference="scipy.stats.linregress, 1e-8 relative",
    scaling=0,
)
def trend_fit(state, p, window, x):
    """How straight the last n values go: part of their variance that a line explains, t of its slope, the newest value's residual.

    Least squares on the bar's number. r2 = 1 - left / whole; t = slope / its standard error; residual = (x - line) / sqrt(left /
    (n - 2)). All 0 where nothing moved; t and residual 0 where the values are a line. The slope itself is linearreg_slope. O(n) a bar.
    NaN for the first n - 1 values. State: see latest.py.
    """
    state = latest(window, p.n, state, x)
    if state[0] < p.n:
        return state, (nan, nan, nan)
    n = p.n
    mean, slope, squares, left = line_through(window, state[1], n)
    if squares <= 0.0:
        return state, (0.0, 0.0, 0.0)
    if left <= 1e-20 * squares:
        return state, (1.0, 0.0, 0.0)
    error = sqrt(left / (n - 2.0))
    t = slope / (error / sqrt(n * (n * n - 1.0) / 12.0))
    return state, (1.0 - left / squares, t, (x - mean - slope * 0.5 * (n - 1.0)) / error)


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(90, 3, 5000)},
    outputs={"value": "unit of the input"},
    state=VALUES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source=DRAPER + ", a straight line through logarithms",
    reference="scipy.stats.linregress on logarithms, 1e-9 relative",
    scaling=1,
    draw="overlay",
)
def exponential_regression(state, p, window, close):
    """Exponential regression: where the curve of steady growth through the last n prices ends.

    exp(a + b * (n - 1)), a + b * i the least squares line through the log prices. O(n) a bar.
    NaN for the first n - 1 bars. State: see latest.py.
    """
    state = latest(window, p.n, state, log(close))
    if state[0] < p.n:
        return state, nan
    mean, slope, _, _ = line_through(window, state[1], p.n)
    return state, exp(mean + slope * 0.5 * (p.n - 1.0))


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(90, 3, 5000), "bars_per_year": Float(252.0, 1.0, 1e8)},
    outputs={"growth": "fraction per bar", "momentum": "log growth a year, times r2"},
    state=VALUES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="A. F. Clenow, Stocks on the Move (2015), momentum by exponential regression; here the yearly growth stays a logarithm, so that "
    "short bars can't overflow",
    reference="scipy.stats.linregress on logarithms, 1e-9",
    scaling=0,
)
def exponential_growth(state, p, window, close):
    """Growth of the exponential curve through the last n prices, and Clenow's momentum: growth a year, less the worse the curve fits.

    exp(b) - 1 and b * bars_per_year * r2 of the least squares line a + b * i through the log prices; 0 where nothing moved. O(n) a bar.
    NaN for the first n - 1 bars. State: see latest.py.
    """
    state = latest(window, p.n, state, log(close))
    if state[0] < p.n:
        return state, (nan, nan)
    _, slope, squares, left = line_through(window, state[1], p.n)
    if squares <= 0.0:
        return state, (0.0, 0.0)
    return state, (exp(slope) - 1.0, slope * p.bars_per_year * (1.0 - left / squares))


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(50, 5, 2000)},
    outputs={"tau": "-1 (always falls) to 1 (always rises)", "z": "standard deviations"},
    state=(0, 0, 0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="H. B. Mann, Nonparametric Tests Against Trend, Econometrica 13:3 (1945); M. G. Kendall, Rank Correlation Methods (1948)",
    reference="scipy.stats.kendalltau where no two values are equal; numpy, from the formula, 1e-9 relative",
    scaling=0,
    mirror="odd",
)
def mann_kendall(state, p, window, x):
    """Mann-Kendall trend test: above 2 the last n values rise more steadily than by chance, below -2 they fall so.

    S = sum over all pairs of the sign of (later - earlier); tau = S / (n (n - 1) / 2); z = (S - sign S) / sqrt(n (n - 1) (2 n + 5) / 18).
    The variance has no correction for equal values. O(n) a bar: pairs that leave and come are counted.
    NaN for the first n - 1 values. State: values seen, oldest's place, S.
    """
    seen, first, s = state
    for i in range(first + p.n - seen, first + p.n):
        gone, other = window[first], window[i]
        s += (1 if x > other else 0) - (1 if x < other else 0)
        if seen == p.n:
            s -= (1 if other > gone else 0) - (1 if other < gone else 0)
    if seen == p.n:
        s -= (1 if x > window[first] else 0) - (1 if x < window[first] else 0)
    seen, first = latest(window, p.n, (seen, first), x)
    if seen < p.n:
        return (seen, first, s), (nan, nan)
    n = p.n
    sign = (1 if s > 0 else 0) - (1 if s < 0 else 0)
    z = (s - sign) / sqrt(n * (n - 1.0) * (2.0 * n + 5.0) / 18.0)
    return (seen, first, s), (s / (0.5 * n * (n - 1.0)), z)
