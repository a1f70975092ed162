"""Periods as people write them: `2y`, `90d`, `6mo`, `2024-01-01`."""

from __future__ import annotations

import re

from tradewind.errors import UsageError
from tradewind.market.time import DAY, HOUR, MINUTE, parse_time, to_iso

# A year is 365.25 days (the Julian year) and a month its twelfth: `2y` is a span, not a date of the calendar.
_UNITS = {"y": 365 * DAY + DAY // 4, "mo": (365 * DAY + DAY // 4) // 12, "w": 7 * DAY, "d": DAY, "h": HOUR, "m": MINUTE}
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(y|mo|w|d|h|m)", re.IGNORECASE)


def parse_since(text: str, now: int) -> int:
    """The beginning of a period (UTC ns): a span before `now`, or a date or time as it stands.

    Raises
    ------
    UsageError: neither, or it lies in the future.
    """
    match = _SPAN.fullmatch(text.strip())
    if match is not None:
        return now - round(float(match[1]) * _UNITS[match[2].lower()])
    try:
        moment = parse_time(text)
    except UsageError:
        raise UsageError(f"--since {text!r} is no period or date", try_="2y, 6mo, 90d, 12h or 2024-01-01") from None
    if moment > now:
        raise UsageError(f"--since {text} lies in the future (now {to_iso(now)})", try_="90d")
    return moment
