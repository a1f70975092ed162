"""Candlesticks of one bar that only the bar before gives a meaning: hammer, hanging man, inverted hammer, shooting star."""

from tradewind.features.candles.settings import (
    NEAR,
    NISON,
    VERY_SHORT,
    answer,
    bar,
    body,
    body_gap_down,
    body_gap_up,
    candle,
    lower_shadow,
    mean_body,
    mean_range,
    push,
    short_range,
    upper_shadow,
)

UP, DOWN = "100 up, 0 none", "-100 down, 0 none"


@candle("CDLHAMMER", 11, f"{NISON}, ch. 4", sums=3, signal=UP)
def cdl_hammer(state, p, window, first, high, low, last):
    """Hammer: a small body at the top of a long lower shadow, near the low of the bar before: sellers were thrown back. TA-Lib's CDLHAMMER.

    A short body, a lower shadow longer than it, a very short upper one, the body's bottom at most `near` above the low before.
    NaN for the first 11 bars. Strength: the lower shadow.
    """
    push(state, window, first, high, low, last)
    average = mean_body(state, window, 0, 0)
    limit = VERY_SHORT * mean_range(state, window, 1, 0)
    near = NEAR * short_range(state, window, 2, 1)
    _, _, low1, _ = bar(state, window, 1)
    size = body(first, last)
    below = lower_shadow(first, low, last)
    found = size < average and below > size and upper_shadow(first, high, last) < limit
    found = found and min(first, last) <= low1 + near
    return answer(state, window, 100.0 if found else 0.0, below)


@candle("CDLHANGINGMAN", 11, f"{NISON}, ch. 4", sums=3, signal=DOWN)
def cdl_hanging_man(state, p, window, first, high, low, last):
    """Hanging man: the shape of a hammer near the high of the bar before, a warning at the top. TA-Lib's CDLHANGINGMAN.

    A short body, a lower shadow longer than it, a very short upper one, the body's bottom at most `near` below the high before.
    NaN for the first 11 bars. Strength: the lower shadow.
    """
    push(state, window, first, high, low, last)
    average = mean_body(state, window, 0, 0)
    limit = VERY_SHORT * mean_range(state, window, 1, 0)
    near = NEAR * short_range(state, window, 2, 1)
    _, high1, _, _ = bar(state, window, 1)
    size = body(first, last)
    below = lower_shadow(first, low, last)
    found = size < average and below > size and upper_shadow(first, high, last) < limit
    found = found and min(first, last) >= high1 - near
    return answer(state, window, -100.0 if found else 0.0, below)


@candle("CDLINVERTEDHAMMER", 11, f"{NISON}, ch. 5", sums=2, signal=UP)
def cdl_inverted_hammer(state, p, window, first, high, low, last):
    """Inverted hammer: a small body under a long upper shadow, below the body before: a first try upwards. TA-Lib's CDLINVERTEDHAMMER.

    A short body, an upper shadow longer than it, a very short lower one, a gap down between the bodies.
    NaN for the first 11 bars. Strength: the upper shadow.
    """
    push(state, window, first, high, low, last)
    average = mean_body(state, window, 0, 0)
    limit = VERY_SHORT * mean_range(state, window, 1, 0)
    first1, _, _, last1 = bar(state, window, 1)
    size = body(first, last)
    above = upper_shadow(first, high, last)
    found = size < average and above > size and lower_shadow(first, low, last) < limit
    found = found and body_gap_down(first1, last1, first, last)
    return answer(state, window, 100.0 if found else 0.0, above)


@candle("CDLSHOOTINGSTAR", 11, f"{NISON}, ch. 5", sums=2, signal=DOWN)
def cdl_shooting_star(state, p, window, first, high, low, last):
    """Shooting star: a small body under a long upper shadow, above the body before: the rally failed. TA-Lib's CDLSHOOTINGSTAR.

    A short body, an upper shadow longer than it, a very short lower one, a gap up between the bodies.
    NaN for the first 11 bars. Strength: the upper shadow.
    """
    push(state, window, first, high, low, last)
    average = mean_body(state, window, 0, 0)
    limit = VERY_SHORT * mean_range(state, window, 1, 0)
    first1, _, _, last1 = bar(state, window, 1)
    size = body(first, last)
    above = upper_shadow(first, high, last)
    found = size < average and above > size and lower_shadow(first, low, last) < limit
    found = found and body_gap_up(first1, last1, first, last)
    return answer(state, window, -100.0 if found else 0.0, above)
