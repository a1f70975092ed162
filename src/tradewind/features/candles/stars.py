"""Candlesticks of three bars that turn at a star: morning and evening stars, abandoned baby, tri-star, crows after a gap, three river."""

from tradewind.features.candles.settings import (
    BULKOWSKI,
    DOJI,
    MORRIS,
    NISON,
    PENETRATION,
    answer,
    bar,
    body,
    body_gap_down,
    body_gap_up,
    candle,
    colour,
    mean_body,
    mean_range,
    push,
    white,
)

UP, DOWN = "100 up, 0 none", "-100 down, 0 none"
DEEP = {"penetration": PENETRATION}


@candle("CDLMORNINGSTAR", 12, f"{NISON}, ch. 5", sums=3, params=DEEP, signal=UP)
def cdl_morning_star(state, p, window, first, high, low, last):
    """Morning star: a long black body, a short one below it, then a white one far back into the first. TA-Lib's CDLMORNINGSTAR.

    Far: by more than `penetration` of the first body. NaN for the first 12 bars. Strength: the third body.
    """
    push(state, window, first, high, low, last)
    average2 = mean_body(state, window, 0, 2)
    average1 = mean_body(state, window, 1, 1)
    average = mean_body(state, window, 2, 0)
    return star(state, window, -1.0, average2, average1, average, p.penetration)


@candle("CDLMORNINGDOJISTAR", 12, f"{NISON}, ch. 5", sums=3, params=DEEP, signal=UP)
def cdl_morning_doji_star(state, p, window, first, high, low, last):
    """Morning doji star: a morning star whose middle is a doji. TA-Lib's CDLMORNINGDOJISTAR.

    NaN for the first 12 bars. Strength: the third body.
    """
    push(state, window, first, high, low, last)
    average2 = mean_body(state, window, 0, 2)
    limit1 = DOJI * mean_range(state, window, 1, 1)
    average = mean_body(state, window, 2, 0)
    return star(state, window, -1.0, average2, limit1, average, p.penetration)


@candle("CDLEVENINGSTAR", 12, f"{NISON}, ch. 5", sums=3, params=DEEP, signal=DOWN)
def cdl_evening_star(state, p, window, first, high, low, last):
    """Evening star: a long white body, a short one above it, then a black one far back into the first. TA-Lib's CDLEVENINGSTAR.

    Far: by more than `penetration` of the first body. NaN for the first 12 bars. Strength: the third body.
    """
    push(state, window, first, high, low, last)
    average2 = mean_body(state, window, 0, 2)
    average1 = mean_body(state, window, 1, 1)
    average = mean_body(state, window, 2, 0)
    return star(state, window, 1.0, average2, average1, average, p.penetration)


@candle("CDLEVENINGDOJISTAR", 12, f"{NISON}, ch. 5", sums=3, params=DEEP, signal=DOWN)
def cdl_evening_doji_star(state, p, window, first, high, low, last):
    """Evening doji star: an evening star whose middle is a doji. TA-Lib's CDLEVENINGDOJISTAR.

    NaN for the first 12 bars. Strength: the third body.
    """
    push(state, window, first, high, low, last)
    average2 = mean_body(state, window, 0, 2)
    limit1 = DOJI * mean_range(state, window, 1, 1)
    average = mean_body(state, window, 2, 0)
    return star(state, window, 1.0, average2, limit1, average, p.penetration)


def star(state, window, side, long2, short1, long, penetration):
    """The answer for a star after a body of colour `side`: 1 an evening star, -1 a morning star."""
    first2, _, _, last2 = bar(state, window, 2)
    first1, _, _, last1 = bar(state, window, 1)
    first, _, _, last = bar(state, window, 0)
    size2 = body(first2, last2)
    found = colour(first2, last2) == side and size2 > long2 and body(first1, last1) <= short1
    found = found and colour(first, last) == -side and body(first, last) > long
    if side > 0.0:
        found = found and body_gap_up(first2, last2, first1, last1) and last < last2 - size2 * penetration
    else:
        found = found and body_gap_down(first2, last2, first1, last1) and last > last2 + size2 * penetration
    return answer(state, window, -100.0 * side if found else 0.0, body(first, last))


@candle("CDLABANDONEDBABY", 12, f"{MORRIS}, ch. 3", sums=3, params=DEEP)
def cdl_abandoned_baby(state, p, window, first, high, low, last):
    """Abandoned baby: a doji star that gaps on both sides, shadows and all. TA-Lib's CDLABANDONEDBABY.

    A long body, a doji beyond its shadow, a body that is not short back on the first one's side and `penetration` of it deep.
    NaN for the first 12 bars. Strength: the third body.
    """
    push(state, window, first, high, low, last)
    average2 = mean_body(state, window, 0, 2)
    limit1 = DOJI * mean_range(state, window, 1, 1)
    average = mean_body(state, window, 2, 0)
    first2, high2, low2, last2 = bar(state, window, 2)
    first1, high1, low1, last1 = bar(state, window, 1)
    size2 = body(first2, last2)
    found = size2 > average2 and body(first1, last1) <= limit1 and body(first, last) > average
    found = found and white(first2, last2) != white(first, last)
    if white(first2, last2):
        found = found and low1 > high2 and high < low1 and last < last2 - size2 * p.penetration
    else:
        found = found and high1 < low2 and low > high1 and last > last2 + size2 * p.penetration
    return answer(state, window, 100.0 * colour(first, last) if found else 0.0, body(first, last))


@candle("CDLTRISTAR", 12, f"{NISON}, ch. 8", sums=1)
def cdl_tri_star(state, p, window, first, high, low, last):
    """Tri-star: three doji, the middle one beyond the other two. TA-Lib's CDLTRISTAR.

    All three are judged by the bars before the first. NaN for the first 12 bars. Strength: how far the middle one is away.
    """
    push(state, window, first, high, low, last)
    limit = DOJI * mean_range(state, window, 0, 2)
    first2, _, _, last2 = bar(state, window, 2)
    first1, _, _, last1 = bar(state, window, 1)
    dojis = body(first2, last2) <= limit and body(first1, last1) <= limit and body(first, last) <= limit
    above = body_gap_up(first2, last2, first1, last1) and max(first, last) < max(first1, last1)
    below = body_gap_down(first2, last2, first1, last1) and min(first, last) > min(first1, last1)
    signal = -100.0 if above else (100.0 if below else 0.0)
    return answer(state, window, signal if dojis else 0.0, abs(last1 - last2))


@candle("CDL2CROWS", 12, f"{MORRIS}, ch. 3", sums=1, signal=DOWN)
def cdl_two_crows(state, p, window, first, high, low, last):
    """Two crows: after a long white body a black one above it, then a black one from inside that back into the white. TA-Lib's CDL2CROWS.

    NaN for the first 12 bars. Strength: the third body.
    """
    push(state, window, first, high, low, last)
    average2 = mean_body(state, window, 0, 2)
    first2, _, _, last2 = bar(state, window, 2)
    first1, _, _, last1 = bar(state, window, 1)
    found = white(first2, last2) and body(first2, last2) > average2 and not white(first1, last1)
    found = found and body_gap_up(first2, last2, first1, last1) and not white(first, last)
    found = found and last1 < first < first1 and first2 < last < last2
    return answer(state, window, -100.0 if found else 0.0, body(first, last))


@candle("CDLUPSIDEGAP2CROWS", 12, f"{NISON}, ch. 6; {MORRIS}, ch. 3", sums=2, signal=DOWN)
def cdl_upside_gap_two_crows(state, p, window, first, high, low, last):
    """Upside gap two crows: above a long white body a short black one, then a black one that covers it. TA-Lib's CDLUPSIDEGAP2CROWS.

    The gap to the white body stays open. NaN for the first 12 bars. Strength: the third body.
    """
    push(state, window, first, high, low, last)
    average2 = mean_body(state, window, 0, 2)
    average1 = mean_body(state, window, 1, 1)
    first2, _, _, last2 = bar(state, window, 2)
    first1, _, _, last1 = bar(state, window, 1)
    found = white(first2, last2) and body(first2, last2) > average2
    found = found and not white(first1, last1) and body(first1, last1) <= average1
    found = found and body_gap_up(first2, last2, first1, last1) and not white(first, last)
    found = found and first > first1 and last < last1 and last > last2
    return answer(state, window, -100.0 if found else 0.0, body(first, last))


@candle("CDLUNIQUE3RIVER", 12, f"{MORRIS}, ch. 3; {BULKOWSKI}", sums=2, signal=UP)
def cdl_unique_three_river(state, p, window, first, high, low, last):
    """Unique three river: a long black body, a black one inside it with a new low, then a short white one. TA-Lib's CDLUNIQUE3RIVER.

    The third opens above the second's low. NaN for the first 12 bars. Strength: the first body.
    """
    push(state, window, first, high, low, last)
    average2 = mean_body(state, window, 0, 2)
    average = mean_body(state, window, 1, 0)
    first2, _, low2, last2 = bar(state, window, 2)
    first1, _, low1, last1 = bar(state, window, 1)
    found = body(first2, last2) > average2 and not white(first2, last2) and not white(first1, last1)
    found = found and last1 > last2 and first1 <= first2 and low1 < low2
    found = found and body(first, last) < average and white(first, last) and first > low1
    return answer(state, window, 100.0 if found else 0.0, body(first2, last2))
