"""Sessions: New York time through daylight saving, holidays, early closes, the euro's business days."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.errors import UsageError
from tradewind.market.calendar import check_calendar, is_open, open_between, session_close, sessions
from tradewind.market.time import DAY, HOUR, parse_time, to_iso

CALENDARS = st.sampled_from(["24/7", "fx", "TARGET", "XNYS"])


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2024-03-08T21:59:00Z", True),  # Friday, winter: closes 22:00 UTC
        ("2024-03-08T22:00:00Z", True),  # a bar that closes with the week belongs to it
        ("2024-03-08T22:01:00Z", False),
        ("2024-03-10T20:59:00Z", False),  # Sunday of the change: opens 21:00 UTC
        ("2024-03-10T21:00:00Z", False),
        ("2024-03-10T21:01:00Z", True),
        ("2024-03-15T21:01:00Z", False),  # Friday, summer: closes 21:00 UTC
        ("2024-11-03T21:30:00Z", False),  # Sunday of the change back: opens 22:00 UTC
        ("2024-11-03T22:01:00Z", True),
        ("2024-03-09T12:00:00Z", False),  # Saturday
    ],
)
def test_fx_week_through_daylight_saving(moment, open_):
    assert bool(is_open("fx", np.array([parse_time(moment)]))[0]) is open_


def test_new_york_closes_early_and_rests():
    days = np.array([parse_time(day) // DAY for day in ("2012-11-22", "2012-11-23", "2012-11-26", "2012-10-29")])
    closes = session_close("XNYS", days)
    assert closes[0] == -1 and closes[3] == -1  # Thanksgiving; hurricane Sandy
    assert to_iso(int(closes[1])) == "2012-11-23T18:00:00Z"  # 13:00 New York
    assert to_iso(int(closes[2])) == "2012-11-26T21:00:00Z"


@pytest.mark.parametrize(
    ("day", "holiday"),
    [("2024-03-29", True), ("2024-04-01", True), ("2024-05-01", True), ("2024-12-26", True), ("2024-12-24", False),
     ("2001-12-31", True), ("2024-01-01", True), ("2024-10-03", False)],
)  # fmt: skip
def test_target_holidays(day, holiday):
    closes = session_close("TARGET", np.array([parse_time(day) // DAY]))
    assert bool(closes[0] == -1) is holiday


@settings(max_examples=60, deadline=None)
@given(CALENDARS, st.integers(0, 9000), st.integers(1, 60 * 24))
def test_sessions_are_in_order_and_overlap_what_was_asked(calendar, day, hours):
    start = parse_time("2001-01-01") + day * DAY
    end = start + hours * HOUR
    found = sessions(calendar, start, end)
    assert (found.opens < found.closes).all() and (found.closes[:-1] <= found.opens[1:]).all()
    assert (found.closes > start).all() and (found.opens < end).all()
    assert open_between(calendar, start, end) == (len(found) > 0)


def test_unknown_calendar():
    with pytest.raises(UsageError, match="calendar 'NYSE2' is unknown"):
        check_calendar("NYSE2")
    with pytest.raises(UsageError, match="unknown"):
        sessions("moon", 0, DAY)


def test_an_exchange_whose_schedule_begins_late():
    found = sessions("XSHG", parse_time("1990-01-02"), parse_time("2024-01-03"))
    assert len(found) > 1000 and found.closes[-1] > parse_time("2023-12-01")
