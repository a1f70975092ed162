"""What protects a position from its first fill on: stop, targets, trail, break even, and exits by the clock, session and news."""

from math import nan

from tradewind.kernel.codes import ORDER_AMENDED, REASON_GROWN
from tradewind.kernel.emit import emit_order
from tradewind.kernel.legs import leg_of
from tradewind.kernel.orders import (
    LIMIT,
    MARKET,
    STOP,
    STOP_LOSS,
    TAKE_PROFIT,
    TRAILING_STOP,
    WHOLE,
    set_triggers,
    submit,
)
from tradewind.kernel.snap import snap_nearest, snap_size
from tradewind.kernel.time_in_force import end_of_day
from tradewind.kernel.trailing import PERCENT
from tradewind.market.orders import Purpose
from tradewind.market.time import DAY, HOUR, MINUTE

TIME_EXIT = int(Purpose.TIME_EXIT)
SESSION_EXIT = int(Purpose.SESSION_EXIT)
NEWS_EXIT = int(Purpose.NEWS_EXIT)
WEEKEND_EXIT = int(Purpose.WEEKEND_EXIT)
# 1970-01-03 was a Saturday.
_SATURDAY = 2 * DAY
_WEEK = 7 * DAY


def protect(w, ts, k, family, decision, side, size, paid, stop, target, managed, held, at_open):
    """`size` units of an entry (`family`: its id, or its parent's) were filled at `paid`: what protects it is set up, or grows by them.

    managed: the entry came from a signal, so that the account's exits (settings `exits.*`) hold.
    held: the position before.
    """
    if stop == stop or (managed and w.limits[0].trailing):
        kind = STOP if stop == stop else TRAILING_STOP
        i = protect_by(w, ts, k, family, decision, side, size, STOP_LOSS, kind, nan, stop, 0)
        if managed and w.orders[i].quantity == size:
            manage_stop(w, w.orders[i], side, paid, stop)
    left = size
    if managed and stop == stop:
        left = scale_out(w, ts, k, family, decision, side, size, paid, stop, at_open)
    if target == target and left > 0.0:
        take_at(w, ts, k, family, decision, side, left, target, 3, at_open)
    if managed and held * side <= 0.0:
        exits_by_clock(w, ts, k, family, decision, side, size)
    if managed:
        set_triggers(w, k)


def protect_by(w, ts, k, family, decision, side, size, purpose, kind, limit, trigger, rung):
    """A new stop or target of `size`, or so much more of the one that there is. Returns its index."""
    for i in range(w.account[0].working):
        o = w.orders[i]
        if o.parent == family and o.purpose == purpose and o.rung == rung:
            o.quantity = snap_size(o.quantity + size, w.instruments[k])
            emit_order(w, ORDER_AMENDED, ts, o, REASON_GROWN)
            return i
    submit(w, ts, decision, family, k, purpose, -side * size, kind, limit, trigger, nan, nan, 0.0)
    i = w.account[0].working - 1
    w.orders[i].rung = rung
    return i


def manage_stop(w, o, side, paid, stop):
    """The stop trails once the price has gone `trail_activation` our way, and stands at the entry after `breakeven_at` risks."""
    limits = w.limits[0]
    if limits.trailing:
        o.trail_kind = PERCENT
        o.trail = limits.trail_distance
        o.activation = paid * (1.0 + side * limits.trail_activation)
    if stop == stop and limits.breakeven_at > 0.0:
        o.breakeven = paid + limits.breakeven_at * (paid - stop)


def scale_out(w, ts, k, family, decision, side, size, paid, stop, at_open):
    """Targets for a part of the position, at multiples of its risk |paid - stop|. Returns the units left for the last target."""
    limits = w.limits[0]
    instrument = w.instruments[k]
    left = size
    for rung in range(1, 3):
        away = limits.first_target if rung == 1 else limits.second_target
        share = limits.first_share if rung == 1 else limits.second_share
        part = min(snap_size(size * share, instrument), left)
        price = paid + away * (paid - stop)
        if away > 0.0 and part > 0.0 and price > 0.0:
            take_at(w, ts, k, family, decision, side, part, snap_nearest(price, instrument), rung, at_open)
            left = snap_size(left - part, instrument)
    return left


def take_at(w, ts, k, family, decision, side, size, price, rung, at_open):
    """A target. What was entered inside a bar is not sold in that bar: its high or low may have come before."""
    i = protect_by(w, ts, k, family, decision, side, size, TAKE_PROFIT, LIMIT, price, nan, rung)
    if not at_open:
        o = w.orders[i]
        o.inside_bar = 1
        o.submitted_ts = ts
        o.active_ts = ts


def exits_by_clock(w, ts, k, family, decision, side, size):
    """Orders that close the whole position when their time has come."""
    limits = w.limits[0]
    if limits.max_hours > 0.0:
        close_at(w, ts, k, family, decision, -side * size, TIME_EXIT, ts + int(limits.max_hours * HOUR))
    if limits.exit_at_session_close and w.positions[k].sessions == 0:
        close_at(w, ts, k, family, decision, -side * size, SESSION_EXIT, end_of_day(ts))
    if limits.exit_before_weekend_hours > 0.0:
        saturday = ((ts - _SATURDAY) // _WEEK + 1) * _WEEK + _SATURDAY
        due = saturday - int(limits.exit_before_weekend_hours * HOUR)
        close_at(w, ts, k, family, decision, -side * size, WEEKEND_EXIT, due)


def close_at(w, ts, k, family, decision, quantity, purpose, due):
    """An order for the market at `due`, never in the event of now."""
    submit(w, ts, decision, family, k, purpose, quantity, MARKET, nan, nan, nan, nan, 0.0)
    o = w.orders[w.account[0].working - 1]
    o.marks |= WHOLE
    o.active_ts = max(due, ts + 1)
    set_triggers(w, k)


def on_news(w, k, ts, importance, minutes):
    """News are announced: what is held is closed `exit_before_news_minutes` before they are due, or now if that is sooner."""
    limits = w.limits[0]
    if limits.exit_before_news_minutes <= 0.0 or importance < limits.news_importance:
        return
    due = ts + int((minutes - limits.exit_before_news_minutes) * MINUTE)
    for row in range(k, w.positions.size, w.instruments.size):
        if w.positions[row].quantity != 0.0 and not leaves_before_news(w, k, leg_of(w, w.positions[row].quantity), due):
            o = w.orders[leave_whole(w, ts, k, row, NEWS_EXIT, MARKET)]
            o.active_ts = max(due, o.active_ts)
            set_triggers(w, k)


def leaves_before_news(w, k, leg, due):
    """Whether this leg is to be closed for news that are due as early."""
    for i in range(w.account[0].working):
        o = w.orders[i]
        if o.instrument == k and o.purpose == NEWS_EXIT and o.leg == leg and o.active_ts <= due:
            return True
    return False


def leave_whole(w, ts, k, row, purpose, kind):
    """An order that closes whatever `positions[row]` holds when it trades. Returns its index."""
    p = w.positions[row]
    submit(w, ts, p.entry_decision, 0, k, purpose, -p.quantity, kind, nan, nan, nan, nan, 0.0)
    index = w.account[0].working - 1
    w.orders[index].marks |= WHOLE
    w.orders[index].leg = leg_of(w, p.quantity)
    return index
