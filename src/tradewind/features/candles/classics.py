"""Candlesticks with a trend before them: tweezers, last engulfing, stomach, one soldier, new price lines."""

from tradewind.features.candles.settings import (
    BULKOWSKI,
    EQUAL,
    MORRIS,
    NISON,
    SUMS,
    answer,
    bar,
    body,
    candle,
    mean_body,
    push,
    short_range,
    trend,
    white,
    within,
)
from tradewind.features.declare import Int

UP, DOWN = "100 up, 0 none", "-100 down, 0 none"


@candle(None, 11, f"{NISON}, ch. 6; {BULKOWSKI} (tweezers)", sums=1)
def cdl_tweezers(state, p, window, first, high, low, last):
    """Tweezers: two bars with the same high in a rising market, or the same low in a falling one: a wall.

    Top (-100): highs within `equal` of each other, the bar before the two above the mean of ten closes; bottom (100): lows, below it.
    NaN for the first 11 bars. Strength: the second bar's range.
    """
    push(state, window, first, high, low, last)
    equal = EQUAL * short_range(state, window, 0, 1)
    _, high1, low1, _ = bar(state, window, 1)
    before = trend(state, window, 2)
    top, bottom = before > 0.0 and within(high, high1, equal), before < 0.0 and within(low, low1, equal)
    return answer(state, window, 100.0 * bottom - 100.0 * top, high - low)


@candle(None, 11, f"{NISON}, ch. 6 (last engulfing patterns); {BULKOWSKI}")
def cdl_last_engulfing(state, p, window, first, high, low, last):
    """Last engulfing: a body that covers the one before in the trend's own direction, its last effort.

    In a rise a white body covers a black one (-100), in a fall a black body a white one (100); they may match at one end.
    NaN for the first 11 bars. Strength: the engulfing body.
    """
    push(state, window, first, high, low, last)
    first1, _, _, last1 = bar(state, window, 1)
    side = -1.0 if white(first1, last1) else 1.0
    over, under = side * (last - first1), side * (last1 - first)
    found = over >= 0.0 and under >= 0.0 and over + under > 0.0 and trend(state, window, 2) == side
    return answer(state, window, -100.0 * side if found else 0.0, body(first, last))


@candle(None, 11, f"{BULKOWSKI} (above the stomach)", signal=UP)
def cdl_above_the_stomach(state, p, window, first, high, low, last):
    """Above the stomach: in a falling market a black body, then a white one that opens and closes above its middle.

    NaN for the first 11 bars. Strength: the second body.
    """
    push(state, window, first, high, low, last)
    first1, _, _, last1 = bar(state, window, 1)
    found = not white(first1, last1) and last > first >= (first1 + last1) / 2.0 and trend(state, window, 2) < 0.0
    return answer(state, window, 100.0 if found else 0.0, body(first, last))


@candle(None, 11, f"{BULKOWSKI} (below the stomach)", sums=1, signal=DOWN)
def cdl_below_the_stomach(state, p, window, first, high, low, last):
    """Below the stomach: in a rising market a long white body, then a bar that opens below its middle and closes there or lower.

    NaN for the first 11 bars. Strength: the first body.
    """
    push(state, window, first, high, low, last)
    average1 = mean_body(state, window, 0, 1)
    first1, _, _, last1 = bar(state, window, 1)
    middle1 = (first1 + last1) / 2.0
    found = white(first1, last1) and body(first1, last1) > average1 and first < middle1 and last <= middle1
    found = found and trend(state, window, 2) > 0.0
    return answer(state, window, -100.0 if found else 0.0, body(first1, last1))


@candle(None, 11, f"{MORRIS}, ch. 3 (one white soldier, one black crow)", sums=1)
def cdl_one_soldier(state, p, window, first, high, low, last):
    """One white soldier or one black crow: after a long body in the trend one from inside it that closes beyond its other end.

    Soldier (100): in a fall a long black body, then a white one that opens above its close and closes above its high. Crow (-100): in a
    rise a long white body, then a black one that opens below its close and closes below its low. NaN for the first 11 bars.
    Strength: the second body.
    """
    push(state, window, first, high, low, last)
    average1 = mean_body(state, window, 0, 1)
    first1, high1, low1, last1 = bar(state, window, 1)
    before = trend(state, window, 2)
    long = body(first1, last1) > average1
    up = before < 0.0 and long and not white(first1, last1) and first > last1 and last > max(high1, first)
    down = before > 0.0 and long and white(first1, last1) and first < last1 and last < min(low1, first)
    return answer(state, window, 100.0 * up - 100.0 * down, body(first, last))


@candle(
    None,
    1,
    f"{NISON}, ch. 6 (eight or ten new record highs); {BULKOWSKI} (price lines)",
    more=4,
    params={"n": Int(8, 3, 50)},
)
def cdl_new_price_lines(state, p, window, first, high, low, last):
    """New price lines: the n-th higher high in a row, a market that has gone far without a rest; or the n-th lower low.

    Signal against the move: -100 at the n-th higher high, 100 at the n-th lower low (0 where both come at one bar); later ones of the
    same series give none. Books name 8, 10, 12 and 13. NaN for the first bar. Strength: the mean step of the highs (lows).
    Window: how many higher highs and lower lows in a row, and where each series began.
    """
    push(state, window, first, high, low, last)
    _, high1, low1, _ = bar(state, window, 1)
    if state[0] < 0:
        return answer(state, window, 0.0, 0.0)
    series(window, SUMS, high > high1, high1)
    series(window, SUMS + 2, low < low1, low1)
    top, bottom = window[SUMS] == p.n, window[SUMS + 2] == p.n
    size = high - window[SUMS + 1] if top else window[SUMS + 3] - low
    return answer(state, window, 100.0 * bottom - 100.0 * top, size / p.n)


def series(window, at, goes_on, before):
    """One more bar of a series: window[at] its length, window[at + 1] the price where it began."""
    if not goes_on:
        window[at] = 0.0
        return
    if window[at] == 0.0:
        window[at + 1] = before
    window[at] += 1.0
