"""What a group of instruments does as a whole: common factor, dispersion, breadth, turbulence, clusters, and the first one's rank in it."""

from math import nan, sqrt

from tradewind.features.cross.pairs import correlation, many_changes, many_returns, moments, solve
from tradewind.features.declare import Float, Int, feature

GROUP = ("close", "other", ...)


def correlations(window, n, k, room):
    """Correlations of k series of n values into the k * k numbers at `room`. Returns 0 where one of them stood still, else 1."""
    for i in range(k):
        for j in range(i, k):
            _, _, xx, yy, xy = moments(window, n, i * n, j * n)
            if not (xx > 0.0 and yy > 0.0):
                return 0
            value = correlation(xx, yy, xy)
            window[room + i * k + j] = value
            window[room + j * k + i] = value
    return 1


def first_vector(window, k, matrix, power, room):
    """The eigenvector of the largest eigenvalue of the k * k numbers at `matrix` into the first k at `room`; its elements' sum is >= 0.

    Power iteration where each step squares the matrix: after j steps it is the 2^j-th power, nearly all of it the first vector's. `power`
    and `room` have k * k numbers each.
    """
    trace = 0.0
    for i in range(k):
        trace += window[matrix + i * k + i]
    for i in range(k * k):
        window[power + i] = window[matrix + i] / trace
    for _ in range(50):
        squares = 0.0
        for i in range(k * k):
            squares += window[power + i] * window[power + i]
        # With trace 1 this is 1 where only one vector is left.
        if squares > 1.0 - 1e-15:
            break
        for i in range(k):
            for j in range(k):
                total = 0.0
                for m in range(k):
                    total += window[power + i * k + m] * window[power + m * k + j]
                window[room + i * k + j] = total / squares
        for i in range(k * k):
            window[power + i] = window[room + i]
    best = 0
    for i in range(1, k):
        if window[power + i * k + i] > window[power + best * k + best]:
            best = i
    length = 0.0
    total = 0.0
    for i in range(k):
        value = window[power + i * k + best]
        length += value * value
        total += value
    scale = (1.0 if total >= 0.0 else -1.0) / sqrt(length)
    for i in range(k):
        window[room + i] = window[power + i * k + best] * scale


@feature(
    kind="market",
    inputs=GROUP,
    params={"n": Int(60, 3, 2000)},
    outputs={"share": "0 to 1", "loading": "-1 to 1", "factor": "standard deviations"},
    state=(0, 0),
    window=lambda p, inputs: (p.n + 1) * inputs + 3 * inputs * inputs,
    warmup=lambda p: p.n,
    source="H. Hotelling, Analysis of a complex of statistical variables into principal components, Journal of Educational Psychology 24 "
    "(1933); share as in M. Kritzman, Y. Li, S. Page, R. Rigobon, Principal Components as a Measure of Systemic Risk (2011)",
    reference="numpy.linalg.eigh of numpy.corrcoef, 1e-8",
    scaling=0,
)
def pca_factor(state, p, window, *xs):
    """The common factor of a group: how much of its movement is one thing, how much the first instrument follows it, and its newest value.

    First principal component of the correlations of log returns over the last n bars. share: its eigenvalue over the number of instruments;
    loading: correlation of the first instrument with it; factor: its value at this bar. It points to where most instruments go.
    NaN for the first n bars, and where one stood still. State: bars seen, slot; window: n returns and the last price of each, matrices.
    """
    state = many_returns(state, p, window, xs)
    if state[0] <= p.n:
        return state, (nan, nan, nan)
    k = len(xs)
    matrix = (p.n + 1) * k
    if correlations(window, p.n, k, matrix) == 0:
        return state, (nan, nan, nan)
    vector = matrix + 2 * k * k
    first_vector(window, k, matrix, matrix + k * k, vector)
    largest = 0.0
    for i in range(k):
        for j in range(k):
            largest += window[vector + i] * window[matrix + i * k + j] * window[vector + j]
    newest = state[1] - 1 if state[1] > 0 else p.n - 1
    factor = 0.0
    for i in range(k):
        mean, _, squares, _, _ = moments(window, p.n, i * p.n, i * p.n)
        factor += window[vector + i] * (window[i * p.n + newest] - mean) / sqrt(squares / p.n)
    return state, (largest / k, window[vector] * sqrt(largest), factor / sqrt(largest))


@feature(
    kind="market",
    inputs=GROUP,
    params={"n": Int(120, 10, 2000)},
    outputs={"turbulence": "1 on average"},
    state=(0, 0),
    window=lambda p, inputs: (p.n + 1) * inputs + inputs * (inputs + 1) + inputs,
    warmup=lambda p: p.n,
    source="M. Kritzman, Y. Li, Skulls, Financial Turbulence, and Risk Management, Financial Analysts Journal 66:5 (2010), eq. 1, over k",
    reference="numpy.linalg.solve with numpy.cov, 1e-7",
    scaling=0,
)
def turbulence(state, p, window, *xs):
    """How unusual a group's newest bar is, sizes and directions together: near 1 on common days, far above when links break.

    (r - mean)' C^-1 (r - mean) / k, r the newest log returns, mean and covariance C (n - 1) of the last n, the newest among them.
    NaN for the first n bars, and where C has no inverse (one stood still, or as many instruments as bars).
    State: bars seen, slot; window: n returns and the last price of each, equations.
    """
    state = many_returns(state, p, window, xs)
    if state[0] <= p.n:
        return state, nan
    k = len(xs)
    room = (p.n + 1) * k
    kept = room + k * (k + 1)
    newest = state[1] - 1 if state[1] > 0 else p.n - 1
    # In units of each one's deviation, so that no pivot is small for its unit alone.
    for i in range(k):
        mean_x, _, xx, _, _ = moments(window, p.n, i * p.n, i * p.n)
        if not xx > 0.0:
            return state, nan
        window[kept + i] = (window[i * p.n + newest] - mean_x) / sqrt(xx)
        window[room + i * (k + 1) + k] = window[kept + i]
        for j in range(k):
            _, _, _, yy, xy = moments(window, p.n, i * p.n, j * p.n)
            window[room + i * (k + 1) + j] = correlation(xx, yy, xy)
    if k >= p.n or solve(window, room, k) == 0:
        return state, nan
    total = 0.0
    for i in range(k):
        total += window[kept + i] * window[room + i * (k + 1) + k]
    return state, total * (p.n - 1.0) / k


@feature(
    kind="market",
    inputs=GROUP,
    params={"n": Int(1, 1, 2000)},
    outputs={"dispersion": "log return over n bars"},
    state=(0, 0),
    window=lambda p, inputs: (p.n + 1) * inputs,
    warmup=lambda p: p.n,
    source="B. Solnik, J. Roulet, Dispersion as Cross-Sectional Correlation, Financial Analysts Journal 56:1 (2000)",
    reference="numpy std(ddof=1) across instruments, 1e-9",
    scaling=0,
)
def dispersion(state, p, window, *xs):
    """How far a group's returns lie apart: the standard deviation, across the instruments, of their log returns over n bars.

    Small: they move as one, and choosing among them earns little. NaN for the first n bars. State: bars seen, slot; window: n rows of log
    prices, then changes.
    """
    state = many_changes(state, p.n, window, xs)
    if state[0] <= p.n:
        return state, nan
    _, _, squares, _, _ = moments(window, len(xs), p.n * len(xs), p.n * len(xs))
    return state, sqrt(squares / (len(xs) - 1.0))


@feature(
    kind="market",
    inputs=GROUP,
    params={"n": Int(50, 1, 2000)},
    outputs={"breadth": "0 to 1"},
    state=(0, 0),
    window=lambda p, inputs: p.n * inputs,
    warmup=lambda p: p.n - 1,
    source="G. L. Morris, The Complete Guide to Market Breadth Indicators (2006): percentage of issues above their moving average",
    reference="pandas rolling mean, exact",
    scaling=0,
)
def breadth(state, p, window, *xs):
    """Breadth: the share of a group's instruments whose price is above its own mean of the last n bars.

    NaN for the first n - 1 bars. State: bars seen, slot; window: n prices of each.
    """
    seen, slot = state
    for i in range(len(xs)):
        window[i * p.n + slot] = xs[i]
    slot = slot + 1 if slot + 1 < p.n else 0
    if seen + 1 < p.n:
        return (seen + 1, slot), nan
    above = 0.0
    for i in range(len(xs)):
        # Sums of differences are exactly 0 where nothing moved.
        total = 0.0
        for t in range(p.n):
            total += xs[i] - window[i * p.n + t]
        above += 1.0 * (total > 0.0)
    return (seen, slot), above / len(xs)


@feature(
    kind="market",
    inputs=GROUP,
    params={"n": Int(60, 1, 2000)},
    outputs={"rank": "0 (weakest) to 1 (strongest)"},
    state=(0, 0),
    window=lambda p, inputs: (p.n + 1) * inputs,
    warmup=lambda p: p.n,
    source="N. Jegadeesh, S. Titman, Returns to Buying Winners and Selling Losers, Journal of Finance 48:1 (1993)",
    reference="scipy.stats.rankdata, exact",
    scaling=0,
)
def relative_rank(state, p, window, *xs):
    """Where the first instrument stands in its group by its return over the last n bars: 1 the strongest, 0 the weakest.

    The share of the others that it beats, equal ones half. NaN for the first n bars. State: bars seen, slot; window: n rows of log prices,
    then changes.
    """
    state = many_changes(state, p.n, window, xs)
    if state[0] <= p.n:
        return state, nan
    k = len(xs)
    own = window[p.n * k]
    beaten = 0.0
    for i in range(1, k):
        other = window[p.n * k + i]
        beaten += 1.0 * (own > other) + 0.5 * (own == other)
    return state, beaten / (k - 1.0)


@feature(
    kind="market",
    inputs=GROUP,
    params={"n": Int(60, 3, 2000), "threshold": Float(0.7, -1.0, 1.0), "of": Int(0, 0, 200)},
    outputs={"cluster": "number of its first member", "size": "instruments", "clusters": "how many there are"},
    state=(0, 0),
    window=lambda p, inputs: (p.n + 1) * inputs + inputs * inputs + inputs,
    warmup=lambda p: p.n,
    source="J. C. Gower, G. J. S. Ross, Minimum Spanning Trees and Single Linkage Cluster Analysis, Applied Statistics 18:1 (1969); "
    "R. N. Mantegna, Hierarchical structure in financial markets, European Physical Journal B 11 (1999)",
    reference="scipy.cluster.hierarchy, single linkage cut at 1 - threshold, exact",
    scaling=0,
    draw="none",
)
def correlation_cluster(state, p, window, *xs):
    """Which cluster of a group an instrument is in, how large it is, and how many there are; one cluster: nothing diversifies.

    Two are in one cluster where a chain of correlations >= threshold (of the last n log returns) leads from one to the other. `of` is the
    number of the instrument asked for (0 the first; beyond the last: the last); a cluster is called by its first member's number.
    NaN for the first n bars, and where one stood still. State: bars seen, slot; window: returns, last prices, correlations, clusters.
    """
    state = many_returns(state, p, window, xs)
    if state[0] <= p.n:
        return state, (nan, nan, nan)
    k = len(xs)
    matrix = (p.n + 1) * k
    if correlations(window, p.n, k, matrix) == 0:
        return state, (nan, nan, nan)
    group = matrix + k * k
    for i in range(k):
        window[group + i] = 1.0 * i
    for i in range(k):
        for j in range(i + 1, k):
            a = min(window[group + i], window[group + j])
            b = max(window[group + i], window[group + j])
            if window[matrix + i * k + j] >= p.threshold and b > a:
                for m in range(k):
                    if window[group + m] == b:
                        window[group + m] = a
    mine = window[group + min(p.of, k - 1)]
    size = 0.0
    clusters = 0.0
    for i in range(k):
        size += 1.0 * (window[group + i] == mine)
        clusters += 1.0 * (window[group + i] == 1.0 * i)
    return state, (mine, size, clusters)
