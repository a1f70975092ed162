"""When a market is open: sessions of `24/7`, `fx`, `TARGET` and of ISO 10383 exchanges, in UTC nanoseconds."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from tradewind.errors import UsageError
from tradewind.market.columns import Times
from tradewind.market.time import DAY, SECOND

ALWAYS = "24/7"
FX = "fx"
TARGET = "TARGET"

_EPOCH = date(1970, 1, 1)
_NEW_YORK = ZoneInfo("America/New_York")
_FRANKFURT = ZoneInfo("Europe/Berlin")
_FX_EDGE = time(17)
# The days between two business days of a week end; an exchange holiday lengthens them by a few days at most.
_MARGIN_DAYS = 12
# Exchanges' tables begin here unless older days are asked for: one table serves nearly all series.
_EXCHANGES_FROM = 1990


@dataclass(frozen=True)
class Sessions:
    """Sessions of one calendar, oldest first: `opens[i] < closes[i] <= opens[i + 1]`, (n,) int64 UTC nanoseconds.

    `days` is each session's trading day as days since 1970-01-01 (an fx session belongs to the day on which it closes).
    """

    opens: Times
    closes: Times
    days: Times

    def __len__(self) -> int:
        return len(self.opens)


def sessions(calendar: str, start: int, end: int) -> Sessions:
    """Sessions that overlap [start, end) in UTC nanoseconds.

    `24/7` has one a UTC day. `fx` runs Sunday 17:00 to Friday 17:00 New York, one session a day from 17:00 to 17:00,
    through daylight saving. `TARGET` is the euro's business days, 00:00 to 16:00 Frankfurt (the reference rates'
    publication). Anything else is an exchange of exchange-calendars, whose regular hours, holidays and early closes
    are used.

    Raises
    ------
    UsageError: the calendar is unknown.
    """
    if end <= start:
        return _empty()
    if calendar == ALWAYS:
        days = np.arange(start // DAY, -(-end // DAY), dtype=np.int64)
        return Sessions(days * DAY, (days + 1) * DAY, days)
    first, last = _day(start) - timedelta(days=2), _day(end) + timedelta(days=2)
    table = _table(calendar, first.year, last.year)
    keep = (table.closes > start) & (table.opens < end)
    return Sessions(table.opens[keep], table.closes[keep], table.days[keep])


def is_open(calendar: str, times: Times) -> np.ndarray:
    """(n,) bool: open < t <= close of some session, so that a bar's closing stamp belongs to the session it closes
    in.
    """
    if len(times) == 0:
        return np.zeros(0, dtype=bool)
    if calendar == ALWAYS:
        return np.ones(len(times), dtype=bool)
    table = sessions(calendar, int(times.min()) - DAY, int(times.max()) + DAY)
    if len(table) == 0:
        return np.zeros(len(times), dtype=bool)
    at = np.searchsorted(table.closes, times, side="left")
    inside = at < len(table)
    at = np.minimum(at, len(table) - 1)
    return inside & (times > table.opens[at])


def open_between(calendar: str, start: int, end: int) -> bool:
    """Whether the market trades at any time of [start, end)."""
    return end > start and len(sessions(calendar, start, end)) > 0


def session_close(calendar: str, days: Times) -> Times:
    """Close (UTC ns) of the session of each trading day (days since 1970); -1 where that day has no session."""
    days = np.asarray(days, dtype=np.int64)
    if len(days) == 0:
        return days.copy()
    table = sessions(calendar, (int(days.min()) - 2) * DAY, (int(days.max()) + 3) * DAY)
    if len(table) == 0:
        return np.full(len(days), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(table.days, days), len(table) - 1)
    return np.where(table.days[at] == days, table.closes[at], -1)


def day_start(calendar: str, days: Times) -> Times:
    """Midnight (UTC ns), where the market is, at which each day (days since 1970) begins."""
    zone = _zone(calendar)
    return np.array([_ns(_EPOCH + timedelta(days=int(day)), time(0), zone) for day in days], dtype=np.int64)


def next_session_day(calendar: str, days: Times) -> Times:
    """The first trading day (days since 1970) after each of `days`."""
    days = np.asarray(days, dtype=np.int64)
    if calendar == ALWAYS or len(days) == 0:
        return days + 1
    table = sessions(calendar, (int(days.min()) - 2) * DAY, (int(days.max()) + _MARGIN_DAYS) * DAY)
    at = np.searchsorted(table.days, days, side="right")
    return np.append(table.days, -1)[at]


@lru_cache(maxsize=64)
def _zone(calendar: str) -> Any:
    if calendar in (ALWAYS, FX, TARGET):
        return {ALWAYS: UTC, FX: _NEW_YORK, TARGET: _FRANKFURT}[calendar]
    import exchange_calendars

    check_calendar(calendar)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return exchange_calendars.get_calendar(calendar).tz


def check_calendar(calendar: str) -> str:
    """The calendar's name, if there is one of that name.

    Raises
    ------
    UsageError: there is none.
    """
    if calendar not in (ALWAYS, FX, TARGET) and calendar not in _exchange_names():
        raise _unknown(calendar)
    return calendar


def _table(calendar: str, first_year: int, last_year: int) -> Sessions:
    # Whole decades, so that a loop over bars or instruments makes each table once.
    if calendar in (FX, TARGET):
        return _rule(calendar, first_year // 10 * 10, last_year // 10 * 10 + 9)
    return _exchange(calendar, min(_EXCHANGES_FROM, first_year // 10 * 10))


@lru_cache(maxsize=64)
def _rule(calendar: str, first_year: int, last_year: int) -> Sessions:
    first, last = date(first_year, 1, 1) - timedelta(days=_MARGIN_DAYS), date(last_year, 12, 31)
    last += timedelta(days=_MARGIN_DAYS)
    if calendar == FX:
        return _local(_weekdays(first, last), _NEW_YORK, (-1, _FX_EDGE), _FX_EDGE)
    business = [day for day in _weekdays(first, last) if not _target_holiday(day)]
    return _local(business, _FRANKFURT, (0, time(0)), time(16))


@lru_cache(maxsize=64)
def _exchange(calendar: str, first_year: int) -> Sessions:
    """All sessions that exchange-calendars knows from that year on (it ends a year from now)."""
    import exchange_calendars

    if calendar not in _exchange_names():
        raise _unknown(calendar)
    with warnings.catch_warnings():  # its own use of pandas is deprecated, which is no news to our user
        warnings.simplefilter("ignore")
        try:
            schedule = _schedule(calendar, first_year)
        except Exception as error:  # some calendars fail with some versions of pandas
            raise UsageError(
                f"calendar {calendar}: exchange-calendars {exchange_calendars.__version__} can't make it "
                f"({type(error).__name__})",
                try_="pip install -U exchange-calendars, or another calendar",
            ) from error
    opens, closes = (_utc_ns(schedule[name]) for name in ("open", "close"))
    days = schedule.index.to_numpy("datetime64[ns]").astype(np.int64) // DAY
    return Sessions(opens, closes, days)


def _schedule(calendar: str, first_year: int) -> Any:
    import exchange_calendars

    try:
        return exchange_calendars.get_calendar(calendar, start=f"{first_year}-01-01").schedule
    except ValueError:  # that exchange's schedule is known from a later day on
        earliest = exchange_calendars.get_calendar(calendar).bound_min()
        return exchange_calendars.get_calendar(calendar, start=earliest).schedule


def _utc_ns(column: Any) -> Times:
    return column.dt.tz_localize(None).to_numpy("datetime64[ns]").astype(np.int64)


@lru_cache(maxsize=1)
def _exchange_names() -> frozenset[str]:
    import exchange_calendars

    return frozenset(exchange_calendars.get_calendar_names(include_aliases=True))


def _local(days: list[date], zone: ZoneInfo, opens: tuple[int, time], closes: time) -> Sessions:
    shift, at = opens
    return Sessions(
        np.array([_ns(day + timedelta(days=shift), at, zone) for day in days], dtype=np.int64),
        np.array([_ns(day, closes, zone) for day in days], dtype=np.int64),
        np.array([(day - _EPOCH).days for day in days], dtype=np.int64),
    )


def _ns(day: date, at: time, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, at, zone).timestamp()) * SECOND


def _weekdays(first: date, last: date) -> list[date]:
    return [day for n in range((last - first).days + 1) if (day := first + timedelta(days=n)).weekday() < 5]


def _target_holiday(day: date) -> bool:
    """Closing days of TARGET (ECB, long-term calendar since 2002; 1999 to 2001 by the ECB's notices)."""
    if (day.month, day.day) in ((1, 1), (12, 25)):
        return True
    if day.year >= 2000 and ((day.month, day.day) in ((5, 1), (12, 26)) or day - _easter(day.year) in _EASTER_DAYS):
        return True
    return (day.month, day.day) == (12, 31) and day.year in (1999, 2001)


_EASTER_DAYS = (timedelta(days=-2), timedelta(days=1))


def _easter(year: int) -> date:
    """Gregorian Easter Sunday. Source: anonymous algorithm, Nature 13 (1876), p. 487 (Meeus, Jones, Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    l = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * l) // 451
    month, day = divmod(h + l - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _day(ns: int) -> date:
    return datetime.fromtimestamp(ns // SECOND, UTC).date()


def _empty() -> Sessions:
    none = np.zeros(0, dtype=np.int64)
    return Sessions(none, none, none)


def _unknown(calendar: str) -> UsageError:
    return UsageError(
        f"calendar {calendar!r} is unknown", try_=f"{ALWAYS}, {FX}, {TARGET} or an ISO market code such as XNYS"
    )
