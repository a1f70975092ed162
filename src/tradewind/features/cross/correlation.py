"""How much two or more instruments move together."""

from math import ceil, log, nan, sqrt

from tradewind.features.cross.pairs import correlation, many_returns, moments, pair_returns
from tradewind.features.declare import Float, Int, feature

PAIR = ("close", "other")


@feature(
    kind="correlation",
    inputs=PAIR,
    params={"n": Int(60, 3, 2000)},
    outputs={"correlation": "-1 to 1"},
    state=(0, 0, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="K. Pearson, Note on regression and inheritance in the case of two parents, Proceedings of the Royal Society 58 (1895)",
    reference="pandas rolling corr of log returns, 1e-9",
    scaling=0,
)
def cross_correlation(state, p, window, x, other):
    """Correlation of two instruments' log returns over the last n bars; NaN where one of them stood still.

    sum((a - mean a)(b - mean b)) / sqrt(sum((a - mean a)^2) sum((b - mean b)^2)). NaN for the first n bars.
    State: bars seen, slot, last prices; window: n returns of each.
    """
    state = pair_returns(state, p.n, window, x, other)
    if state[0] <= p.n:
        return state, nan
    _, _, xx, yy, xy = moments(window, p.n, 0, p.n)
    return state, correlation(xx, yy, xy)


@feature(
    kind="correlation",
    inputs=PAIR,
    params={"n": Int(60, 3, 500)},
    outputs={"correlation": "-1 to 1"},
    state=(0, 0, 0.0, 0.0),
    window=lambda p: 4 * p.n,
    warmup=lambda p: p.n,
    source="C. Spearman, The proof and measurement of association between two things, American Journal of Psychology 15 (1904)",
    reference="scipy.stats.spearmanr of log returns, 1e-9",
    scaling=0,
)
def cross_rank_correlation(state, p, window, x, other):
    """Spearman's rank correlation of two instruments' log returns: as cross_correlation, but one wild bar can't make it.

    Pearson's of the returns' ranks, equal ones with their mean rank. NaN for the first n bars, and where one stood still.
    State: bars seen, slot, last prices; window: n returns of each, then n ranks of each.
    """
    state = pair_returns(state, p.n, window, x, other)
    if state[0] <= p.n:
        return state, nan
    for which in range(2):
        for i in range(p.n):
            value = window[which * p.n + i]
            below = 0.0
            for j in range(p.n):
                held = window[which * p.n + j]
                below += 1.0 * (held < value) + 0.5 * (held == value)
            window[(2 + which) * p.n + i] = below
    _, _, xx, yy, xy = moments(window, p.n, 2 * p.n, 3 * p.n)
    return state, correlation(xx, yy, xy)


def forgotten(decay):
    """Returns after which all older ones together weigh less than 1 %."""
    return ceil(log(0.01) / log(decay))


@feature(
    kind="correlation",
    inputs=PAIR,
    params={"decay": Float(0.94, 0.5, 0.999)},
    outputs={"correlation": "-1 to 1"},
    state=(0, 0.0, 0.0, 0.0, 0.0, 0.0),
    warmup=lambda p: forgotten(p.decay),
    source="J.P. Morgan/Reuters, RiskMetrics Technical Document, 4th ed. (1996), section 5.2.1, table 5.7 (74 days for 0.94)",
    reference="pandas ewm(adjust=False) of products of returns, 1e-9",
    scaling=0,
)
def ewma_correlation(state, p, x, other):
    """Correlation of two instruments' log returns where newer bars weigh more, as RiskMetrics has it: means are taken as 0.

    c_t = decay * c_{t-1} + (1 - decay) * a_t * b_t, the same with a^2 and b^2; c / sqrt(va * vb). NaN for the first
    ln(0.01) / ln(decay) bars (74 at 0.94: what came before weighs less than 1 %), and where one never moved.
    State: bars seen, last prices, the three averages.
    """
    seen, before_x, before_y, xx, yy, xy = state
    if seen == 0:
        return (1, x, other, 0.0, 0.0, 0.0), nan
    a = log(x / before_x)
    b = log(other / before_y)
    kept = p.decay if seen > 1 else 0.0
    added = 1.0 - kept
    xx = xx * kept + a * a * added
    yy = yy * kept + b * b * added
    xy = xy * kept + a * b * added
    warm = forgotten(p.decay)
    value = correlation(xx, yy, xy) if seen >= warm else nan
    return (seen + 1 if seen < warm else seen, x, other, xx, yy, xy), value


def shock(r, seen, mean, variance, alpha, beta):
    """One return r through GARCH(1,1) with the mean square so far as its target: its standardised value, and the next two."""
    mean += (r * r - mean) / seen
    if seen == 1:
        variance = r * r
    e = r / sqrt(variance) if variance > 0.0 else 0.0
    return e, mean, max(0.0, 1.0 - alpha - beta) * mean + alpha * r * r + beta * variance


@feature(
    kind="correlation",
    inputs=PAIR,
    params={
        "a": Float(0.05, 0.0, 0.5), "b": Float(0.93, 0.0, 0.999), "alpha": Float(0.05, 0.0, 0.5), "beta": Float(0.9, 0.0, 0.999),
        "n": Int(100, 2, 5000),
    },
    outputs={"correlation": "-1 to 1"},
    state=(0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    warmup=lambda p: p.n,
    source="R. Engle, Dynamic Conditional Correlation, Journal of Business & Economic Statistics 20:3 (2002), eq. 2, 19 and 24, "
    "with running means in place of the means of the whole sample",
    reference="numpy matrices, from the paper's formula, 1e-9",
    scaling=0,
)  # fmt: skip
def dcc_correlation(state, p, x, other):
    """Dynamic conditional correlation, DCC(1,1): the correlation foreseen for the next bar, from returns over their foreseen volatility.

    Each return over its GARCH(1,1) volatility is e; Q_{t+1} = (1 - a - b) * S_t + a * e_t e_t' + b * Q_t, S_t the mean of e e' so far;
    the correlation is q12 / sqrt(q11 * q22). Parameters are given, not fitted (a fit would look ahead); where a + b or alpha + beta
    exceed 1 the pull to the mean is 0. NaN for the first n bars. State: bars seen, last prices, (mean square, variance) of each,
    mean products of e, and Q.
    """
    seen, before_x, before_y, mean_x, var_x, mean_y, var_y, sxx, syy, sxy, qxx, qyy, qxy = state
    if seen == 0:
        return (1, x, other, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0), nan
    e, mean_x, var_x = shock(log(x / before_x), seen, mean_x, var_x, p.alpha, p.beta)
    f, mean_y, var_y = shock(log(other / before_y), seen, mean_y, var_y, p.alpha, p.beta)
    sxx += (e * e - sxx) / seen
    syy += (f * f - syy) / seen
    sxy += (e * f - sxy) / seen
    if seen == 1:
        qxx, qyy, qxy = e * e, f * f, e * f
    pull = max(0.0, 1.0 - p.a - p.b)
    qxx = pull * sxx + p.a * e * e + p.b * qxx
    qyy = pull * syy + p.a * f * f + p.b * qyy
    qxy = pull * sxy + p.a * e * f + p.b * qxy
    value = correlation(qxx, qyy, qxy) if seen >= p.n else nan
    return (seen + 1, x, other, mean_x, var_x, mean_y, var_y, sxx, syy, sxy, qxx, qyy, qxy), value


@feature(
    kind="correlation",
    inputs=PAIR,
    params={"n": Int(60, 3, 2000)},
    outputs={"correlation": "about -1 to 1"},
    state=(0, 0),
    window=lambda p: 2 * (p.n + 1),
    warmup=lambda p: p.n,
    source="T. Hayashi, N. Yoshida, On covariance estimation of non-synchronously observed diffusion processes, Bernoulli 11:2 (2005)",
    reference="numpy, every two intervals of the definition, 1e-9",
    scaling=0,
)
def hayashi_yoshida(state, p, window, x, other):
    """Correlation of two instruments that trade at different times, over the last n bars, without the pull to 0 of stale prices.

    The sum of products of all two price changes (logs) whose intervals overlap, over the root of both sums of squared changes. An interval
    ends where a price differs from the bar before: one that stands still is taken as not traded. As an estimate it may exceed 1 a little.
    NaN for the first n bars, and where one never changed. State: bars seen, slot; window: n + 1 log prices of each.
    """
    seen, slot = state
    size = p.n + 1
    window[slot] = log(x)
    window[size + slot] = log(other)
    newest = slot
    slot = slot + 1 if slot + 1 < size else 0
    if seen < p.n:
        return (seen + 1, slot), nan
    xx = 0.0
    yy = 0.0
    xy = 0.0
    # From the newest row back: the last change of x whose interval's start is not reached yet, and y after its first change from there on.
    change = 0.0
    end = 0.0
    ahead = window[size + newest]
    here = newest
    for _ in range(p.n):
        before = here - 1 if here > 0 else size - 1
        y = window[size + here]
        moved_x = window[here] - window[before]
        moved_y = y - window[size + before]
        xx += moved_x * moved_x
        yy += moved_y * moved_y
        if moved_y != 0.0:
            ahead = y
        if moved_x != 0.0:
            xy += change * (end - y)
            change = moved_x
            end = ahead
        here = before
    xy += change * (end - window[size + here])
    return (seen, slot), xy / sqrt(xx * yy) if xx > 0.0 and yy > 0.0 else nan


@feature(
    kind="correlation",
    inputs=("close", "other", ...),
    params={"n": Int(60, 3, 2000)},
    outputs={"correlation": "-1 to 1"},
    state=(0, 0),
    window=lambda p, inputs: (p.n + 1) * inputs + p.n,
    warmup=lambda p: p.n,
    source="E. J. Elton, M. J. Gruber, Estimating the dependence structure of share prices, Journal of Finance 28:5 (1973), overall mean",
    reference="numpy.corrcoef, mean off the diagonal, 1e-9",
    scaling=0,
)
def average_correlation(state, p, window, *xs):
    """Mean correlation of all pairs of the instruments given, over the last n bars: near 1, everything moves as one.

    With z the log returns about their mean over the root of their sum of squares: (sum over bars of (sum over instruments of z)^2 - k) /
    (k (k - 1)). NaN for the first n bars, and where one stood still. State: bars seen, slot; window: n returns and the last price of each.
    """
    state = many_returns(state, p, window, xs)
    if state[0] <= p.n:
        return state, nan
    k = len(xs)
    together = (p.n + 1) * k
    for t in range(p.n):
        window[together + t] = 0.0
    for i in range(k):
        mean, _, squares, _, _ = moments(window, p.n, i * p.n, i * p.n)
        if not squares > 0.0:
            return state, nan
        scale = 1.0 / sqrt(squares)
        for t in range(p.n):
            window[together + t] += (window[i * p.n + t] - mean) * scale
    total = 0.0
    for t in range(p.n):
        total += window[together + t] * window[together + t]
    return state, (total - k) / (k * (k - 1.0))
