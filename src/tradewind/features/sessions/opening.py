"""The hours in which a day is said to be decided: opening ranges and kill zones."""

from math import nan

from tradewind.features.declare import Int, feature
from tradewind.features.sessions.daylight import HOUR, NEW_YORK, local_seconds
from tradewind.features.sessions.hours import in_session, within


@feature(
    kind="session",
    inputs=("ts", "high", "low", "close"),
    params={"session": Int(NEW_YORK, 0, 5), "minutes": Int(30, 1, 720)},
    outputs={"high": "price", "low": "price", "signal": "1 first close above, -1 first close below, else 0"},
    state=(-1, 0.0, 0.0, 0, 0),
    source="T. Crabel, Day Trading with Short Term Price Patterns and Opening Range Breakout (1990)",
    reference="pandas: bars grouped by local day in the zone database's time, exact",
    scaling=None,
    draw="overlay",
)
def opening_range(state, p, ts, high, low, close):
    """High and low of a session's first minutes, and the first close beyond each of them while the session lasts.

    session: 0 the UTC day, 1 New York, 2 London, 3 Sydney, 4 Tokyo, 5 the day from 17:00 in New York. NaN until the first opening
    range is complete, and within one; kept until the next begins. State: day, high, low, whether each side was broken.
    """
    held, top, bottom, up, down = state
    day, since, is_open = in_session(p.session, ts)
    if is_open == 1 and since < 60 * p.minutes:
        if day != held:
            held, top, bottom, up, down = day, high, low, 0, 0
        else:
            top = max(top, high)
            bottom = min(bottom, low)
        return (held, top, bottom, up, down), (nan, nan, 0.0)
    if held < 0:
        return (held, top, bottom, up, down), (nan, nan, 0.0)
    signal = 0.0
    # A session without a bar in its first minutes has no opening range to break.
    if is_open == 1 and day == held:
        if close > top and up == 0:
            up, signal = 1, 1.0
        elif close < bottom and down == 0:
            down, signal = 1, -1.0
    return (held, top, bottom, up, down), (top, bottom, signal)


ASIAN, LONDON_OPEN, NEW_YORK_OPEN, LONDON_CLOSE = 1, 2, 3, 4


@feature(
    kind="session",
    inputs=("ts", "high", "low"),
    outputs={
        "zone": "0 none, 1 Asian, 2 London open, 3 New York open, 4 London close",
        "high": "price",
        "low": "price",
    },
    state=(0, -1, 0.0, 0.0),
    source="M. J. Huddleston (Inner Circle Trader), kill zones in New York time as listed by his school: Asian 20-24, London 2-5, New "
    "York 7-10, London close 10-12 (his followers' lists differ by an hour or two for the Asian one)",
    reference="pandas: bars grouped by local hours in the zone database's time, exact",
    scaling=None,
    draw="overlay",
)
def kill_zones(state, p, ts, high, low):
    """Which of the four kill zones a bar lies in, with the zone's high and low so far (the last one's while in none).

    high and low are NaN before the first. State: zone of the range, day, its high and low.
    """
    held, when, top, bottom = state
    zone, day = zone_of(local_seconds(NEW_YORK, ts - 1))
    if zone != 0:
        if zone != held or day != when:
            held, when, top, bottom = zone, day, high, low
        else:
            top = max(top, high)
            bottom = min(bottom, low)
    if held == 0:
        return (held, when, top, bottom), (0.0, nan, nan)
    return (held, when, top, bottom), (1.0 * zone, top, bottom)


def zone_of(local):
    """Kill zone and day of a second of New York's clock. The Asian one is on from Sunday to Thursday, before its Monday to Friday."""
    day, since, weekdays = within(local + 4 * HOUR, 0, 24 * HOUR)
    if weekdays == 1 and since < 4 * HOUR:
        return ASIAN, day
    if weekdays == 1 and 6 * HOUR <= since < 9 * HOUR:
        return LONDON_OPEN, day
    if weekdays == 1 and 11 * HOUR <= since < 14 * HOUR:
        return NEW_YORK_OPEN, day
    if weekdays == 1 and 14 * HOUR <= since < 16 * HOUR:
        return LONDON_CLOSE, day
    return 0, day
