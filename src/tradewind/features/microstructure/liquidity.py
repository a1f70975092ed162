"""Liquidity from bars alone: price impact of volume, and spreads that show in highs, lows and closes."""

from math import exp, log, nan, sqrt

from tradewind.features.declare import Int, feature
from tradewind.features.indicators.windows import next_slot
from tradewind.features.microstructure.impact import line
from tradewind.features.microstructure.rolling import slide

_FORMULA = "numpy, from the formula, 1e-9"
_GOYENKO = "R. Y. Goyenko, C. W. Holden, C. A. Trzcinka, Do Liquidity Measures Measure Liquidity?, JFE 92 (2009)"


@feature(
    kind="liquidity",
    inputs=("close", "volume"),
    params={"n": Int(20, 1, 5000)},
    outputs={"illiquidity": "fraction a million of quote currency"},
    state=(0, 0, 0.0, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="Y. Amihud, Illiquidity and Stock Returns, Journal of Financial Markets 5 (2002)",
    reference=_FORMULA,
    scaling=-1,
)
def amihud(state, p, window, close, volume):
    """How far a million traded moves the price: mean of |return| / (close * volume), times a million, over bars with volume.

    Over the last n bars; NaN where none of them had volume, and for the first n bars. State: bars seen, slot, last close, sum of
    ratios, bars with volume; window: n ratios, then n marks of volume.
    """
    seen, slot, before, total, traded = state
    if seen == 0:
        return (1, 0, close, 0.0, 0.0), nan
    value = abs(close) * volume
    has = value > 0.0 and before != 0.0
    total = slide(window, 0, slot, p.n, total, 1e6 * abs(close / before - 1.0) / value if has else 0.0)
    traded = slide(window, p.n, slot, p.n, traded, 1.0 if has else 0.0)
    seen = min(seen + 1, p.n + 1)
    state = (seen, next_slot(slot, p.n), close, total, traded)
    return state, max(total, 0.0) / traded if seen > p.n and traded > 0.0 else nan


@feature(
    kind="liquidity",
    inputs=("close", "volume"),
    params={"n": Int(20, 1, 5000)},
    outputs={"ratio": "quote currency a percent"},
    state=(0, 0, 0.0, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source=_GOYENKO + ": the Amivest measure, here by sums",
    reference=_FORMULA,
    scaling=1,
)
def amivest(state, p, window, close, volume):
    """How much value trades for each percent that the price moves: sum of close * volume over the sum of |returns| in percent, n bars.

    NaN where the price stood still, and for the first n bars. State: bars seen, slot, last close, both sums; window: n values, then n
    absolute returns.
    """
    seen, slot, before, total, moved = state
    if seen == 0:
        return (1, 0, close, 0.0, 0.0), nan
    total = slide(window, 0, slot, p.n, total, close * volume)
    moved = slide(window, p.n, slot, p.n, moved, 100.0 * abs(close / before - 1.0) if before != 0.0 else 0.0)
    seen = min(seen + 1, p.n + 1)
    state = (seen, next_slot(slot, p.n), close, total, moved)
    return state, total / moved if seen > p.n and moved > 1e-12 else nan


@feature(
    kind="liquidity",
    inputs=("close",),
    params={"n": Int(20, 1, 5000)},
    outputs={"share": "fraction of bars"},
    state=(0, 0, 0.0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n,
    source="D. A. Lesmond, J. P. Ogden, C. A. Trzcinka, A New Estimate of Transaction Costs, Review of Financial Studies 12:5 (1999): zeros",
    reference="numpy, from the formula, exact",
    scaling=0,
    mirror="even",
)
def zero_returns(state, p, window, close):
    """Part of the last n bars in which the close did not move: trading did not pay. NaN for the first n bars.

    State: bars seen, slot, last close, sum; window: n marks.
    """
    seen, slot, before, total = state
    if seen == 0:
        return (1, 0, close, 0.0), nan
    total = slide(window, 0, slot, p.n, total, 1.0 if close == before else 0.0)
    seen = min(seen + 1, p.n + 1)
    return (seen, next_slot(slot, p.n), close, total), total / p.n if seen > p.n else nan


@feature(
    kind="spread",
    inputs=("high", "low", "close"),
    params={"n": Int(20, 1, 5000)},
    outputs={"spread": "fraction of the price"},
    state=(0, 0, 0.0, 0.0, 0.0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n,
    source="S. A. Corwin, P. Schultz, A Simple Way to Estimate Bid-Ask Spreads from Daily High and Low Prices, Journal of Finance 67:2 "
    "(2012), eq. 14 and 18; section II: gaps overnight and negative estimates",
    reference=_FORMULA,
    scaling=0,
)
def corwin_schultz(state, p, window, high, low, close):
    """Spread from highs and lows: a range of two bars holds twice the variance of one, but the spread only once. Mean of n pairs.

    beta = ln(H/L)^2 of both bars summed, gamma = ln(H2/L2)^2 of both as one, alpha = (sqrt(2 beta) - sqrt(beta)) / (3 - 2 sqrt 2)
    - sqrt(gamma / (3 - 2 sqrt 2)), spread = 2 (e^alpha - 1) / (1 + e^alpha), below 0 as 0. A bar that lies wholly above or below
    the close before is first moved to it, as the authors do for nights. NaN for the first n bars. State: bars seen, slot, last high,
    low and close, sum; window: the last n spreads.
    """
    seen, slot, top, bottom, before, total = state
    if seen == 0:
        return (1, 0, high, low, close, 0.0), nan
    moved = max(low - before, 0.0) + min(high - before, 0.0)
    total = slide(window, 0, slot, p.n, total, high_low_spread(top, bottom, high - moved, low - moved))
    seen = min(seen + 1, p.n + 1)
    state = (seen, next_slot(slot, p.n), high, low, close, total)
    return state, max(total, 0.0) / p.n if seen > p.n else nan


def high_low_spread(top, bottom, high, low):
    """Corwin and Schultz's spread of two bars."""
    if bottom <= 0.0 or low <= 0.0:
        return 0.0
    k = 3.0 - 2.0 * sqrt(2.0)
    first, second = log(top / bottom), log(high / low)
    both = log(max(top, high) / min(bottom, low))
    beta = first * first + second * second
    alpha = (sqrt(2.0 * beta) - sqrt(beta)) / k - sqrt(both * both / k)
    return max(2.0 * (exp(alpha) - 1.0) / (1.0 + exp(alpha)), 0.0)


@feature(
    kind="spread",
    inputs=("high", "low", "close"),
    params={"n": Int(20, 1, 5000)},
    outputs={"spread": "fraction of the price"},
    state=(0, 0, 0.0, 0.0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n,
    source="F. Abdi, A. Ranaldo, A Simple Estimation of Bid-Ask Spreads from Daily Close, High, and Low Prices, Review of Financial Studies "
    "30:12 (2017), the two-day corrected version",
    reference=_FORMULA,
    scaling=0,
)
def abdi_ranaldo(state, p, window, high, low, close):
    """Spread from how far closes lie from the middle of the ranges around them: mean of n pairs of bars.

    With logs, eta = (high + low) / 2: s = sqrt(max(4 (c_t - eta_t) (c_t - eta_{t+1}), 0)), known at bar t + 1. NaN for the first n
    bars. State: bars seen, slot, last log close and eta, sum; window: the last n spreads.
    """
    seen, slot, c, eta, total = state
    here = 0.5 * (log(high) + log(low)) if low > 0.0 else 0.0
    now = log(close) if close > 0.0 else 0.0
    if seen == 0:
        return (1, 0, now, here, 0.0), nan
    total = slide(window, 0, slot, p.n, total, sqrt(max(4.0 * (c - eta) * (c - here), 0.0)))
    seen = min(seen + 1, p.n + 1)
    state = (seen, next_slot(slot, p.n), now, here, total)
    return state, max(total, 0.0) / p.n if seen > p.n else nan


@feature(
    kind="impact",
    inputs=("close", "volume"),
    params={"n": Int(60, 5, 5000)},
    outputs={"impact": "price a unit traded"},
    state=(0.0, 0, 0, 0.0, 0.0, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="A. S. Kyle, Continuous Auctions and Insider Trading, Econometrica 53:6 (1985); from bars as M. Lopez de Prado, Advances in "
    "Financial Machine Learning (2018), ch. 19.4.1 has it, with the sign of each bar's change for that of its volume",
    reference="statsmodels OLS of each window, 1e-7",
    scaling=1,
    draw="none",
)
def kyle_lambda_of_bars(state, p, window, close, volume):
    """How far a unit traded moves the price: slope of price changes on sign(change) * volume over the last n bars.

    NaN for the first n bars and where all signed volumes are the same. The sign is the change's own, so that the slope can't but lean
    above 0: compare it with itself over time. State: last close (0 before the first), the line's six numbers; window: n signed
    volumes, n changes.
    """
    before, a, b, c, d, e, f = state
    if before == 0.0:
        return (close, a, b, c, d, e, f), nan
    change = close - before
    sign = 1.0 if change > 0.0 else (-1.0 if change < 0.0 else 0.0)
    (a, b, c, d, e, f), impact = line((a, b, c, d, e, f), window, p.n, sign * volume, change)
    return (close, a, b, c, d, e, f), impact
