"""How long an order works: until cancelled, until a time, for the session, or only now."""

from tradewind.kernel.codes import (
    ORDER_CANCELLED,
    REASON_EXPIRED,
    REASON_FILL_OR_KILL,
    REASON_IMMEDIATE,
    REASON_SESSION_CLOSED,
)
from tradewind.kernel.orders import (
    LIMIT_ON_CLOSE,
    LIMIT_ON_OPEN,
    MARKET_ON_CLOSE,
    MARKET_ON_OPEN,
    STOP,
    TRAILING_STOP_LIMIT,
    withdraw,
)
from tradewind.market.orders import TimeInForce
from tradewind.market.time import DAY as DAY_NS

DAY = int(TimeInForce.DAY)
IOC = int(TimeInForce.IOC)
FOK = int(TimeInForce.FOK)


def end_of_day(ts):
    """Where the data know no sessions, the session is the UTC day: its last nanosecond of trading, the next midnight."""
    return (ts // DAY_NS + 1) * DAY_NS


def expire_before(w, k, ts):
    """Before an event at `ts` fills anything: a bar that ends after an order's time may hold prices of after it, so it fills nothing."""
    i = 0
    while i < w.account[0].working:
        o = w.orders[i]
        if o.instrument == k and o.expires_ts != 0 and ts > o.expires_ts:
            withdraw(w, ts, i, ORDER_CANCELLED, REASON_EXPIRED)
        else:
            i += 1


def expire_after(w, k, ts):
    """After an event at `ts`: the time is over, or an order that was to trade at once has had its chance."""
    i = 0
    while i < w.account[0].working:
        o = w.orders[i]
        if o.instrument == k and o.expires_ts != 0 and ts >= o.expires_ts:
            withdraw(w, ts, i, ORDER_CANCELLED, REASON_EXPIRED)
        elif o.instrument == k and had_its_chance(w, o, ts):
            withdraw(w, ts, i, ORDER_CANCELLED, REASON_FILL_OR_KILL if o.time_in_force == FOK else REASON_IMMEDIATE)
        else:
            i += 1


def had_its_chance(w, o, ts):
    """Whether an order that trades now or never was at the venue for this event, and its price was reached."""
    if o.active_ts > ts or o.waits_for != 0 or o.algorithm != 0:
        return False
    if o.type == MARKET_ON_OPEN or o.type == LIMIT_ON_OPEN:
        missed = o.active_ts > o.submitted_ts
        return not missed and (o.triggered != 0 or w.positions[o.instrument].sessions == 0)
    if o.type == MARKET_ON_CLOSE or o.type == LIMIT_ON_CLOSE:
        return w.positions[o.instrument].sessions == 0
    conditional = o.type >= STOP and o.type <= TRAILING_STOP_LIMIT
    return o.time_in_force >= IOC and (o.triggered != 0 or not conditional)


def expire_session(w, k, ts):
    """The session closes: day orders end."""
    i = 0
    while i < w.account[0].working:
        o = w.orders[i]
        if o.instrument == k and o.time_in_force == DAY:
            withdraw(w, ts, i, ORDER_CANCELLED, REASON_SESSION_CLOSED)
        else:
            i += 1
