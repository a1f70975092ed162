"""Divergence: price makes a new extreme at a turning point and the oscillator does not, or the other way round."""

from math import nan

from tradewind.features.declare import Float, Int, feature
from tradewind.features.indicators.momentum import next_rsi
from tradewind.features.structure.turning import FIELDS, TURNING, turn

SIZE = Float(3.0, 0.5, 50.0)
SOURCE = (
    "J. W. Wilder, New Concepts in Technical Trading Systems (1978), section VI (divergence); "
    "A. Cardwell's reversals in C. Brown, Technical Analysis for the Trading Professional (1999) (hidden divergence)"
)
REFERENCE = "the lists of turning points of tests/features/cases/swings.py and TA-Lib RSI"
OUTPUTS = {
    "regular": "1 bullish, -1 bearish, 0 none",
    "hidden": "1 bullish, -1 bearish, 0 none",
    "ago": "bars since the extreme, 0 where none",
}
# The turning points' state, oscillator at the running top and bottom, then price and oscillator of the last high and low that are known.
STATE = (*TURNING, nan, nan, nan, nan, nan, nan)


def diverge(state, window, size, high, low, close, oscillator):
    """One more bar. Returns (state, (regular, hidden, ago))."""
    turning, at_top, at_bottom = state[:9], state[9], state[10]
    last_high, high_was, last_low, low_was = state[11], state[12], state[13], state[14]
    bar, top, top_bar, bottom, bottom_bar = turning[0], turning[2], turning[3], turning[4], turning[5]
    turning, turned = turn(turning, window, 1, size, high, low, close)
    regular = hidden = ago = 0.0
    if turned > 0:
        if top > last_high and at_top < high_was:
            regular = -1.0
        elif top < last_high and at_top > high_was:
            hidden = -1.0
        last_high, high_was = top, at_top
        ago = 1.0 * (bar - top_bar)
    elif turned < 0:
        if bottom < last_low and at_bottom > low_was:
            regular = 1.0
        elif bottom > last_low and at_bottom < low_was:
            hidden = 1.0
        last_low, low_was = bottom, at_bottom
        ago = 1.0 * (bar - bottom_bar)
    if turning[3] == bar:
        at_top = oscillator
    if turning[5] == bar:
        at_bottom = oscillator
    if regular == 0.0 and hidden == 0.0:
        ago = 0.0
    return (*turning, at_top, at_bottom, last_high, high_was, last_low, low_was), (regular, hidden, ago)


@feature(
    kind="timeframes",
    inputs=("high", "low", "close", "oscillator"),
    params={"size": SIZE},
    outputs=OUTPUTS,
    state=STATE,
    window=lambda p: FIELDS,
    source=SOURCE,
    reference=REFERENCE,
    scaling=0,
    draw="marker",
)
def divergence(state, p, window, high, low, close, oscillator):
    """Price turned at a new extreme that the oscillator did not confirm (regular), or the oscillator at one that price did not (hidden).

    The last two swing highs are compared, or the last two swing lows, and the oscillator at their bars. Bearish regular: higher high,
    lower oscillator; bearish hidden: lower high, higher oscillator; bullish ones with lows, the other way round. Told at the bar at which
    the turning point becomes known (price has gone back `size` average true ranges, turning.py), not at the extreme; `ago` says how many
    bars that took. 0 where nothing is told. State: see `diverge`; window: the last turning point.
    """
    return diverge(state, window, p.size, high, low, close, oscillator)


@feature(
    kind="timeframes",
    inputs=("high", "low", "close"),
    params={"n": Int(14, 2, 1000), "size": SIZE},
    outputs=OUTPUTS,
    state=(0, 0.0, 0.0, 0.0, *STATE),
    window=lambda p: FIELDS,
    warmup=lambda p: p.n,
    source=SOURCE,
    reference=REFERENCE,
    scaling=0,
    draw="marker",
)
def rsi_divergence(state, p, window, high, low, close):
    """Price turned at a new extreme that the relative strength index (RSI) did not confirm (regular), or the other way round (hidden).

    As `divergence`, with the RSI of n bars as the oscillator; turning points before it has a value are compared with nothing.
    NaN for the first n bars. State: as `rsi`, then as `divergence`.
    """
    seen, up, down, strength = next_rsi(state[0], state[1], state[2], state[3], close, p.n)
    after, told = diverge(state[4:], window, p.size, high, low, close, strength)
    if strength == strength:
        return (seen, close, up, down, *after), told
    return (seen, close, up, down, *after), (nan, nan, nan)
