"""Lines and zones that a chart is read by: support and resistance, trend lines."""

from math import nan

from tradewind.features.declare import Float, Int, feature
from tradewind.features.patterns.shapes import BULKOWSKI, INPUTS, MAGEE
from tradewind.features.structure.turning import FIELDS, TURNING, bar_of, price_of, turn

MOST = 40
# For each turning point the zone around it: mean price, number of touches.
ZONES = FIELDS * MOST


@feature(
    kind="pattern", inputs=INPUTS, state=TURNING, window=lambda p: ZONES + 2 * MOST, scaling=None, draw="overlay",
    params={
        "size": Float(2.0, 0.5, 50.0), "points": Int(20, 2, MOST), "width": Float(0.75, 0.05, 10.0), "touches": Int(2, 1, 20)
    },
    outputs={
        "above": "price", "above_touches": "turning points in the zone", "below": "price", "below_touches": "turning points in the zone"
    },
    source=BULKOWSKI + "Support and Resistance; " + MAGEE + "13",
    reference="a second implementation with lists, tests/features/cases/patterns.py",
)  # fmt: skip
def support_resistance(state, p, window, high, low, close):
    """The nearest prices above and below the close at which price turned several times, and how many times.

    A zone is the last `points` turning points within `width` average true ranges of one of them (the range at the newest turning point);
    its price is their mean, its touches their number, highs and lows alike (old resistance is support). Zones of fewer than `touches`
    don't count. NaN where there is no zone on that side. State: turning.py; window: turning points and their zones.
    """
    state, turned = turn(state, window, p.points, p.size, high, low, close)
    known = min(state[6], p.points)
    if turned != 0:
        for i in range(known):
            total, touches = 0.0, 0
            for j in range(known):
                if abs(price_of(window, j) - price_of(window, i)) <= p.width * state[8]:
                    total += price_of(window, j)
                    touches += 1
            window[ZONES + 2 * i] = total / touches
            window[ZONES + 2 * i + 1] = touches
    above, above_touches, below, below_touches = nan, nan, nan, nan
    for i in range(known):
        price, touches = window[ZONES + 2 * i], window[ZONES + 2 * i + 1]
        if touches < p.touches:
            continue
        if price > close and not price >= above:
            above, above_touches = price, touches
        if price <= close and not price <= below:
            below, below_touches = price, touches
    return state, (above, above_touches, below, below_touches)


@feature(
    kind="pattern", inputs=INPUTS, params={"size": Float(3.0, 0.5, 50.0)}, state=TURNING, window=lambda p: 4 * FIELDS,
    scaling=1, draw="overlay",
    outputs={"upper": "price", "lower": "price", "upper_slope": "price per bar", "lower_slope": "price per bar"},
    source=MAGEE + "14 (Trendlines and Channels)",
    reference="a second implementation with lists, tests/features/cases/patterns.py",
)  # fmt: skip
def trend_line(state, p, window, high, low, close):
    """The line through the last two swing highs and the one through the last two swing lows, drawn on to this bar.

    upper = high_1 + slope * (bar - bar_1), slope = (high_1 - high_2) / (bar_1 - bar_2); the lower one alike with lows.
    A swing high or low counts from the bar at which it is known. NaN until two of each are. State: turning.py; window: four turning points.
    """
    state, _ = turn(state, window, 4, p.size, high, low, close)
    if state[6] < 4:
        return state, (nan, nan, nan, nan)
    bar = state[0] - 1
    newest, older = line_at(window, 0, bar), line_at(window, 1, bar)
    upper, lower = (newest, older) if state[1] < 0 else (older, newest)
    return state, (upper[0], lower[0], upper[1], lower[1])


def line_at(window, j, bar):
    """(price at the bar, slope) of the line through the j-th newest turning point and the one before it on that side."""
    slope = (price_of(window, j) - price_of(window, j + 2)) / (bar_of(window, j) - bar_of(window, j + 2))
    return price_of(window, j) + slope * (bar - bar_of(window, j)), slope
