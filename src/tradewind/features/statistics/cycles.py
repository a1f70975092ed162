"""The cycle that a series goes through, by its likeness to itself."""

from math import nan

from tradewind.features.declare import Int, feature
from tradewind.features.statistics.latest import SPECK, VALUES, lagged_products, latest
from tradewind.features.statistics.trend import line_through


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(120, 100, 2000), "shortest": Int(5, 2, 10), "longest": Int(40, 12, 48)},
    outputs={"period": "bars", "strength": "correlation, -1 to 1"},
    state=VALUES,
    window=lambda p: 3 * p.n + 50,
    warmup=lambda p: p.n - 1,
    source="G. E. P. Box, G. M. Jenkins and G. C. Reinsel, Time Series Analysis: Forecasting and Control (1994), the correlogram",
    reference="statsmodels acf of scipy.signal.detrend, scipy.signal.find_peaks, 1e-8",
    scaling=0,
    mirror="even",
)
def dominant_period(state, p, window, x):
    """Dominant period: after how many bars the last n values, less their straight line, are most like themselves again.

    The lag of the highest peak of the autocorrelation between `shortest` and `longest`; strength: the correlation there. A peak is
    above the lag before and not below the lag after. NaN and 0 where there is none. O(n * longest) a bar.
    NaN for the first n - 1 values. State: see latest.py; behind the ring: what is left of the line, and its lagged products.
    """
    state = latest(window, p.n, state, x)
    if state[0] < p.n:
        return state, (nan, nan)
    n, left, products = p.n, 2 * p.n, 3 * p.n
    mean, slope, _, squares = line_through(window, state[1], n)
    if squares <= n * (SPECK * mean) * (SPECK * mean):
        return state, (nan, 0.0)
    for i in range(n):
        window[left + i] = window[state[1] + i] - mean - slope * (i - 0.5 * (n - 1.0))
    for k in range(p.shortest - 1, p.longest + 2):
        window[products + k] = lagged_products(window, left, n, 0.0, k)
    best, strength = 0, -2.0
    for k in range(p.shortest, p.longest + 1):
        here = window[products + k] / squares
        if window[products + k - 1] < window[products + k] >= window[products + k + 1] and here > strength:
            best, strength = k, here
    return state, (1.0 * best, strength) if best > 0 else (nan, 0.0)
