"""W. D. Gann's angles, boxes and midpoints from turning points."""

from math import atan, nan, pi

from tradewind.features.declare import feature
from tradewind.features.structure.swings import SIZE
from tradewind.features.structure.turning import FIELDS, TURNING, bar_of, price_of, turn
from tradewind.features.structure.units import SCALE, SCALED, age_of, count_of, direction_of, scale_of, spread_of

COMMODITIES = "W. D. Gann, How to Make Profits in Commodities (1951)"
NUMPY = (
    "numpy from the formula over listed turning points, tests/features/cases/gann.py; "
    "published examples, tests/features/test_published_levels.py"
)


@feature(
    kind="gann",
    inputs=("high", "low", "close"),
    params={"size": SIZE, **SCALE},
    outputs={
        "eighth": "price",
        "quarter": "price",
        "third": "price",
        "half": "price",
        "one": "price",
        "two": "price",
        "three": "price",
        "four": "price",
        "eight": "price",
    },
    state=SCALED,
    window=lambda p: FIELDS,
    source=f"{COMMODITIES}, on geometrical angles",
    reference=NUMPY,
    scaling=None,
    draw="overlay",
)
def gann_fan(state, p, window, high, low, close):
    """Gann fan: nine lines from the last turning point, up from a low and down from a high, at this bar.

    line = pivot +- k * u * bars since the pivot, with u the price of one bar (see units.py: `price_per_bar`, or `ranges_per_bar` average
    true ranges) and k = 1/8, 1/4, 1/3, 1/2, 1 ("1x1", 45 degrees on a chart drawn to scale), 2, 3, 4, 8 units of price a bar. Gann writes
    "2x1" for two units of price a bar, many programs "1x2"; the outputs are named by k, so that there is no doubt. NaN until a turning
    point is known. State: see turning.py, u; window: one turning point.
    """
    turning, turned = turn(state[:9], window, 1, p.size, high, low, close)
    unit = scale_of(p, turned, spread_of(turning), state[9])
    if count_of(turning) < 1:
        return (*turning, unit), (nan, nan, nan, nan, nan, nan, nan, nan, nan)
    pivot, one = price_of(window, 0), unit * age_of(turning, window, 0) * direction_of(turning)
    return (*turning, unit), (
        pivot + one / 8.0,
        pivot + one / 4.0,
        pivot + one / 3.0,
        pivot + one / 2.0,
        pivot + one,
        pivot + 2.0 * one,
        pivot + 3.0 * one,
        pivot + 4.0 * one,
        pivot + 8.0 * one,
    )


@feature(
    kind="gann",
    inputs=("high", "low", "close"),
    params={"size": SIZE, **SCALE},
    outputs={"slope": "units of price a bar", "degrees": "degrees"},
    state=SCALED,
    window=lambda p: FIELDS,
    source=f"{COMMODITIES}, on geometrical angles",
    reference=NUMPY,
    scaling=None,
    draw="none",
)
def gann_angle(state, p, window, high, low, close):
    """On which Gann angle from the last turning point price stands: 1 is the 1x1 line, above 1 the trend since the pivot is strong.

    slope = +-(close - pivot) / (u * bars since the pivot), + from a low, - from a high; degrees = atan(slope), 45 on the 1x1 line.
    u: the price of one bar (see units.py). Where all ranges are 0 there is no u and no turning point. NaN until one is known.
    State: see turning.py, u; window: one turning point.
    """
    turning, turned = turn(state[:9], window, 1, p.size, high, low, close)
    unit = scale_of(p, turned, spread_of(turning), state[9])
    if count_of(turning) < 1:
        return (*turning, unit), (nan, nan)
    slope = direction_of(turning) * (close - price_of(window, 0)) / (unit * age_of(turning, window, 0))
    return (*turning, unit), (slope, atan(slope) * 180.0 / pi)


@feature(
    kind="gann",
    inputs=("high", "low", "close"),
    params={"size": SIZE},
    outputs={
        "p125": "price",
        "p250": "price",
        "p333": "price",
        "p375": "price",
        "p500": "price",
        "p625": "price",
        "p667": "price",
        "p750": "price",
        "p875": "price",
    },
    state=TURNING,
    window=lambda p: 2 * FIELDS,
    source=f"{COMMODITIES}, on percentages of a range as resistance levels",
    reference=NUMPY,
    scaling=1,
    draw="overlay",
)
def gann_box(state, p, window, high, low, close):
    """Gann's box in price: the eighths and thirds of the last leg between two turning points, counted up from its low.

    level = low + part * (high - low). NaN until two turning points are known. State: see turning.py; window: two turning points.
    """
    state, _ = turn(state, window, 2, p.size, high, low, close)
    if count_of(state) < 2:
        return state, (nan, nan, nan, nan, nan, nan, nan, nan, nan)
    bottom = min(price_of(window, 0), price_of(window, 1))
    height = max(price_of(window, 0), price_of(window, 1)) - bottom
    return state, (
        bottom + height / 8.0,
        bottom + height / 4.0,
        bottom + height / 3.0,
        bottom + 0.375 * height,
        bottom + height / 2.0,
        bottom + 0.625 * height,
        bottom + height * 2.0 / 3.0,
        bottom + 0.75 * height,
        bottom + 0.875 * height,
    )


@feature(
    kind="gann",
    inputs=("high", "low", "close"),
    params={"size": SIZE},
    outputs={"swing": "price", "high": "price", "life": "price"},
    state=(*TURNING, 0.0, 0.0),
    window=lambda p: 2 * FIELDS,
    source=f"{COMMODITIES}, on the 50 % or halfway point: of a range, of the highest selling price, of the life's extremes",
    reference=NUMPY,
    scaling=1,
    draw="overlay",
)
def gann_midpoints(state, p, window, high, low, close):
    """Gann's 50 % levels: the middle of the last leg, half of the last swing high, and the middle of all prices since the first bar.

    swing = (begin + end) / 2, high = (the last swing high that is known) / 2, life = (highest + lowest) / 2 of all bars so far.
    swing and high are NaN until two turning points are known. State: see turning.py, highest, lowest; window: two turning points.
    """
    turning, _ = turn(state[:9], window, 2, p.size, high, low, close)
    first = turning[0] == 1
    highest = high if first else max(state[9], high)
    lowest = low if first else min(state[10], low)
    life = 0.5 * (highest + lowest)
    if count_of(turning) < 2:
        return (*turning, highest, lowest), (nan, nan, life)
    end, begin = price_of(window, 0), price_of(window, 1)
    return (*turning, highest, lowest), (0.5 * (begin + end), 0.5 * max(begin, end), life)


@feature(
    kind="gann",
    inputs=("high", "low", "close"),
    params={"size": SIZE, **SCALE},
    outputs={"bars": "bars in which the last leg's range is squared", "passed": "part of them that has passed"},
    state=SCALED,
    window=lambda p: 2 * FIELDS,
    source=f"{COMMODITIES}, on squaring the range with time",
    reference=NUMPY,
    scaling=None,
    draw="none",
)
def gann_squared_range(state, p, window, high, low, close):
    """Price and time squared: how many bars equal the last leg's range at one unit of price a bar, and what part of them has passed.

    bars = |end - begin| / u, passed = bars since the leg's end / bars; Gann watches for a turn where it passes 1 (and 1/4, 1/2, 3/4, 2...).
    u: the price of one bar (see units.py). NaN until two turning points are known. State: see turning.py, u; window: two turning points.
    """
    turning, turned = turn(state[:9], window, 2, p.size, high, low, close)
    unit = scale_of(p, turned, spread_of(turning), state[9])
    if count_of(turning) < 2:
        return (*turning, unit), (nan, nan)
    bars = abs(price_of(window, 0) - price_of(window, 1)) / unit
    return (*turning, unit), (bars, (turning[0] - 1 - bar_of(window, 0)) / bars)
