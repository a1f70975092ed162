"""Reversals of one to three bars as western books know them: pin bars, key reversals, two-bar reversals, smash days."""

from tradewind.features.candles.settings import (
    BULKOWSKI,
    answer,
    bar,
    body,
    candle,
    colour,
    highest,
    lower_shadow,
    lowest,
    mean_range,
    push,
    upper_shadow,
    white,
)
from tradewind.features.declare import Float, Int

PRING = "M. J. Pring, Pring on Price Patterns (2005)"
SCHWAGER = "J. D. Schwager, Schwager on Futures: Technical Analysis (1996)"
BARS = {"n": Int(10, 2, 14)}


@candle(None, 1, f"{PRING}, Pinocchio bars", params={"nose": Float(0.667, 0.5, 0.95)})
def cdl_pin_bar(state, p, window, first, high, low, last):
    """Pin bar: a long nose beyond the bar before and the body at the other end: the break-out was a lie.

    Up: the lower shadow is at least `nose` of the range and the low below the low before; down: the upper shadow, above the high before.
    NaN for the first bar. Strength: the nose.
    """
    push(state, window, first, high, low, last)
    _, high1, low1, _ = bar(state, window, 1)
    above, below, wide = upper_shadow(first, high, last), lower_shadow(first, low, last), high - low
    up = low < low1 and below >= p.nose * wide
    down = high > high1 and above >= p.nose * wide
    return answer(state, window, 100.0 if up else (-100.0 if down else 0.0), max(above, below))


@candle(None, 14, f"{SCHWAGER}, ch. 6 (reversal days)", params=BARS)
def cdl_reversal_bar(state, p, window, first, high, low, last):
    """Reversal bar: a new extreme of n bars in vain, price closes back beyond the close before.

    Down: a high above those of the n bars before and a close below the close before; up: a lower low and a higher close.
    NaN for the first 14 bars. Strength: the range.
    """
    push(state, window, first, high, low, last)
    _, _, _, last1 = bar(state, window, 1)
    down = high > highest(state, window, 1, p.n) and last < last1
    up = low < lowest(state, window, 1, p.n) and last > last1
    return answer(state, window, 100.0 * up - 100.0 * down, high - low)


@candle(None, 14, f"{SCHWAGER}, ch. 6 (key reversal days)", params=BARS)
def cdl_key_reversal(state, p, window, first, high, low, last):
    """Key reversal: a new extreme of n bars, and a close beyond the other end of the bar before.

    Down: a high above those of the n bars before and a close below the low before; up: a lower low and a close above the high before.
    NaN for the first 14 bars. Strength: the range.
    """
    push(state, window, first, high, low, last)
    _, high1, low1, _ = bar(state, window, 1)
    down = high > highest(state, window, 1, p.n) and last < low1
    up = low < lowest(state, window, 1, p.n) and last > high1
    return answer(state, window, 100.0 * up - 100.0 * down, high - low)


@candle(None, 11, f"{PRING}, two-bar reversals", sums=2, params={"end": Float(0.25, 0.05, 0.5)})
def cdl_two_bar_reversal(state, p, window, first, high, low, last):
    """Two-bar reversal: two wide bars like railway tracks, the second takes back the first.

    The first opens and closes within `end` of its range from its two ends, the second the other way round, both with more than the mean
    range of ten bars. The signal has the second bar's direction. NaN for the first 11 bars. Strength: the second body.
    """
    push(state, window, first, high, low, last)
    average1 = mean_range(state, window, 0, 1)
    average = mean_range(state, window, 1, 0)
    first1, high1, low1, last1 = bar(state, window, 1)
    found = high1 - low1 > average1 and high - low > average and white(first1, last1) != white(first, last)
    edge1, edge = p.end * (high1 - low1), p.end * (high - low)
    found = found and high1 - max(first1, last1) <= edge1 and min(first1, last1) - low1 <= edge1
    found = found and high - max(first, last) <= edge and min(first, last) - low <= edge
    # They stand side by side: each end of one body lies within the other bar's range.
    found = found and low <= min(first1, last1) and max(first1, last1) <= high
    return answer(state, window, 100.0 * colour(first, last) if found else 0.0, body(first, last))


@candle(None, 2, "L. Williams, Long-Term Secrets to Short-Term Trading (1999), smash days")
def cdl_smash_day(state, p, window, first, high, low, last):
    """Smash day reversal: a close beyond the range before that the next bar gives the lie.

    Up: the bar before closed below the low before it, and this one trades above its high; down: the other way round.
    NaN for the first 2 bars. Strength: how far beyond.
    """
    push(state, window, first, high, low, last)
    _, high2, low2, _ = bar(state, window, 2)
    _, high1, low1, last1 = bar(state, window, 1)
    up, down = last1 < low2 and high > high1, last1 > high2 and low < low1
    return answer(state, window, 100.0 * up - 100.0 * down, high - high1 if up else low1 - low)


@candle(None, 11, f"{BULKOWSKI} (shooting star, two-line)", sums=1, signal="-100 down, 0 none")
def cdl_two_line_shooting_star(state, p, window, first, high, low, last):
    """Two-line shooting star: after a white bar one that opens higher and ends as a small body under a very long shadow.

    It opens above the close before; the upper shadow is at least three times the body, the lower one at most a tenth of the mean range of
    ten bars. NaN for the first 11 bars. Strength: the upper shadow.
    """
    push(state, window, first, high, low, last)
    limit = 0.1 * mean_range(state, window, 0, 0)
    first1, _, _, last1 = bar(state, window, 1)
    above = upper_shadow(first, high, last)
    found = white(first1, last1) and first > last1 and above >= 3.0 * body(first, last) and above > 0.0
    found = found and lower_shadow(first, low, last) <= limit
    return answer(state, window, -100.0 if found else 0.0, above)
