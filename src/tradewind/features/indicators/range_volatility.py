"""Volatility from whole bars, not only from closes; and how deep prices are under water. All as a fraction per bar, not a year."""

from math import inf, log, nan, sqrt

from tradewind.features.declare import Int, feature
from tradewind.features.indicators.smoothing import next_exponential, next_simple
from tradewind.features.indicators.window_extremes import highest_of
from tradewind.features.indicators.windows import mean_and_deviation, next_slot

LN2 = 0.6931471805599453


@feature(
    kind="volatility",
    inputs=("high", "low"),
    params={"n": Int(20, 1, 2000)},
    outputs={"volatility": "fraction per bar"},
    state=(0, 0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source="M. Parkinson, The Extreme Value Method for Estimating the Variance of the Rate of Return, Journal of Business 53:1 (1980)",
    reference="numpy, from the formula, 1e-9 relative",
    scaling=0,
)
def parkinson(state, p, window, high, low):
    """Parkinson's volatility, from highs and lows: sqrt(mean of ln(high / low)^2 over n bars / (4 ln 2)). Gaps are not seen.

    NaN for the first n - 1 bars. State: bars seen (up to n), slot, sum; window: n squares.
    """
    seen, slot, total = state
    spread = log(high / low)
    seen, slot, total = next_simple(seen, slot, total, window, 0, spread * spread, p.n)
    return (seen, slot, total), sqrt(max(total, 0.0) / (4.0 * LN2 * p.n)) if seen == p.n else nan


@feature(
    kind="volatility",
    inputs=("open", "high", "low", "close"),
    params={"n": Int(20, 1, 2000)},
    outputs={"volatility": "fraction per bar"},
    state=(0, 0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source="M. B. Garman and M. J. Klass, On the Estimation of Security Price Volatilities from Historical Data, Journal of Business 53:1 "
    "(1980)",
    reference="numpy, from the formula, 1e-9 relative",
    scaling=0,
)
def garman_klass(state, p, window, open, high, low, close):
    """Garman and Klass' volatility: sqrt of the mean of ln(high / low)^2 / 2 - (2 ln 2 - 1) ln(close / open)^2 over n bars.

    0 where that mean is below 0. Gaps are not seen. NaN for the first n - 1 bars. State: bars seen (up to n), slot, sum; window: n terms.
    """
    seen, slot, total = state
    spread = log(high / low)
    body = log(close / open)
    term = 0.5 * spread * spread - (2.0 * LN2 - 1.0) * body * body
    seen, slot, total = next_simple(seen, slot, total, window, 0, term, p.n)
    return (seen, slot, total), sqrt(max(total / p.n, 0.0)) if seen == p.n else nan


def rogers_satchell_term(open, high, low, close):
    """Variance of one bar, whatever its drift."""
    return log(high / close) * log(high / open) + log(low / close) * log(low / open)


@feature(
    kind="volatility",
    inputs=("open", "high", "low", "close"),
    params={"n": Int(20, 1, 2000)},
    outputs={"volatility": "fraction per bar"},
    state=(0, 0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source="L. C. G. Rogers and S. E. Satchell, Estimating Variance from High, Low and Closing Prices, Annals of Applied Probability 1:4 "
    "(1991)",
    reference="talipp RogersSatchell, 1e-9 relative",
    scaling=0,
)
def rogers_satchell(state, p, window, open, high, low, close):
    """Rogers and Satchell's volatility, right also in a trend: mean of ln(h/c) ln(h/o) + ln(l/c) ln(l/o) over n bars, its square root.

    Gaps are not seen. NaN for the first n - 1 bars. State: bars seen (up to n), slot, sum; window: n terms.
    """
    seen, slot, total = state
    seen, slot, total = next_simple(seen, slot, total, window, 0, rogers_satchell_term(open, high, low, close), p.n)
    return (seen, slot, total), sqrt(max(total / p.n, 0.0)) if seen == p.n else nan


@feature(
    kind="volatility",
    inputs=("open", "high", "low", "close"),
    params={"n": Int(20, 2, 1000)},
    outputs={"volatility": "fraction per bar"},
    state=(0, 0, 0.0),
    window=lambda p: 3 * p.n,
    warmup=lambda p: p.n,
    source="D. Yang and Q. Zhang, Drift-Independent Volatility Estimation, Journal of Business 73:3 (2000)",
    reference="numpy, from the formula, 1e-9 relative",
    scaling=0,
)
def yang_zhang(state, p, window, open, high, low, close):
    """Yang and Zhang's volatility, right with gaps and in a trend: variance of gaps + k * that of bodies + (1 - k) * Rogers and Satchell's.

    k = 0.34 / (1.34 + (n + 1) / (n - 1)); gaps: ln(open / last close), bodies: ln(close / open), sample variances over n bars.
    NaN for the first n bars. State: bars seen (up to n + 1), slot, last close; window: n bodies, n gaps, n terms.
    """
    seen, slot, previous = state
    if seen == 0:
        return (1, 0, close), nan
    n = p.n
    window[slot] = log(close / open)
    window[n + slot] = log(open / previous)
    window[2 * n + slot] = rogers_satchell_term(open, high, low, close)
    slot = next_slot(slot, n)
    if seen < n:
        return (seen + 1, slot, close), nan
    body = mean_and_deviation(window, n)[1]
    gap = mean_and_deviation(window[n:], n)[1]
    inside = 0.0
    for i in range(2 * n, 3 * n):
        inside += window[i]
    k = 0.34 / (1.34 + (n + 1.0) / (n - 1.0))
    return (seen, slot, close), sqrt(max(gap * gap + k * body * body + (1.0 - k) * inside / n, 0.0))


@feature(
    kind="volatility",
    inputs=("close",),
    params={"n": Int(14, 1, 2000)},
    outputs={"index": "percent"},
    state=(0, 0, -inf, 0, 0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: 2 * p.n - 2,
    source="P. G. Martin and B. B. McCann, The Investor's Guide to Fidelity Funds (1989), Ulcer Index",
    reference="pandas-ta-classic ui, 1e-9 relative",
    scaling=0,
)
def ulcer_index(state, p, window, x):
    """Ulcer index: root of the mean square of how many percent the close was below the highest of n closes, over n bars.

    NaN for the first 2n - 2 bars.
    State: values seen (up to n), slot, highest of this round; declines seen, slot and sum of squares; window: for the highest, squares.
    """
    seen, slot, top, known, place, total = state
    top, highest = highest_of(window, 0, p.n, slot, top, x)
    seen = seen + 1 if seen < p.n else seen
    if seen == p.n:
        below = 100.0 * (x - highest) / highest if highest != 0.0 else 0.0
        known, place, total = next_simple(known, place, total, window, p.n, below * below, p.n)
    state = (seen, next_slot(slot, p.n), top, known, place, total)
    return state, sqrt(max(total, 0.0) / p.n) if known == p.n else nan


@feature(
    kind="volatility",
    inputs=("high", "low"),
    params={"n": Int(22, 1, 2000)},
    outputs={"temperature": "price", "average": "price"},
    state=(0, 0, 0.0, 0.0, 0.0),
    warmup=lambda p: p.n,
    source="A. Elder, Come Into My Trading Room (2002), Market Thermometer",
    reference="TA-Lib EMA of pandas-ta-classic thermo, 1e-9 relative",
    scaling=1,
    mirror="even",
)
def thermo(state, p, high, low):
    """Elder's market thermometer: how far the bar reaches beyond the last one, and its exponential average over n bars.

    The greater of |high - last high| and |last low - low|, as most programs have it. NaN for the first n bars.
    State: whether a bar was seen, temperatures seen, last high, last low, average.
    """
    begun, seen, top, bottom, value = state
    if begun == 0:
        return (1, 0, high, low, 0.0), (nan, nan)
    heat = max(abs(high - top), abs(bottom - low))
    seen, value = next_exponential(seen, value, heat, p.n, 2.0 / (p.n + 1.0))
    if seen < p.n:
        return (1, seen, high, low, value), (nan, nan)
    return (1, seen, high, low, value), (heat, value)
