"""More kinds of doji: four-price, northern and southern, gapping, and the collapsing star."""

from tradewind.features.candles.settings import (
    BULKOWSKI,
    DOJI,
    NISON,
    answer,
    bar,
    body,
    candle,
    graded,
    mean_range,
    push,
    trend,
    white,
)

ALWAYS = "100 where there is one, else 0"


@candle(None, 0, f"{NISON}, ch. 8 (four-price doji)", signal=ALWAYS, mirror=True)
def cdl_four_price_doji(state, p, window, first, high, low, last):
    """Four-price doji: open, high, low and close are one price, hardly anybody traded.

    Never NaN. Strength: 1 where there is one.
    """
    return graded(state, 100.0 if high == low and first == last else 0.0, 0.0, 0.0)


@candle(None, 10, f"{NISON}, ch. 8; {BULKOWSKI} (northern doji)", sums=1, signal="-100 down, 0 none")
def cdl_northern_doji(state, p, window, first, high, low, last):
    """Northern doji: a doji in a rising market, buyers grow tired.

    A doji (as cdl_doji) after a bar that closed above the mean of ten closes. NaN for the first 10 bars. Strength: how small the body is.
    """
    push(state, window, first, high, low, last)
    limit = DOJI * mean_range(state, window, 0, 0)
    found = body(first, last) <= limit and trend(state, window, 1) > 0.0
    return graded(state, -100.0 if found else 0.0, body(first, last), limit)


@candle(None, 10, f"{NISON}, ch. 8; {BULKOWSKI} (southern doji)", sums=1, signal="100 up, 0 none")
def cdl_southern_doji(state, p, window, first, high, low, last):
    """Southern doji: a doji in a falling market, sellers grow tired.

    A doji (as cdl_doji) after a bar that closed below the mean of ten closes. NaN for the first 10 bars. Strength: how small the body is.
    """
    push(state, window, first, high, low, last)
    limit = DOJI * mean_range(state, window, 0, 0)
    found = body(first, last) <= limit and trend(state, window, 1) < 0.0
    return graded(state, 100.0 if found else 0.0, body(first, last), limit)


@candle(None, 10, f"{BULKOWSKI} (gapping up doji, gapping down doji)", sums=1)
def cdl_gapping_doji(state, p, window, first, high, low, last):
    """Gapping doji: a doji wholly above or below the bar before; as often as not the move goes on.

    Up: its low above the high before; down: its high below the low before. NaN for the first 10 bars. Strength: how small the body is.
    """
    push(state, window, first, high, low, last)
    limit = DOJI * mean_range(state, window, 0, 0)
    _, high1, low1, _ = bar(state, window, 1)
    signal = 100.0 if low > high1 else (-100.0 if high < low1 else 0.0)
    return graded(state, signal if body(first, last) <= limit else 0.0, body(first, last), limit)


@candle(None, 12, f"{BULKOWSKI} (collapsing doji star)", sums=1, signal="-100 down, 0 none")
def cdl_collapsing_doji_star(state, p, window, first, high, low, last):
    """Collapsing doji star: in a rising market a white bar, a doji wholly below it, a black bar wholly below the doji.

    NaN for the first 12 bars. Strength: the third body.
    """
    push(state, window, first, high, low, last)
    limit1 = DOJI * mean_range(state, window, 0, 1)
    first2, _, low2, last2 = bar(state, window, 2)
    first1, high1, low1, last1 = bar(state, window, 1)
    found = white(first2, last2) and body(first1, last1) <= limit1 and not white(first, last)
    found = found and high1 < low2 and high < low1 and trend(state, window, 2) > 0.0
    return answer(state, window, -100.0 if found else 0.0, body(first, last))
