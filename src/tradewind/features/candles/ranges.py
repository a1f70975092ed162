"""Bars told by their range alone: inside, outside, narrow and wide ranges, squeeze."""

from tradewind.features.candles.settings import (
    BULKOWSKI,
    MORRIS,
    SUMS,
    answer,
    bar,
    body,
    candle,
    colour,
    graded,
    highest,
    lowest,
    mean_body,
    mean_range,
    push,
    range_at,
    trend,
)
from tradewind.features.declare import Float, Int

ALWAYS = "100 where there is one, else 0"
BY_COLOUR = "100 white, -100 black, 0 none"
CRABEL = "T. Crabel, Day Trading with Short Term Price Patterns and Opening Range Breakout (1990)"
PAST = 20  # bars before with which narrow bars are compared
SCHWAGER = "J. D. Schwager, Schwager on Futures: Technical Analysis (1996)"


@candle(
    None,
    1,
    f"{CRABEL}, inside days",
    signal=ALWAYS,
    mirror=True,
    reference="pandas-ta-classic cdl_inside; strength: numpy",
)
def cdl_inside_bar(state, p, window, first, high, low, last):
    """Inside bar: its whole range lies inside that of the bar before, the market holds its breath.

    NaN for the first bar. Strength: how much smaller its range is (1 - range / range before).
    """
    push(state, window, first, high, low, last)
    _, high1, low1, _ = bar(state, window, 1)
    return graded(state, 100.0 if high < high1 and low > low1 else 0.0, high - low, high1 - low1)


@candle(None, 1, f"{SCHWAGER}, ch. 6; {CRABEL}", signal=BY_COLOUR)
def cdl_outside_bar(state, p, window, first, high, low, last):
    """Outside bar: a higher high and a lower low than the bar before; its colour says who won.

    NaN for the first bar. Strength: the range.
    """
    push(state, window, first, high, low, last)
    _, high1, low1, _ = bar(state, window, 1)
    return answer(state, window, 100.0 * colour(first, last) if high > high1 and low < low1 else 0.0, high - low)


@candle(None, 3, f"{CRABEL}, NR4", signal=ALWAYS, mirror=True)
def cdl_nr4(state, p, window, first, high, low, last):
    """NR4: the narrowest range of four bars, a break-out is near.

    Range smaller than each of the three before. NaN for the first 3 bars. Strength: how much smaller than the smallest of them.
    """
    push(state, window, first, high, low, last)
    least = narrowest(state, window, 3)
    return graded(state, 100.0 if high - low < least else 0.0, high - low, least)


@candle(None, 6, f"{CRABEL}, NR7", signal=ALWAYS, mirror=True)
def cdl_nr7(state, p, window, first, high, low, last):
    """NR7: the narrowest range of seven bars, a break-out is near.

    Range smaller than each of the six before. NaN for the first 6 bars. Strength: how much smaller than the smallest of them.
    """
    push(state, window, first, high, low, last)
    least = narrowest(state, window, 6)
    return graded(state, 100.0 if high - low < least else 0.0, high - low, least)


@candle(None, 3, f"{CRABEL}, ID/NR4", signal=ALWAYS, mirror=True)
def cdl_inside_nr4(state, p, window, first, high, low, last):
    """ID/NR4: an inside bar with the narrowest range of four.

    NaN for the first 3 bars. Strength: how much smaller than the smallest of the three before.
    """
    push(state, window, first, high, low, last)
    _, high1, low1, _ = bar(state, window, 1)
    least = narrowest(state, window, 3)
    return graded(state, 100.0 if high < high1 and low > low1 and high - low < least else 0.0, high - low, least)


@candle(None, 6, f"{CRABEL}, WS7", signal=BY_COLOUR)
def cdl_ws7(state, p, window, first, high, low, last):
    """WS7: the widest range of seven bars, somebody is in a hurry.

    Range larger than each of the six before. NaN for the first 6 bars. Strength: the range over twice the largest of them, at most 1.
    """
    push(state, window, first, high, low, last)
    most = range_at(state, window, 1)
    for k in range(2, 7):
        most = max(most, range_at(state, window, k))
    wide = high - low > most
    # Half of the distance from twice the largest is missing: 0.5 just above it, 1 at twice as large.
    missing = max(0.0, 2.0 * most - (high - low))
    return graded(state, 100.0 * colour(first, last) if wide else 0.0, missing, 2.0 * most)


@candle(
    None,
    10,
    f"{SCHWAGER}, ch. 6 (wide-ranging days)",
    sums=1,
    params={"factor": Float(2.0, 1.0, 20.0)},
    signal=BY_COLOUR,
)
def cdl_wide_range_bar(state, p, window, first, high, low, last):
    """Wide-range bar: a range far above the usual; a sharp move begins, or ends.

    Range above `factor` times the mean range of the ten bars before. NaN for the first 10 bars. Strength: the body.
    """
    push(state, window, first, high, low, last)
    limit = p.factor * mean_range(state, window, 0, 0)
    return answer(state, window, 100.0 * colour(first, last) if high - low > limit else 0.0, body(first, last))


@candle(None, 10, f"{BULKOWSKI} (long white day, long black day); {MORRIS}, ch. 2", sums=1, signal=BY_COLOUR)
def cdl_long_day(state, p, window, first, high, low, last):
    """Long day: a body three times the usual one, longer than both shadows.

    Above three times the mean body of the ten bars before (TA-Lib's very long body). NaN for the first 10 bars. Strength: the body.
    """
    push(state, window, first, high, low, last)
    size = body(first, last)
    found = size > 3.0 * mean_body(state, window, 0, 0)
    found = found and high - max(first, last) < size and min(first, last) - low < size
    return answer(state, window, 100.0 * colour(first, last) if found else 0.0, size)


@candle(None, 12, f"{MORRIS}, ch. 3 (squeeze alert)", sums=1)
def cdl_squeeze_alert(state, p, window, first, high, low, last):
    """Squeeze alert: after a long bar in the trend two bars, each inside the one before: the trend is caught.

    Signal against the trend: -100 after a long white body in a rise, 100 after a long black one in a fall. NaN for the first 12 bars.
    Strength: the first body.
    """
    push(state, window, first, high, low, last)
    average2 = mean_body(state, window, 0, 2)
    first2, high2, low2, last2 = bar(state, window, 2)
    _, high1, low1, _ = bar(state, window, 1)
    side = colour(first2, last2)
    found = high2 > high1 > high and low2 < low1 < low and body(first2, last2) > average2
    found = found and trend(state, window, 2) == side
    return answer(state, window, -100.0 * side if found else 0.0, body(first2, last2))


@candle(None, 1, f"{SCHWAGER}, ch. 6 (thrust days)")
def cdl_thrust_bar(state, p, window, first, high, low, last):
    """Thrust bar: a close beyond the whole range of the bar before.

    Up: above its high; down: below its low. NaN for the first bar. Strength: how far beyond.
    """
    push(state, window, first, high, low, last)
    _, high1, low1, _ = bar(state, window, 1)
    signal = 100.0 if last > high1 else (-100.0 if last < low1 else 0.0)
    return answer(state, window, signal, max(last - high1, low1 - last))


@candle(
    None,
    27,
    f"{CRABEL}, 2-bar, 3-bar and 4-bar narrow ranges",
    more=PAST,
    params={"n": Int(2, 2, 8)},
    signal=ALWAYS,
    mirror=True,
)
def cdl_narrow_bars(state, p, window, first, high, low, last):
    """Narrow bars: the range of the last n bars together is the narrowest such range of 20 bars.

    Smaller than each of the ranges of n bars that ended at the 20 bars before. NaN for the first 27 bars. Strength: how much smaller
    than the smallest of them. Window: those ranges.
    """
    push(state, window, first, high, low, last)
    width = highest(state, window, 0, p.n - 1) - lowest(state, window, 0, p.n - 1)
    least = window[SUMS]
    for k in range(1, PAST):
        least = min(least, window[SUMS + k])
    window[SUMS + state[1] % PAST] = width
    return graded(state, 100.0 if width < least else 0.0, width, least)


def narrowest(state, window, n):
    """The smallest range of the n bars before this one."""
    least = range_at(state, window, 1)
    for k in range(2, n + 1):
        least = min(least, range_at(state, window, k))
    return least
