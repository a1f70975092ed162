"""Which of two instruments goes first: lead and lag, Granger's test, and momentum that passes from one to the other."""

from math import log, nan, sqrt

from tradewind.features.cross.pairs import correlation, moments, pair_returns, solve
from tradewind.features.declare import Int, feature

PAIR = ("close", "other")


def lagged(window, n, slot, lag):
    """Correlation of window[:n] with window[n:2n] `lag` bars before it (after it, where negative), over the n - |lag| bars that have both."""
    count = n - abs(lag)
    first_x = slot + max(lag, 0)
    first_y = slot + max(-lag, 0)
    mean_x = 0.0
    mean_y = 0.0
    for k in range(count):
        i = first_x + k if first_x + k < n else first_x + k - n
        j = first_y + k if first_y + k < n else first_y + k - n
        mean_x += window[i]
        mean_y += window[n + j]
    mean_x /= count
    mean_y /= count
    xx = 0.0
    yy = 0.0
    xy = 0.0
    for k in range(count):
        i = first_x + k if first_x + k < n else first_x + k - n
        j = first_y + k if first_y + k < n else first_y + k - n
        x = window[i] - mean_x
        y = window[n + j] - mean_y
        xx += x * x
        yy += y * y
        xy += x * y
    return xy / (sqrt(xx) * sqrt(yy)) if xx > 0.0 and yy > 0.0 else nan


@feature(
    kind="lead",
    inputs=PAIR,
    params={"n": Int(120, 20, 2000), "lags": Int(5, 1, 15)},
    outputs={"lag": "bars that the other goes before", "correlation": "-1 to 1"},
    state=(0, 0, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="J. Y. Campbell, A. W. Lo, A. C. MacKinlay, The Econometrics of Financial Markets (1997): cross-autocorrelation",
    reference="numpy.corrcoef at each lag, 1e-9",
    scaling=0,
)
def lead_lag(state, p, window, x, other):
    """By how many bars the other instrument goes before this one (after it, where negative), and how strong that is.

    The lag within -lags .. lags at which the log returns' correlation, over the last n bars, is furthest from 0; of equal ones the
    smallest. 0: they move at once, within a bar. NaN for the first n bars, and where one stood still.
    State: bars seen, slot, last prices; window: n returns of each.
    """
    state = pair_returns(state, p.n, window, x, other)
    if state[0] <= p.n:
        return state, (nan, nan)
    best = lagged(window, p.n, state[1], 0)
    found = 0.0
    for lag in range(1, p.lags + 1):
        for side in range(2):
            value = lagged(window, p.n, state[1], lag if side == 0 else -lag)
            if abs(value) > abs(best):
                best = value
                found = 1.0 * lag if side == 0 else -1.0 * lag
    return state, (found if best == best else nan, best)


def left_over(window, n, slot, lags, both):
    """Sum of squares that least squares leave of window[:n], on a constant, its own `lags` values before, and (both) the other's; -1 where
    the equations have no one answer. The equations lie behind the returns."""
    size = 1 + lags + (lags if both else 0)
    wide = size + 1
    room = 2 * n
    row = room + (2 * lags + 1) * (2 * lags + 2)
    scale = 0.0
    for i in range(room):
        scale = max(scale, abs(window[i]))
    if not scale > 0.0:
        return -1.0
    for i in range(size * wide):
        window[room + i] = 0.0
    for t in range(lags, n):
        fill(window, n, slot, t, lags, size, row, scale)
        for r in range(size):
            for c in range(wide):
                window[room + r * wide + c] += window[row + r] * window[row + c]
    if solve(window, room, size) == 0:
        return -1.0
    squares = 0.0
    for t in range(lags, n):
        fill(window, n, slot, t, lags, size, row, scale)
        e = window[row + size]
        for r in range(size):
            e -= window[room + r * wide + size] * window[row + r]
        squares += e * e
    return squares


def fill(window, n, slot, t, lags, size, row, scale):
    """Row t of the regression, in units of `scale`: a constant, own lags, the other's lags, the return itself."""
    window[row] = 1.0
    for k in range(1, lags + 1):
        i = slot + t - k if slot + t - k < n else slot + t - k - n
        window[row + k] = window[i] / scale
        if size > 1 + lags:
            window[row + lags + k] = window[n + i] / scale
    i = slot + t if slot + t < n else slot + t - n
    window[row + size] = window[i] / scale


@feature(
    kind="lead",
    inputs=PAIR,
    params={"n": Int(120, 30, 2000), "lags": Int(2, 1, 5)},
    outputs={"f": "F statistic"},
    state=(0, 0, 0.0, 0.0),
    window=lambda p: 2 * p.n + (2 * p.lags + 1) * (2 * p.lags + 2) + 2 * p.lags + 2,
    warmup=lambda p: p.n,
    source="C. W. J. Granger, Investigating Causal Relations by Econometric Models and Cross-spectral Methods, Econometrica 37:3 (1969)",
    reference="statsmodels grangercausalitytests, ssr_ftest, 1e-7",
    scaling=0,
)
def granger_f(state, p, window, x, other):
    """Granger's F: whether the other's last returns help to foresee this one's, beyond its own. About 1: they don't; above 3 or so: maybe.

    ((S_own - S_both) / lags) / (S_both / (n - lags - 2 lags - 1)), S the squares that are left of the last n log returns on a constant and
    `lags` returns before. NaN for the first n bars, and where one stood still. State: bars seen, slot, last prices; window: n returns of
    each, then equations.
    """
    state = pair_returns(state, p.n, window, x, other)
    if state[0] <= p.n:
        return state, nan
    own = left_over(window, p.n, state[1], p.lags, False)
    both = left_over(window, p.n, state[1], p.lags, True)
    if own < 0.0 or not both > 0.0:
        return state, nan
    return state, (own - both) / p.lags / (both / (p.n - 3.0 * p.lags - 1.0))


@feature(
    kind="lead",
    inputs=PAIR,
    params={"n": Int(120, 10, 2000), "bars": Int(6, 1, 200)},
    outputs={"transfer": "-1 to 1", "expected": "log return of the next bar"},
    state=(0, 0, 0, 0.0, 0.0),
    window=lambda p: 2 * p.n + p.bars,
    warmup=lambda p: p.n + p.bars,
    source="A. W. Lo, A. C. MacKinlay, When Are Contrarian Profits Due to Stock Market Overreaction?, Review of Financial Studies 3:2 (1990): "
    "cross-autocovariances; L. Menzly, O. Ozbas, Market Segmentation and Cross-predictability of Returns, Journal of Finance 65 (2010)",
    reference="numpy.corrcoef and polyfit, 1e-9",
    scaling=0,
)
def momentum_transfer(state, p, window, x, other):
    """Whether another instrument's momentum passes over to this one: the correlation of a bar with the other's momentum before it.

    transfer: of the last n log returns with the other's log return over the `bars` bars before each; expected: what that line says of the
    next bar, given the other's momentum now. NaN for the first n + bars bars, and where one stood still.
    State: bars seen, slot, slot of the other's prices, last price, the other's momentum; window: n returns, n momenta, then log prices of the other.
    """
    seen, slot, y_slot, before, momentum = state
    held = 2 * p.n + y_slot
    if seen > p.bars:
        window[slot] = log(x / before)
        window[p.n + slot] = momentum
        slot = slot + 1 if slot + 1 < p.n else 0
    price = log(other)
    momentum = price - window[held]
    window[held] = price
    y_slot = y_slot + 1 if y_slot + 1 < p.bars else 0
    last = seen
    seen = seen + 1 if seen <= p.n + p.bars else seen
    state = (seen, slot, y_slot, x, momentum)
    if last < p.n + p.bars:
        return state, (nan, nan)
    mean_x, mean_y, xx, yy, xy = moments(window, p.n, 0, p.n)
    if not (xx > 0.0 and yy > 0.0):
        return state, (nan, nan)
    return state, (correlation(xx, yy, xy), mean_x + xy / yy * (momentum - mean_y))
