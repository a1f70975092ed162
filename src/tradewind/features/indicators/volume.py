"""Volume added up over the whole history: who has been buying, who has been selling. Their level has no meaning, their slope has."""

from math import nan

from tradewind.features.declare import Int, feature


@feature(
    kind="volume",
    inputs=("close", "volume"),
    outputs={"volume": "units traded, added up"},
    state=(0, 0.0, 0.0),
    source="J. E. Granville, New Key to Stock Market Profits (1963)",
    reference="TA-Lib OBV, 1e-9 relative",
    scaling=0,
)
def obv(state, p, close, volume):
    """On-balance volume: the volume of bars that closed higher, less that of bars that closed lower, added up from the first bar's.

    State: whether a bar was seen, last close, sum.
    """
    seen, previous, total = state
    if seen == 0:
        return (1, close, volume), volume
    # Without branches: nobody can predict them.
    total += volume * (1.0 * (close > previous) - 1.0 * (close < previous))
    return (1, close, total), total


def money_flow_volume(high, low, close, volume):
    """Volume times where the bar closed: -1 at its low, 1 at its high, 0 where the bar has no range."""
    spread = high - low
    return ((close - low) - (high - close)) / spread * volume if spread > 0.0 else 0.0


@feature(
    kind="volume",
    inputs=("high", "low", "close", "volume"),
    outputs={"volume": "units traded, added up"},
    state=(0.0,),
    source="M. Chaikin, accumulation/distribution line, after L. Williams, How I Made One Million Dollars (1973)",
    reference="TA-Lib AD, 1e-9 relative",
    scaling=0,
    mirror="odd",
)
def ad(state, p, high, low, close, volume):
    """Chaikin's accumulation/distribution line: volume times ((close - low) - (high - close)) / (high - low), added up.

    A bar without a range adds nothing. State: sum.
    """
    total = state[0] + money_flow_volume(high, low, close, volume)
    return (total,), total


@feature(
    kind="volume",
    inputs=("high", "low", "close", "volume"),
    params={"fast": Int(3, 2, 1000), "slow": Int(10, 2, 1000)},
    outputs={"volume": "units traded"},
    state=(0, 0.0, 0.0, 0.0),
    warmup=lambda p: max(p.fast, p.slow) - 1,
    source="M. Chaikin, Chaikin oscillator; S. B. Achelis, Technical Analysis from A to Z (2nd ed. 2000)",
    reference="TA-Lib ADOSC, 1e-9 relative",
    scaling=0,
    mirror="odd",
)
def adosc(state, p, high, low, close, volume):
    """Chaikin oscillator: a fast less a slow exponential average of the accumulation/distribution line, both started at its first value.

    NaN for the first max(fast, slow) - 1 bars. State: bars seen (up to the warm-up), line, fast and slow average.
    """
    seen, line, fast, slow = state
    line += money_flow_volume(high, low, close, volume)
    if seen == 0:
        fast = line
        slow = line
    else:
        a = 2.0 / (p.fast + 1.0)
        b = 2.0 / (p.slow + 1.0)
        fast = fast * (1.0 - a) + line * a
        slow = slow * (1.0 - b) + line * b
    warm = seen + 1 >= max(p.fast, p.slow)
    return (seen if warm else seen + 1, line, fast, slow), fast - slow if warm else nan


@feature(
    kind="volume",
    inputs=("close", "volume"),
    outputs={"volume": "units traded times fraction of price, added up"},
    state=(0, 0.0, 0.0),
    source="S. B. Achelis, Technical Analysis from A to Z (2nd ed. 2000), Price and Volume Trend",
    reference="TA-Lib PVT, 1e-9 relative",
    scaling=0,
)
def pvt(state, p, close, volume):
    """Price-volume trend: volume times the change of the close as a fraction of the last close, added up from 0.

    State: whether a bar was seen, last close, sum.
    """
    seen, previous, total = state
    if seen != 0 and previous != 0.0:
        total += (close - previous) / previous * volume
    return (1, close, total), total


@feature(
    kind="volume",
    inputs=("close", "volume"),
    outputs={"index": "1000 at the first bar"},
    state=(0, 0.0, 0.0, 1000.0),
    source="N. G. Fosback, Stock Market Logic (1976), Negative Volume Index",
    reference="TA-Lib NVI, 1e-9 relative",
    scaling=0,
)
def nvi(state, p, close, volume):
    """Negative volume index: what 1000 would have become with the returns of those bars alone that had less volume than the one before.

    State: whether a bar was seen, last close, last volume, index.
    """
    seen, previous, before, index = state
    if seen != 0 and volume < before and previous != 0.0:
        index *= close / previous
    return (1, close, volume, index), index


@feature(
    kind="volume",
    inputs=("close", "volume"),
    outputs={"index": "1000 at the first bar"},
    state=(0, 0.0, 0.0, 1000.0),
    source="N. G. Fosback, Stock Market Logic (1976), Positive Volume Index",
    reference="TA-Lib PVI, 1e-9 relative",
    scaling=0,
)
def pvi(state, p, close, volume):
    """Positive volume index: what 1000 would have become with the returns of those bars alone that had more volume than the one before.

    State: whether a bar was seen, last close, last volume, index.
    """
    seen, previous, before, index = state
    if seen != 0 and volume > before and previous != 0.0:
        index *= close / previous
    return (1, close, volume, index), index


@feature(
    kind="volume",
    inputs=("high", "low", "close", "volume"),
    outputs={"price": "price"},
    state=(0.0, 0.0),
    source="S. A. Berkowitz, D. E. Logue, E. A. Noser, The Total Cost of Transactions on the NYSE, Journal of Finance 43:1 (1988)",
    reference="TA-Lib VWAP, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def vwap(state, p, high, low, close, volume):
    """Volume-weighted average of all typical prices (high + low + close) / 3 since the first bar.

    NaN until there was any volume (TA-Lib says 0 there, which is no price). State: sum of price times volume, sum of volume.
    """
    money, total = state
    money += (high + low + close) / 3.0 * volume
    total += volume
    return (money, total), money / total if total > 0.0 else nan


@feature(
    kind="volume",
    inputs=("high", "low", "close"),
    outputs={"distance": "price, added up"},
    state=(0, 0.0, 0.0),
    source="L. Williams, The Secret of Selecting Stocks for Immediate and Substantial Gains (1972)",
    reference="TA-Lib WAD, 1e-9 relative",
    scaling=1,
    mirror="odd",
)
def wad(state, p, high, low, close):
    """Williams' accumulation/distribution: how far each close is above the true low if it rose, below the true high if it fell, added up.

    true low: the lower of the low and the last close; true high likewise. State: whether a bar was seen, last close, sum.
    """
    seen, previous, total = state
    if seen != 0:
        if close > previous:
            total += close - min(low, previous)
        elif close < previous:
            total += close - max(high, previous)
    return (1, close, total), total
