"""What the sessions of the great trading places have traded: open, high, low, and where the price stands in it."""

from math import nan

from tradewind.features.declare import Int, feature
from tradewind.features.sessions.daylight import LONDON, NEW_YORK, SYDNEY, TOKYO, local_seconds
from tradewind.features.sessions.hours import SESSION_HOURS, in_session, length, within

_OUTPUTS = {
    "open": "price",
    "high": "price",
    "low": "price",
    "width": "price",
    "position": "0 (low) to 1 (high), beyond them outside it",
    "is_open": "1 while it is open, else 0",
}
_INPUTS = ("ts", "open", "high", "low", "close")
_REFERENCE = "pandas: bars grouped by local day in the zone database's time, exact"
_STATE = (-1, 0.0, 0.0, 0.0)


def session_range(state, day, is_open, opened, high, low, close):
    """One bar more. State: day of the session (-1: none yet), its open, high and low."""
    held, first, top, bottom = state
    if is_open == 1:
        if day != held:
            held, first, top, bottom = day, opened, high, low
        else:
            top = max(top, high)
            bottom = min(bottom, low)
    if held < 0:
        return (held, first, top, bottom), (nan, nan, nan, nan, nan, 0.0)
    position = (close - bottom) / (top - bottom) if top > bottom else 0.5
    return (held, first, top, bottom), (first, top, bottom, top - bottom, position, 1.0 * is_open)


@feature(
    kind="session",
    inputs=_INPUTS,
    params={"opens": Int(420, 0, 1439), "closes": Int(960, 0, 1440)},
    outputs=_OUTPUTS,
    state=_STATE,
    source=SESSION_HOURS,
    reference=_REFERENCE,
    scaling=None,
    draw="overlay",
)
def sydney_session(state, p, ts, open, high, low, close):
    """Sydney's session so far, or the last one while it is closed: open, high, low, width, and where the close stands.

    opens, closes: minutes of the local day (7:00 to 16:00). NaN before the first. State: day of the session, its open, high, low.
    """
    day, _, is_open = within(local_seconds(SYDNEY, ts - 1), 60 * p.opens, length(p.opens, p.closes))
    return session_range(state, day, is_open, open, high, low, close)


@feature(
    kind="session",
    inputs=_INPUTS,
    params={"opens": Int(540, 0, 1439), "closes": Int(1080, 0, 1440)},
    outputs=_OUTPUTS,
    state=_STATE,
    source=SESSION_HOURS,
    reference=_REFERENCE,
    scaling=None,
    draw="overlay",
)
def tokyo_session(state, p, ts, open, high, low, close):
    """Tokyo's session (the Asian range) so far, or the last one while it is closed: open, high, low, width, and where the close stands.

    opens, closes: minutes of the local day (9:00 to 18:00). NaN before the first. State: day of the session, its open, high, low.
    """
    day, _, is_open = within(local_seconds(TOKYO, ts - 1), 60 * p.opens, length(p.opens, p.closes))
    return session_range(state, day, is_open, open, high, low, close)


@feature(
    kind="session",
    inputs=_INPUTS,
    params={"opens": Int(480, 0, 1439), "closes": Int(1020, 0, 1440)},
    outputs=_OUTPUTS,
    state=_STATE,
    source=SESSION_HOURS,
    reference=_REFERENCE,
    scaling=None,
    draw="overlay",
)
def london_session(state, p, ts, open, high, low, close):
    """London's session so far, or the last one while it is closed: open, high, low, width, and where the close stands.

    opens, closes: minutes of the local day (8:00 to 17:00). NaN before the first. State: day of the session, its open, high, low.
    """
    day, _, is_open = within(local_seconds(LONDON, ts - 1), 60 * p.opens, length(p.opens, p.closes))
    return session_range(state, day, is_open, open, high, low, close)


@feature(
    kind="session",
    inputs=_INPUTS,
    params={"opens": Int(480, 0, 1439), "closes": Int(1020, 0, 1440)},
    outputs=_OUTPUTS,
    state=_STATE,
    source=SESSION_HOURS,
    reference=_REFERENCE,
    scaling=None,
    draw="overlay",
)
def new_york_session(state, p, ts, open, high, low, close):
    """New York's session so far, or the last one while it is closed: open, high, low, width, and where the close stands.

    opens, closes: minutes of the local day (8:00 to 17:00; shares trade from 570 to 960). NaN before the first.
    State: day of the session, its open, high, low.
    """
    day, _, is_open = within(local_seconds(NEW_YORK, ts - 1), 60 * p.opens, length(p.opens, p.closes))
    return session_range(state, day, is_open, open, high, low, close)


@feature(
    kind="session",
    inputs=_INPUTS,
    outputs=_OUTPUTS,
    state=_STATE,
    source=SESSION_HOURS,
    reference=_REFERENCE,
    scaling=None,
    draw="overlay",
)
def overlap_session(state, p, ts, open, high, low, close):
    """The hours in which London and New York are both open: their open, high, low, width, and where the close stands.

    Four hours, five in the weeks in which only one has changed its clocks. NaN before the first. State: day, its open, high, low.
    """
    _, _, in_london = in_session(LONDON, ts)
    day, _, in_new_york = in_session(NEW_YORK, ts)
    return session_range(state, day, in_london * in_new_york, open, high, low, close)


@feature(
    kind="session",
    inputs=_INPUTS,
    params={"session": Int(LONDON, 0, 5)},
    outputs={
        "open": "price",
        "high": "price",
        "low": "price",
        "close": "price",
        "position": "0 (its low) to 1 (its high), beyond them outside it",
    },
    state=(-1, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    source=SESSION_HOURS + "; a day's range before: J. W. Wilder, New Concepts in Technical Trading Systems (1978)",
    reference=_REFERENCE,
    scaling=None,
    draw="overlay",
)
def previous_session(state, p, ts, open, high, low, close):
    """Open, high, low and close of the last session that is over, and where the close stands in it.

    session: 0 the UTC day, 1 New York, 2 London, 3 Sydney, 4 Tokyo, 5 the day from 17:00 in New York. It is over at the first bar
    that lies outside it or in the next. NaN before one is over. State: day of the running session, whether one is over, the running
    one's open, high, low, close, and the same of the last.
    """
    held, known, o, h, l, c, first, top, bottom, last = state
    day, _, is_open = in_session(p.session, ts)
    if held >= 0 and (is_open == 0 or day != held):
        known, first, top, bottom, last = 1, o, h, l, c
        held = -1
    if is_open == 1:
        if held < 0:
            held, o, h, l = day, open, high, low
        h = max(h, high)
        l = min(l, low)
        c = close
    state = (held, known, o, h, l, c, first, top, bottom, last)
    if known == 0:
        return state, (nan, nan, nan, nan, nan)
    return state, (first, top, bottom, last, (close - bottom) / (top - bottom) if top > bottom else 0.5)


@feature(
    kind="session",
    inputs=("ts", "open", "close"),
    params={"session": Int(NEW_YORK, 0, 5)},
    outputs={"gap": "fraction of the close before", "filled": "1 once the price has been back there, else 0"},
    state=(-1, 0.0, 0.0, 0.0, 0),
    source="J. J. Murphy, Technical Analysis of the Financial Markets (1999), ch. 4, Price Gaps",
    reference="pandas: first open against last close of local days, 1e-12",
    scaling=0,
    draw="overlay",
)
def session_gap(state, p, ts, open, close):
    """How far a session opened from the close of the one before, and whether a close has come back to that since.

    open / last close within the session before - 1, kept until the next opens. session: as for `previous_session`. NaN before the
    second. State: day of the session, last close in one, close before this one, gap, filled.
    """
    held, last, before, gap, filled = state
    day, _, is_open = in_session(p.session, ts)
    if is_open == 1:
        if day != held:
            before = last
            gap = open / before - 1.0 if held >= 0 and before != 0.0 else nan
            filled = 1 if gap == 0.0 else 0
            held = day
        last = close
    if (gap > 0.0 and close <= before) or (gap < 0.0 and close >= before):
        filled = 1
    state = (held, last, before, gap, filled)
    return state, (gap, 1.0 * filled if gap == gap else nan) if held >= 0 else (nan, nan)
