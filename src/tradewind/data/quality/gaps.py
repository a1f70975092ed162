"""Bars that are missing, or too many, against the hours in which the instrument trades."""

from __future__ import annotations

import numpy as np

from tradewind.data.quality.finding import Finding, Severity
from tradewind.market.calendar import ALWAYS, Sessions, is_open, sessions
from tradewind.market.columns import Bars, Times
from tradewind.market.time import DAY, to_iso

_EXAMPLES = 3
# A day's bar belongs to the session that closes nearest to it; further than half a day off it belongs to none.
_NEAR = DAY // 2


def gaps(bars: Bars) -> list[Finding]:
    """Bars missing between the first and the last one, while the market was open.

    Intraday the bars' own grid is continued through each hole and counted where the calendar is open; from one day on,
    sessions without a bar are counted. `share` is missing / (missing + there).
    """
    times = np.unique(bars.ts_event)
    if len(times) < 2:
        return []
    missing = missing_times(times, bars.timeframe.ns, bars.instrument.calendar)
    if len(missing) == 0:
        return []
    share = len(missing) / (len(missing) + len(times))
    holes = np.flatnonzero(np.diff(np.searchsorted(times, missing), prepend=-1))
    lengths = np.diff(np.append(holes, len(missing)))
    worst = int(np.argmax(lengths))
    what = (
        f"{len(missing):,} bars missing in trading hours in {len(holes):,} gaps, "
        f"the longest {int(lengths[worst]):,} bars from {to_iso(int(missing[holes[worst]]))}"
    )
    examples = tuple(to_iso(int(missing[at])) for at in holes[:_EXAMPLES])
    severity = Severity.ERROR if share > 0.05 else Severity.WARNING
    return [Finding("gap", len(missing), share, severity, what, examples)]


def missing_times(times: Times, step: int, calendar: str) -> Times:
    """Closing times (UTC ns) of the bars that are not there; `times` strictly rising."""
    if step >= DAY:
        return _missing_days(times, step, calendar)
    at = np.flatnonzero(np.diff(times) > step)
    if len(at) == 0:
        return times[:0]
    grid = np.concatenate([np.arange(times[i] + step, times[i + 1], step, dtype=np.int64) for i in at])
    return grid[is_open(calendar, grid)]


def _missing_days(times: Times, step: int, calendar: str) -> Times:
    if calendar == ALWAYS or step > DAY:
        at = np.flatnonzero(np.diff(times) > 1.5 * step)
        parts = [np.arange(times[i] + step, times[i + 1] - step // 2, step, dtype=np.int64) for i in at]
        return np.concatenate(parts) if parts else times[:0]
    table = _covering(times, calendar)
    inside = table.closes[(table.closes > times[0] + _NEAR) & (table.closes < times[-1] - _NEAR)]
    return inside[distance(inside, times) >= _NEAR] if len(inside) else inside


def outside_hours(bars: Bars) -> list[Finding]:
    """Bars while the market was shut: weekend rows, Sunday stubs, holidays, or hours before and after the session."""
    from tradewind.data.quality.finding import finding

    rows = np.flatnonzero(~in_session(bars.ts_event, bars.timeframe.ns, bars.instrument.calendar))
    what = f"{{count}} bars while {bars.instrument.calendar} was shut"
    return finding("outside_hours", rows, bars.ts_event, Severity.WARNING, what)


def in_session(times: Times, step: int, calendar: str) -> np.ndarray:
    """(n,) bool: whether each bar overlaps trading hours (from one day on: closes within half a day of a session's
    close).
    """
    if len(times) == 0 or calendar == ALWAYS or step > DAY:
        return np.ones(len(times), dtype=bool)
    table = _covering(times, calendar)
    if len(table) == 0:
        return np.zeros(len(times), dtype=bool)
    if step == DAY:
        return distance(times, table.closes) < _NEAR
    at = np.minimum(np.searchsorted(table.closes, times - step, side="right"), len(table) - 1)
    return (times > table.opens[at]) & (times - step < table.closes[at])


def distance(times: Times, others: Times) -> Times:
    """Distance of each time to the nearest of the sorted others."""
    right = np.clip(np.searchsorted(others, times), 0, len(others) - 1)
    left = np.maximum(right - 1, 0)
    return np.minimum(np.abs(times - others[left]), np.abs(times - others[right]))


def _covering(times: Times, calendar: str) -> Sessions:
    return sessions(calendar, int(times.min()) - 4 * DAY, int(times.max()) + 4 * DAY)
