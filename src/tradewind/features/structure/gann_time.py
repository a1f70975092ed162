"""W. D. Gann's cycles: bars and days at which a count from the last turning point reaches one of his numbers."""

from math import nan

from tradewind.features.declare import feature
from tradewind.features.structure.gann import COMMODITIES, NUMPY
from tradewind.features.structure.swings import SIZE
from tradewind.features.structure.turning import FIELDS, TURNING, bar_of, turn
from tradewind.features.structure.units import age_of, count_of, nearest_whole

DAY = 86_400_000_000_000
# Degrees of the circle that Gann counts as bars or days.
CYCLES = (30, 45, 60, 90, 120, 144, 180, 270, 360)
PARTS = (0.125, 0.25, 1.0 / 3.0, 0.375, 0.5, 0.625, 2.0 / 3.0, 0.75, 0.875, 1.0)


@feature(
    kind="gann",
    inputs=("high", "low", "close"),
    params={"size": SIZE},
    outputs={"cycle": "the number of bars that is reached at this bar, else 0", "to_next": "bars until the next"},
    state=TURNING,
    window=lambda p: FIELDS,
    source=f"{COMMODITIES}, on time periods: divisions of the circle of 360 degrees, and 144",
    reference=NUMPY,
    scaling=0,
    draw="pane",
)
def gann_time_cycles(state, p, window, high, low, close):
    """Gann's time cycles in bars: tells when 30, 45, 60, 90, 120, 144, 180, 270 or 360 bars have passed since the last turning point.

    The count begins at the turning point's own bar (0). to_next: NaN after 360; cycle 0 and to_next NaN until a turning point is known.
    State: see turning.py; window: one turning point.
    """
    state, _ = turn(state, window, 1, p.size, high, low, close)
    if count_of(state) < 1:
        return state, (0.0, nan)
    age = age_of(state, window, 0)
    reached, following = 0.0, nan
    for j in range(len(CYCLES)):
        if CYCLES[j] == age:
            reached = 1.0 * age
        elif CYCLES[j] > age and following != following:
            following = 1.0 * (CYCLES[j] - age)
    return state, (reached, following)


@feature(
    kind="gann",
    inputs=("ts", "high", "low", "close"),
    params={"size": SIZE},
    outputs={
        "cycle": "the number of days that is reached at this bar, else 0",
        "days": "days since the last turning point",
    },
    # Turning points, then days (since 1970-01-01, UTC) of the running top, the running bottom, the last turning point, the last bar.
    state=(*TURNING, 0, 0, 0, 0),
    window=lambda p: FIELDS,
    source=f"{COMMODITIES}, on time periods in calendar days",
    reference=NUMPY,
    scaling=0,
    draw="pane",
)
def gann_calendar_cycles(state, p, window, ts, high, low, close):
    """Gann's time cycles in calendar days: tells at the first bar that is 30, 45, 60, 90, 120, 144, 180, 270 or 360 days from the last turning point.

    Days are those of UTC at the bars' close. Where weekends or holidays hide the day itself, the next bar tells; of two numbers
    that were passed at once the larger is told. cycle 0 and days NaN until a turning point is known.
    State: see the declaration; window: one turning point.
    """
    turning, turned = turn(state[:9], window, 1, p.size, high, low, close)
    top_day, bottom_day, pivot, before = state[9], state[10], state[11], state[12]
    today = int(ts // DAY)
    if turned != 0:
        pivot = top_day if turned > 0 else bottom_day
    if turning[3] == turning[0] - 1:
        top_day = today
    if turning[5] == turning[0] - 1:
        bottom_day = today
    state = (*turning, top_day, bottom_day, pivot, today)
    if count_of(turning) < 1:
        return state, (0.0, nan)
    reached = 0.0
    for j in range(len(CYCLES)):
        if before - pivot < CYCLES[j] <= today - pivot:
            reached = 1.0 * CYCLES[j]
    return state, (reached, 1.0 * (today - pivot))


@feature(
    kind="gann",
    inputs=("high", "low", "close"),
    params={"size": SIZE},
    outputs={
        "part": "part of the last leg's duration that is reached at this bar, else 0",
        "boxes": "whole durations before",
    },
    state=TURNING,
    window=lambda p: 2 * FIELDS,
    source=f"{COMMODITIES}, on dividing time periods between tops and bottoms by 8 and 3",
    reference=NUMPY,
    scaling=0,
    draw="pane",
)
def gann_box_time(state, p, window, high, low, close):
    """Gann's box in time: tells when eighths or thirds of the last leg's duration have passed since its end, again and again.

    The leg's bars are repeated as boxes from its end on; in each a part is reached at the bar nearest to part * bars of the leg.
    Of parts that fall on one bar the largest is told. part and boxes are 0 until two turning points are known, and at the leg's end.
    State: see turning.py; window: two turning points.
    """
    state, _ = turn(state, window, 2, p.size, high, low, close)
    if count_of(state) < 2:
        return state, (0.0, 0.0)
    age, duration = age_of(state, window, 0), int(bar_of(window, 0) - bar_of(window, 1))
    boxes = (age - 1) // duration
    within = age - boxes * duration
    part = 0.0
    for j in range(len(PARTS)):
        if nearest_whole(PARTS[j] * duration) == within:
            part = PARTS[j]
    return state, (part, 1.0 * boxes)
