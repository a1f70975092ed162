"""Candlesticks of four and five bars: line strike, concealing baby swallow, breakaway, ladder bottom, mat hold, three methods, hikkake."""

from tradewind.features.candles.settings import (
    HALF,
    MORRIS,
    NEAR,
    NISON,
    SUMS,
    VERY_SHORT,
    answer,
    bar,
    body,
    body_gap_down,
    body_gap_up,
    candle,
    colour,
    lower_shadow,
    mean_body,
    mean_range,
    push,
    short_range,
    upper_shadow,
    white,
)

UP = "100 up, 0 none"
CONFIRMED = "100 up, -100 down when it appears; 200 up, -200 down when it is confirmed; 0 none"
HIKKAKE = "D. L. Chesler, Hikkake, Active Trader (April 2004)"


@candle("CDL3LINESTRIKE", 8, f"{MORRIS}, ch. 4", sums=2)
def cdl_three_line_strike(state, p, window, first, high, low, last):
    """Three-line strike: three bars of a colour that go on, then one of the other that takes all three back. TA-Lib's CDL3LINESTRIKE.

    The second and the third open in or near the body before. The signal has the three bars' colour (the classic, continuing reading).
    NaN for the first 8 bars. Strength: the fourth body.
    """
    push(state, window, first, high, low, last)
    near3 = NEAR * short_range(state, window, 0, 3)
    near2 = NEAR * short_range(state, window, 1, 2)
    first3, _, _, last3 = bar(state, window, 3)
    first2, _, _, last2 = bar(state, window, 2)
    first1, _, _, last1 = bar(state, window, 1)
    up = white(first1, last1)
    found = white(first3, last3) == up and white(first2, last2) == up and white(first, last) != up
    found = found and min(first3, last3) - near3 <= first2 <= max(first3, last3) + near3
    found = found and min(first2, last2) - near2 <= first1 <= max(first2, last2) + near2
    if up:
        found = found and last3 < last2 < last1 < first and last < first3
    else:
        found = found and last3 > last2 > last1 > first and last > first3
    return answer(state, window, 100.0 * colour(first1, last1) if found else 0.0, body(first, last))


@candle("CDLCONCEALBABYSWALL", 13, f"{MORRIS}, ch. 3", sums=5, signal=UP)
def cdl_concealing_baby_swallow(state, p, window, first, high, low, last):
    """Concealing baby swallow: two black marubozu, a black bar that gaps down and reaches back, one that swallows it. TA-Lib's CDLCONCEALBABYSWALL.

    The third has an upper shadow into the second's body, the fourth is black and covers the third with its shadows.
    NaN for the first 13 bars. Strength: the fourth body.
    """
    push(state, window, first, high, low, last)
    limit3 = VERY_SHORT * mean_range(state, window, 0, 3)
    limit2 = VERY_SHORT * mean_range(state, window, 1, 2)
    limit1 = VERY_SHORT * mean_range(state, window, 2, 1)
    first3, high3, low3, last3 = bar(state, window, 3)
    first2, high2, low2, last2 = bar(state, window, 2)
    first1, high1, low1, last1 = bar(state, window, 1)
    found = not white(first3, last3) and not white(first2, last2)
    found = found and not white(first1, last1) and not white(first, last)
    found = found and lower_shadow(first3, low3, last3) < limit3 and upper_shadow(first3, high3, last3) < limit3
    found = found and lower_shadow(first2, low2, last2) < limit2 and upper_shadow(first2, high2, last2) < limit2
    found = found and body_gap_down(first2, last2, first1, last1)
    found = found and upper_shadow(first1, high1, last1) > limit1 and high1 > last2
    found = found and high > high1 and low < low1
    return answer(state, window, 100.0 if found else 0.0, body(first, last))


@candle("CDLBREAKAWAY", 14, f"{MORRIS}, ch. 3", sums=1)
def cdl_breakaway(state, p, window, first, high, low, last):
    """Breakaway: a long body, a gap, three bars that drift on, then one back into the gap. TA-Lib's CDLBREAKAWAY.

    The middle bar may have either colour. The signal has the fifth bar's colour. NaN for the first 14 bars. Strength: the fifth body.
    """
    push(state, window, first, high, low, last)
    average4 = mean_body(state, window, 0, 4)
    first4, _, _, last4 = bar(state, window, 4)
    first3, high3, low3, last3 = bar(state, window, 3)
    _, high2, low2, _ = bar(state, window, 2)
    first1, high1, low1, last1 = bar(state, window, 1)
    up = white(first4, last4)
    found = body(first4, last4) > average4 and white(first3, last3) == up and white(first1, last1) == up
    found = found and white(first, last) != up
    if up:
        found = found and body_gap_up(first4, last4, first3, last3) and last4 < last < first3
        found = found and high3 < high2 < high1 and low3 < low2 < low1
    else:
        found = found and body_gap_down(first4, last4, first3, last3) and first3 < last < last4
        found = found and high3 > high2 > high1 and low3 > low2 > low1
    return answer(state, window, 100.0 * colour(first, last) if found else 0.0, body(first, last))


@candle("CDLLADDERBOTTOM", 14, f"{MORRIS}, ch. 3", sums=1, signal=UP)
def cdl_ladder_bottom(state, p, window, first, high, low, last):
    """Ladder bottom: three black bars step by step down, a black one that reaches up, a white one above it. TA-Lib's CDLLADDERBOTTOM.

    Opens and closes of the three go down; the fourth has an upper shadow; the fifth opens above its body and closes above its high.
    NaN for the first 14 bars. Strength: the fifth body.
    """
    push(state, window, first, high, low, last)
    limit1 = VERY_SHORT * mean_range(state, window, 0, 1)
    first4, _, _, last4 = bar(state, window, 4)
    first3, _, _, last3 = bar(state, window, 3)
    first2, _, _, last2 = bar(state, window, 2)
    first1, high1, _, last1 = bar(state, window, 1)
    found = not white(first4, last4) and not white(first3, last3) and not white(first2, last2)
    found = found and first4 > first3 > first2 and last4 > last3 > last2
    found = found and not white(first1, last1) and upper_shadow(first1, high1, last1) > limit1
    found = found and white(first, last) and first > first1 and last > high1
    return answer(state, window, 100.0 if found else 0.0, body(first, last))


@candle("CDLMATHOLD", 14, f"{MORRIS}, ch. 4", sums=4, params={"penetration": HALF}, signal=UP)
def cdl_mat_hold(state, p, window, first, high, low, last):
    """Mat hold: a long white body, a gap up, three short bars that fall back but hold, then a new high. TA-Lib's CDLMATHOLD.

    The short bodies' tops fall; those of the third and fourth stay less than `penetration` of the first body deep in it.
    NaN for the first 14 bars. Strength: the fifth body.
    """
    push(state, window, first, high, low, last)
    average4 = mean_body(state, window, 0, 4)
    average3 = mean_body(state, window, 1, 3)
    average2 = mean_body(state, window, 2, 2)
    average1 = mean_body(state, window, 3, 1)
    first4, _, _, last4 = bar(state, window, 4)
    first3, high3, _, last3 = bar(state, window, 3)
    first2, high2, _, last2 = bar(state, window, 2)
    first1, high1, _, last1 = bar(state, window, 1)
    size4 = body(first4, last4)
    held = last4 - size4 * p.penetration
    found = white(first4, last4) and not white(first3, last3) and white(first, last)
    found = found and size4 > average4 and body(first3, last3) < average3
    found = found and body(first2, last2) < average2 and body(first1, last1) < average1
    found = found and body_gap_up(first4, last4, first3, last3)
    found = found and held < min(first2, last2) < last4 and held < min(first1, last1) < last4
    found = found and max(first1, last1) < max(first2, last2) < first3
    found = found and first > last1 and last > max(high3, high2, high1)
    return answer(state, window, 100.0 if found else 0.0, body(first, last))


@candle("CDLRISEFALL3METHODS", 14, f"{NISON}, ch. 7", sums=5)
def cdl_rise_fall_three_methods(state, p, window, first, high, low, last):
    """Rising and falling three methods: a long body, three short ones against it within its range, then a long one on. TA-Lib's CDLRISEFALL3METHODS.

    The signal has the long bodies' colour. NaN for the first 14 bars. Strength: the fifth body.
    """
    push(state, window, first, high, low, last)
    average4 = mean_body(state, window, 0, 4)
    average3 = mean_body(state, window, 1, 3)
    average2 = mean_body(state, window, 2, 2)
    average1 = mean_body(state, window, 3, 1)
    average = mean_body(state, window, 4, 0)
    first4, high4, low4, last4 = bar(state, window, 4)
    first3, _, _, last3 = bar(state, window, 3)
    first2, _, _, last2 = bar(state, window, 2)
    first1, _, _, last1 = bar(state, window, 1)
    up, side = white(first4, last4), colour(first4, last4)
    found = white(first3, last3) != up and white(first2, last2) != up and white(first1, last1) != up
    found = found and white(first, last) == up
    found = found and body(first4, last4) > average4 and body(first3, last3) < average3
    found = found and body(first2, last2) < average2 and body(first1, last1) < average1 and body(first, last) > average
    found = found and min(first3, last3) < high4 and max(first3, last3) > low4
    found = found and min(first2, last2) < high4 and max(first2, last2) > low4
    found = found and min(first1, last1) < high4 and max(first1, last1) > low4
    found = found and last3 * side > last2 * side > last1 * side
    found = found and first * side > last1 * side and last * side > last4 * side
    return answer(state, window, 100.0 * side if found else 0.0, body(first, last))


@candle("CDLHIKKAKE", 5, HIKKAKE, more=3, signal=CONFIRMED)
def cdl_hikkake(state, p, window, first, high, low, last):
    """Hikkake: an inside bar, a false break out of it, and the close beyond its other end that confirms it. TA-Lib's CDLHIKKAKE.

    A bar with lower high and low after an inside bar promises a rise, one with higher high and low a fall; it is confirmed by a close
    beyond the inside bar's other end within three bars. NaN for the first 5 bars. Strength: this bar's range.
    """
    push(state, window, first, high, low, last)
    _, high2, low2, _ = bar(state, window, 2)
    _, high1, low1, _ = bar(state, window, 1)
    side = broken(high1, low1, high, low) if high1 < high2 and low1 > low2 else 0.0
    signal = trapped(state, window, SUMS, side if state[0] >= -3 else 0.0, high1, low1, last)
    return answer(state, window, signal, high - low)


@candle("CDLHIKKAKEMOD", 10, HIKKAKE, sums=1, more=3, signal=CONFIRMED)
def cdl_modified_hikkake(state, p, window, first, high, low, last):
    """Modified hikkake: a hikkake of two bars each inside the one before, whose first closes at its end. TA-Lib's CDLHIKKAKEMOD.

    Before a rise the second bar closes `near` its low, before a fall `near` its high. NaN for the first 10 bars. Strength: this bar's range.
    """
    push(state, window, first, high, low, last)
    # What is confirmed at the first value may have come three bars earlier: the average starts as much earlier.
    near2 = NEAR * short_range((state[0] + 3, state[1]), window, 0, 2)
    _, high3, low3, _ = bar(state, window, 3)
    _, high2, low2, last2 = bar(state, window, 2)
    _, high1, low1, _ = bar(state, window, 1)
    side = broken(high1, low1, high, low)
    inside = high2 < high3 and low2 > low3 and high1 < high2 and low1 > low2
    ended = last2 <= low2 + near2 if side > 0.0 else last2 >= high2 - near2
    side = side if inside and ended and state[0] >= -3 else 0.0
    signal = trapped(state, window, SUMS + 1, side, high1, low1, last)
    return answer(state, window, signal, high - low)


def broken(high1, low1, high, low):
    """1.0 where high and low are lower than before, -1.0 where both are higher, else 0.0."""
    if high < high1 and low < low1:
        return 1.0
    return -1.0 if high > high1 and low > low1 else 0.0


def trapped(state, window, at, side, high1, low1, last):
    """100 a side where a hikkake appears at this bar, 200 a side where this close confirms the one that is remembered, else 0.

    window[at:]: the hikkake's side, the price beyond which a close confirms it, and its bar.
    """
    if side != 0.0:
        window[at] = side
        window[at + 1] = high1 if side > 0.0 else low1
        window[at + 2] = state[1]
        return 100.0 * side
    known = window[at]
    if known != 0.0 and state[1] <= window[at + 2] + 3.0 and (last - window[at + 1]) * known > 0.0:
        window[at] = 0.0
        return 200.0 * known
    return 0.0
