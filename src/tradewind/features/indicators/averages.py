"""Moving averages."""

from math import nan

from tradewind.compiler.index import at, put
from tradewind.features.declare import Int, feature


@feature(
    kind="average",
    inputs=("close",),
    params={"n": Int(20, 1, 5000)},
    outputs={"average": "unit of the input"},
    state=(0, 0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source="J. J. Murphy, Technical Analysis of the Financial Markets (1999)",
    reference="TA-Lib SMA, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def sma(state, p, window, x):
    """Simple moving average: the mean of the last n values.

    x: (n,) float64. NaN for the first n - 1 values. State: values seen (up to n), slot of the oldest, running sum.
    """
    seen, slot, total = state
    total += x - at(window, slot)
    put(window, slot, x)
    slot = slot + 1 if slot + 1 < p.n else 0
    if seen + 1 < p.n:
        return (seen + 1, slot, total), nan
    return (seen, slot, total), total / p.n


@feature(
    kind="average",
    inputs=("close",),
    params={"n": Int(20, 1, 5000)},
    outputs={"average": "unit of the input"},
    state=(0.0, 0.0),
    warmup=lambda p: p.n - 1,
    source="J. J. Murphy, Technical Analysis of the Financial Markets (1999)",
    reference="TA-Lib EMA, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
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
