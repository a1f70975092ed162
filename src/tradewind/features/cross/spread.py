"""Two instruments that may belong together: hedge ratio, spread, how fast it closes, and whether it is stationary at all."""

from math import log, nan, sqrt

from tradewind.features.cross.pairs import moments, pair_levels, solve
from tradewind.features.declare import Float, Int, feature

PAIR = ("close", "other")


def residuals(window, n, slot):
    """Oldest first into window[2n:3n]: what is left of window[:n] after its least squares on window[n:2n]. The slope, the sum of squares
    of what is left and that of window[:n] about its mean; the slope is NaN where the second has no spread."""
    mean_x, mean_y, xx, yy, xy = moments(window, n, 0, n)
    slope = xy / yy if yy > 0.0 else nan
    squares = 0.0
    here = slot
    for i in range(n):
        e = (window[here] - mean_x) - slope * (window[n + here] - mean_y)
        window[2 * n + i] = e
        squares += e * e
        here = here + 1 if here + 1 < n else 0
    return slope, squares, xx


@feature(
    kind="spread",
    inputs=PAIR,
    params={"n": Int(120, 4, 2000)},
    outputs={"zscore": "standard errors", "spread": "log price", "hedge": "of the other for one of this, by value"},
    state=(0, 0),
    window=lambda p: 3 * p.n,
    warmup=lambda p: p.n - 1,
    source="E. P. Chan, Algorithmic Trading (2013); G. Vidyamurthy, Pairs Trading (2004): log prices",
    reference="statsmodels OLS of each stretch, 1e-9",
    scaling=0,
)
def spread_zscore(state, p, window, x, other):
    """How far a pair's spread is from its mean: the newest residual of log price on the other's log price over the last n bars.

    ln x = c + hedge * ln other + spread, by least squares; zscore = spread / sqrt(sum of squared residuals / (n - 2)). NaN for the first
    n - 1 bars, and where the other stood still; zscore is NaN where the fit is perfect.
    State: bars seen, slot; window: n log prices of each, then the residuals.
    """
    state = pair_levels(state, p.n, window, x, other)
    if state[0] < p.n:
        return state, (nan, nan, nan)
    slope, squares, total = residuals(window, p.n, state[1])
    newest = window[3 * p.n - 1]
    # A perfect fit leaves rounding alone.
    return state, (newest / sqrt(squares / (p.n - 2.0)) if squares > 1e-20 * total else nan, newest, slope)


@feature(
    kind="spread",
    inputs=PAIR,
    params={"n": Int(120, 5, 2000)},
    outputs={"bars": "bars"},
    state=(0, 0),
    window=lambda p: 3 * p.n,
    warmup=lambda p: p.n - 1,
    source="E. P. Chan, Algorithmic Trading (2013), half-life of mean reversion (Ornstein-Uhlenbeck)",
    reference="statsmodels OLS of the residual's changes on its level, 1e-8",
    scaling=0,
    draw="none",
)
def spread_half_life(state, p, window, x, other):
    """In how many bars a pair's spread has closed by half, if it goes on as in the last n bars; NaN where it does not close.

    e: residuals of ln x on ln other; e_t - e_{t-1} = c + lambda * e_{t-1}; half-life = -ln 2 / lambda. NaN for the first n - 1 bars, where
    lambda >= 0, the other stood still or the fit is perfect. State: bars seen, slot; window: n log prices of each, then the residuals.
    """
    state = pair_levels(state, p.n, window, x, other)
    if state[0] < p.n:
        return state, nan
    _, squares, total = residuals(window, p.n, state[1])
    if not squares > 1e-20 * total:
        return state, nan
    first = 2 * p.n
    rows = p.n - 1
    mean_level = 0.0
    for i in range(rows):
        mean_level += window[first + i]
    mean_level /= rows
    mean_change = (window[first + rows] - window[first]) / rows
    xx = 0.0
    xy = 0.0
    for i in range(rows):
        level = window[first + i] - mean_level
        xx += level * level
        xy += level * (window[first + i + 1] - window[first + i] - mean_change)
    return state, -log(2.0) * xx / xy if xy < 0.0 else nan


@feature(
    kind="spread",
    inputs=PAIR,
    params={"delta": Float(1e-4, 1e-9, 0.5), "noise": Float(1e-3, 1e-12, 10.0), "n": Int(30, 1, 5000)},
    outputs={"hedge": "of the other for one of this, by value", "intercept": "log price", "zscore": "standard errors"},
    state=(0, 0.0, 0.0, 0.0, 0.0, 0.0),
    warmup=lambda p: p.n,
    source="E. P. Chan, Algorithmic Trading (2013), the Kalman filter as dynamic linear regression; R. E. Kalman (1960)",
    reference="statsmodels KalmanFilter with the same matrices, 1e-9",
    scaling=None,
)
def kalman_hedge(state, p, x, other):
    """Hedge ratio that drifts: a Kalman filter's slope and intercept of log price on the other's, and the surprise of the newest bar.

    Both are random walks with variance delta / (1 - delta) a bar, the observation's variance is `noise`; they begin at 0 with covariance 0.
    zscore: (ln x - foreseen) / sqrt(its foreseen variance), before this bar corrected the ratio.
    NaN for the first n bars (the filter has to find its way). State: bars seen, slope, intercept, covariance (three numbers).
    """
    seen, slope, intercept, pss, psi, pii = state
    y = log(other)
    drift = p.delta / (1.0 - p.delta)
    if seen > 0:
        pss += drift
        pii += drift
    gain_s = pss * y + psi
    gain_i = psi * y + pii
    variance = gain_s * y + gain_i + p.noise
    error = log(x) - slope * y - intercept
    scale = 1.0 / variance
    slope += gain_s * scale * error
    intercept += gain_i * scale * error
    pss -= gain_s * gain_s * scale
    psi -= gain_s * gain_i * scale
    pii -= gain_i * gain_i * scale
    state = (seen + 1, slope, intercept, pss, psi, pii)
    if seen < p.n:
        return state, (nan, nan, nan)
    return state, (slope, intercept, error / sqrt(variance))


def dickey_fuller(window, first, n, lags, room):
    """t statistic of g in e_t - e_{t-1} = g * e_{t-1} + sum of h_i * (e_{t-i} - e_{t-i-1}), i = 1 .. lags, of window[first:first + n].

    No constant: e is a residual. room: where in the window (lags + 1) rows of (lags + 2) and as many again may lie.
    """
    size = lags + 1
    wide = size + 1
    rows = n - 1 - lags
    # Unknowns: g, h_1 .. Twice the same equations: once with the changes on the right side, once with (1, 0, ..) for g's variance.
    for i in range(size * wide):
        window[room + i] = 0.0
    targets = 0.0
    for t in range(lags + 1, n):
        change = window[first + t] - window[first + t - 1]
        targets += change * change
        for r in range(size):
            a = regressor(window, first, t, r)
            for c in range(r, size):
                window[room + r * wide + c] += a * regressor(window, first, t, c)
            window[room + r * wide + size] += a * change
    again = room + size * wide
    for r in range(size):
        for c in range(size):
            window[again + r * wide + c] = window[room + min(r, c) * wide + max(r, c)]
            window[room + r * wide + c] = window[again + r * wide + c]
        window[again + r * wide + size] = 1.0 if r == 0 else 0.0
    right = again + size * wide
    for r in range(size):
        window[right + r] = window[room + r * wide + size]
    if solve(window, room, size) == 0 or solve(window, again, size) == 0:
        return nan
    explained = 0.0
    for r in range(size):
        explained += window[room + r * wide + size] * window[right + r]
    variance = (targets - explained) / (rows - size) * window[again + size]
    return window[room + size] / sqrt(variance) if variance > 0.0 else nan


def regressor(window, first, t, which):
    """The level before t, or the change `which` bars before it."""
    if which == 0:
        return window[first + t - 1]
    return window[first + t - which] - window[first + t - which - 1]


def critical(n):
    """Below it a test of n changes says "cointegrated", wrongly in 5 % of cases: two series, a constant. J. G. MacKinnon (2010), table 2."""
    return -3.33613 - 6.1101 / n - 6.823 / (n * n)


@feature(
    kind="spread",
    inputs=PAIR,
    params={"n": Int(250, 20, 2000), "lags": Int(1, 0, 5)},
    outputs={"statistic": "t", "hedge": "of the other for one of this, by value", "cointegrated": "1 at 5 %, else 0"},
    state=(0, 0),
    window=lambda p: 3 * p.n + 2 * (p.lags + 1) * (p.lags + 2) + p.lags + 1,
    warmup=lambda p: p.n - 1,
    source="R. F. Engle, C. W. J. Granger, Co-integration and Error Correction, Econometrica 55:2 (1987); J. G. MacKinnon, Critical Values for "
    "Cointegration Tests, Queen's Economics Department working paper 1227 (2010)",
    reference="statsmodels coint(trend='c', autolag=None), 1e-7",
    scaling=0,
)
def engle_granger(state, p, window, x, other):
    """Whether two log prices have stayed together over the last n bars: the augmented Dickey-Fuller statistic of their spread.

    Residuals of ln x on ln other, then the t statistic of their level in a regression of their changes with `lags` older changes; the more
    negative, the surer. At 5 %, one unrelated pair in twenty is "cointegrated", and of many pairs tried, many more. NaN for the first n - 1
    bars, where the other stood still or the fit is perfect. State: bars seen, slot; window: log prices, residuals, room for equations.
    """
    state = pair_levels(state, p.n, window, x, other)
    if state[0] < p.n:
        return state, (nan, nan, nan)
    slope, squares, total = residuals(window, p.n, state[1])
    if not squares > 1e-20 * total:
        return state, (nan, slope, nan)
    statistic = dickey_fuller(window, 2 * p.n, p.n, p.lags, 3 * p.n)
    if statistic != statistic:
        return state, (nan, slope, nan)
    return state, (statistic, slope, 1.0 * (statistic < critical(p.n - 1.0)))
