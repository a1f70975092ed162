"""Candlesticks of two bars: engulfing, harami, doji star, dark cloud, piercing, neck lines, kicking, separating lines."""

from math import nan

from tradewind.features.candles.settings import (
    DOJI,
    EQUAL,
    HALF,
    LONG,
    MORRIS,
    NISON,
    VERY_SHORT,
    answer,
    bar,
    body,
    body_gap_down,
    body_gap_up,
    candle,
    colour,
    graded,
    lower_shadow,
    mean_body,
    mean_range,
    push,
    rolled,
    short_range,
    upper_shadow,
    white,
    within,
)

UP, DOWN = "100 up, 0 none", "-100 down, 0 none"
TOUCHING = "100 up, -100 down (80, -80 where the bodies match at one end), 0 none"


@candle("CDLENGULFING", 2, f"{NISON}, ch. 4; {MORRIS}, ch. 3", signal=TOUCHING, state=(-2, 0.0, 0.0, 0.0))
def cdl_engulfing(state, p, window, first, high, low, last):
    """Engulfing: a body of the other colour that covers the whole body before: the other side took over. TA-Lib's CDLENGULFING.

    The bodies may match at one end. NaN for the first 2 bars. Strength: the engulfing body.
    State: bars since the first value, sum of the last ten ranges, last open and close. (Written without branches, as the doji.)
    """
    bars, total, first1, last1 = state
    against = -1.0 if last1 >= first1 else 1.0
    over, under = against * (last - first1), against * (last1 - first)
    covers = (over >= 0.0) & (under >= 0.0) & (over + under > 0.0)
    signal = against * (100.0 if (over > 0.0) & (under > 0.0) else 80.0) if covers else 0.0
    reach = abs(last - first) * min(LONG, bars + 2)
    fraction = reach / (total if total > 0.0 else 1.0)
    strength = (fraction if reach < total else 1.0) if covers else 0.0
    after = (bars + 1, rolled(window, bars, total, high - low), first, last)
    return after, (signal, strength) if bars >= 0 else (nan, nan)


@candle("CDLHARAMI", 11, f"{NISON}, ch. 6", sums=2, signal=TOUCHING)
def cdl_harami(state, p, window, first, high, low, last):
    """Harami: a short body inside the long body before, the move loses its strength. TA-Lib's CDLHARAMI.

    The signal is against the first bar's colour. NaN for the first 11 bars. Strength: the first body.
    """
    push(state, window, first, high, low, last)
    average1 = mean_body(state, window, 0, 1)
    average = mean_body(state, window, 1, 0)
    first1, _, _, last1 = bar(state, window, 1)
    found = body(first1, last1) > average1 and body(first, last) <= average
    return answer(state, window, inside(first1, last1, first, last) if found else 0.0, body(first1, last1))


@candle("CDLHARAMICROSS", 11, f"{NISON}, ch. 6", sums=2, signal=TOUCHING)
def cdl_harami_cross(state, p, window, first, high, low, last):
    """Harami cross: a doji inside the long body before. TA-Lib's CDLHARAMICROSS.

    The signal is against the first bar's colour. NaN for the first 11 bars. Strength: the first body.
    """
    push(state, window, first, high, low, last)
    average1 = mean_body(state, window, 0, 1)
    limit = DOJI * mean_range(state, window, 1, 0)
    first1, _, _, last1 = bar(state, window, 1)
    found = body(first1, last1) > average1 and body(first, last) <= limit
    return answer(state, window, inside(first1, last1, first, last) if found else 0.0, body(first1, last1))


def inside(first1, last1, first, last):
    """Against the first bar's colour: 100 where the second body lies within the first, 80 where they match at one end, else 0."""
    over = max(first1, last1) - max(first, last)
    under = min(first, last) - min(first1, last1)
    if over > 0.0 and under > 0.0:
        return -100.0 * colour(first1, last1)
    return -80.0 * colour(first1, last1) if over >= 0.0 and under >= 0.0 else 0.0


@candle("CDLDOJISTAR", 11, f"{NISON}, ch. 5 and 8", sums=2)
def cdl_doji_star(state, p, window, first, high, low, last):
    """Doji star: after a long body a doji with a gap in its direction, a move that runs dry. TA-Lib's CDLDOJISTAR.

    The signal is against the first bar's colour. NaN for the first 11 bars. Strength: how small the doji's body is.
    """
    push(state, window, first, high, low, last)
    average1 = mean_body(state, window, 0, 1)
    limit = DOJI * mean_range(state, window, 1, 0)
    first1, _, _, last1 = bar(state, window, 1)
    up = white(first1, last1)
    gap = body_gap_up(first1, last1, first, last) if up else body_gap_down(first1, last1, first, last)
    found = body(first1, last1) > average1 and body(first, last) <= limit and gap
    return graded(state, -100.0 * colour(first1, last1) if found else 0.0, body(first, last), limit)


@candle("CDLCOUNTERATTACK", 11, f"{NISON}, ch. 6", sums=3)
def cdl_counterattack(state, p, window, first, high, low, last):
    """Counterattack: a long body against a long body, closing where that one closed. TA-Lib's CDLCOUNTERATTACK.

    The signal has the second bar's colour. NaN for the first 11 bars. Strength: the second body.
    """
    push(state, window, first, high, low, last)
    average1 = mean_body(state, window, 0, 1)
    average = mean_body(state, window, 1, 0)
    equal = EQUAL * short_range(state, window, 2, 1)
    first1, _, _, last1 = bar(state, window, 1)
    found = white(first1, last1) != white(first, last) and body(first1, last1) > average1
    found = found and body(first, last) > average and within(last, last1, equal)
    return answer(state, window, 100.0 * colour(first, last) if found else 0.0, body(first, last))


@candle("CDLDARKCLOUDCOVER", 11, f"{NISON}, ch. 4", sums=1, params={"penetration": HALF}, signal=DOWN)
def cdl_dark_cloud_cover(state, p, window, first, high, low, last):
    """Dark cloud cover: after a long white body a black one opens above the high and closes deep inside it. TA-Lib's CDLDARKCLOUDCOVER.

    Deep: by more than `penetration` of the first body. NaN for the first 11 bars. Strength: the second body.
    """
    push(state, window, first, high, low, last)
    average1 = mean_body(state, window, 0, 1)
    first1, high1, _, last1 = bar(state, window, 1)
    long1 = body(first1, last1)
    found = white(first1, last1) and long1 > average1 and not white(first, last)
    found = found and first > high1 and last > first1 and last < last1 - long1 * p.penetration
    return answer(state, window, -100.0 if found else 0.0, body(first, last))


@candle("CDLPIERCING", 11, f"{NISON}, ch. 4", sums=2, signal=UP)
def cdl_piercing(state, p, window, first, high, low, last):
    """Piercing line: after a long black body a long white one opens below the low and closes above its middle. TA-Lib's CDLPIERCING.

    NaN for the first 11 bars. Strength: the second body.
    """
    push(state, window, first, high, low, last)
    average1 = mean_body(state, window, 0, 1)
    average = mean_body(state, window, 1, 0)
    first1, _, low1, last1 = bar(state, window, 1)
    long1 = body(first1, last1)
    found = not white(first1, last1) and long1 > average1 and white(first, last) and body(first, last) > average
    found = found and first < low1 and last < first1 and last > last1 + long1 * 0.5
    return answer(state, window, 100.0 if found else 0.0, body(first, last))


@candle("CDLINNECK", 11, f"{NISON}, ch. 4; {MORRIS}, ch. 4", sums=2, signal=DOWN)
def cdl_in_neck(state, p, window, first, high, low, last):
    """In-neck line: after a long black body a white one opens below the low and closes just at its close. TA-Lib's CDLINNECK.

    At most `equal` above that close: the fall goes on. NaN for the first 11 bars. Strength: the first body.
    """
    push(state, window, first, high, low, last)
    average1 = mean_body(state, window, 0, 1)
    equal = EQUAL * short_range(state, window, 1, 1)
    first1, _, low1, last1 = bar(state, window, 1)
    found = not white(first1, last1) and body(first1, last1) > average1 and white(first, last)
    found = found and first < low1 and last1 <= last <= last1 + equal
    return answer(state, window, -100.0 if found else 0.0, body(first1, last1))


@candle("CDLONNECK", 11, f"{NISON}, ch. 4; {MORRIS}, ch. 4", sums=2, signal=DOWN)
def cdl_on_neck(state, p, window, first, high, low, last):
    """On-neck line: after a long black body a white one opens below the low and closes back at that low. TA-Lib's CDLONNECK.

    NaN for the first 11 bars. Strength: the first body.
    """
    push(state, window, first, high, low, last)
    average1 = mean_body(state, window, 0, 1)
    equal = EQUAL * short_range(state, window, 1, 1)
    first1, _, low1, last1 = bar(state, window, 1)
    found = not white(first1, last1) and body(first1, last1) > average1 and white(first, last)
    found = found and first < low1 and within(last, low1, equal)
    return answer(state, window, -100.0 if found else 0.0, body(first1, last1))


@candle("CDLTHRUSTING", 11, f"{NISON}, ch. 4; {MORRIS}, ch. 4", sums=2, signal=DOWN)
def cdl_thrusting(state, p, window, first, high, low, last):
    """Thrusting line: after a long black body a white one from below the low that does not reach its middle. TA-Lib's CDLTHRUSTING.

    It closes more than `equal` above the first close. NaN for the first 11 bars. Strength: the first body.
    """
    push(state, window, first, high, low, last)
    average1 = mean_body(state, window, 0, 1)
    equal = EQUAL * short_range(state, window, 1, 1)
    first1, _, low1, last1 = bar(state, window, 1)
    long1 = body(first1, last1)
    found = not white(first1, last1) and long1 > average1 and white(first, last)
    found = found and first < low1 and last > last1 + equal and last <= last1 + long1 * 0.5
    return answer(state, window, -100.0 if found else 0.0, long1)


@candle("CDLMATCHINGLOW", 6, f"{MORRIS}, ch. 3", sums=1, signal=UP)
def cdl_matching_low(state, p, window, first, high, low, last):
    """Matching low: two black bodies that close at the same price, a floor. TA-Lib's CDLMATCHINGLOW.

    NaN for the first 6 bars. Strength: the first body.
    """
    push(state, window, first, high, low, last)
    equal = EQUAL * short_range(state, window, 0, 1)
    first1, _, _, last1 = bar(state, window, 1)
    found = not white(first1, last1) and not white(first, last) and within(last, last1, equal)
    return answer(state, window, 100.0 if found else 0.0, body(first1, last1))


@candle("CDLHOMINGPIGEON", 11, f"{MORRIS}, ch. 3", sums=2, signal=UP)
def cdl_homing_pigeon(state, p, window, first, high, low, last):
    """Homing pigeon: a short black body inside a long black one. TA-Lib's CDLHOMINGPIGEON.

    NaN for the first 11 bars. Strength: the first body.
    """
    push(state, window, first, high, low, last)
    average1 = mean_body(state, window, 0, 1)
    average = mean_body(state, window, 1, 0)
    first1, _, _, last1 = bar(state, window, 1)
    found = not white(first1, last1) and not white(first, last) and first < first1 and last > last1
    found = found and body(first1, last1) > average1 and body(first, last) <= average
    return answer(state, window, 100.0 if found else 0.0, body(first1, last1))


@candle("CDLSEPARATINGLINES", 11, f"{NISON}, ch. 7", sums=3)
def cdl_separating_lines(state, p, window, first, high, low, last):
    """Separating lines: a long body against the bar before, from the same open and without turning back. TA-Lib's CDLSEPARATINGLINES.

    White: a very short lower shadow; black: a very short upper one. NaN for the first 11 bars. Strength: the second body.
    """
    push(state, window, first, high, low, last)
    average = mean_body(state, window, 0, 0)
    limit = VERY_SHORT * mean_range(state, window, 1, 0)
    equal = EQUAL * short_range(state, window, 2, 1)
    first1, _, _, last1 = bar(state, window, 1)
    start = lower_shadow(first, low, last) if white(first, last) else upper_shadow(first, high, last)
    found = white(first1, last1) != white(first, last) and within(first, first1, equal)
    found = found and body(first, last) > average and start < limit
    return answer(state, window, 100.0 * colour(first, last) if found else 0.0, body(first, last))


@candle("CDLKICKING", 11, f"{MORRIS}, ch. 3", sums=4)
def cdl_kicking(state, p, window, first, high, low, last):
    """Kicking: two marubozu of different colour with a gap in the second one's direction. TA-Lib's CDLKICKING.

    The signal has the second bar's colour. NaN for the first 11 bars. Strength: the second body.
    """
    found = kicked(state, window, first, high, low, last)
    return answer(state, window, 100.0 * colour(first, last) if found else 0.0, body(first, last))


@candle("CDLKICKINGBYLENGTH", 11, f"{MORRIS}, ch. 3", sums=4)
def cdl_kicking_by_length(state, p, window, first, high, low, last):
    """Kicking, told by the longer of its two marubozu. TA-Lib's CDLKICKINGBYLENGTH.

    The signal has the colour of the longer body (of the first where they are alike). NaN for the first 11 bars. Strength: that body.
    """
    found = kicked(state, window, first, high, low, last)
    first1, _, _, last1 = bar(state, window, 1)
    size, size1 = body(first, last), body(first1, last1)
    side = colour(first, last) if size > size1 else colour(first1, last1)
    return answer(state, window, 100.0 * side if found else 0.0, max(size, size1))


def kicked(state, window, first, high, low, last):
    """One more bar: is it a marubozu after one of the other colour, with a gap between their shadows?"""
    push(state, window, first, high, low, last)
    average1 = mean_body(state, window, 0, 1)
    average = mean_body(state, window, 1, 0)
    limit1 = VERY_SHORT * mean_range(state, window, 2, 1)
    limit = VERY_SHORT * mean_range(state, window, 3, 0)
    first1, high1, low1, last1 = bar(state, window, 1)
    gap = low > high1 if white(first, last) else high < low1
    found = white(first1, last1) != white(first, last) and gap
    found = found and body(first1, last1) > average1 and body(first, last) > average
    found = found and upper_shadow(first1, high1, last1) < limit1 and lower_shadow(first1, low1, last1) < limit1
    return found and upper_shadow(first, high, last) < limit and lower_shadow(first, low, last) < limit
