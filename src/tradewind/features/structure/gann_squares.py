"""Number squares and wheels as W. D. Gann used them: the Square of Nine, its crosses, the Hexagon Chart and the Square of 144."""

from math import floor, nan, sqrt

from tradewind.features.declare import Float, Int, feature
from tradewind.features.structure.gann import NUMPY
from tradewind.features.structure.swings import SIZE
from tradewind.features.structure.turning import FIELDS, TURNING, price_of, turn
from tradewind.features.structure.units import SCALE, SCALED, age_of, count_of, nearest_whole, scale_of, spread_of

MIKULA = "P. Mikula, The Definitive Guide to Forecasting Using W. D. Gann's Square of Nine (2003)"
MASTER = "W. D. Gann, The Master Mathematical Price, Time and Trend Calculator (1953), on the strongest points of the square of 144"
# How much price is one number of a chart of numbers: 1 for shares in dollars, 0.0001 for a currency in pips.
UNIT = Float(1.0, 1e-9, 1e9)
# A price this near to a level (in steps, or as a part of it) is on it: 93.60 in units of 0.20 is no whole number of them in floats.
ON = 1e-9
# A step has a state; of these three nothing is to be kept.
NONE = (0,)
MARKS = (36, 48, 54, 72, 90, 96, 108, 126, 144)


def rotated(root, steps, step, unit):
    """The price so many steps around the square from a root; NaN below the square's middle."""
    turned = root + steps * step
    return turned * turned * unit if turned >= 0.0 else nan


@feature(
    kind="gann",
    inputs=("high", "low", "close"),
    params={"size": SIZE, "unit": UNIT, "angle": Float(45.0, 1.0, 360.0), "root_per_turn": Float(2.0, 1.0, 2.0)},
    outputs={"above": "price", "below": "price"},
    state=TURNING,
    window=lambda p: FIELDS,
    source=f"{MIKULA}; root_per_turn=1: the other convention in use",
    reference=NUMPY,
    scaling=None,
    draw="overlay",
)
def square_of_9(state, p, window, high, low, close):
    """Square of Nine: the next prices above and below that are a whole number of `angle` degrees around the spiral from the last turning point.

    level = (sqrt(pivot / unit) + k * angle / 180)**2 * unit, k = ..., -1, 0, 1, ...: a full turn adds 2 to the root of a number.
    Many calculators add angle / 360, a full turn adds 1: root_per_turn=1. Levels depend on the unit: 1.10 dollars and 110 cents
    have other neighbours. `below` is the level at or under the close. NaN until a turning point is known, for prices that aren't above 0,
    and below the spiral's middle. State: see turning.py; window: one turning point.
    """
    state, _ = turn(state, window, 1, p.size, high, low, close)
    if count_of(state) < 1 or close <= 0.0 or price_of(window, 0) <= 0.0:
        return state, (nan, nan)
    root, step = sqrt(price_of(window, 0) / p.unit), p.angle / 360.0 * p.root_per_turn
    steps = floor((sqrt(close / p.unit) - root) / step + ON)
    return state, (rotated(root, steps + 1.0, step, p.unit), rotated(root, 1.0 * steps, step, p.unit))


@feature(
    kind="gann",
    inputs=("close",),
    params={"unit": UNIT, "wheel": Int(0, 0, 1)},
    outputs={"degrees": "degrees, 0 up to 360"},
    state=NONE,
    source=f"wheel=0: C. Futia's formula in {MIKULA}; wheel=1: the paper wheel, note Another Method of Angle Calculation on the Square of Nine",
    reference="published examples, tests/features/test_published_levels.py; numpy from the formula, tests/features/cases/gann.py",
    scaling=None,
)
def square_of_9_angle(state, p, close):
    """At which angle of the Square of Nine the close stands.

    wheel=0: degrees = (180 * sqrt(close / unit) - 225) modulo 360; squares of odd numbers lie at 315, of even numbers at 135 degrees.
    wheel=1, the drawn spiral with 1 in its middle: ring = round((sqrt(number) - 0.22) / 2), zero = (2 ring + 1)**2 - 7 ring,
    degrees = (number - zero) * 45 / ring modulo 360. NaN for prices that aren't above 0 and (wheel=1) inside the first ring.
    """
    if close <= 0.0:
        return state, nan
    number = close / p.unit
    degrees = 180.0 * sqrt(number) - 225.0
    if p.wheel == 1:
        ring = nearest_whole((sqrt(number) - 0.22) / 2.0)
        if ring < 1:
            return state, nan
        degrees = (number - ((2.0 * ring + 1.0) * (2.0 * ring + 1.0) - 7.0 * ring)) * 45.0 / ring
    return state, degrees - 360.0 * floor(degrees / 360.0)


def around(number, cell, above, below):
    """The nearest cells above and at or below a number, with one more looked at."""
    if cell <= number * (1.0 + ON):
        return above, cell if below != below or cell > below else below
    return cell if above != above or cell < above else above, below


@feature(
    kind="gann",
    inputs=("close",),
    params={"unit": UNIT, "cross": Int(2, 0, 2)},
    outputs={"above": "price", "below": "price"},
    state=NONE,
    source=f"{MIKULA}, on the cardinal and the fixed cross",
    reference="published numbers, tests/features/test_published_levels.py; a spiral that is walked cell by cell, tests/features/cases/gann.py",
    scaling=None,
    draw="overlay",
)
def gann_cardinal(state, p, close):
    """The next numbers above and below on the Square of Nine's crosses: the cardinal cross, the fixed (diagonal) cross or both, as prices.

    In ring n = 1, 2, ... the cells are 4n**2 + jn + 1, cardinal (cross=0): j = -3, -1, 1, 3, giving 2, 4, 6, 8, 11, 15, 19, 23, 28...;
    fixed (cross=1): j = -2, 0, 2, 4, giving 3, 5, 7, 9, 13, 17, 21, 25...; cross=2: both. The middle, 1, is on both.
    Prices are numbers times unit. `below` is at or under the close, NaN under the middle. State: none.
    """
    number = close / p.unit
    around_ring = nearest_whole((sqrt(max(number, 1.0)) - 1.0) / 2.0)
    above, below = around(number, 1.0, nan, nan)
    for ring in range(max(around_ring - 1, 1), around_ring + 3):
        for j in range(-3, 5):
            if p.cross == 2 or p.cross == (j + 5) % 2:
                above, below = around(number, 4.0 * ring * ring + 1.0 * j * ring + 1.0, above, below)
    return state, (above * p.unit, below * p.unit)


@feature(
    kind="gann",
    inputs=("close",),
    params={"unit": UNIT, "middle": Int(1, 0, 1)},
    outputs={"above": "price", "below": "price"},
    state=NONE,
    source="W. D. Gann, Master Course: The Hexagon Chart (1931); middle=0: the chart as Wave59 and others draw it",
    reference="Gann's own numbers, tests/features/test_published_levels.py; a hexagon that is walked cell by cell, tests/features/cases/gann.py",
    scaling=None,
    draw="overlay",
)
def gann_hexagon(state, p, close):
    """The next numbers above and below on the six spokes of Gann's Hexagon Chart, as prices.

    Circle n has 6n numbers, so its spokes are middle + 3n(n - 1) + kn, k = 1..6; full circles end at 7, 19, 37, 61, 91, 127...
    (middle=1, as Gann writes) or at 6, 18, 36, 60, 90, 126... (middle=0). Prices are numbers times unit.
    `below` is at or under the close, NaN under the middle. State: none.
    """
    number = close / p.unit
    around_circle = nearest_whole(sqrt(max(number, 1.0) / 3.0))
    above, below = around(number, 1.0 * p.middle, nan, nan)
    for n in range(max(around_circle - 2, 1), around_circle + 3):
        for k in range(1, 7):
            above, below = around(number, p.middle + 3.0 * n * (n - 1.0) + 1.0 * k * n, above, below)
    return state, (above * p.unit, below * p.unit)


@feature(
    kind="gann",
    inputs=("high", "low", "close"),
    params={"size": SIZE, **SCALE},
    outputs={"above": "price", "below": "price"},
    state=SCALED,
    window=lambda p: FIELDS,
    source=MASTER,
    reference=NUMPY,
    scaling=None,
    draw="overlay",
)
def square_of_144(state, p, window, high, low, close):
    """Square of 144 in price: the next lines above and below of squares of 144 units that are laid from the last turning point.

    Lines at 36, 48, 54, 72, 90, 96, 108, 126 and 144 units of each square, squares one on another upwards and downwards from the pivot;
    the unit is the price of one bar (see units.py), so that the square is 144 bars wide. `below` is at or under the close.
    NaN until a turning point is known. State: see turning.py, unit; window: one turning point.
    """
    turning, turned = turn(state[:9], window, 1, p.size, high, low, close)
    unit = scale_of(p, turned, spread_of(turning), state[9])
    if count_of(turning) < 1:
        return (*turning, unit), (nan, nan)
    pivot = price_of(window, 0)
    height = (close - pivot) / unit
    bottom = 144.0 * floor(height / 144.0 + ON)
    above, below = bottom + 144.0, bottom
    for j in range(len(MARKS)):
        if bottom + MARKS[j] <= height + ON:
            below = bottom + MARKS[j]
        else:
            above = min(above, bottom + MARKS[j])
    return (*turning, unit), (pivot + above * unit, pivot + below * unit)


@feature(
    kind="gann",
    inputs=("high", "low", "close"),
    params={"size": SIZE},
    outputs={"mark": "bars into the square at a line, else 0", "squares": "whole squares before"},
    state=TURNING,
    window=lambda p: FIELDS,
    source=MASTER,
    reference=NUMPY,
    scaling=0,
    draw="pane",
)
def square_of_144_time(state, p, window, high, low, close):
    """Square of 144 in time: tells when 36, 48, 54, 72, 90, 96, 108, 126 or 144 bars of a square from the last turning point have passed.

    Squares follow one another; the count begins at the turning point's own bar (0). Both 0 until a turning point is known.
    State: see turning.py; window: one turning point.
    """
    state, _ = turn(state, window, 1, p.size, high, low, close)
    if count_of(state) < 1:
        return state, (0.0, 0.0)
    age = age_of(state, window, 0)
    squares = (age - 1) // 144
    mark = 0.0
    for j in range(len(MARKS)):
        if MARKS[j] == age - 144 * squares:
            mark = 1.0 * MARKS[j]
    return state, (mark, 1.0 * squares)
