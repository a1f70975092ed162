"""Moving averages."""

from math import nan

from tradewind.features.declare import Int, feature


@feature(
    kind="average",
    inputs=("close",),
    params={"n": Int(20, 1, 5000)},
    outputs={"average": "unit of the input"},
    state=(0.0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source="J. J. Murphy, Technical Analysis of the Financial Markets (1999), ch. 9",
    reference="TA-Lib SMA, 1e-9 relative",
)
def sma(state, p, window, x):
    """Simple moving average: the mean of the last n values.

    x: (n,) float64. NaN for the first n - 1 values. State: values seen, running sum.
    """
    seen, total = state
    slot = int(seen) % p.n
    if seen >= p.n:
        total -= window[slot]
    window[slot] = x
    total += x
    seen += 1.0
    return (seen, total), total / p.n if seen >= p.n else nan


@feature(
    kind="average",
    inputs=("close",),
    params={"n": Int(20, 1, 5000)},
    outputs={"average": "unit of the input"},
    state=(0.0, 0.0),
    warmup=lambda p: p.n - 1,
    source="J. J. Murphy, Technical Analysis of the Financial Markets (1999), ch. 9",
    reference="TA-Lib EMA, 1e-9 relative",
)
def ema(state, p, x):
    """Exponential moving average, alpha = 2 / (n + 1), started with the simple mean of the first n values.

    ema_t = (1 - alpha) * ema_{t-1} + alpha * x_t. NaN for the first n - 1 values. State: values seen, average (or sum so far).
    """
    seen, value = state
    if seen < p.n:
        value += x
        seen += 1.0
        if seen == p.n:
            value /= p.n
            return (seen, value), value
        return (seen, value), nan
    alpha = 2.0 / (p.n + 1.0)
    value = value * (1.0 - alpha) + alpha * x
    return (seen, value), value
