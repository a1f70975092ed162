"""How much prices move."""

from math import log, nan

from tradewind.features.declare import Int, feature
from tradewind.features.indicators.windows import mean_and_deviation


@feature(
    kind="volatility",
    inputs=("high", "low", "close"),
    params={"n": Int(14, 1, 1000)},
    outputs={"range": "price"},
    state=(0.0, 0.0, 0.0),
    warmup=lambda p: p.n,
    source="J. W. Wilder, New Concepts in Technical Trading Systems (1978), section III",
    reference="TA-Lib ATR, 1e-9 relative",
    scaling=1,
    mirror="even",
)
def atr(state, p, high, low, close):
    """Average true range with Wilder's smoothing, started with the mean of the first n true ranges.

    tr_t = max(high - low, |high - close_{t-1}|, |low - close_{t-1}|); atr_t = atr_{t-1} + (tr_t - atr_{t-1}) / n.
    NaN for the first n bars (the first bar has no true range). State: bars seen, last close, average (or sum so far).
    """
    seen, previous, value = state
    if seen == 0.0:
        return (1.0, close, 0.0), nan
    true_range = max(high - low, abs(high - previous), abs(low - previous))
    if seen <= p.n:
        value += true_range
        seen += 1.0
        if seen <= p.n:
            return (seen, close, value), nan
        value /= p.n
        return (seen, close, value), value
    value = value * ((p.n - 1.0) / p.n) + true_range * (1.0 / p.n)
    return (seen, close, value), value


@feature(
    kind="volatility",
    inputs=("close",),
    params={"n": Int(20, 2, 1000)},
    outputs={"volatility": "fraction per bar"},
    state=(0.0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n,
    source="J. C. Hull, Options, Futures and Other Derivatives, ch. 15.4",
    reference="numpy std(ddof=1) of log returns, 1e-9 relative",
    scaling=0,
)
def realised_volatility(state, p, window, close):
    """Sample standard deviation of the last n log returns.

    NaN for the first n bars. State: bars seen, last close; window: the last n returns.
    """
    seen, previous = state
    if seen == 0.0:
        return (1.0, close), nan
    window[int(seen - 1.0) % p.n] = log(close / previous)
    seen += 1.0
    if seen <= p.n:
        return (seen, close), nan
    return (seen, close), mean_and_deviation(window, p.n)[1]
