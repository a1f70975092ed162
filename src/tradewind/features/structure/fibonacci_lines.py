"""Fibonacci lines over time: fans, speed resistance lines, arcs and channels, each as its price at this bar."""

from math import nan, sqrt

from tradewind.features.declare import feature
from tradewind.features.structure.fibonacci import MURPHY, NUMPY
from tradewind.features.structure.swings import SIZE
from tradewind.features.structure.turning import FIELDS, TURNING, bar_of, price_of, turn
from tradewind.features.structure.units import SCALE, SCALED, age_of, count_of, direction_of, scale_of, spread_of


def fan_line(window, now, part):
    """The line from the leg's beginning through `part` of its height at its end, at the bar `now`."""
    begin, since = price_of(window, 1), bar_of(window, 1)
    return begin + part * (price_of(window, 0) - begin) * (now - since) / (bar_of(window, 0) - since)


@feature(
    kind="fibonacci",
    inputs=("high", "low", "close"),
    params={"size": SIZE},
    outputs={"f382": "price", "f500": "price", "f618": "price"},
    state=TURNING,
    window=lambda p: 2 * FIELDS,
    source=f"{MURPHY}, on Fibonacci fan lines",
    reference=NUMPY,
    scaling=1,
    draw="overlay",
)
def fib_fan(state, p, window, high, low, close):
    """Fibonacci fan: lines from the last leg's beginning through its 38.2, 50 and 61.8 % retracements, drawn below its end, at this bar.

    line = begin + (1 - ratio) * (end - begin) * (bars since begin) / (bars of the leg).
    NaN until two turning points are known. State: see turning.py; window: two turning points.
    """
    state, _ = turn(state, window, 2, p.size, high, low, close)
    if count_of(state) < 2:
        return state, (nan, nan, nan)
    now = state[0] - 1
    return state, (fan_line(window, now, 1.0 - 0.382), fan_line(window, now, 0.5), fan_line(window, now, 1.0 - 0.618))


@feature(
    kind="fibonacci",
    inputs=("high", "low", "close"),
    params={"size": SIZE},
    outputs={"two_thirds": "price", "one_third": "price"},
    state=TURNING,
    window=lambda p: 2 * FIELDS,
    source=f"E. Gould's speed resistance lines, in {MURPHY}",
    reference=NUMPY,
    scaling=1,
    draw="overlay",
)
def speed_lines(state, p, window, high, low, close):
    """Speed resistance lines: from the last leg's beginning through a third and two thirds of its height at its end, at this bar.

    line = begin + part * (end - begin) * (bars since begin) / (bars of the leg).
    NaN until two turning points are known. State: see turning.py; window: two turning points.
    """
    state, _ = turn(state, window, 2, p.size, high, low, close)
    if count_of(state) < 2:
        return state, (nan, nan)
    now = state[0] - 1
    return state, (fan_line(window, now, 2.0 / 3.0), fan_line(window, now, 1.0 / 3.0))


def arc(end, side, radius, away):
    """Where the circle around a leg's end stands, `away` from its middle; NaN where it is over."""
    return end - side * sqrt(radius * radius - away * away) if radius > away else nan


@feature(
    kind="fibonacci",
    inputs=("high", "low", "close"),
    params={"size": SIZE, **SCALE},
    outputs={"a382": "price", "a500": "price", "a618": "price"},
    state=SCALED,
    window=lambda p: 2 * FIELDS,
    source="R. Fischer, Fibonacci Applications and Strategies for Traders (1993), on arcs, with the unit of a bar as a parameter",
    reference=NUMPY,
    scaling=None,
    draw="overlay",
)
def fib_arcs(state, p, window, high, low, close):
    """Fibonacci arcs: circles around the last leg's end with 38.2, 50 and 61.8 % of its length as radius, at this bar.

    With u the price of one bar (see units.py: `price_per_bar`, or `ranges_per_bar` average true ranges), length = sqrt((end - begin)**2 +
    (u * bars of the leg)**2), arc = end -+ sqrt((ratio * length)**2 - (u * bars since its end)**2), below a high and above a low.
    On paper an arc is round only for one scale of the chart, which is why u must be said. NaN until two turning points
    are known and where the circle is over. State: see turning.py, price of one bar; window: two turning points.
    """
    turning, turned = turn(state[:9], window, 2, p.size, high, low, close)
    unit = scale_of(p, turned, spread_of(turning), state[9])
    if count_of(turning) < 2:
        return (*turning, unit), (nan, nan, nan)
    end, side = price_of(window, 0), -1.0 * direction_of(turning)
    rise, run = end - price_of(window, 1), unit * (bar_of(window, 0) - bar_of(window, 1))
    length, away = sqrt(rise * rise + run * run), unit * age_of(turning, window, 0)
    return (*turning, unit), (
        arc(end, side, 0.382 * length, away),
        arc(end, side, 0.5 * length, away),
        arc(end, side, 0.618 * length, away),
    )


@feature(
    kind="fibonacci",
    inputs=("high", "low", "close"),
    params={"size": SIZE},
    outputs={"base": "price", "c618": "price", "c1000": "price", "c1618": "price", "c2618": "price"},
    state=TURNING,
    window=lambda p: 3 * FIELDS,
    source="R. Fischer, Fibonacci Applications and Strategies for Traders (1993), on channels",
    reference=NUMPY,
    scaling=1,
    draw="overlay",
)
def fib_channel(state, p, window, high, low, close):
    """Fibonacci channel: a line through two turning points of a kind, and parallels at 61.8, 100, 161.8 and 261.8 % of the way to the one between.

    For the last turning points A, B, C: the base goes through A and C, the parallel of 100 % through B; all at this bar.
    NaN until three turning points are known. State: see turning.py; window: three turning points.
    """
    state, _ = turn(state, window, 3, p.size, high, low, close)
    if count_of(state) < 3:
        return state, (nan, nan, nan, nan, nan)
    a, c = price_of(window, 2), price_of(window, 0)
    slope = (c - a) / (bar_of(window, 0) - bar_of(window, 2))
    base = c + slope * age_of(state, window, 0)
    width = price_of(window, 1) - (a + slope * (bar_of(window, 1) - bar_of(window, 2)))
    return state, (base, base + 0.618 * width, base + width, base + 1.618 * width, base + 2.618 * width)
