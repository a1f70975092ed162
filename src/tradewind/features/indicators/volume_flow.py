"""Volume over the last bars: how much money stands behind a move of the price."""

from math import nan

from tradewind.features.declare import Int, feature
from tradewind.features.indicators.smoothing import next_exponential, two_averages
from tradewind.features.indicators.volume import money_flow_volume
from tradewind.features.indicators.windows import ROUNDING, next_slot, total_of


@feature(
    kind="volume",
    inputs=("high", "low", "close", "volume"),
    params={"n": Int(14, 2, 2000)},
    outputs={"index": "0 to 100"},
    state=(0, 0, 0, 0.0, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="G. Quong and A. Soudack, Volume-Weighted RSI: Money Flow, Technical Analysis of Stocks & Commodities (1989)",
    reference="TA-Lib MFI, 1e-9 relative",
    scaling=0,
)
def mfi(state, p, window, high, low, close, volume):
    """Money flow index: price times volume of bars with a higher typical price in percent of that of all bars that moved.

    typical price: (high + low + close) / 3; over the last n changes. 0 where no money flowed. NaN for the first n bars.
    State: changes seen (up to n), slot, bars without a flow in a row, last typical price, both sums; window: n inflows, n outflows.
    """
    seen, slot, quiet, previous, up, down = state
    typical = (high + low + close) / 3.0
    if seen == 0:
        return (1, 0, 0, typical, 0.0, 0.0), nan
    # Prices that differ by no more than rounding are equal, as in TA-Lib.
    still = ROUNDING * (abs(typical) + abs(previous))
    money = typical * volume
    inflow = money * (typical - previous > still)
    outflow = money * (previous - typical > still)
    quiet = 0 if inflow + outflow > 0.0 else quiet + 1
    up += inflow - window[slot]
    down += outflow - window[p.n + slot]
    window[slot] = inflow
    window[p.n + slot] = outflow
    slot = next_slot(slot, p.n)
    if slot == 0:
        up = total_of(window, 0, p.n)
        down = total_of(window, p.n, p.n)
    if seen < p.n:
        return (seen + 1, slot, quiet, typical, up, down), nan
    value = 100.0 * up / (up + down) if quiet < p.n and up + down > 0.0 else 0.0
    return (seen, slot, quiet, typical, up, down), value


@feature(
    kind="volume",
    inputs=("high", "low", "close", "volume"),
    params={"n": Int(20, 1, 2000)},
    outputs={"flow": "-1 to 1"},
    state=(0, 0, 0, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="M. Chaikin, Chaikin money flow; S. B. Achelis, Technical Analysis from A to Z (2nd ed. 2000)",
    reference="TA-Lib CMF, 1e-9 relative",
    scaling=0,
    mirror="odd",
)
def cmf(state, p, window, high, low, close, volume):
    """Chaikin money flow: volume times where each bar closed (-1 at its low, 1 at its high), over the volume of the last n bars.

    0 where there was no volume. NaN for the first n - 1 bars.
    State: bars seen (up to n), slot, bars without volume in a row, both sums; window: n flows, n volumes.
    """
    seen, slot, quiet, flow, total = state
    flowed = money_flow_volume(high, low, close, volume)
    quiet = 0 if volume > 0.0 else quiet + 1
    flow += flowed - window[slot]
    total += volume - window[p.n + slot]
    window[slot] = flowed
    window[p.n + slot] = volume
    slot = next_slot(slot, p.n)
    if slot == 0:
        flow = total_of(window, 0, p.n)
        total = total_of(window, p.n, p.n)
    seen = seen + 1 if seen < p.n else seen
    if seen < p.n:
        return (seen, slot, quiet, flow, total), nan
    return (seen, slot, quiet, flow, total), flow / total if quiet < p.n and total > 0.0 else 0.0


@feature(
    kind="volume",
    inputs=("close", "volume"),
    params={"n": Int(13, 1, 2000)},
    outputs={"force": "price times volume"},
    state=(0, 0, 0.0, 0.0),
    warmup=lambda p: p.n,
    source="A. Elder, Trading for a Living (1993)",
    reference="TA-Lib EFI, 1e-9 relative",
    scaling=1,
    mirror="odd",
)
def efi(state, p, close, volume):
    """Elder's force index: the change of the close times the volume, smoothed exponentially over n bars (n=1: raw).

    NaN for the first n bars. State: whether a bar was seen, changes seen (up to n), last close, average.
    """
    begun, seen, previous, value = state
    if begun == 0:
        return (1, 0, close, 0.0), nan
    seen, value = next_exponential(seen, value, (close - previous) * volume, p.n, 2.0 / (p.n + 1.0))
    return (1, seen, close, value), value if seen == p.n else nan


@feature(
    kind="volume",
    inputs=("high", "low", "volume"),
    outputs={"ease": "price per unit traded"},
    source="B. Williams, Trading Chaos (1995), Market Facilitation Index",
    reference="TA-Lib MARKETFI, 1e-9 relative",
    scaling=1,
    mirror="even",
)
def marketfi(state, p, high, low, volume):
    """Williams' market facilitation index: how far the price went for each unit traded, (high - low) / volume; 0 without volume."""
    return state, (high - low) / volume if volume > 0.0 else 0.0


@feature(
    kind="volume",
    inputs=("volume",),
    params={"fast": Int(12, 2, 1000), "slow": Int(26, 2, 1000), "average": Int(1, 0, 3)},
    outputs={"oscillator": "percent"},
    state=(0, 0, 0.0, 0, 0, 0.0),
    window=lambda p: p.fast + p.slow,
    warmup=lambda p: max(p.fast, p.slow) - 1,
    source="S. B. Achelis, Technical Analysis from A to Z (2nd ed. 2000), Volume Oscillator",
    reference="TA-Lib PVO, 1e-9 relative",
    scaling=0,
    mirror="even",
)
def pvo(state, p, window, volume):
    """Percentage volume oscillator: by how many percent a fast average of volume is above a slow one; 0 where the slow one is 0.

    average: 0 simple, 1 exponential, 2 weighted, 3 Wilder's. NaN until the slower average is known.
    State: values seen, slot and value of each average; window: fast, slow.
    """
    state, fast, slow = two_averages(state, p, window, volume)
    return state, (fast - slow) / slow * 100.0 if slow != 0.0 else 0.0
