"""Local time in whole numbers against the zone database, at every hour around every change of every year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.compiler.arrays import ArrayType
from tradewind.compiler.entry import entry
from tradewind.features.sessions.daylight import month_of, offset, weekday

ZONES = {1: "America/New_York", 2: "Europe/London", 3: "Australia/Sydney", 4: "Asia/Tokyo"}
START, END = datetime(1990, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)


def truth(zone: ZoneInfo, when: datetime) -> int:
    told = when.astimezone(zone).utcoffset()
    assert told is not None
    return int(told.total_seconds())


def changes(zone: ZoneInfo) -> list[datetime]:
    """Hours at which the zone's clocks were put forward or back."""
    days = (END - START).days
    moved = [d for d in range(days) if truth(zone, START + timedelta(d)) != truth(zone, START + timedelta(d + 1))]
    hours = [START + timedelta(d, hours=h) for d in moved for h in range(1, 25)]
    return [h for h in hours if truth(zone, h) != truth(zone, h - timedelta(hours=1))]


def ns(when: datetime) -> int:
    return int(when.timestamp()) * 10**9


def offsets(feed) -> int:
    for i in range(feed.size):
        feed[i] = offset(feed[0], feed[i]) if i else feed[0]
    return 0


@pytest.mark.parametrize("number", ZONES)
def test_every_hour_around_every_change_is_the_zone_database_s(number: int) -> None:
    zone = ZoneInfo(ZONES[number])
    around = [c + timedelta(hours=h) for c in changes(zone) for h in range(-30, 31)]
    around += [START + timedelta(d, hours=5) for d in range(0, (END - START).days, 3)]
    assert len(around) > 5000
    expected = [truth(zone, a) for a in around]
    assert [offset(number, ns(a)) for a in around] == expected
    # The last nanosecond before a change belongs to the time before it.
    assert [offset(number, ns(c) - 1) for c in changes(zone)] == [
        truth(zone, c - timedelta(seconds=1)) for c in changes(zone)
    ]
    compiled = np.array([number, *(ns(a) for a in around)], dtype=np.int64)
    entry(offsets, [ArrayType(np.dtype("i8"))])([compiled])
    assert compiled[1:].tolist() == expected


@given(st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)))
def test_weekday_and_month_are_the_calendar_s(when: datetime) -> None:
    day = (when - datetime(1970, 1, 1)).days
    assert weekday(day) == when.weekday()
    assert month_of(day) == when.year * 12 + when.month - 1
