"""Turning points, told when they are sure and not before."""

from math import inf, nan

from tradewind.features.declare import Float, feature


@feature(
    kind="structure",
    inputs=("high", "low"),
    params={"percent": Float(5.0, 0.01, 90.0)},
    outputs={"turn": "1 a high is confirmed at this bar, -1 a low, else 0", "price": "price", "ago": "bars ago"},
    state=(0, 0, 0, 0, -inf, inf, nan),
    source="A. A. Merrill, Filtered Waves (1977); a turn counts when the price has gone `percent` from it",
    reference="numpy, a search for each turn over the whole series",
    scaling=None,
    draw="marker",
)
def zigzag(state, p, high, low):
    """ZigZag: the last turning point that is confirmed, its price, how long ago it was, and whether it became known at this bar.

    A high is confirmed by the first later bar whose low is `percent` below it while no higher high came, a low the other way round;
    a bar that makes a new extreme does not confirm that one itself, for nobody knows which came first. The first turn is whichever
    extreme since the first bar is confirmed first (the high, where both are). NaN for price and ago until there is a turn.
    State: way (1 up, -1 down, 0 not known), bars since the highest, the lowest and the last turn, and their prices.
    """
    way, top_ago, bottom_ago, ago, top, bottom, price = state
    top_ago, bottom_ago, ago, turn = top_ago + 1, bottom_ago + 1, ago + 1, 0.0
    if way >= 0 and high > top:
        top, top_ago = high, 0
    if way <= 0 and low < bottom:
        bottom, bottom_ago = low, 0
    if way >= 0 and top_ago > 0 and low <= top * (1.0 - 0.01 * p.percent):
        way, turn, price, ago, bottom, bottom_ago = -1, 1.0, top, top_ago, low, 0
    elif way <= 0 and bottom_ago > 0 and high >= bottom * (1.0 + 0.01 * p.percent):
        way, turn, price, ago, top, top_ago = 1, -1.0, bottom, bottom_ago, high, 0
    state = (way, top_ago, bottom_ago, ago, top, bottom, price)
    return state, (turn, price, float(ago) if price == price else nan)
