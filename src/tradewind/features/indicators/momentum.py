"""How fast and how far prices have gone."""

from math import log, nan, sqrt

from tradewind.features.declare import Float, Int, feature
from tradewind.features.indicators.windows import mean_and_deviation


@feature(
    kind="momentum",
    inputs=("close",),
    params={"n": Int(1, 1, 5000)},
    outputs={"change": "log return over n bars"},
    state=(0.0,),
    window=lambda p: p.n,
    warmup=lambda p: p.n,
    source="J. Y. Campbell, A. W. Lo, A. C. MacKinlay, The Econometrics of Financial Markets (1997), section 1.4",
    reference="numpy log differences, exact to 1e-12",
    scaling=0,
)
def log_return(state, p, window, x):
    """ln(x_t / x_{t-n}). NaN for the first n bars. State: bars seen; window: the last n values."""
    (seen,) = state
    slot = int(seen) % p.n
    before = window[slot]
    window[slot] = x
    return (seen + 1.0,), log(x / before) if seen >= p.n else nan


@feature(
    kind="momentum",
    inputs=("close",),
    params={"n": Int(14, 2, 1000)},
    outputs={"strength": "0 to 100"},
    state=(0.0, 0.0, 0.0, 0.0),
    warmup=lambda p: p.n,
    source="J. W. Wilder, New Concepts in Technical Trading Systems (1978), section VI",
    reference="TA-Lib RSI, 1e-9 relative",
    scaling=0,
)
def rsi(state, p, x):
    """Relative strength index with Wilder's smoothing: 100 * up / (up + down); 0 where nothing moved, as TA-Lib has it.

    NaN for the first n bars. State: bars seen, last value, average gain, average loss (sums while starting).
    """
    seen, previous, up, down = state
    if seen == 0.0:
        return (1.0, x, 0.0, 0.0), nan
    change = x - previous
    gain = change if change > 0.0 else 0.0
    loss = -change if change < 0.0 else 0.0
    if seen <= p.n:
        up += gain
        down += loss
        seen += 1.0
        if seen <= p.n:
            return (seen, x, up, down), nan
        up /= p.n
        down /= p.n
    else:
        kept = (p.n - 1.0) / p.n
        up = up * kept + gain * (1.0 / p.n)
        down = down * kept + loss * (1.0 / p.n)
    return (seen, x, up, down), 100.0 * up / (up + down) if up + down > 0.0 else 0.0


@feature(
    kind="momentum",
    inputs=("close",),
    params={"n": Int(60, 5, 2000), "bars_per_year": Float(252.0, 1.0, 1e8)},
    outputs={"sharpe": "a year"},
    state=(0.0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n,
    source="W. F. Sharpe, The Sharpe Ratio, Journal of Portfolio Management 21:1 (1994), zero riskless rate",
    reference="numpy mean / std(ddof=1) of log returns, 1e-9 relative",
    scaling=0,
)
def rolling_sharpe(state, p, window, close):
    """Annualised Sharpe ratio of holding the instrument over the last n bars; 0 where nothing moved.

    NaN for the first n bars. State: bars seen, last close; window: the last n log returns.
    """
    seen, previous = state
    if seen == 0.0:
        return (1.0, close), nan
    window[int(seen - 1.0) % p.n] = log(close / previous)
    seen += 1.0
    if seen <= p.n:
        return (seen, close), nan
    mean, deviation = mean_and_deviation(window, p.n)
    return (seen, close), mean / deviation * sqrt(p.bars_per_year) if deviation > 0.0 else 0.0
