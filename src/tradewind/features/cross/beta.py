"""How much an instrument moves for each move of another, and what is left over: beta, tracking error, relative strength, divergence."""

from math import log, nan, sqrt

from tradewind.features.cross.pairs import moments, pair_returns
from tradewind.features.declare import Float, Int, feature

PAIR = ("close", "other")


@feature(
    kind="beta",
    inputs=PAIR,
    params={"n": Int(60, 3, 2000)},
    outputs={"beta": "move for a move of 1 of the other", "alpha": "log return per bar", "r_squared": "0 to 1"},
    state=(0, 0, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="W. F. Sharpe, Capital Asset Prices, Journal of Finance 19:3 (1964); ordinary least squares",
    reference="statsmodels RollingOLS on log returns, 1e-9",
    scaling=0,
)
def cross_beta(state, p, window, x, other):
    """Beta: the slope of the instrument's log returns on the other's over the last n bars, with intercept (alpha) and R squared.

    sum((a - mean a)(b - mean b)) / sum((b - mean b)^2). NaN for the first n bars, and where the other stood still; R squared is NaN where
    the instrument did. (TA-Lib's BETA is `beta`: of simple returns of two inputs, in its own order.)
    State: bars seen, slot, last prices; window: n returns of each.
    """
    state = pair_returns(state, p.n, window, x, other)
    if state[0] <= p.n:
        return state, (nan, nan, nan)
    mean_x, mean_y, xx, yy, xy = moments(window, p.n, 0, p.n)
    if not yy > 0.0:
        return state, (nan, nan, nan)
    slope = xy / yy
    return state, (slope, mean_x - slope * mean_y, slope * xy / xx if xx > 0.0 else nan)


def one_sided(window, n, mean, side):
    """Slope of window[:n] on window[n:2n] where that is on one side of its mean; NaN with fewer than three rows or no spread."""
    count = 0
    sum_x = 0.0
    sum_y = 0.0
    for i in range(n):
        if (window[n + i] - mean) * side > 0.0:
            count += 1
            sum_x += window[i]
            sum_y += window[n + i]
    if count < 3:
        return nan
    sum_x /= count
    sum_y /= count
    xy = 0.0
    yy = 0.0
    for i in range(n):
        if (window[n + i] - mean) * side > 0.0:
            xy += (window[i] - sum_x) * (window[n + i] - sum_y)
            yy += (window[n + i] - sum_y) * (window[n + i] - sum_y)
    return xy / yy if yy > 0.0 else nan


@feature(
    kind="beta",
    inputs=PAIR,
    params={"n": Int(120, 6, 2000)},
    outputs={"up": "move for a move of 1 of the other", "down": "move for a move of 1 of the other"},
    state=(0, 0, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="A. Ang, J. Chen, Y. Xing, Downside Risk, Review of Financial Studies 19:4 (2006)",
    reference="numpy.polyfit on either side of the mean, 1e-9",
    scaling=0,
)
def up_down_beta(state, p, window, x, other):
    """Beta in the other's better and in its worse bars: the slope where its log return is above, and below, its mean of the last n bars.

    NaN for the first n bars, and on a side with fewer than three bars. State: bars seen, slot, last prices; window: n returns of each.
    """
    state = pair_returns(state, p.n, window, x, other)
    if state[0] <= p.n:
        return state, (nan, nan)
    mean = 0.0
    for i in range(p.n):
        mean += window[p.n + i]
    mean /= p.n
    return state, (one_sided(window, p.n, mean, 1.0), one_sided(window, p.n, mean, -1.0))


@feature(
    kind="beta",
    inputs=PAIR,
    params={"n": Int(60, 3, 2000), "bars_per_year": Float(252.0, 1.0, 1e8)},
    outputs={"error": "log return a year", "ratio": "a year"},
    state=(0, 0, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="R. Grinold, R. Kahn, Active Portfolio Management, 2nd ed. (2000)",
    reference="pandas rolling std and mean, 1e-9",
    scaling=0,
)
def tracking_error(state, p, window, x, other):
    """Tracking error: how far the instrument strays from the other in a year; and the information ratio, what the straying has earned.

    With d the difference of log returns: error = std(d) * sqrt(bars a year), ratio = mean(d) / std(d) * sqrt(bars a year), std with n - 1.
    NaN for the first n bars; the ratio is NaN where the error is 0. State: bars seen, slot, last prices; window: n differences and room.
    """
    state = pair_returns(state, p.n, window, x, other)
    if state[0] <= p.n:
        return state, (nan, nan)
    mean_x, mean_y, _xx, _yy, _xy = moments(window, p.n, 0, p.n)
    squares = 0.0
    for i in range(p.n):
        d = (window[i] - mean_x) - (window[p.n + i] - mean_y)
        squares += d * d
    deviation = sqrt(squares / (p.n - 1.0))
    year = sqrt(p.bars_per_year)
    return state, (deviation * year, (mean_x - mean_y) / deviation * year if deviation > 0.0 else nan)


@feature(
    kind="strength",
    inputs=PAIR,
    params={"n": Int(50, 1, 5000)},
    outputs={"ratio": "units of the other", "trend": "fraction above the ratio's mean"},
    state=(0, 0),
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source="J. J. Murphy, Intermarket Analysis (2004): ratio charts; trend as in the relative strength of Mansfield (S. Weinstein, "
    "Secrets for Profiting in Bull and Bear Markets, 1988)",
    reference="pandas rolling mean, 1e-9",
    scaling=0,
)
def relative_strength(state, p, window, x, other):
    """Relative strength: the ratio of two prices, and how far it is above its own mean of the last n bars (Mansfield's, over 100).

    ratio = x / other; trend = ratio / mean(ratio) - 1. NaN for the first n - 1 bars. State: bars seen, slot; window: n ratios.
    """
    seen, slot = state
    ratio = x / other
    window[slot] = ratio
    slot = slot + 1 if slot + 1 < p.n else 0
    if seen + 1 < p.n:
        return (seen + 1, slot), (nan, nan)
    mean = 0.0
    for i in range(p.n):
        mean += window[i]
    mean /= p.n
    return (seen, slot), (ratio, ratio / mean - 1.0)


@feature(
    kind="beta",
    inputs=PAIR,
    params={"n": Int(120, 5, 2000), "bars": Int(10, 1, 500)},
    outputs={"gap": "log return", "zscore": "standard errors"},
    state=(0, 0, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="J. J. Murphy, Intermarket Analysis (2004): divergence of linked markets; abnormal returns of the market model in "
    "A. C. MacKinlay, Event Studies in Economics and Finance, Journal of Economic Literature 35 (1997)",
    reference="numpy least squares, from the formula, 1e-9",
    scaling=0,
)
def intermarket_divergence(state, p, window, x, other):
    """By how much an instrument has strayed, in the last few bars, from what its link to another market says: gold and rates, oil and CAD.

    gap: its log return over the last `bars` bars less beta times the other's less alpha a bar, both from the last n bars;
    zscore: gap / (standard error of the fit * sqrt(bars)). `bars` above n count as n. NaN for the first n bars, and where the other stood
    still or the fit is perfect. State: bars seen, slot, last prices; window: n returns of each.
    """
    state = pair_returns(state, p.n, window, x, other)
    if state[0] <= p.n:
        return state, (nan, nan)
    mean_x, mean_y, xx, yy, xy = moments(window, p.n, 0, p.n)
    if not yy > 0.0:
        return state, (nan, nan)
    slope = xy / yy
    squares = 0.0
    for i in range(p.n):
        e = (window[i] - mean_x) - slope * (window[p.n + i] - mean_y)
        squares += e * e
    bars = min(p.bars, p.n)
    gap = 0.0
    here = state[1]
    for _ in range(bars):
        here = here - 1 if here > 0 else p.n - 1
        gap += (window[here] - mean_x) - slope * (window[p.n + here] - mean_y)
    error = sqrt(squares / (p.n - 2.0) * bars)
    # A perfect fit leaves rounding alone.
    return state, (gap, gap / error if squares > 1e-20 * xx else nan)


@feature(
    kind="beta",
    inputs=PAIR,
    params={"n": Int(250, 5, 2000), "recent": Int(20, 3, 500)},
    outputs={"shift": "standard errors"},
    state=(0, 0, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="R. A. Fisher, On the probable error of a coefficient of correlation, Metron 1 (1921), difference of two transformed coefficients",
    reference="numpy.corrcoef and arctanh, from the formula, 1e-9",
    scaling=0,
)
def correlation_break(state, p, window, x, other):
    """Whether two markets' link has broken: the recent correlation of log returns against that of the bars before, in standard errors.

    (atanh(r_recent) - atanh(r_before)) / sqrt(1 / (recent - 3) + 1 / (n - recent - 3)), bars before: the older ones of the last n; a count
    below 4 is taken as 4. Beyond 2 or so it is rarely chance. `recent` above n - 2 counts as n - 2. NaN for the first n bars, where one
    stood still, and where a correlation is 1 or -1. State: bars seen, slot, last prices; window: n returns of each.
    """
    state = pair_returns(state, p.n, window, x, other)
    if state[0] <= p.n:
        return state, nan
    recent = min(p.recent, p.n - 2)
    new = stretch(window, p.n, state[1] + p.n - recent, recent)
    old = stretch(window, p.n, state[1], p.n - recent)
    if not (abs(new) < 1.0 and abs(old) < 1.0):
        return state, nan
    change = 0.5 * log((1.0 + new) / (1.0 - new)) - 0.5 * log((1.0 + old) / (1.0 - old))
    return state, change / sqrt(1.0 / max(1.0, recent - 3.0) + 1.0 / max(1.0, p.n - recent - 3.0))


def stretch(window, n, first, count):
    """Correlation of `count` rows from `first` on, round the end of the window."""
    mean_x = 0.0
    mean_y = 0.0
    for k in range(count):
        i = first + k if first + k < n else first + k - n
        mean_x += window[i]
        mean_y += window[n + i]
    mean_x /= count
    mean_y /= count
    xx = 0.0
    yy = 0.0
    xy = 0.0
    for k in range(count):
        i = first + k if first + k < n else first + k - n
        xx += (window[i] - mean_x) * (window[i] - mean_x)
        yy += (window[n + i] - mean_y) * (window[n + i] - mean_y)
        xy += (window[i] - mean_x) * (window[n + i] - mean_y)
    return xy / (sqrt(xx) * sqrt(yy)) if xx > 0.0 and yy > 0.0 else nan
