"""Swings: the last turning points of price and the leg that is running."""

from math import nan

from tradewind.features.declare import Float, feature
from tradewind.features.structure.turning import FIELDS, TURNING, bar_of, price_of, turn

SIZE = Float(3.0, 0.5, 50.0)


@feature(
    kind="structure",
    inputs=("high", "low", "close"),
    params={"size": SIZE},
    outputs={
        "high": "price",
        "low": "price",
        "direction": "1 rising, -1 falling",
        "age": "bars since the last turning point",
    },
    state=TURNING,
    window=lambda p: 2 * FIELDS,
    source="A. Merrill, Filtered Waves (1977), with average true ranges (J. W. Wilder, 1978) in place of percent",
    reference="a second implementation leg by leg, tests/features/cases/swings.py",
    scaling=None,
    draw="overlay",
)
def swings(state, p, window, high, low, close):
    """The last swing high and swing low that are known, which way price goes since, and how long ago it turned.

    A turning point is known once price has moved away from it by `size` average true ranges (see turning.py).
    NaN until the first of each is known. State: see turning.py; window: the last two turning points.
    """
    state, _ = turn(state, window, 2, p.size, high, low, close)
    bars, direction, count = state[0], state[1], state[6]
    if count == 0:
        return state, (nan, nan, nan, nan)
    newest = price_of(window, 0)
    older = price_of(window, 1) if count > 1 else nan
    top = newest if direction < 0 else older
    bottom = older if direction < 0 else newest
    return state, (top, bottom, 1.0 * direction, bars - 1 - bar_of(window, 0))
