"""When a series became another one: sums that run away, and how likely a change is."""

from math import exp, lgamma, log, nan, pi, sqrt

from tradewind.features.declare import Float, Int, feature
from tradewind.features.statistics.latest import CHANGES, latest_changes, mean_and_squares


@feature(
    kind="statistics",
    inputs=("close",),
    params={"threshold": Float(0.01, 1e-6, 10.0)},
    outputs={"event": "1 a rise, -1 a fall, 0 nothing"},
    state=(0, 0.0, 0.0, 0.0),
    warmup=lambda p: 1,
    source="M. Lopez de Prado, Advances in Financial Machine Learning (2018), ch. 2, the symmetric CUSUM filter",
    reference="the book's getTEvents, typed into the test, the same events",
    scaling=0,
    draw="marker",
)
def cusum_filter(state, p, close):
    """CUSUM filter: marks the bars at which log returns since the last mark, or since the last turn, add up to more than a threshold.

    up = max(0, up + r), down = min(0, down + r); an event sets its own sum to 0. NaN for the first bar.
    State: bars seen (up to 2), last close, both sums.
    """
    seen, before, up, down = state
    if seen == 0:
        return (1, close, 0.0, 0.0), nan
    r = log(close / before)
    up, down, event = max(0.0, up + r), min(0.0, down + r), 0.0
    if down < -p.threshold:
        down, event = 0.0, -1.0
    elif up > p.threshold:
        up, event = 0.0, 1.0
    return (2, close, up, down), event


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(100, 10, 5000), "slack": Float(0.5, 0.0, 10.0), "limit": Float(5.0, 0.1, 1000.0)},
    outputs={"up": "standard deviations", "down": "standard deviations", "alarm": "1 above, -1 below, 0 nothing"},
    state=(*CHANGES, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n + 1,
    source="E. S. Page, Continuous Inspection Schemes, Biometrika 41 (1954)",
    reference="numpy, from the formula, 1e-9 relative",
    scaling=0,
)
def cusum(state, p, window, close):
    """CUSUM chart of log returns: alarm where their mean has shifted from that of the n returns before, up or down.

    z = (r - mean) / standard deviation of the n returns before it (0 where they did not move); up = max(0, up + z - slack),
    down = max(0, down - z - slack); above `limit` there is an alarm, and that sum begins anew after it. O(n) a bar.
    NaN for the first n + 1 bars. State: see latest.py; both sums.
    """
    seen, first, before, up, down = state
    z = 0.0
    if seen == p.n + 1:
        mean, squares = mean_and_squares(window, first, p.n)
        z = (log(close / before) - mean) / sqrt(squares / (p.n - 1.0)) if squares > 0.0 else 0.0
    after = latest_changes(window, p.n, (seen, first, before), close, 1)
    if seen < p.n + 1:
        return (after[0], after[1], after[2], 0.0, 0.0), (nan, nan, nan)
    up = max(0.0, (up if up <= p.limit else 0.0) + z - p.slack)
    down = max(0.0, (down if down <= p.limit else 0.0) - z - p.slack)
    alarm = (1.0 if up > p.limit else 0.0) - (1.0 if down > p.limit else 0.0)
    return (after[0], after[1], after[2], up, down), (up, down, alarm)


@feature(
    kind="statistics",
    inputs=("close",),
    params={"slack": Float(0.0005, 0.0, 1.0), "limit": Float(0.05, 1e-6, 100.0), "least": Int(30, 1, 5000)},
    outputs={"up": "log return", "down": "log return", "alarm": "1 above, -1 below, 0 nothing"},
    state=(0, 0, 0.0, 0.0, 0.0, 0.0),
    warmup=lambda p: p.least,
    source="E. S. Page, Continuous Inspection Schemes, Biometrika 41 (1954); D. V. Hinkley, Inference about the Change-Point from "
    "Cumulative Sum Tests, Biometrika 58:3 (1971)",
    reference="numpy, from the formula, 1e-9 relative",
    scaling=0,
)
def page_hinkley(state, p, close):
    """Page-Hinkley test: alarm where log returns have shifted from their mean since the last alarm, by more than `limit` in all.

    With m the mean of the k returns since the last alarm, this one among them: up = max(0, up + r - m - slack), down = max(0, down +
    m - r - slack), each the sum less its lowest so far. From `least` returns after the last alarm on, a sum above `limit` is an alarm,
    after which all begins anew. NaN for the first `least` bars. State: bars seen (up to least + 1), k, last close, mean, both sums.
    """
    seen, k, before, mean, up, down = state
    if seen == 0:
        return (1, 0, close, 0.0, 0.0, 0.0), (nan, nan, nan)
    r = log(close / before)
    k += 1
    mean += (r - mean) / k
    up, down = max(0.0, up + r - mean - p.slack), max(0.0, down + mean - r - p.slack)
    alarm = 0.0
    if k >= p.least:
        alarm = 1.0 if up > p.limit and up >= down else (-1.0 if down > p.limit else 0.0)
    told = (up, down, alarm) if seen >= p.least else (nan, nan, nan)
    seen = seen + 1 if seen <= p.least else seen
    return (seen, k, close, mean, up, down) if alarm == 0.0 else (seen, 0, close, 0.0, 0.0, 0.0), told


@feature(
    kind="statistics",
    inputs=("close",),
    params={
        "n": Int(100, 25, 1000),
        "every": Float(250.0, 2.0, 1e6),
        "recent": Int(10, 1, 20),
        "usual": Float(0.01, 1e-9, 10.0),
    },
    outputs={"change": "probability, 0 to 1", "age": "bars"},
    state=(-1, 0.0),
    window=lambda p: 4 * p.n,
    warmup=lambda p: p.recent,
    source="R. P. Adams and D. J. C. MacKay, Bayesian Online Changepoint Detection, arXiv:0710.3742 (2007)",
    reference="numpy with scipy.stats.t and posteriors computed anew, 1e-8",
    scaling=0,
)
def bayesian_change(state, p, window, close):
    """Bayesian online change point: how likely log returns became others (in mean or volatility) within the last `recent` bars.

    A change comes once in `every` bars on average; between changes returns are normal, with a normal-inverse-gamma prior: mean 0 as
    sure as one return, variance as `usual`**2 with shape 1. change: probability of a run shorter than `recent`; age: the expected
    run. Runs of n - 1 and more count as one and know their last n - 1 returns alone. O(n) a bar, with a logarithm, an exponential and
    a root each. NaN for the first `recent` bars.
    State: returns seen (-1 at first, up to n), last close. window: probability of each run, mean and scale of its returns, a factor of its density.
    """
    seen, before = state
    n, scales, factors = p.n, 2 * p.n, 3 * p.n
    if seen < 0:
        for r in range(n):
            window[factors + r] = exp(lgamma(1.5 + 0.5 * r) - lgamma(1.0 + 0.5 * r)) / sqrt(2.0 * pi)
        window[0] = 1.0
        window[scales] = p.usual * p.usual
        return (0, close), nan_pair()
    grow_runs(window, n, min(seen, n - 1), log(close / before), 1.0 / p.every, p.usual * p.usual)
    seen = seen + 1 if seen < n else seen
    change, age = 0.0, 0.0
    for r in range(min(seen, n - 1) + 1):
        change += window[r] if r < p.recent else 0.0
        age += r * window[r]
    return (seen, close), (change, age) if seen >= p.recent else nan_pair()


def nan_pair():
    """Two values that are not there."""
    return nan, nan


def grow_runs(window, n, longest, x, hazard, usual):
    """Each run up to `longest` grows by the return x or ends: Adams and MacKay's recursion, longest run first, in place."""
    means, scales, factors = n, 2 * n, 3 * n
    ended, total, kept = 0.0, 0.0, 0.0
    for r in range(longest, -1, -1):
        mean, scale, weight = window[means + r], window[scales + r], 1.0 + r
        distance = weight * (x - mean) * (x - mean) / (2.0 * (weight + 1.0))
        # Student's t with 2 + r degrees of freedom.
        width = sqrt(scale * (weight + 1.0) / weight)
        mass = window[r] * window[factors + r] / width * exp(-(1.5 + 0.5 * r) * log(1.0 + distance / scale))
        ended += hazard * mass
        total += mass
        if r == n - 1:
            kept = (1.0 - hazard) * mass
            continue
        window[r + 1] = (1.0 - hazard) * mass + (kept if r == n - 2 else 0.0)
        window[means + r + 1] = mean + (x - mean) / (weight + 1.0)
        window[scales + r + 1] = scale + distance
    window[0] = ended
    window[means] = 0.0
    window[scales] = usual
    for r in range(min(longest + 1, n - 1) + 1):
        window[r] /= total
