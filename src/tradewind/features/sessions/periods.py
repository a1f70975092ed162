"""The day, week and month so far, and the ones before: levels that many traders watch."""

from math import nan

from tradewind.features.declare import Int, feature
from tradewind.features.parameters import Parameter
from tradewind.features.sessions.daylight import DAY, HOUR, NEW_YORK, UTC, local_seconds, month_of

_INPUTS = ("ts", "open", "high", "low", "close")
_OUTPUTS = {
    "open": "price",
    "high": "price",
    "low": "price",
    "before_high": "price",
    "before_low": "price",
    "before_close": "price",
}
_SOURCE = "J. J. Murphy, Technical Analysis of the Financial Markets (1999), ch. 4: former highs and lows as support and resistance"
_REFERENCE = "pandas: bars grouped by period in the zone database's time, exact"
_STATE = (-1, 0.0, 0.0, 0.0, 0.0, nan, nan, nan)
_ROLL: dict[str, Parameter] = {"roll": Int(0, 0, 1)}


def trading_day(roll, ts):
    """Day number of a bar that closed at `ts`: of the UTC day, or where roll is 1 of the one that ends at 17:00 in New York."""
    if roll == 1:
        return (local_seconds(NEW_YORK, ts - 1) + 7 * HOUR) // DAY
    return local_seconds(UTC, ts - 1) // DAY


def period(state, number, opened, high, low, close):
    """One bar of the period `number`. State: its number, open, high, low, close; high, low and close of the one before."""
    held, first, top, bottom, last, top_before, bottom_before, last_before = state
    if number != held:
        if held >= 0:
            top_before, bottom_before, last_before = top, bottom, last
        held, first, top, bottom = number, opened, high, low
    else:
        top = max(top, high)
        bottom = min(bottom, low)
    out = (first, top, bottom, top_before, bottom_before, last_before)
    return (held, first, top, bottom, close, top_before, bottom_before, last_before), out


@feature(
    kind="period",
    inputs=_INPUTS,
    params=_ROLL,
    outputs=_OUTPUTS,
    state=_STATE,
    source=_SOURCE,
    reference=_REFERENCE,
    scaling=1,
    draw="overlay",
)
def day_range(state, p, ts, open, high, low, close):
    """Open, high and low of the day so far, and high, low and close of the day before.

    roll: 0 days from midnight UTC, 1 from 17:00 in New York (currencies). The day before is the last that traded; NaN before there is
    one. State: day, its open, high, low, close; high, low, close of the one before.
    """
    return period(state, trading_day(p.roll, ts), open, high, low, close)


@feature(
    kind="period",
    inputs=_INPUTS,
    params=_ROLL,
    outputs=_OUTPUTS,
    state=_STATE,
    source=_SOURCE,
    reference=_REFERENCE,
    scaling=1,
    draw="overlay",
)
def week_range(state, p, ts, open, high, low, close):
    """Open, high and low of the week so far, and high, low and close of the week before.

    Weeks begin with Monday; roll: as for `day_range` (1: on Sunday at 17:00 in New York). NaN before there is a week before.
    State: week, its open, high, low, close; high, low, close of the one before.
    """
    return period(state, (trading_day(p.roll, ts) + 3) // 7, open, high, low, close)


@feature(
    kind="period",
    inputs=_INPUTS,
    params=_ROLL,
    outputs=_OUTPUTS,
    state=_STATE,
    source=_SOURCE,
    reference=_REFERENCE,
    scaling=1,
    draw="overlay",
)
def month_range(state, p, ts, open, high, low, close):
    """Open, high and low of the month so far, and high, low and close of the month before.

    roll: as for `day_range`. NaN before there is a month before. State: month, its open, high, low, close; high, low, close of the one
    before.
    """
    return period(state, month_of(trading_day(p.roll, ts)), open, high, low, close)
