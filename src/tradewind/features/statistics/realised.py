"""Realised moments: what a window of short returns tells of variance, jumps and tails, without a model."""

from math import nan, pi, sqrt

from tradewind.features.declare import Int, feature
from tradewind.features.statistics.latest import CHANGES, latest_changes

BNS = "O. E. Barndorff-Nielsen and N. Shephard, Power and Bipower Variation with Stochastic Volatility and Jumps, "
AMAYA = (
    "D. Amaya, P. Christoffersen, K. Jacobs and A. Vasquez, Does Realized Skewness Predict the Cross-Section of Equity "
    "Returns?, Journal of Financial Economics 118:1 (2015)"
)
QUARTIC = 0.8308609250295592  # E |z|**(4/3) of a standard normal z: 2**(2/3) * gamma(7/6) / gamma(1/2)


def power_sum(window, first, n, power):
    """Sum of the values to a whole power."""
    total = 0.0
    for i in range(first, first + n):
        product = window[i]
        for _ in range(power - 1):
            product *= window[i]
        total += product
    return total


def bipower(window, first, n):
    """Bipower variation of n returns: pi / 2 * n / (n - 1) * sum(|r_i| |r_{i-1}|)."""
    total = 0.0
    for i in range(first + 1, first + n):
        total += abs(window[i]) * abs(window[i - 1])
    return 0.5 * pi * total * n / (n - 1.0)


def tripower(window, first, n):
    """Tripower quarticity of n returns: n * QUARTIC**-3 * n / (n - 2) * sum(|r_i r_{i-1} r_{i-2}|**(4/3))."""
    total = 0.0
    for i in range(first + 2, first + n):
        total += abs(window[i] * window[i - 1] * window[i - 2]) ** (4.0 / 3.0)
    return total / (QUARTIC * QUARTIC * QUARTIC) * n * n / (n - 2.0)


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(60, 1, 5000)},
    outputs={"variance": "log return squared over n bars"},
    state=CHANGES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="T. G. Andersen, T. Bollerslev, F. X. Diebold and P. Labys, Modeling and Forecasting Realized Volatility, "
    "Econometrica 71:2 (2003)",
    reference="pandas rolling sum of squared log returns, 1e-9 relative",
    scaling=0,
)
def realised_variance(state, p, window, close):
    """Realised variance: the sum of the last n squared log returns.

    O(n) a bar. NaN for the first n bars. State: see latest.py.
    """
    state = latest_changes(window, p.n, state, close, 1)
    if state[0] <= p.n:
        return state, nan
    return state, power_sum(window, state[1], p.n, 2)


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(60, 2, 5000)},
    outputs={"down": "log return squared over n bars", "up": "the same", "balance": "-1 (all down) to 1 (all up)"},
    state=CHANGES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="O. E. Barndorff-Nielsen, S. Kinnebrock and N. Shephard, Measuring Downside Risk: Realised Semivariance (2008); "
    "A. J. Patton and K. Sheppard, Good Volatility, Bad Volatility, Review of Economics and Statistics 97:3 (2015)",
    reference="pandas rolling sums of squared falls and rises, 1e-9 relative",
    scaling=0,
)
def realised_semivariance(state, p, window, close):
    """Realised semivariance: how much of the last n bars' variance came from falls, how much from rises.

    Sums of the squared log returns below and above 0; balance = (up - down) / (up + down), 0 where nothing moved: the signed jump
    variation as a part of the whole. O(n) a bar. NaN for the first n bars. State: see latest.py.
    """
    state = latest_changes(window, p.n, state, close, 1)
    if state[0] <= p.n:
        return state, (nan, nan, nan)
    down, up = 0.0, 0.0
    for i in range(p.n):
        fall, rise = min(window[i], 0.0), max(window[i], 0.0)
        down += fall * fall
        up += rise * rise
    return state, (down, up, (up - down) / (up + down) if up + down > 0.0 else 0.0)


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(60, 2, 5000)},
    outputs={"skewness": "none: 0 is symmetric"},
    state=CHANGES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source=AMAYA,
    reference="numpy, from the formula, 1e-9 relative",
    scaling=0,
)
def realised_skewness(state, p, window, close):
    """Realised skewness: below 0 where the larger of the last n moves were falls.

    sqrt(n) * sum(r**3) / sum(r**2)**1.5 of log returns, no mean taken off; 0 where nothing moved. O(n) a bar.
    NaN for the first n bars. State: see latest.py.
    """
    state = latest_changes(window, p.n, state, close, 1)
    if state[0] <= p.n:
        return state, nan
    variance = power_sum(window, state[1], p.n, 2)
    if variance <= 0.0:
        return state, 0.0
    return state, sqrt(p.n) * power_sum(window, state[1], p.n, 3) / (variance * sqrt(variance))


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(60, 2, 5000)},
    outputs={"kurtosis": "none: about 3 without jumps"},
    state=CHANGES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source=AMAYA,
    reference="numpy, from the formula, 1e-9 relative",
    scaling=0,
)
def realised_kurtosis(state, p, window, close):
    """Realised kurtosis: how much a few of the last n moves outweigh the rest.

    n * sum(r**4) / sum(r**2)**2 of log returns, no mean taken off; NaN where nothing moved. O(n) a bar.
    NaN for the first n bars. State: see latest.py.
    """
    state = latest_changes(window, p.n, state, close, 1)
    if state[0] <= p.n:
        return state, nan
    variance = power_sum(window, state[1], p.n, 2)
    return state, p.n * power_sum(window, state[1], p.n, 4) / (variance * variance) if variance > 0.0 else nan


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(60, 2, 5000)},
    outputs={"variation": "log return squared over n bars"},
    state=CHANGES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source=BNS + "Journal of Financial Econometrics 2:1 (2004)",
    reference="numpy, from the formula, 1e-9 relative",
    scaling=0,
)
def bipower_variation(state, p, window, close):
    """Bipower variation: the variance of the last n bars without their jumps.

    pi / 2 * n / (n - 1) * sum(|r_i| |r_{i-1}|): a jump stands in a product with a small neighbour. O(n) a bar.
    NaN for the first n bars. State: see latest.py.
    """
    state = latest_changes(window, p.n, state, close, 1)
    if state[0] <= p.n:
        return state, nan
    return state, bipower(window, state[1], p.n)


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(100, 5, 5000)},
    outputs={"z": "standard deviations", "part": "of the variance, 0 to 1"},
    state=CHANGES,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="X. Huang and G. Tauchen, The Relative Contribution of Jumps to Total Price Variance, Journal of Financial "
    "Econometrics 3:4 (2005), the ratio statistic with tripower quarticity",
    reference="numpy, from the formula, 1e-9 relative",
    scaling=0,
)
def jump_statistic(state, p, window, close):
    """Jump test: above 2.33 the last n bars hold a jump with 99 % confidence; part says how much of the variance jumps are.

    With RV the realised variance, BV the bipower variation and TQ the tripower quarticity of n log returns:
    z = (1 - BV / RV) / sqrt((pi**2 / 4 + pi - 5) / n * max(1, TQ / BV**2)), part = max(0, 1 - BV / RV).
    0 and 0 where nothing moved; z NaN where BV is 0. O(n) a bar. NaN for the first n bars. State: see latest.py.
    """
    state = latest_changes(window, p.n, state, close, 1)
    if state[0] <= p.n:
        return state, (nan, nan)
    total, smooth = power_sum(window, state[1], p.n, 2), bipower(window, state[1], p.n)
    if total <= 0.0:
        return state, (0.0, 0.0)
    ratio = 1.0 - smooth / total
    if smooth <= 0.0:
        return state, (nan, ratio)
    noise = (0.25 * pi * pi + pi - 5.0) / p.n * max(1.0, tripower(window, state[1], p.n) / (smooth * smooth))
    return state, (ratio / sqrt(noise), max(0.0, ratio))
