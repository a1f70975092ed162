"""Feeds that stand still: stale runs, zero volume, too few rows, no news for long."""

from __future__ import annotations

import numpy as np

from tradewind.data.quality.finding import Finding, Severity, finding
from tradewind.market.calendar import ALWAYS
from tradewind.market.columns import Bars, Times
from tradewind.market.time import DAY, to_iso
from tradewind.market.timeframe import Timeframe

# Ten bars without any movement inside or between them are rare in a market that trades.
STALE_BARS = 10
MINIMUM_ROWS = 200


def stale(bars: Bars) -> list[Finding]:
    """Bars in runs of 10 or more whose open, high, low and close are all one unchanged price."""
    flat = (bars.high == bars.low) & (bars.open == bars.close)
    same = flat & np.concatenate([[False], bars.close[1:] == bars.close[:-1]])
    if not same.any():
        return []
    edges = np.flatnonzero(np.diff(np.concatenate([[False], same, [False]])))
    starts, stops = edges[::2], edges[1::2]
    long = (stops - starts) + 1 >= STALE_BARS
    parts = [np.arange(a, b) for a, b in zip(starts[long], stops[long], strict=True)]
    rows = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
    what = f"{{count}} bars in {int(long.sum()):,} runs of {STALE_BARS} or more that repeat one price"
    return finding("stale", rows, bars.ts_event, Severity.WARNING, what)


def zero_volume(bars: Bars) -> list[Finding]:
    """Bars without volume, where the source has volume at all."""
    none = bars.volume == 0
    if none.all():
        return []
    severity = Severity.WARNING if none.mean() > 0.05 else Severity.INFO
    return finding("zero_volume", np.flatnonzero(none), bars.ts_event, severity, "{count} bars without volume")


def few_rows(times: Times, minimum: int = MINIMUM_ROWS) -> list[Finding]:
    """Fewer rows than anything can be learnt from."""
    if len(times) >= minimum:
        return []
    what = f"{len(times):,} rows; limit {minimum:,} (minimum_rows)"
    return [Finding("few_rows", minimum - len(times), 1 - len(times) / minimum, Severity.WARNING, what)]


def not_fresh(times: Times, timeframe: Timeframe | None, calendar: str, now: int | None) -> list[Finding]:
    """The newest row is older than three bars (and a long weekend, where the market closes); only where `now` is
    given.
    """
    if now is None or len(times) == 0:
        return []
    limit = 3 * (timeframe.ns if timeframe else 0) + (0 if calendar == ALWAYS else 4 * DAY)
    age = now - int(times.max())
    if age <= max(limit, DAY // 24):
        return []
    what = f"the newest row is {age / DAY:.1f} days old ({to_iso(int(times.max()))})"
    return [Finding("not_fresh", 1, 1.0, Severity.INFO, what)]
