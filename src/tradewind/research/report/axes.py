"""Axes: round values and calendar times to put labels at."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from tradewind.market.time import DAY, HOUR, MINUTE, SECOND

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_CLOCK = (MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def value_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Round values inside [low, high], about `count` of them."""
    span = high - low
    if not span > 0:
        return [low]
    raw = span / count
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(s * power for s in _STEPS if s * power >= raw * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    return [i * step + 0.0 for i in range(first, math.floor(high / step + 1e-9) + 1)]


def time_ticks(first: int, last: int, count: int = 8) -> list[tuple[int, str]]:
    """(ns, label) at round moments inside [first, last], at most about `count` of them."""
    span = max(last - first, 1)
    if span < 45 * DAY:
        return _clock_ticks(first, last, next((s for s in _CLOCK if span / s <= count), _CLOCK[-1]))
    months = span / (30.44 * DAY)
    return _month_ticks(first, last, next((m for m in _MONTHS if months / m <= count), _MONTHS[-1]))


def moment(ns: int) -> datetime:
    """A time to show: UTC, cut to the microsecond."""
    return _EPOCH + timedelta(microseconds=int(ns) // 1000)


def daily(ts: NDArray[np.int64]) -> bool:
    """Whether the times are days or longer apart, so that the hour says nothing."""
    return len(ts) < 2 or float(np.median(np.diff(ts))) >= 20 * HOUR


def stamp(ns: int, date_only: bool = False) -> str:
    """`2024-03-08`, or with the minute or second where there is one, unless only the date is wanted."""
    at = moment(ns)
    if date_only or (at.hour, at.minute, at.second) == (0, 0, 0):
        return at.strftime("%Y-%m-%d")
    return at.strftime("%Y-%m-%d %H:%M" if at.second == 0 else "%Y-%m-%d %H:%M:%S")


def _clock_ticks(first: int, last: int, step: int) -> list[tuple[int, str]]:
    ticks = range(-(-first // step) * step, last + 1, step)
    pattern = "%d %b" if step >= DAY else "%H:%M"
    return [(ns, moment(ns).strftime("%d %b" if ns % DAY == 0 else pattern)) for ns in ticks]


def _month_ticks(first: int, last: int, step: int) -> list[tuple[int, str]]:
    number, ticks = (moment(first).year * 12 + moment(first).month - 1) // step * step, []
    while True:
        year, month = divmod(number, 12)
        ns = (datetime(year, month + 1, 1, tzinfo=UTC) - _EPOCH) // timedelta(seconds=1) * SECOND
        if ns > last:
            return ticks
        if ns >= first:
            ticks.append((ns, str(year) if month == 0 else moment(ns).strftime("%b")))
        number += step


def log_ticks(low: float, high: float) -> list[float]:
    """1, 2 and 5 times powers of ten inside [low, high], both above 0; round values if those are fewer than three."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks = [m * 10.0**p for p in powers for m in (1.0, 2.0, 5.0) if low <= m * 10.0**p <= high]
    if len(ticks) > 8:
        ticks = [10.0**p for p in powers if low <= 10.0**p <= high]
    return ticks if len(ticks) >= 3 else value_ticks(low, high)
