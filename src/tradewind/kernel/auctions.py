"""When a session opens and closes: its auctions, what may only trade in them, and what ends with it."""

from math import inf

from tradewind.kernel.codes import ORDER_CANCELLED, REASON_IMMEDIATE
from tradewind.kernel.filling import fill
from tradewind.kernel.managing import SESSION_EXIT, WEEKEND_EXIT, leave_whole
from tradewind.kernel.orders import (
    LIMIT_ON_CLOSE,
    LIMIT_ON_OPEN,
    MARKET_ON_CLOSE,
    MARKET_ON_OPEN,
    set_triggers,
    withdraw,
)
from tradewind.kernel.prices import open_price
from tradewind.kernel.time_in_force import expire_session


def open_session(w, k, ts, price):
    """Trading begins. price: of the opening auction; nan: on-open orders get the next event's first price."""
    p = w.positions[k]
    p.sessions = 1
    p.closed = 0
    if price == price:
        auction(w, k, ts, price, MARKET_ON_OPEN, LIMIT_ON_OPEN)
    else:
        for i in range(w.account[0].working):
            o = w.orders[i]
            if o.instrument == k and (o.type == MARKET_ON_OPEN or o.type == LIMIT_ON_OPEN) and o.active_ts <= ts:
                o.triggered = 1
    set_triggers(w, k)


def close_session(w, k, ts, price, weekend):
    """Trading ends. price: of the closing auction; nan: on-close orders get the last price.

    Positions that the account's limits do not let over the night, or over the weekend, are closed in it: that the session ends was
    known beforehand.
    """
    p = w.positions[k]
    limits = w.limits[0]
    p.sessions = 1
    before_weekend = weekend != 0.0 and limits.exit_before_weekend_hours > 0.0
    if limits.exit_at_session_close or before_weekend:
        purpose = SESSION_EXIT if limits.exit_at_session_close else WEEKEND_EXIT
        for row in range(k, w.positions.size, w.instruments.size):
            if w.positions[row].quantity != 0.0:
                w.orders[leave_whole(w, ts, k, row, purpose, MARKET_ON_CLOSE)].active_ts = ts
    auction(w, k, ts, price if price == price else p.last_price, MARKET_ON_CLOSE, LIMIT_ON_CLOSE)
    expire_session(w, k, ts)
    p.closed = 1
    set_triggers(w, k)


def auction(w, k, ts, price, market, limit):
    """Orders of these two types that are at the venue trade at the auction's price, whole, or are cancelled."""
    i = 0
    while i < w.account[0].working and price > 0.0:
        o = w.orders[i]
        if o.instrument != k or (o.type != market and o.type != limit) or o.active_ts > ts or o.waits_for != 0:
            i += 1
            continue
        if open_price(o.side, o.limit, price) == price:
            # A closed position takes its other exits with it, which may stand before this place.
            fill(w, i, ts, price, inf, False, True)
            i = 0
        else:
            withdraw(w, ts, i, ORDER_CANCELLED, REASON_IMMEDIATE)
