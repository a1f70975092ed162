"""The counterparts that Morris gives one-sided patterns: the same pattern on the chart turned upside down, where open is what it was.

A step sees all prices times -1 (high and low change places) and its signal changes sign, so that a body without size, which TA-Lib
counts as white, is black here. Strength, NaN rule and State are those of the pattern that is turned.
"""

from tradewind.features.candles.more_bars import cdl_ladder_bottom, cdl_mat_hold
from tradewind.features.candles.settings import HALF, MORRIS, candle
from tradewind.features.candles.stars import cdl_two_crows, cdl_unique_three_river, cdl_upside_gap_two_crows
from tradewind.features.candles.three_bars import (
    cdl_advance_block,
    cdl_gap_side_by_side_white,
    cdl_stalled_pattern,
    cdl_stick_sandwich,
    cdl_three_stars_in_the_south,
)
from tradewind.features.candles.two_bars import (
    cdl_homing_pigeon,
    cdl_in_neck,
    cdl_matching_low,
    cdl_on_neck,
    cdl_thrusting,
)

UP, DOWN = "100 up, 0 none", "-100 down, 0 none"
REVERSAL, CONTINUATION = f"{MORRIS}, ch. 3", f"{MORRIS}, ch. 4"

two_crows = cdl_two_crows.step
upside_gap_two_crows = cdl_upside_gap_two_crows.step
unique_three_river = cdl_unique_three_river.step
three_stars_in_the_south = cdl_three_stars_in_the_south.step
ladder_bottom = cdl_ladder_bottom.step
stick_sandwich = cdl_stick_sandwich.step
homing_pigeon = cdl_homing_pigeon.step
matching_low = cdl_matching_low.step
advance_block = cdl_advance_block.step
stalled_pattern = cdl_stalled_pattern.step
on_neck = cdl_on_neck.step
in_neck = cdl_in_neck.step
thrusting = cdl_thrusting.step
mat_hold = cdl_mat_hold.step
side_by_side_white = cdl_gap_side_by_side_white.step


def turned(result):
    """The result of a step that saw the chart upside down."""
    after, (signal, strength) = result
    return after, (0.0 - signal, strength)


@candle("CDL2CROWS upside down", 12, REVERSAL, sums=1, signal=UP)
def cdl_two_rabbits(state, p, window, first, high, low, last):
    """Two rabbits: after a long black body a white one below it, then a white one from inside that back into the black.

    cdl_two_crows upside down. NaN for the first 12 bars. Strength: the third body.
    """
    return turned(two_crows(state, p, window, -first, -low, -high, -last))


@candle("CDLUPSIDEGAP2CROWS upside down", 12, REVERSAL, sums=2, signal=UP)
def cdl_downside_gap_two_rabbits(state, p, window, first, high, low, last):
    """Downside gap two rabbits: below a long black body a short white one, then a white one that covers it.

    cdl_upside_gap_two_crows upside down. NaN for the first 12 bars. Strength: the third body.
    """
    return turned(upside_gap_two_crows(state, p, window, -first, -low, -high, -last))


@candle("CDLUNIQUE3RIVER upside down", 12, REVERSAL, sums=2, signal=DOWN)
def cdl_unique_three_mountain(state, p, window, first, high, low, last):
    """Unique three mountain: a long white body, a white one inside it with a new high, then a short black one.

    cdl_unique_three_river upside down. NaN for the first 12 bars. Strength: the first body.
    """
    return turned(unique_three_river(state, p, window, -first, -low, -high, -last))


@candle("CDL3STARSINSOUTH upside down", 12, REVERSAL, sums=4, signal=DOWN)
def cdl_three_stars_in_the_north(state, p, window, first, high, low, last):
    """Three stars in the north: three white bars, each smaller and with a lower high, buying dries up.

    cdl_three_stars_in_the_south upside down. NaN for the first 12 bars. Strength: the first bar's upper shadow.
    """
    return turned(three_stars_in_the_south(state, p, window, -first, -low, -high, -last))


@candle("CDLLADDERBOTTOM upside down", 14, REVERSAL, sums=1, signal=DOWN)
def cdl_ladder_top(state, p, window, first, high, low, last):
    """Ladder top: three white bars step by step up, a white one that reaches down, a black one below it.

    cdl_ladder_bottom upside down. NaN for the first 14 bars. Strength: the fifth body.
    """
    return turned(ladder_bottom(state, p, window, -first, -low, -high, -last))


@candle("CDLSTICKSANDWICH upside down", 7, REVERSAL, sums=1, signal=DOWN)
def cdl_bearish_stick_sandwich(state, p, window, first, high, low, last):
    """Bearish stick sandwich: a black bar between two white ones that close at the same price.

    cdl_stick_sandwich upside down. NaN for the first 7 bars. Strength: the third body.
    """
    return turned(stick_sandwich(state, p, window, -first, -low, -high, -last))


@candle("CDLHOMINGPIGEON upside down", 11, REVERSAL, sums=2, signal=DOWN)
def cdl_descending_hawk(state, p, window, first, high, low, last):
    """Descending hawk: a short white body inside a long white one.

    cdl_homing_pigeon upside down. NaN for the first 11 bars. Strength: the first body.
    """
    return turned(homing_pigeon(state, p, window, -first, -low, -high, -last))


@candle("CDLMATCHINGLOW upside down", 6, REVERSAL, sums=1, signal=DOWN)
def cdl_matching_high(state, p, window, first, high, low, last):
    """Matching high: two white bodies that close at the same price, a ceiling.

    cdl_matching_low upside down. NaN for the first 6 bars. Strength: the first body.
    """
    return turned(matching_low(state, p, window, -first, -low, -high, -last))


@candle("CDLADVANCEBLOCK upside down", 12, REVERSAL, sums=6, signal=UP)
def cdl_descent_block(state, p, window, first, high, low, last):
    """Descent block: three black bodies that close lower but grow weaker, smaller or with shadows below.

    cdl_advance_block upside down. NaN for the first 12 bars. Strength: the first body.
    """
    return turned(advance_block(state, p, window, -first, -low, -high, -last))


@candle("CDLSTALLEDPATTERN upside down", 12, REVERSAL, sums=6, signal=UP)
def cdl_bullish_stalled_pattern(state, p, window, first, high, low, last):
    """Bullish stalled pattern: two long black bodies, then a short one below the second; also called bullish deliberation.

    cdl_stalled_pattern upside down. NaN for the first 12 bars. Strength: the second body.
    """
    return turned(stalled_pattern(state, p, window, -first, -low, -high, -last))


@candle("CDLONNECK upside down", 11, CONTINUATION, sums=2, signal=UP)
def cdl_bullish_on_neck(state, p, window, first, high, low, last):
    """Bullish on-neck line: after a long white body a black one opens above the high and closes back at that high.

    cdl_on_neck upside down. NaN for the first 11 bars. Strength: the first body.
    """
    return turned(on_neck(state, p, window, -first, -low, -high, -last))


@candle("CDLINNECK upside down", 11, CONTINUATION, sums=2, signal=UP)
def cdl_bullish_in_neck(state, p, window, first, high, low, last):
    """Bullish in-neck line: after a long white body a black one opens above the high and closes just at its close.

    cdl_in_neck upside down. NaN for the first 11 bars. Strength: the first body.
    """
    return turned(in_neck(state, p, window, -first, -low, -high, -last))


@candle("CDLTHRUSTING upside down", 11, CONTINUATION, sums=2, signal=UP)
def cdl_bullish_thrusting(state, p, window, first, high, low, last):
    """Bullish thrusting line: after a long white body a black one from above the high that does not reach its middle.

    cdl_thrusting upside down. NaN for the first 11 bars. Strength: the first body.
    """
    return turned(thrusting(state, p, window, -first, -low, -high, -last))


@candle("CDLMATHOLD upside down", 14, CONTINUATION, sums=4, params={"penetration": HALF}, signal=DOWN)
def cdl_bearish_mat_hold(state, p, window, first, high, low, last):
    """Bearish mat hold: a long black body, a gap down, three short bars that recover but stay below, then a new low.

    cdl_mat_hold upside down. NaN for the first 14 bars. Strength: the fifth body.
    """
    return turned(mat_hold(state, p, window, -first, -low, -high, -last))


@candle("CDLGAPSIDESIDEWHITE upside down", 7, CONTINUATION, sums=2)
def cdl_gap_side_by_side_black(state, p, window, first, high, low, last):
    """Side-by-side black lines: after a gap two black bodies of about the same size and open.

    cdl_gap_side_by_side_white upside down; the signal has the gap's direction. NaN for the first 7 bars. Strength: the third body.
    """
    return turned(side_by_side_white(state, p, window, -first, -low, -high, -last))
