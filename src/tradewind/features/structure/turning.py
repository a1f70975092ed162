"""Turning points of price as they become known: the part that all structure (patterns, harmonics, waves, Fibonacci, Gann) begins with.

A swing high is known once price has fallen from it by `size` average true ranges (Wilder, 14 bars), and a swing low once it has risen by
as much; they alternate. The extreme that is still running is no turning point. A bar that makes a new extreme doesn't turn on itself,
for which came first inside it is not known. The first one of a series is the earlier of its highest high and its lowest low, once these
are as far apart.

Source: A. Merrill, Filtered Waves (1977), for the filter; average true ranges in place of percent so that one setting fits every market.

The last `depth` turning points lie at the start of a step's window, newest first, three numbers each: price, bar, bar at which it became
known (bars are counted from 0). The newest is a high if the direction is -1.
"""

PRICE, BAR, KNOWN = 0, 1, 2
FIELDS = 3
RANGE_BARS = 14
# bars seen, direction (1 rising, -1 falling, 0 not known yet), top, its bar, bottom, its bar, turning points so far, last close, range.
TURNING = (0, 0, 0.0, 0, 0.0, 0, 0, 0.0, 0.0)


def turn(state, window, depth, size, high, low, close):
    """One more bar. Returns (state, turned): turned is 1 if a high became known at this bar, -1 if a low did, else 0."""
    bars, direction, top, top_bar, bottom, bottom_bar, count, last, spread = state
    if bars == 0:
        return (1, 0, high, 0, low, 0, 0, close, high - low), 0
    true_range = max(high - low, abs(high - last), abs(low - last))
    # The mean of all ranges until there are enough of them, then Wilder's.
    weight = 1.0 / min(bars + 1, RANGE_BARS)
    spread = spread * (1.0 - weight) + true_range * weight
    turned = 0
    new_top = direction >= 0 and high > top
    new_bottom = direction <= 0 and low < bottom
    if new_top:
        top, top_bar = high, bars
    if new_bottom:
        bottom, bottom_bar = low, bars
    reversal = size * spread
    if bars >= RANGE_BARS and spread > 0.0:
        if direction == 0:
            if top - bottom >= reversal and top_bar != bottom_bar:
                turned = 1 if top_bar < bottom_bar else -1
                first, first_bar = (top, top_bar) if turned > 0 else (bottom, bottom_bar)
                remember(window, depth, first, first_bar, bars)
                direction, count = -turned, 1
        elif direction > 0 and not new_top and top - low >= reversal:
            remember(window, depth, top, top_bar, bars)
            turned, direction, bottom, bottom_bar, count = 1, -1, low, bars, count + 1
        elif direction < 0 and not new_bottom and high - bottom >= reversal:
            remember(window, depth, bottom, bottom_bar, bars)
            turned, direction, top, top_bar, count = -1, 1, high, bars, count + 1
    return (bars + 1, direction, top, top_bar, bottom, bottom_bar, count, close, spread), turned


def remember(window, depth, price, bar, known):
    """The newest turning point, before those already there; the oldest goes."""
    for i in range(FIELDS * depth - 1, FIELDS - 1, -1):
        window[i] = window[i - FIELDS]
    window[PRICE] = price
    window[BAR] = bar
    window[KNOWN] = known


def price_of(window, j):
    """Price of the j-th newest turning point, 0 the newest."""
    return window[FIELDS * j + PRICE]


def bar_of(window, j):
    """Bar of the j-th newest turning point."""
    return window[FIELDS * j + BAR]
