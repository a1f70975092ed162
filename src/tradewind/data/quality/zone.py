"""Whether the times were read in the wrong zone: the trading day then lies beside the calendar's."""

from __future__ import annotations

from tradewind.data.quality.finding import Finding, Severity
from tradewind.data.quality.gaps import in_session
from tradewind.market.calendar import ALWAYS
from tradewind.market.columns import Bars
from tradewind.market.time import DAY, HOUR

# Below this share of bars outside hours the clock is taken to be right (stubs, early closes, extended hours).
_SUSPICIOUS = 0.005
# A shift must put nearly all of them inside to be believed.
_EXPLAINED = 0.2
_MIN_ROWS = 100
_MAX_SAMPLE = 20_000


def wrong_zone(bars: Bars) -> list[Finding]:
    """Bars outside trading hours that a shift by whole hours (whole days, for daily bars) would put inside.

    The shift that leaves the fewest outside (the smaller of equals) is named, if those are at most a fifth of now.
    Calendars without hours (24/7) can't show it; nor can a daily series whose days are right.
    """
    calendar, step = bars.instrument.calendar, bars.timeframe.ns
    if calendar == ALWAYS or step > DAY or len(bars) < _MIN_ROWS:
        return []
    times = bars.ts_event[-_MAX_SAMPLE:]
    outside = 1 - in_session(times, step, calendar).mean()
    if outside <= _SUSPICIOUS:
        return []
    unit = DAY if step == DAY else HOUR
    shifts = sorted(range(-1, 2) if step == DAY else range(-14, 15), key=abs)[1:]
    left = {shift: 1 - in_session(times + shift * unit, step, calendar).mean() for shift in shifts}
    best = min(shifts, key=lambda shift: left[shift])
    if left[best] > _EXPLAINED * outside:
        return []
    return [_finding(bars, float(outside), float(left[best]), best, "day" if step == DAY else "hour")]


def _finding(bars: Bars, outside: float, left: float, shift: int, unit: str) -> Finding:
    what = (
        f"{outside:.1%} of the bars lie outside {bars.instrument.calendar}'s hours, {left:.1%} if all times are "
        f"moved by {shift:+d} {unit}{'s' if abs(shift) > 1 else ''}: was the time zone (or the stamping) given right?"
    )
    return Finding("wrong_zone", len(bars), outside, Severity.ERROR, what)
