"""Gaps as candlestick books know them: windows, three windows, islands, kickers, oops."""

from tradewind.features.candles.settings import (
    BULKOWSKI,
    NISON,
    SUMS,
    answer,
    bar,
    body,
    candle,
    colour,
    highest,
    lowest,
    mean_body,
    push,
    trend,
    white,
)
from tradewind.features.declare import Int

DOWN = "-100 down, 0 none"


@candle(None, 1, f"{NISON}, ch. 7; {BULKOWSKI} (rising and falling windows)")
def cdl_window(state, p, window, first, high, low, last):
    """Rising or falling window: a gap between the shadows of two bars, which then supports or resists.

    Rising: the low above the high before; falling: the high below the low before. NaN for the first bar. Strength: the gap.
    """
    push(state, window, first, high, low, last)
    _, high1, low1, _ = bar(state, window, 1)
    signal = 100.0 if low > high1 else (-100.0 if high < low1 else 0.0)
    return answer(state, window, signal, max(low - high1, low1 - high))


@candle(None, 1, f"{NISON}, ch. 7 (three windows, the Sakata method's san-ku)", more=1)
def cdl_three_windows(state, p, window, first, high, low, last):
    """Three windows: the third rising window without a falling one between them, too far too fast; or the third falling one.

    Signal against the windows: -100 at the third rising one, 100 at the third falling one; later ones of the same series give none.
    NaN for the first bar. Strength: the third gap. State: see settings.py; window: the count (rising above 0, falling below).
    """
    push(state, window, first, high, low, last)
    _, high1, low1, _ = bar(state, window, 1)
    count = window[SUMS]
    signal = 0.0
    if state[0] >= 0 and low > high1:
        count = max(count, 0.0) + 1.0
        signal = -100.0 if count == 3.0 else 0.0
    elif state[0] >= 0 and high < low1:
        count = min(count, 0.0) - 1.0
        signal = 100.0 if count == -3.0 else 0.0
    window[SUMS] = count
    return answer(state, window, signal, max(low - high1, low1 - high))


@candle(
    None,
    15,
    "R. D. Edwards, J. Magee, Technical Analysis of Stock Trends (1948), ch. 12 (island reversal)",
    params={"n": Int(5, 1, 14)},
)
def cdl_island_reversal(state, p, window, first, high, low, last):
    """Island reversal: up to n bars cut off from all others by a gap before and a gap after them.

    -100 where the island lies above, 100 where it lies below; known at the bar after the second gap. NaN for the first 15 bars.
    Strength: the smaller gap.
    """
    push(state, window, first, high, low, last)
    _, high1, low1, _ = bar(state, window, 1)
    if high >= low1 and low <= high1:
        return answer(state, window, 0.0, 0.0)
    for k in range(1, p.n + 1):
        _, before, below, _ = bar(state, window, k + 1)
        if high < low1:
            gap = lowest(state, window, 1, k) - max(before, high)
        else:
            gap = min(below, low) - highest(state, window, 1, k)
        if gap > 0.0:
            return answer(state, window, -100.0 if high < low1 else 100.0, gap)
    return answer(state, window, 0.0, 0.0)


@candle(None, 11, "S. W. Bigalow, Profitable Candlestick Trading (2002), the kicker signal", sums=2)
def cdl_kicker(state, p, window, first, high, low, last):
    """Kicker: a long body that opens on the other side of the open before and runs away from it: overnight all has changed.

    Two long bodies of different colour; the second opens at the first's open or beyond it. Unlike cdl_kicking they may have shadows.
    NaN for the first 11 bars. Strength: the second body.
    """
    push(state, window, first, high, low, last)
    average1 = mean_body(state, window, 0, 1)
    average = mean_body(state, window, 1, 0)
    first1, _, _, last1 = bar(state, window, 1)
    side = colour(first, last)
    found = colour(first1, last1) != side and (first - first1) * side >= 0.0
    found = found and body(first1, last1) > average1 and body(first, last) > average
    return answer(state, window, 100.0 * side if found else 0.0, body(first, last))


@candle(None, 12, f"{BULKOWSKI} (two black gapping candles)", signal=DOWN)
def cdl_two_black_gapping(state, p, window, first, high, low, last):
    """Two black gapping candles: in a falling market a black bar wholly below the one before, then a black one with a lower high.

    NaN for the first 12 bars. Strength: the second body.
    """
    push(state, window, first, high, low, last)
    _, _, low2, _ = bar(state, window, 2)
    first1, high1, _, last1 = bar(state, window, 1)
    found = not white(first1, last1) and not white(first, last) and high1 < low2 and high < high1
    found = found and trend(state, window, 2) < 0.0
    return answer(state, window, -100.0 if found else 0.0, body(first, last))


@candle(None, 1, "L. Williams, Long-Term Secrets to Short-Term Trading (1999), the oops pattern")
def cdl_oops(state, p, window, first, high, low, last):
    """Oops: an opening gap out of the bar before that is taken back within the bar, who followed it is trapped.

    Up: opens below the low before and trades above it; down: opens above the high before and trades below it.
    NaN for the first bar. Strength: how far the close is back.
    """
    push(state, window, first, high, low, last)
    _, high1, low1, _ = bar(state, window, 1)
    up, down = first < low1 and high > low1, first > high1 and low < high1
    size = last - low1 if up else high1 - last
    return answer(state, window, 100.0 if up else (-100.0 if down else 0.0), max(size, 0.0))
