"""Fibonacci numbers in time: bars at which a count from turning points reaches one."""

from math import nan

from tradewind.features.declare import Int, feature
from tradewind.features.structure.fibonacci import BORODEN, MURPHY, NUMPY
from tradewind.features.structure.swings import SIZE
from tradewind.features.structure.turning import FIELDS, TURNING, bar_of, turn
from tradewind.features.structure.units import age_of, count_of, nearest_whole

# Parts of the last leg's duration that are counted from its end.
TIMES = (0.382, 0.5, 0.618, 1.0, 1.272, 1.618, 2.0, 2.618, 4.236)


def next_number(age):
    """The first Fibonacci number that is not below `age`."""
    a, b = 1, 2
    while a < age:
        a, b = b, a + b
    return a


@feature(
    kind="fibonacci",
    inputs=("high", "low", "close"),
    params={"size": SIZE},
    outputs={"zone": "the Fibonacci number that is reached at this bar, else 0", "to_next": "bars until the next"},
    state=TURNING,
    window=lambda p: FIELDS,
    source=f"{MURPHY[:-7]}, on Fibonacci time targets",
    reference=NUMPY,
    scaling=0,
    draw="pane",
)
def fib_time_zones(state, p, window, high, low, close):
    """Fibonacci time zones: tells when 1, 2, 3, 5, 8, 13, 21... bars have passed since the last turning point.

    The count begins at the turning point's own bar (0), so numbers that passed before it became known are not told.
    to_next counts to the next Fibonacci number after this bar; NaN, and zone 0, until a turning point is known.
    State: see turning.py; window: one turning point.
    """
    state, _ = turn(state, window, 1, p.size, high, low, close)
    if count_of(state) < 1:
        return state, (0.0, nan)
    age = age_of(state, window, 0)
    zone = age if next_number(age) == age else 0
    return state, (1.0 * zone, 1.0 * (next_number(age + 1) - age))


@feature(
    kind="fibonacci",
    inputs=("high", "low", "close"),
    params={"size": SIZE, "points": Int(8, 1, 50), "least": Int(8, 1, 1000)},
    outputs={"count": "turning points"},
    state=TURNING,
    window=lambda p: p.points * FIELDS,
    source=f"{MURPHY[:-7]}, on Fibonacci time targets from several tops and bottoms",
    reference=NUMPY,
    scaling=0,
    draw="pane",
)
def fib_time_cluster(state, p, window, high, low, close):
    """From how many of the last `points` turning points this bar is a Fibonacci number of bars away.

    Numbers below `least` don't count, for nearly every bar is one of those away from something. 0 while no turning point is known.
    State: see turning.py; window: the turning points.
    """
    state, _ = turn(state, window, p.points, p.size, high, low, close)
    count = 0
    for j in range(min(p.points, count_of(state))):
        age = age_of(state, window, j)
        if age >= p.least and next_number(age) == age:
            count += 1
    return state, 1.0 * count


@feature(
    kind="fibonacci",
    inputs=("high", "low", "close"),
    params={"size": SIZE},
    outputs={
        "ratio": "part of the last leg's duration that is reached at this bar, else 0",
        "to_next": "bars until the next",
    },
    state=TURNING,
    window=lambda p: 2 * FIELDS,
    source=f"{BORODEN}, on time projections",
    reference=NUMPY,
    scaling=0,
    draw="pane",
)
def fib_time_projection(state, p, window, high, low, close):
    """Tells when as much time has passed since the last leg's end as 38.2, 50, 61.8, 100, 127.2, 161.8, 200, 261.8 or 423.6 % of the leg took.

    A ratio is reached at the bar nearest to ratio * bars of the leg after its end; of two that fall on one bar the larger is told.
    to_next: NaN after the last of them; ratio 0 and to_next NaN until two turning points are known.
    State: see turning.py; window: two turning points.
    """
    state, _ = turn(state, window, 2, p.size, high, low, close)
    if count_of(state) < 2:
        return state, (0.0, nan)
    age, duration = age_of(state, window, 0), bar_of(window, 0) - bar_of(window, 1)
    reached, following = 0.0, nan
    for j in range(len(TIMES)):
        bars = nearest_whole(TIMES[j] * duration) - age
        if bars == 0:
            reached = TIMES[j]
        elif bars > 0 and following != following:
            following = 1.0 * bars
    return state, (reached, following)
