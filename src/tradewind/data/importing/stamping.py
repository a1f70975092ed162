"""From the time that a file prints for a bar to its close: the house stamps bars with their close."""

from __future__ import annotations

import numpy as np

from tradewind.errors import DataError
from tradewind.market.calendar import ALWAYS, session_close
from tradewind.market.columns import Times
from tradewind.market.time import DAY, SECOND
from tradewind.market.timeframe import Timeframe

_MONTH = 28 * DAY
_UNITS = ((7 * DAY, "w"), (DAY, "d"), (60 * 60 * SECOND, "h"), (60 * SECOND, "m"), (SECOND, "s"))


def infer_timeframe(times: Times, where: str) -> Timeframe:
    """The commonest distance between neighbours.

    Raises
    ------
    DataError: fewer than two different times, or a distance that is no timeframe (months).
    """
    steps = np.diff(np.unique(times))
    if len(steps) == 0:
        raise DataError(f"{where}: one time only, so the timeframe can't be seen", try_="--timeframe 1h")
    values, counts = np.unique(steps, return_counts=True)
    step = int(values[np.argmax(counts)])
    if step >= _MONTH or step % SECOND:
        raise DataError(f"{where}: rows are {step / DAY:g} days apart, which is no timeframe", try_="--timeframe 1d")
    return named(step)


def named(step: int) -> Timeframe:
    """The timeframe of a length under its usual name: 60 s and 1 m are one dataset."""
    size, letter = next((size, letter) for size, letter in _UNITS if step % size == 0)
    return Timeframe.parse(f"{step // size}{letter}")


def closes(times: Times, stamp: str, timeframe: Timeframe) -> Times:
    """`open`: one length later. A session that ends early is thus stamped late, never before its close was known."""
    return times + timeframe.ns if stamp == "open" else times


def daily_closes(days: Times, calendar: str) -> Times:
    """Closes of rows that carry a date only: the session's close, or where there is none the end of that day in UTC."""
    midnight = (days + 1) * DAY
    if calendar == ALWAYS:
        return midnight
    found = session_close(calendar, days)
    return np.where(found >= 0, found, midnight)
