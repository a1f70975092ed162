"""Averages made of exponential averages: Wilder's, double, triple, T3, without lag."""

from math import nan

from tradewind.features.declare import Float, Int, feature


def seeded(value, x, number, n, alpha):
    """An exponential average that starts with the mean of its first n values: (value or running sum) after value `number` (from 0)."""
    if number >= n:
        return value * (1.0 - alpha) + x * alpha
    if number < 0:
        return value
    value += x
    return value / n if number == n - 1 else value


@feature(
    kind="average",
    inputs=("close",),
    params={"n": Int(30, 1, 5000)},
    outputs={"average": "unit of the input"},
    state=(0, 0.0),
    warmup=lambda p: p.n - 1,
    source="J. W. Wilder, New Concepts in Technical Trading Systems (1978), section II",
    reference="TA-Lib RMA, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def rma(state, p, x):
    """Wilder's smoothed moving average: exponential with alpha = 1 / n, started with the mean of the first n values.

    rma_t = rma_{t-1} + (x_t - rma_{t-1}) / n. NaN for the first n - 1 values. State: values seen, average (or sum so far).
    """
    seen, value = state
    value = seeded(value, x, seen, p.n, 1.0 / p.n)
    state = (seen + 1, value)
    if seen + 1 < p.n:
        return state, nan
    return state, value


@feature(
    kind="average",
    inputs=("close",),
    params={"n": Int(30, 1, 5000)},
    outputs={"average": "unit of the input"},
    state=(0, 0.0, 0.0),
    warmup=lambda p: 2 * (p.n - 1),
    source="P. G. Mulloy, Smoothing Data with Faster Moving Averages, Technical Analysis of Stocks & Commodities 12:1 (1994)",
    reference="TA-Lib DEMA, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def dema(state, p, x):
    """Double exponential moving average: 2 ema - ema(ema), with less lag than an average of the same length.

    Each of the averages starts with the mean of its first n values. NaN for the first 2 (n - 1) values.
    State: values seen, the two averages (or sums so far).
    """
    seen, e1, e2 = state
    alpha = 2.0 / (p.n + 1.0)
    e1 = seeded(e1, x, seen, p.n, alpha)
    e2 = seeded(e2, e1, seen - (p.n - 1), p.n, alpha)
    return (seen + 1, e1, e2), 2.0 * e1 - e2 if seen >= 2 * (p.n - 1) else nan


@feature(
    kind="average",
    inputs=("close",),
    params={"n": Int(30, 1, 5000)},
    outputs={"average": "unit of the input"},
    state=(0, 0.0, 0.0, 0.0),
    warmup=lambda p: 3 * (p.n - 1),
    source="P. G. Mulloy, Smoothing Data with Less Lag, Technical Analysis of Stocks & Commodities 12:2 (1994)",
    reference="TA-Lib TEMA, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def tema(state, p, x):
    """Triple exponential moving average: 3 ema - 3 ema(ema) + ema(ema(ema)).

    Each of the averages starts with the mean of its first n values. NaN for the first 3 (n - 1) values.
    State: values seen, the three averages (or sums so far).
    """
    seen, e1, e2, e3 = state
    alpha, late = 2.0 / (p.n + 1.0), p.n - 1
    e1 = seeded(e1, x, seen, p.n, alpha)
    e2 = seeded(e2, e1, seen - late, p.n, alpha)
    e3 = seeded(e3, e2, seen - 2 * late, p.n, alpha)
    state = (seen + 1, e1, e2, e3)
    if seen < 3 * late:
        return state, nan
    return state, 3.0 * (e1 - e2) + e3


@feature(
    kind="average",
    inputs=("close",),
    params={"n": Int(5, 1, 5000), "factor": Float(0.7, 0.0, 1.0)},
    outputs={"average": "unit of the input"},
    state=(0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    warmup=lambda p: 6 * (p.n - 1),
    source="T. Tillson, Smoothing Techniques for More Accurate Signals, Technical Analysis of Stocks & Commodities 16:1 (1998)",
    reference="TA-Lib T3, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def t3(state, p, x):
    """Tillson's T3 average: smooth, yet close to the price; `factor` 0 is an average of averages, 1 a double exponential one.

    gd(gd(gd(x))) with gd(x) = (1 + factor) ema(x) - factor ema(ema(x)), written as a sum of the third to sixth average.
    NaN for the first 6 (n - 1) values. State: values seen, six averages (or sums so far).
    """
    seen, e1, e2, e3, e4, e5, e6 = state
    alpha, late, v = 2.0 / (p.n + 1.0), p.n - 1, p.factor
    e1 = seeded(e1, x, seen, p.n, alpha)
    e2 = seeded(e2, e1, seen - late, p.n, alpha)
    e3 = seeded(e3, e2, seen - 2 * late, p.n, alpha)
    e4 = seeded(e4, e3, seen - 3 * late, p.n, alpha)
    e5 = seeded(e5, e4, seen - 4 * late, p.n, alpha)
    e6 = seeded(e6, e5, seen - 5 * late, p.n, alpha)
    c6, c5 = -v * v * v, 3.0 * v * v * (1.0 + v)
    c4, c3 = -3.0 * v * (1.0 + v) * (1.0 + v), (1.0 + v) * (1.0 + v) * (1.0 + v)
    value = c6 * e6 + c5 * e5 + c4 * e4 + c3 * e3
    state = (seen + 1, e1, e2, e3, e4, e5, e6)
    if seen < 6 * late:
        return state, nan
    return state, value


@feature(
    kind="average",
    inputs=("close",),
    params={"n": Int(30, 2, 5000)},
    outputs={"average": "unit of the input"},
    state=(0, 0, 0.0),
    window=lambda p: max((p.n - 1) // 2, 1),
    warmup=lambda p: p.n - 1 + (p.n - 1) // 2,
    source="J. Ehlers and R. Way, Zero Lag (Well, Almost), Technical Analysis of Stocks & Commodities 28:11 (2010)",
    reference="TA-Lib ZLEMA, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def zlema(state, p, window, x):
    """Zero-lag exponential moving average: the exponential average of x_t + (x_t - x_{t-lag}), lag = (n - 1) // 2.

    Started with the mean of the first n of these. NaN for the first n - 1 + lag values. State: values seen, slot, average (or sum).
    """
    seen, slot, value = state
    lag = (p.n - 1) // 2
    before = window[slot] if lag > 0 else x
    window[slot] = x
    slot = slot + 1 if slot + 1 < lag else 0
    value = seeded(value, 2.0 * x - before, seen - lag, p.n, 2.0 / (p.n + 1.0))
    state = (seen + 1, slot, value)
    if seen < p.n - 1 + lag:
        return state, nan
    return state, value


@feature(
    kind="average",
    inputs=("close",),
    params={"n": Int(14, 1, 5000)},
    outputs={"average": "unit of the input"},
    state=(0, 0.0),
    warmup=lambda p: p.n - 1,
    source="J. R. McGinley, the McGinley Dynamic (1990, Market Technicians Association Journal); k = 0.6 as published, 1 as many charts have it",
    reference="talipp McGinleyDynamic (k = 1), 1e-9 relative",
    scaling=1,
    mirror=None,
    draw="overlay",
)
def mcginley(state, p, x):
    """McGinley dynamic: an average that hurries when the price falls away from it and waits when the price runs ahead.

    m_t = m_{t-1} + (x_t - m_{t-1}) / (n (x_t / m_{t-1})**4), started with the mean of the first n values. Where the price is so far
    below that this would overshoot it, the average is the price. NaN for the first n - 1 values.
    State: values seen, average (or sum so far).
    """
    seen, value = state
    if seen < p.n:
        value = seeded(value, x, seen, p.n, 0.0)
    else:
        ratio = x / value
        slowness = p.n * ratio * ratio * ratio * ratio
        value = value + (x - value) / slowness if slowness > 1.0 else x
    state = (seen + 1, value)
    if seen + 1 < p.n:
        return state, nan
    return state, value
