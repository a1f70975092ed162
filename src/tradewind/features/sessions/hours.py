"""When sessions are: their local hours, and where a bar stands in one.

A bar is stamped with its close, so it belongs to a session when the nanosecond before its stamp does: the bar from 07:55 to 08:00 is
before an opening at 08:00, whatever its length. Sessions begin on weekdays of their own calendar, Monday to Friday.
"""

from tradewind.features.sessions.daylight import (
    DAY,
    HOUR,
    LONDON,
    NEW_YORK,
    SYDNEY,
    TOKYO,
    UTC,
    local_seconds,
    weekday,
)

# Beside the zones of daylight.py: the currency market's day, from 17:00 in New York to the next.
ROLL = 5
SESSION_HOURS = (
    "Hours of the currency market's sessions on local clocks, as its schools have them (BabyPips, School of Pipsology, "
    '"Forex Market Hours"): Sydney 7-16, Tokyo 9-18, London 8-17, New York 8-17'
)
SESSION_NUMBERS = "0 the UTC day, 1 New York, 2 London, 3 Sydney, 4 Tokyo, 5 the day from 17:00 in New York"


def hours_of(session):
    """Its zone, and when it opens and for how long it lasts (seconds). Days of 24 hours are sessions too."""
    if session == NEW_YORK:
        return NEW_YORK, 8 * HOUR, 9 * HOUR
    if session == LONDON:
        return LONDON, 8 * HOUR, 9 * HOUR
    if session == SYDNEY:
        return SYDNEY, 7 * HOUR, 9 * HOUR
    if session == TOKYO:
        return TOKYO, 9 * HOUR, 9 * HOUR
    if session == ROLL:
        return NEW_YORK, 17 * HOUR, DAY
    return UTC, 0, DAY


def in_session(session, ts):
    """(number of the session's day, seconds since it opened, 1 while it is open else 0) of a bar that closed at `ts`."""
    zone, opens, lasts = hours_of(session)
    day, since, is_open = within(local_seconds(zone, ts - 1), opens, lasts)
    # Days of 24 hours have no weekends: what trades then belongs to them.
    return day, since, 1 if lasts == DAY else is_open


def within(local, opens, lasts):
    """(day on which it opened, seconds since, 1 while open) of hours from `opens` on, `lasts` long (seconds), over midnight too."""
    shifted = local - opens
    day = shifted // DAY
    since = shifted - day * DAY
    return day, since, 1 if since < lasts and weekday(day) < 5 else 0


def length(opens, closes):
    """Seconds from one minute of the day to another, over midnight where that one is not later."""
    return 60 * (closes - opens if closes > opens else closes - opens + 1440)
