"""What lines, circles and counts from a turning point are measured with: how long ago it was, and how much price one bar is worth."""

from math import floor

from tradewind.features.declare import Float
from tradewind.features.structure.turning import TURNING, bar_of

# Price and bars have no common unit by nature: a line of "one unit of price a unit of time", or a circle, needs one to be chosen. Either
# a price, or (with 0) a part of the average true range as it was when the turning point became known; it stays until the next one.
SCALE = {"price_per_bar": Float(0.0, 0.0, 1e12), "ranges_per_bar": Float(0.25, 0.001, 100.0)}
# Turning points, and the price of one bar beside.
SCALED = (*TURNING, 0.0)


def direction_of(state):
    """1 rising, -1 falling since the newest turning point."""
    return state[1]


def count_of(state):
    """Turning points that have become known so far."""
    return state[6]


def spread_of(state):
    """The average true range at this bar."""
    return state[8]


def age_of(state, window, j):
    """Bars since the j-th newest turning point, 0 at its own bar."""
    return int(state[0] - 1 - bar_of(window, j))


def scale_of(p, turned, spread, before):
    """Price of one bar: chosen anew when a turning point becomes known."""
    if turned == 0:
        return before
    return p.price_per_bar if p.price_per_bar > 0.0 else p.ranges_per_bar * spread


def nearest_whole(x):
    """The nearest whole number; a half goes up."""
    return floor(x + 0.5)
