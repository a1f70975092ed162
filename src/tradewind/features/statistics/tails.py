"""Tails and falls: how heavy the tails of returns are, what the worst bars cost, how deep prices fell."""

from math import log, nan

from tradewind.features.declare import Float, Int, feature
from tradewind.features.ordered import quantile
from tradewind.features.statistics.latest import CHANGES, VALUES, latest, latest_changes, latest_ordered

LARGEST = 1.7976931348623157e308
ORDERED_CHANGES = (0, 0, 0, 0.0)  # values seen, first, bars seen (up to 1), last close
JORION = "P. Jorion, Value at Risk (2007), historical simulation"


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(200, 50, 5000), "part": Float(0.1, 0.04, 0.5)},
    outputs={"index": "none: 3 to 5 is usual, below 2 there is no variance"},
    state=ORDERED_CHANGES,
    window=lambda p: 3 * p.n,
    warmup=lambda p: p.n,
    source="B. M. Hill, A Simple General Approach to Inference About the Tail of a Distribution, Annals of Statistics 3:5 (1975)",
    reference="numpy, from the formula, 1e-9 relative",
    scaling=0,
)
def tail_index(state, p, window, close):
    """Hill's tail index of the sizes of the last n log returns: the smaller, the wilder the largest of them are.

    1 / mean(ln(X_i / X_{k+1})) over the k = floor(part * n) largest sizes X_1 >= X_2 >= ...; NaN where X_{k+1} is 0 or all k are the
    same. O(n) a bar. NaN for the first n bars. State: see latest_ordered; bars seen, last close.
    """
    seen, first, begun, before = state
    if begun == 0:
        return (0, 0, 1, close), nan
    seen, first = latest_ordered(window, p.n, (seen, first), abs(log(close / before)))
    state = (seen, first, 1, close)
    if seen < p.n:
        return state, nan
    k, top = int(p.part * p.n), 3 * p.n - 1
    least = window[top - k]
    if least <= 0.0:
        return state, nan
    total = 0.0
    for i in range(top - k + 1, top + 1):
        total += log(window[i] / least)
    return state, k / total if total > 1e-12 * k else nan


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(250, 20, 5000), "level": Float(0.95, 0.5, 0.999)},
    outputs={"risk": "log return lost in a bar", "shortfall": "log return lost in a bar"},
    state=ORDERED_CHANGES,
    window=lambda p: 3 * p.n,
    warmup=lambda p: p.n,
    source=JORION
    + "; C. Acerbi and D. Tasche, On the Coherence of Expected Shortfall, Journal of Banking & Finance 26:7 (2002)",
    reference="numpy quantile, and the mean of the returns up to it, 1e-9 relative",
    scaling=0,
)
def value_at_risk(state, p, window, close):
    """Historical value at risk: what a long position lost in a bar that was worse than `level` of the last n, and on average beyond it.

    risk = -quantile(r, 1 - level) of log returns, on a straight line between two of them; shortfall = -mean of the returns not above
    it. A gain shows as below 0. O(n) a bar. NaN for the first n bars. State: see latest_ordered; bars seen, last close.
    """
    seen, first, begun, before = state
    if begun == 0:
        return (0, 0, 1, close), (nan, nan)
    seen, first = latest_ordered(window, p.n, (seen, first), log(close / before))
    state = (seen, first, 1, close)
    if seen < p.n:
        return state, (nan, nan)
    base = 2 * p.n
    border = quantile(window, base, p.n, 1.0 - p.level)
    total, count = 0.0, 0
    while count < p.n and window[base + count] <= border:
        total += window[base + count]
        count += 1
    return state, (-border, -total / count)


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(100, 2, 5000), "threshold": Float(0.0, -1.0, 1.0)},
    outputs={"ratio": "gains over losses"},
    state=CHANGES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="C. Keating and W. F. Shadwick, A Universal Performance Measure, Journal of Performance Measurement 6:3 (2002)",
    reference="numpy, from the formula, 1e-9 relative",
    scaling=0,
)
def gain_loss_ratio(state, p, window, close):
    """Omega ratio: what log returns above a threshold brought over what those below it cost, in the last n bars.

    sum(max(r - threshold, 0)) / sum(max(threshold - r, 0)); NaN where nothing was below. O(n) a bar.
    NaN for the first n bars. State: see latest.py.
    """
    state = latest_changes(window, p.n, state, close, 1)
    if state[0] <= p.n:
        return state, nan
    gains, losses = 0.0, 0.0
    for i in range(p.n):
        gains += max(window[i] - p.threshold, 0.0)
        losses += max(p.threshold - window[i], 0.0)
    return state, gains / losses if losses > 0.0 else nan


def highest_of(window, n, state, sign, x):
    """(seen, first, highest, its age in bars) of sign * x over the last n values; looked for anew only when the highest leaves."""
    seen, first, top, age = state
    seen, first = latest(window, n, (seen, first), sign * x)
    if sign * x >= top:
        return seen, first, sign * x, 0
    age += 1
    if age >= n:
        top = -LARGEST
        for i in range(n):
            if window[first + i] >= top:
                top, age = window[first + i], n - 1 - i
    return seen, first, top, age


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(250, 1, 5000)},
    outputs={"fall": "fraction, 0 or below", "age": "bars since the peak"},
    state=(0, 0, -LARGEST, 0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="M. Magdon-Ismail and A. F. Atiya, Maximum Drawdown, Risk 17:10 (2004)",
    reference="pandas rolling max, 1e-9 relative",
    scaling=0,
)
def rolling_drawdown(state, p, window, close):
    """Drawdown: how far the price is below the highest of the last n, and how long ago that was.

    close / highest - 1; of equal highs the newest counts. A few operations a bar.
    NaN for the first n - 1 bars. State: see latest.py; the highest and its age.
    """
    state = highest_of(window, p.n, state, 1.0, close)
    if state[0] < p.n:
        return state, (nan, nan)
    return state, (close / state[2] - 1.0, 1.0 * state[3])


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(250, 1, 5000)},
    outputs={"rise": "fraction, 0 or above", "age": "bars since the trough"},
    state=(0, 0, -LARGEST, 0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="D. Sornette, Why Stock Markets Crash (2003), drawups",
    reference="pandas rolling min, 1e-9 relative",
    scaling=0,
)
def rolling_drawup(state, p, window, close):
    """Drawup: how far the price is above the lowest of the last n, and how long ago that was.

    close / lowest - 1; of equal lows the newest counts. A few operations a bar.
    NaN for the first n - 1 bars. State: see latest.py (of -close); the highest of that and its age.
    """
    state = highest_of(window, p.n, state, -1.0, close)
    if state[0] < p.n:
        return state, (nan, nan)
    return state, (-close / state[2] - 1.0, 1.0 * state[3])


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(250, 2, 5000)},
    outputs={"fall": "fraction, 0 or below"},
    state=VALUES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="M. Magdon-Ismail and A. F. Atiya, Maximum Drawdown, Risk 17:10 (2004)",
    reference="numpy maximum.accumulate in each window, 1e-9 relative",
    scaling=0,
)
def max_drawdown(state, p, window, close):
    """Maximum drawdown: the deepest fall from a high to a later low within the last n bars.

    min over t of close_t / (highest up to t) - 1. O(n) a bar. NaN for the first n - 1 bars. State: see latest.py.
    """
    state = latest(window, p.n, state, close)
    if state[0] < p.n:
        return state, nan
    top, worst = window[state[1]], 0.0
    for i in range(state[1], state[1] + p.n):
        top = max(top, window[i])
        worst = min(worst, window[i] / top - 1.0)
    return state, worst
