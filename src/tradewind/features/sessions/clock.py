"""What the clock and the calendar say: time of day, day of the week, month, and how far a session has come.

A bar's time is the nanosecond before it closed, as everywhere in this package: the bar from 23:00 to midnight is of the day that ends.
"""

from math import cos, nan, pi, sin

from tradewind.features.declare import Int, feature
from tradewind.features.sessions.daylight import DAY, LONDON, NEW_YORK, local_seconds, month_of, weekday
from tradewind.features.sessions.hours import SESSION_HOURS, hours_of, in_session

_CYCLE = (
    "sine and cosine of a cycle as predictors: T. G. Andersen, T. Bollerslev, Intraday Periodicity and Volatility Persistence in "
    "Financial Markets, Journal of Empirical Finance 4 (1997); A. R. Gallant's flexible Fourier form"
)
_REFERENCE = "pandas: parts of local time in the zone database's time, 1e-12"
_NONE = (0,)  # nothing is remembered; a step has a state all the same


@feature(
    kind="clock",
    inputs=("ts",),
    params={"zone": Int(NEW_YORK, 0, 4)},
    outputs={"sine": "-1 to 1", "cosine": "-1 to 1", "minutes": "since local midnight"},
    state=_NONE,
    source=_CYCLE,
    reference=_REFERENCE,
    scaling=0,
    mirror="even",
)
def time_of_day(state, p, ts):
    """Local time of day, as minutes since midnight and as a point on a circle (so that 23:59 is near 0:00).

    sine = sin(2 pi t / 24 h). zone: 0 UTC, 1 New York, 2 London, 3 Sydney, 4 Tokyo. No state.
    """
    since = (local_seconds(p.zone, ts) % DAY) / 60.0
    angle = 2.0 * pi * since / 1440.0
    return state, (sin(angle), cos(angle), since)


@feature(
    kind="clock",
    inputs=("ts",),
    params={"zone": Int(NEW_YORK, 0, 4)},
    outputs={"hour": "0 to 23"},
    state=_NONE,
    source=_CYCLE,
    reference=_REFERENCE,
    scaling=0,
    mirror="even",
)
def hour_of_day(state, p, ts):
    """The local hour in which a bar ended: 9 for a bar that closed after 9:00 and not after 10:00.

    zone: 0 UTC, 1 New York, 2 London, 3 Sydney, 4 Tokyo. No state.
    """
    return state, 1.0 * (local_seconds(p.zone, ts - 1) % DAY // 3600)


@feature(
    kind="clock",
    inputs=("ts",),
    params={"zone": Int(NEW_YORK, 0, 4)},
    outputs={"day": "0 Monday to 6 Sunday", "sine": "-1 to 1", "cosine": "-1 to 1"},
    state=_NONE,
    source="K. R. French, Stock Returns and the Weekend Effect, Journal of Financial Economics 8:1 (1980)",
    reference=_REFERENCE,
    scaling=0,
    mirror="even",
)
def day_of_week(state, p, ts):
    """Day of the week in local time, as a number and as a point on a circle of seven days.

    zone: 0 UTC, 1 New York, 2 London, 3 Sydney, 4 Tokyo. No state.
    """
    day = weekday(local_seconds(p.zone, ts - 1) // DAY)
    angle = 2.0 * pi * day / 7.0
    return state, (1.0 * day, sin(angle), cos(angle))


@feature(
    kind="clock",
    inputs=("ts",),
    params={"zone": Int(NEW_YORK, 0, 4)},
    outputs={"day": "1 to 31", "left": "days of the month still to come", "month": "1 to 12"},
    state=_NONE,
    source="R. A. Ariel, A Monthly Effect in Stock Returns, Journal of Financial Economics 18:1 (1987): the turn of the month",
    reference=_REFERENCE,
    scaling=0,
    mirror="even",
)
def day_of_month(state, p, ts):
    """Day of the month, how many calendar days of it are left, and the month, in local time.

    zone: 0 UTC, 1 New York, 2 London, 3 Sydney, 4 Tokyo. No state.
    """
    today = local_seconds(p.zone, ts - 1) // DAY
    month = month_of(today)
    first = month_start(month)
    return state, (1.0 * (today - first + 1), 1.0 * (month_start(month + 1) - today - 1), 1.0 * (month % 12 + 1))


def month_start(month):
    """Day number of the first of a month that `month_of` counts."""
    from_march = month - 2
    year = from_march // 12
    march = year * 365 + year // 4 - year // 100 + year // 400 - 719_468
    return march + (153 * (from_march - 12 * year) + 2) // 5


@feature(
    kind="clock",
    inputs=("ts",),
    params={"session": Int(LONDON, 0, 5)},
    outputs={
        "is_open": "1 while it is open, else 0",
        "since": "minutes since it opened",
        "left": "minutes until it closes",
        "progress": "0 (open) to 1 (close)",
    },
    state=_NONE,
    source=SESSION_HOURS,
    reference=_REFERENCE,
    scaling=0,
    mirror="even",
)
def session_progress(state, p, ts):
    """How far a session has come: minutes since it opened, minutes left, and the part of it that is over.

    session: 0 the UTC day, 1 New York, 2 London, 3 Sydney, 4 Tokyo, 5 the day from 17:00 in New York. While it is closed all but the
    first are NaN. No state.
    """
    _, _, lasts = hours_of(p.session)
    _, since, is_open = in_session(p.session, ts)
    if is_open == 0:
        return state, (0.0, nan, nan, nan)
    # `since` is of the second before the close; the bar itself ends with the next whole one.
    now = since + 1.0 if ts % 1_000_000_000 == 0 else 1.0 * since
    return state, (1.0, now / 60.0, (lasts - now) / 60.0, now / lasts)
