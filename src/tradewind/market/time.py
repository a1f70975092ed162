"""Time: UTC, int64 nanoseconds since 1970 inside; ISO-8601 with offset outside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import SupportsInt

from tradewind.errors import UsageError

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_iso(ns: SupportsInt) -> str:
    """`1577836800000000000` -> `2020-01-01T00:00:00Z`; a fraction of a second is printed only where there is one."""
    seconds, fraction = divmod(int(ns), SECOND)
    text = (_EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{fraction:09d}".rstrip("0") + "Z" if fraction else f"{text}Z"


def parse_time(text: str) -> int:
    """ISO-8601 to nanoseconds. A date is its midnight; a time without an offset is UTC.

    Raises
    ------
    UsageError: `text` is no ISO-8601 date or time.
    """
    try:
        moment = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        raise UsageError(f"{text!r} is not a date or time", try_="2024-03-08 or 2024-03-08T13:00:00Z") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    delta = moment - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * SECOND + delta.microseconds * 1_000


def parse_until(text: str) -> int:
    """The last nanosecond that `text` names: a date is its whole day, a time is itself. UsageError as `parse_time`."""
    return parse_time(text) + (DAY - 1 if len(text.strip()) == len("2024-03-08") else 0)
