"""Where the price stands within what it has been."""

from math import nan

from tradewind.features.declare import Int, feature


@feature(
    kind="range",
    inputs=("high", "low", "close"),
    params={"n": Int(20, 1, 2000)},
    outputs={"position": "0 (lowest low) to 1 (highest high)"},
    state=(0.0,),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="G. C. Lane, Lane's Stochastics, Technical Analysis of Stocks & Commodities 2:3 (1984), %K / 100",
    reference="TA-Lib STOCHF fastk / 100, 1e-9",
    scaling=0,
)
def range_position(state, p, window, high, low, close):
    """(close - lowest low) / (highest high - lowest low) of the last n bars; 0.5 where the range is empty.

    NaN for the first n - 1 bars. State: bars seen; window: n highs, then n lows.
    """
    (seen,) = state
    slot = int(seen) % p.n
    window[slot] = high
    window[p.n + slot] = low
    seen += 1.0
    if seen < p.n:
        return (seen,), nan
    top = window[0]
    bottom = window[p.n]
    for i in range(1, p.n):
        top = max(top, window[i])
        bottom = min(bottom, window[p.n + i])
    return (seen,), (close - bottom) / (top - bottom) if top > bottom else 0.5


@feature(
    kind="volume",
    inputs=("volume",),
    params={"n": Int(20, 1, 2000)},
    outputs={"ratio": "times the average"},
    state=(0.0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n,
    source="J. J. Murphy, Technical Analysis of the Financial Markets (1999)",
    reference="TA-Lib RVOL, 1e-9 relative",
    scaling=0,
    mirror="even",
)
def volume_ratio(state, p, window, volume):
    """Relative volume (RVOL): volume over the mean volume of the n bars before; NaN where that mean is 0 (a source without volume).

    NaN for the first n bars. State: bars seen, running sum; window: the last n volumes.
    """
    seen, total = state
    slot = int(seen) % p.n
    ratio = nan
    if seen >= p.n:
        if total > 0.0:
            ratio = volume / (total / p.n)
        total -= window[slot]
    window[slot] = volume
    return (seen + 1.0, total + volume), ratio
