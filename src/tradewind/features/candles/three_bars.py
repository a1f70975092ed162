"""Candlesticks of three bars: soldiers, crows, inside, outside, stars in the south, blocks, gaps that stay open, sandwich."""

from tradewind.features.candles.settings import (
    EQUAL,
    FAR,
    MORRIS,
    NEAR,
    NISON,
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
    mean_shadow,
    push,
    short_range,
    upper_shadow,
    white,
    within,
)

UP, DOWN = "100 up, 0 none", "-100 down, 0 none"


@candle("CDL3WHITESOLDIERS", 12, f"{NISON}, ch. 6", sums=6, signal=UP)
def cdl_three_white_soldiers(state, p, window, first, high, low, last):
    """Three white soldiers: three white bodies, each from within the one before, closing higher at its high. TA-Lib's CDL3WHITESOLDIERS.

    Very short upper shadows; an open may be `near` above the body before; no body far smaller than the one before, the third not
    short. NaN for the first 12 bars. Strength: the third body.
    """
    push(state, window, first, high, low, last)
    limit2 = VERY_SHORT * mean_range(state, window, 0, 2)
    limit1 = VERY_SHORT * mean_range(state, window, 1, 1)
    limit = VERY_SHORT * mean_range(state, window, 2, 0)
    range2 = short_range(state, window, 3, 2)
    range1 = short_range(state, window, 4, 1)
    average = mean_body(state, window, 5, 0)
    first2, high2, _, last2 = bar(state, window, 2)
    first1, high1, _, last1 = bar(state, window, 1)
    size2, size1, size = body(first2, last2), body(first1, last1), body(first, last)
    found = white(first2, last2) and white(first1, last1) and white(first, last) and last2 < last1 < last
    found = found and upper_shadow(first2, high2, last2) < limit2 and upper_shadow(first1, high1, last1) < limit1
    found = found and upper_shadow(first, high, last) < limit and size > average
    found = found and first2 < first1 <= last2 + NEAR * range2 and first1 < first <= last1 + NEAR * range1
    found = found and size1 > size2 - FAR * range2 and size > size1 - FAR * range1
    return answer(state, window, 100.0 if found else 0.0, size)


@candle("CDLADVANCEBLOCK", 12, f"{NISON}, ch. 6", sums=6, signal=DOWN)
def cdl_advance_block(state, p, window, first, high, low, last):
    """Advance block: three white bodies that close higher but grow weaker, smaller or with shadows above. TA-Lib's CDLADVANCEBLOCK.

    The first is long with a short upper shadow. Then the second far smaller and the third not longer, or the third far smaller, or
    both smaller with an upper shadow that isn't short, or the third smaller with a long upper shadow. NaN for the first 12 bars.
    Strength: the first body.
    """
    push(state, window, first, high, low, last)
    shadow2 = mean_shadow(state, window, 0, 2)
    shadow1 = mean_shadow(state, window, 1, 1)
    shadow = mean_shadow(state, window, 2, 0)
    range2 = short_range(state, window, 3, 2)
    range1 = short_range(state, window, 4, 1)
    average2 = mean_body(state, window, 5, 2)
    first2, high2, _, last2 = bar(state, window, 2)
    first1, high1, _, last1 = bar(state, window, 1)
    size2, size1, size = body(first2, last2), body(first1, last1), body(first, last)
    above1, above = upper_shadow(first1, high1, last1), upper_shadow(first, high, last)
    found = white(first2, last2) and white(first1, last1) and white(first, last) and last2 < last1 < last
    found = found and first2 < first1 <= last2 + NEAR * range2 and first1 < first <= last1 + NEAR * range1
    found = found and size2 > average2 and upper_shadow(first2, high2, last2) < shadow2
    far_smaller = size1 < size2 - FAR * range2 and size < size1 + NEAR * range1
    third_far_smaller = size < size1 - FAR * range1
    smaller = size < size1 < size2 and (above > shadow or above1 > shadow1)
    pushed_back = size < size1 and above > size
    found = found and (far_smaller or third_far_smaller or smaller or pushed_back)
    return answer(state, window, -100.0 if found else 0.0, size2)


@candle("CDLSTALLEDPATTERN", 12, f"{NISON}, ch. 6", sums=6, signal=DOWN)
def cdl_stalled_pattern(state, p, window, first, high, low, last):
    """Stalled pattern: two long white bodies, then a short one on the shoulder of the second. TA-Lib's CDLSTALLEDPATTERN.

    Also called deliberation. The third opens near the second's close or higher. NaN for the first 12 bars. Strength: the second body.
    """
    push(state, window, first, high, low, last)
    average2 = mean_body(state, window, 0, 2)
    average1 = mean_body(state, window, 1, 1)
    average = mean_body(state, window, 2, 0)
    limit1 = VERY_SHORT * mean_range(state, window, 3, 1)
    near2 = NEAR * short_range(state, window, 4, 2)
    near1 = NEAR * short_range(state, window, 5, 1)
    first2, _, _, last2 = bar(state, window, 2)
    first1, high1, _, last1 = bar(state, window, 1)
    size = body(first, last)
    found = white(first2, last2) and white(first1, last1) and white(first, last) and last2 < last1 < last
    found = found and body(first2, last2) > average2 and body(first1, last1) > average1
    found = found and upper_shadow(first1, high1, last1) < limit1 and first2 < first1 <= last2 + near2
    found = found and size < average and first >= last1 - size - near1
    return answer(state, window, -100.0 if found else 0.0, body(first1, last1))


@candle("CDL3BLACKCROWS", 13, f"{NISON}, ch. 6", sums=3, signal=DOWN)
def cdl_three_black_crows(state, p, window, first, high, low, last):
    """Three black crows: after a white bar three black bodies, each from within the one before, closing at its low. TA-Lib's CDL3BLACKCROWS.

    Very short lower shadows; the first closes below the white bar's high. NaN for the first 13 bars. Strength: the third body.
    """
    push(state, window, first, high, low, last)
    limit2 = VERY_SHORT * mean_range(state, window, 0, 2)
    limit1 = VERY_SHORT * mean_range(state, window, 1, 1)
    limit = VERY_SHORT * mean_range(state, window, 2, 0)
    first3, high3, _, last3 = bar(state, window, 3)
    first2, _, low2, last2 = bar(state, window, 2)
    first1, _, low1, last1 = bar(state, window, 1)
    found = white(first3, last3) and high3 > last2 > last1 > last
    found = found and not white(first2, last2) and not white(first1, last1) and not white(first, last)
    found = found and last2 < first1 < first2 and last1 < first < first1
    found = found and lower_shadow(first2, low2, last2) < limit2 and lower_shadow(first1, low1, last1) < limit1
    found = found and lower_shadow(first, low, last) < limit
    return answer(state, window, -100.0 if found else 0.0, body(first, last))


@candle("CDLIDENTICAL3CROWS", 12, f"{MORRIS}, ch. 3", sums=5, signal=DOWN)
def cdl_identical_three_crows(state, p, window, first, high, low, last):
    """Identical three crows: three black bodies, each from the close before, closing lower at its low. TA-Lib's CDLIDENTICAL3CROWS.

    Very short lower shadows. NaN for the first 12 bars. Strength: the third body.
    """
    push(state, window, first, high, low, last)
    limit2 = VERY_SHORT * mean_range(state, window, 0, 2)
    limit1 = VERY_SHORT * mean_range(state, window, 1, 1)
    limit = VERY_SHORT * mean_range(state, window, 2, 0)
    equal2 = EQUAL * short_range(state, window, 3, 2)
    equal1 = EQUAL * short_range(state, window, 4, 1)
    first2, _, low2, last2 = bar(state, window, 2)
    first1, _, low1, last1 = bar(state, window, 1)
    found = not white(first2, last2) and not white(first1, last1) and not white(first, last) and last2 > last1 > last
    found = found and within(first1, last2, equal2) and within(first, last1, equal1)
    found = found and lower_shadow(first2, low2, last2) < limit2 and lower_shadow(first1, low1, last1) < limit1
    found = found and lower_shadow(first, low, last) < limit
    return answer(state, window, -100.0 if found else 0.0, body(first, last))


@candle("CDL3INSIDE", 12, f"{MORRIS}, ch. 3", sums=2)
def cdl_three_inside(state, p, window, first, high, low, last):
    """Three inside up or down: a harami whose third bar confirms it by closing beyond the first body. TA-Lib's CDL3INSIDE.

    The signal is against the first bar's colour. NaN for the first 12 bars. Strength: the third body.
    """
    push(state, window, first, high, low, last)
    average2 = mean_body(state, window, 0, 2)
    average1 = mean_body(state, window, 1, 1)
    first2, _, _, last2 = bar(state, window, 2)
    first1, _, _, last1 = bar(state, window, 1)
    found = body(first2, last2) > average2 and body(first1, last1) <= average1
    found = found and max(first1, last1) < max(first2, last2) and min(first1, last1) > min(first2, last2)
    found = found and white(first, last) != white(first2, last2)
    found = found and (last < first2 if white(first2, last2) else last > first2)
    return answer(state, window, -100.0 * colour(first2, last2) if found else 0.0, body(first, last))


@candle("CDL3OUTSIDE", 3, f"{MORRIS}, ch. 3")
def cdl_three_outside(state, p, window, first, high, low, last):
    """Three outside up or down: an engulfing whose third bar confirms it by closing further. TA-Lib's CDL3OUTSIDE.

    The signal has the second bar's colour. NaN for the first 3 bars. Strength: the second body.
    """
    push(state, window, first, high, low, last)
    first2, _, _, last2 = bar(state, window, 2)
    first1, _, _, last1 = bar(state, window, 1)
    up = white(first1, last1) and not white(first2, last2) and last1 > first2 and first1 < last2 and last > last1
    down = not white(first1, last1) and white(first2, last2) and first1 > last2 and last1 < first2 and last < last1
    return answer(state, window, 100.0 if up else (-100.0 if down else 0.0), body(first1, last1))


@candle("CDL3STARSINSOUTH", 12, f"{MORRIS}, ch. 3", sums=4, signal=UP)
def cdl_three_stars_in_the_south(state, p, window, first, high, low, last):
    """Three stars in the south: three black bars, each smaller and with a higher low, selling dries up. TA-Lib's CDL3STARSINSOUTH.

    A long body with a long lower shadow, a smaller one that opens inside the first one's range and has a lower shadow, a short
    marubozu inside the second's range. NaN for the first 12 bars. Strength: the first bar's lower shadow.
    """
    push(state, window, first, high, low, last)
    average2 = mean_body(state, window, 0, 2)
    limit1 = VERY_SHORT * mean_range(state, window, 1, 1)
    limit = VERY_SHORT * mean_range(state, window, 2, 0)
    average = mean_body(state, window, 3, 0)
    first2, high2, low2, last2 = bar(state, window, 2)
    first1, high1, low1, last1 = bar(state, window, 1)
    size2, size1 = body(first2, last2), body(first1, last1)
    below = lower_shadow(first2, low2, last2)
    found = not white(first2, last2) and not white(first1, last1) and not white(first, last)
    found = found and size2 > average2 and below > size2
    found = found and size1 < size2 and last2 < first1 <= high2 and low2 <= low1 < last2
    found = found and lower_shadow(first1, low1, last1) > limit1 and body(first, last) < average
    found = found and lower_shadow(first, low, last) < limit and upper_shadow(first, high, last) < limit
    found = found and low > low1 and high < high1
    return answer(state, window, 100.0 if found else 0.0, below)


@candle("CDLSTICKSANDWICH", 7, f"{MORRIS}, ch. 3", sums=1, signal=UP)
def cdl_stick_sandwich(state, p, window, first, high, low, last):
    """Stick sandwich: a white bar between two black ones that close at the same price. TA-Lib's CDLSTICKSANDWICH.

    The white bar's low lies above that price. NaN for the first 7 bars. Strength: the third body.
    """
    push(state, window, first, high, low, last)
    equal = EQUAL * short_range(state, window, 0, 2)
    first2, _, _, last2 = bar(state, window, 2)
    first1, _, low1, last1 = bar(state, window, 1)
    found = not white(first2, last2) and white(first1, last1) and not white(first, last)
    found = found and low1 > last2 and within(last, last2, equal)
    return answer(state, window, 100.0 if found else 0.0, body(first, last))


@candle("CDLGAPSIDESIDEWHITE", 7, f"{NISON}, ch. 7", sums=2)
def cdl_gap_side_by_side_white(state, p, window, first, high, low, last):
    """Side-by-side white lines: after a gap two white bodies of about the same size and open. TA-Lib's CDLGAPSIDESIDEWHITE.

    The signal has the gap's direction. NaN for the first 7 bars. Strength: the third body.
    """
    push(state, window, first, high, low, last)
    near = NEAR * short_range(state, window, 0, 1)
    equal = EQUAL * short_range(state, window, 1, 1)
    first2, _, _, last2 = bar(state, window, 2)
    first1, _, _, last1 = bar(state, window, 1)
    above = body_gap_up(first2, last2, first1, last1) and body_gap_up(first2, last2, first, last)
    below = body_gap_down(first2, last2, first1, last1) and body_gap_down(first2, last2, first, last)
    found = white(first1, last1) and white(first, last) and within(first, first1, equal)
    found = found and within(body(first, last), body(first1, last1), near)
    signal = 100.0 if above else (-100.0 if below else 0.0)
    return answer(state, window, signal if found else 0.0, body(first, last))


@candle("CDLTASUKIGAP", 7, f"{NISON}, ch. 7", sums=1)
def cdl_tasuki_gap(state, p, window, first, high, low, last):
    """Tasuki gap: after a gap a body of the other colour that goes into the gap but doesn't close it. TA-Lib's CDLTASUKIGAP.

    It opens inside the body before and is about as large. The signal has the gap's direction. NaN for the first 7 bars.
    Strength: the second body.
    """
    push(state, window, first, high, low, last)
    near = NEAR * short_range(state, window, 0, 1)
    first2, _, _, last2 = bar(state, window, 2)
    first1, _, _, last1 = bar(state, window, 1)
    up = body_gap_up(first2, last2, first1, last1) and white(first1, last1) and not white(first, last)
    up = up and first1 < first < last1 and max(first2, last2) < last < first1
    down = body_gap_down(first2, last2, first1, last1) and not white(first1, last1) and white(first, last)
    down = down and last1 < first < first1 and first1 < last < min(first2, last2)
    alike = abs(body(first1, last1) - body(first, last)) < near
    signal = 100.0 if up else (-100.0 if down else 0.0)
    return answer(state, window, signal if alike else 0.0, body(first1, last1))


@candle("CDLXSIDEGAP3METHODS", 2, f"{MORRIS}, ch. 4")
def cdl_side_gap_three_methods(state, p, window, first, high, low, last):
    """Upside and downside gap three methods: two bodies of a colour with a gap, the third, of the other, closes it. TA-Lib's CDLXSIDEGAP3METHODS.

    The third goes from within the second body into the first. The signal has the gap's direction. NaN for the first 2 bars.
    Strength: the second body.
    """
    push(state, window, first, high, low, last)
    first2, _, _, last2 = bar(state, window, 2)
    first1, _, _, last1 = bar(state, window, 1)
    up = white(first2, last2)
    found = white(first1, last1) == up and white(first, last) != up
    found = found and min(first1, last1) < first < max(first1, last1)
    found = found and min(first2, last2) < last < max(first2, last2)
    gap = body_gap_up(first2, last2, first1, last1) if up else body_gap_down(first2, last2, first1, last1)
    return answer(state, window, 100.0 * colour(first2, last2) if found and gap else 0.0, body(first1, last1))
