"""Candlesticks of one bar: doji, marubozu, spinning tops, long and short lines, belt holds."""

from math import nan

from tradewind.features.candles.settings import (
    BULKOWSKI,
    DOJI,
    LONG,
    MORRIS,
    NEAR,
    NISON,
    VERY_SHORT,
    answer,
    body,
    candle,
    colour,
    graded,
    lower_shadow,
    mean_body,
    mean_range,
    mean_shadow,
    push,
    rolled,
    short_range,
    upper_shadow,
    white,
)

LEAST = 1e-300  # no division by 0, and nothing changed otherwise
ALWAYS = "100 where there is one, else 0"
BY_COLOUR = "100 white, -100 black, 0 none"


@candle("CDLDOJI", 10, f"{NISON}, ch. 8", signal=ALWAYS, mirror=True, state=(-10, 0.0))
def cdl_doji(state, p, window, first, high, low, last):
    """Doji: open and close are (nearly) the same, nobody won. TA-Lib's CDLDOJI.

    Body at most a tenth of the mean range of the ten bars before. NaN for the first 10 bars. Strength: how small the body is.
    State: bars since the first value, sum of the last ten ranges. (Written without branches, for doji come unforeseen.)
    """
    bars, total = state
    limit = DOJI * (total / LONG)
    small = abs(last - first)
    after = (bars + 1, rolled(window, bars, total, high - low))
    if bars < 0:
        return after, (nan, nan)
    found = small <= limit
    return after, (100.0 * found, max(0.0, 1.0 - small / (limit + LEAST)))


@candle("CDLDRAGONFLYDOJI", 10, f"{NISON}, ch. 8", sums=1, signal=ALWAYS)
def cdl_dragonfly_doji(state, p, window, first, high, low, last):
    """Dragonfly doji: open and close at the high, with a shadow below. TA-Lib's CDLDRAGONFLYDOJI.

    A doji with a very short upper shadow and a lower one that is not. NaN for the first 10 bars. Strength: the lower shadow.
    """
    push(state, window, first, high, low, last)
    limit = DOJI * mean_range(state, window, 0, 0)
    below = lower_shadow(first, low, last)
    found = body(first, last) <= limit and upper_shadow(first, high, last) < limit and below > limit
    return answer(state, window, 100.0 if found else 0.0, below)


@candle("CDLGRAVESTONEDOJI", 10, f"{NISON}, ch. 8", sums=1, signal=ALWAYS)
def cdl_gravestone_doji(state, p, window, first, high, low, last):
    """Gravestone doji: open and close at the low, with a shadow above. TA-Lib's CDLGRAVESTONEDOJI.

    A doji with a very short lower shadow and an upper one that is not. NaN for the first 10 bars. Strength: the upper shadow.
    """
    push(state, window, first, high, low, last)
    limit = DOJI * mean_range(state, window, 0, 0)
    above = upper_shadow(first, high, last)
    found = body(first, last) <= limit and lower_shadow(first, low, last) < limit and above > limit
    return answer(state, window, 100.0 if found else 0.0, above)


@candle("CDLLONGLEGGEDDOJI", 10, f"{NISON}, ch. 8", sums=1, signal=ALWAYS, mirror=True)
def cdl_long_legged_doji(state, p, window, first, high, low, last):
    """Long-legged doji: a doji with a long shadow on one side or both. TA-Lib's CDLLONGLEGGEDDOJI.

    A shadow is long if longer than the body. NaN for the first 10 bars. Strength: the longer shadow.
    """
    push(state, window, first, high, low, last)
    limit = DOJI * mean_range(state, window, 0, 0)
    longer = max(upper_shadow(first, high, last), lower_shadow(first, low, last))
    found = body(first, last) <= limit and longer > body(first, last)
    return answer(state, window, 100.0 if found else 0.0, longer)


@candle("CDLRICKSHAWMAN", 10, f"{NISON}, ch. 8", sums=2, signal=ALWAYS)
def cdl_rickshaw_man(state, p, window, first, high, low, last):
    """Rickshaw man: a doji in the middle of its range with long shadows on both sides. TA-Lib's CDLRICKSHAWMAN.

    Both shadows longer than the body, which lies near the middle. NaN for the first 10 bars. Strength: the shorter shadow.
    """
    push(state, window, first, high, low, last)
    limit = DOJI * mean_range(state, window, 0, 0)
    near = NEAR * short_range(state, window, 1, 0)
    shorter = min(upper_shadow(first, high, last), lower_shadow(first, low, last))
    middle = low + (high - low) / 2.0
    found = (
        body(first, last) <= limit
        and shorter > body(first, last)
        and min(first, last) <= middle + near
        and max(first, last) >= middle - near
    )
    return answer(state, window, 100.0 if found else 0.0, shorter)


@candle("CDLTAKURI", 10, f"{MORRIS}, ch. 2 (takuri line)", sums=1, signal=ALWAYS)
def cdl_takuri(state, p, window, first, high, low, last):
    """Takuri: a dragonfly doji with a very long lower shadow, a test of the ground. TA-Lib's CDLTAKURI.

    A doji, a very short upper shadow, a lower one longer than twice the body. NaN for the first 10 bars. Strength: the lower shadow.
    """
    push(state, window, first, high, low, last)
    limit = DOJI * mean_range(state, window, 0, 0)
    below = lower_shadow(first, low, last)
    found = body(first, last) <= limit and upper_shadow(first, high, last) < limit and below > 2.0 * body(first, last)
    return answer(state, window, 100.0 if found else 0.0, below)


@candle("CDLHIGHWAVE", 10, f"{NISON}, ch. 8", sums=1, signal=BY_COLOUR)
def cdl_high_wave(state, p, window, first, high, low, last):
    """High wave: a small body between two very long shadows. TA-Lib's CDLHIGHWAVE.

    A short body and both shadows longer than twice the body. NaN for the first 10 bars. Strength: the shorter shadow.
    """
    push(state, window, first, high, low, last)
    average = mean_body(state, window, 0, 0)
    shorter = min(upper_shadow(first, high, last), lower_shadow(first, low, last))
    found = body(first, last) < average and shorter > 2.0 * body(first, last)
    return answer(state, window, colour(first, last) * 100.0 if found else 0.0, shorter)


@candle("CDLSPINNINGTOP", 10, f"{NISON}, ch. 3", sums=1, signal=BY_COLOUR)
def cdl_spinning_top(state, p, window, first, high, low, last):
    """Spinning top: a small body between longer shadows, a tug of war. TA-Lib's CDLSPINNINGTOP.

    A short body and both shadows longer than it. NaN for the first 10 bars. Strength: the shorter shadow.
    """
    push(state, window, first, high, low, last)
    average = mean_body(state, window, 0, 0)
    shorter = min(upper_shadow(first, high, last), lower_shadow(first, low, last))
    found = body(first, last) < average and shorter > body(first, last)
    return answer(state, window, colour(first, last) * 100.0 if found else 0.0, shorter)


@candle("CDLMARUBOZU", 10, f"{NISON}, ch. 3", sums=2, signal=BY_COLOUR)
def cdl_marubozu(state, p, window, first, high, low, last):
    """Marubozu: a long body with hardly a shadow, one side ruled all the time. TA-Lib's CDLMARUBOZU.

    A long body and two very short shadows. NaN for the first 10 bars. Strength: the body.
    """
    push(state, window, first, high, low, last)
    average = mean_body(state, window, 0, 0)
    limit = VERY_SHORT * mean_range(state, window, 1, 0)
    longer = max(upper_shadow(first, high, last), lower_shadow(first, low, last))
    found = body(first, last) > average and longer < limit
    return answer(state, window, colour(first, last) * 100.0 if found else 0.0, body(first, last))


@candle("CDLCLOSINGMARUBOZU", 10, f"{BULKOWSKI}, ch. on the closing marubozu", sums=2, signal=BY_COLOUR)
def cdl_closing_marubozu(state, p, window, first, high, low, last):
    """Closing marubozu: a long body that closes at its end, without a shadow there. TA-Lib's CDLCLOSINGMARUBOZU.

    A long body; white: a very short upper shadow, black: a very short lower one. NaN for the first 10 bars. Strength: the body.
    """
    push(state, window, first, high, low, last)
    average = mean_body(state, window, 0, 0)
    limit = VERY_SHORT * mean_range(state, window, 1, 0)
    end = upper_shadow(first, high, last) if white(first, last) else lower_shadow(first, low, last)
    found = body(first, last) > average and end < limit
    return answer(state, window, colour(first, last) * 100.0 if found else 0.0, body(first, last))


@candle("CDLBELTHOLD", 10, f"{NISON}, ch. 6", sums=2, signal=BY_COLOUR)
def cdl_belt_hold(state, p, window, first, high, low, last):
    """Belt hold: a long body that opens at its end and runs away from there. TA-Lib's CDLBELTHOLD.

    A long body; white: a very short lower shadow, black: a very short upper one. NaN for the first 10 bars. Strength: the body.
    """
    push(state, window, first, high, low, last)
    average = mean_body(state, window, 0, 0)
    limit = VERY_SHORT * mean_range(state, window, 1, 0)
    start = lower_shadow(first, low, last) if white(first, last) else upper_shadow(first, high, last)
    found = body(first, last) > average and start < limit
    return answer(state, window, colour(first, last) * 100.0 if found else 0.0, body(first, last))


@candle("CDLLONGLINE", 10, f"{MORRIS}, ch. 2", sums=2, signal=BY_COLOUR)
def cdl_long_line(state, p, window, first, high, low, last):
    """Long line: a long body with short shadows. TA-Lib's CDLLONGLINE.

    A shadow is short if below the mean shadow of ten bars. NaN for the first 10 bars. Strength: the body.
    """
    push(state, window, first, high, low, last)
    average = mean_body(state, window, 0, 0)
    limit = mean_shadow(state, window, 1, 0)
    longer = max(upper_shadow(first, high, last), lower_shadow(first, low, last))
    found = body(first, last) > average and longer < limit
    return answer(state, window, colour(first, last) * 100.0 if found else 0.0, body(first, last))


@candle("CDLSHORTLINE", 10, f"{MORRIS}, ch. 2", sums=2, signal=BY_COLOUR)
def cdl_short_line(state, p, window, first, high, low, last):
    """Short line: a short body with short shadows. TA-Lib's CDLSHORTLINE.

    A shadow is short if below the mean shadow of ten bars. NaN for the first 10 bars. Strength: how small the body is.
    """
    push(state, window, first, high, low, last)
    average = mean_body(state, window, 0, 0)
    limit = mean_shadow(state, window, 1, 0)
    longer = max(upper_shadow(first, high, last), lower_shadow(first, low, last))
    found = body(first, last) < average and longer < limit
    return graded(state, colour(first, last) * 100.0 if found else 0.0, body(first, last), average)
