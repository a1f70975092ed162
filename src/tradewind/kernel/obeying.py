"""What the strategy wished at its desk: each wish through the verdict, then an order, a change or a cancellation."""

from __future__ import annotations

from math import inf, nan

from tradewind.decision.combine import VOTE_KIND
from tradewind.kernel.algorithms import ICEBERG, POV, TWAP, VWAP, work
from tradewind.kernel.changing import ask_cancel, ask_change
from tradewind.kernel.codes import (
    ORDER_AMENDED,
    ORDER_NEW,
    ORDER_REJECTED,
    REASON_CANNOT_WAIT,
    REASON_DESK_FULL,
    REASON_EXPIRED,
    REASON_NO_RANGE,
    REASON_NONE,
    REASON_NOT_SENSIBLE,
    REASON_PARENT_GONE,
    REASON_POST_ONLY,
    REASON_RISK,
    REASON_STRATEGY_CLOSE,
    REASON_UNKNOWN_TAG,
)
from tradewind.kernel.deciding import APPROVE, own_order
from tradewind.kernel.emit import emit, emit_order
from tradewind.kernel.keeping import is_kept
from tradewind.kernel.margin import added_margin
from tradewind.kernel.orders import (
    ENTRY,
    FOLLOWED,
    LIMIT,
    LIMIT_IF_TOUCHED,
    PEGGED,
    STOP,
    STOP_LIMIT,
    TRAILING_STOP,
    TRAILING_STOP_LIMIT,
    crosses,
    find_tag,
    held_by_others,
    held_with,
    is_limited,
    set_triggers,
    withdraw,
)
from tradewind.kernel.rejecting import refusal
from tradewind.kernel.snap import snap_nearest
from tradewind.kernel.time_in_force import DAY, end_of_day
from tradewind.kernel.trailing import PERCENT, outward, pegged_at
from tradewind.market.orders import Algorithm, OrderFlag, Trail
from tradewind.risk.verdict import verdict
from tradewind.strategies.actions import ORDER, Action
from tradewind.strategies.desk import AMEND, CANCEL, CANCEL_ALL, PLACE

POST_ONLY = int(OrderFlag.POST_ONLY)
ABSOLUTE = int(Trail.ABSOLUTE)
ATR = int(Trail.ATR)
SNIPER = int(Algorithm.SNIPER)


def obey(w, k, ts, price):
    """All wishes of this event, in order; the desk is empty afterwards. What found no room on it is said."""
    wished = min(w.wished[0], w.intents.size)
    for i in range(wished):
        wish = w.intents[i]
        if wish.kind == PLACE:
            place(w, k, ts, price, i)
        elif wish.kind == AMEND:
            amend(w, k, ts, price, wish)
        elif wish.kind == CANCEL:
            index = find_tag(w, k, wish.tag)
            if index >= 0:
                ask_cancel(w, ts, index, REASON_STRATEGY_CLOSE)
        elif wish.kind == CANCEL_ALL:
            cancel_entries(w, k, ts)
    if w.wished[0] > wished:
        row = emit(w, ORDER_REJECTED, ts, k, 0, 0)
        w.records[row].reason = REASON_DESK_FULL
        w.records[row].quantity = float(w.wished[0] - wished)
    w.wished[0] = 0


def place(w, k, ts, price, row):
    """One new order of the strategy's own size: the same verdict as any other, then what the venue says to it."""
    wish = w.intents[row]
    trigger = first_trigger(w, k, price, wish)
    limit = pegged_at(w, k, wish.side, wish.peg, wish.peg_offset, price) if wish.type == PEGGED else wish.limit
    reason = cannot_be(w, k, ts, wish, limit, trigger)
    if reason != REASON_NONE:
        refuse(w, k, ts, wish, reason)
        return
    after = find_tag(w, k, wish.after) if wish.after != 0 else -1
    direction = float(wish.side)
    plan = Action(ORDER, direction, 1.0, wish.stop, wish.target, wish.type, wish.quantity, limit, trigger)
    decided = own_order(w, k, ts, price, direction, direction * wish.quantity, plan, wish.marks)
    w.votes[decided * w.weights.size, VOTE_KIND] = ORDER
    if w.decisions[decided].order == 0:
        return
    index = w.account[0].working - 1
    o = w.orders[index]
    dress(w, o, wish, ts, price)
    o.list = list_of(w, row, o.id)
    if after >= 0:
        o.waits_for = w.orders[after].id
        w.orders[after].marks |= FOLLOWED
    note(w, o)
    reason = refusal(w, k, wish.quantity, limit, trigger, wish.marks)
    if reason == REASON_NONE and wish.after != 0 and after < 0:
        reason = REASON_PARENT_GONE
    if reason == REASON_NONE and o.marks & POST_ONLY and o.type == LIMIT and o.active_ts <= ts and crosses(w, o):
        reason = REASON_POST_ONLY
    if reason != REASON_NONE:
        withdraw(w, ts, index, ORDER_REJECTED, reason)
        return
    set_triggers(w, k)
    if o.algorithm != 0 and o.waits_for == 0:
        work(w, k, ts, price, 0.0)


def cannot_be(w, k, ts, wish, limit, trigger):
    """Why the wish makes no order at all; REASON_NONE if it does."""
    kind = wish.type
    if wish.trail_kind == ATR and not w.positions[k].range > 0.0:
        return REASON_NO_RANGE
    if w.limits[0].authorisation == APPROVE and not is_simple(wish):
        return REASON_CANNOT_WAIT
    needs_limit = is_limited(kind) and kind != TRAILING_STOP_LIMIT
    needs_trigger = kind >= STOP and kind <= LIMIT_IF_TOUCHED
    trails = kind >= TRAILING_STOP and kind <= TRAILING_STOP_LIMIT
    good = wish.quantity > 0.0 and wish.quantity < inf and kind >= 0 and kind <= PEGGED
    good = good and not (needs_limit and not limit > 0.0) and not (needs_trigger and not trigger > 0.0)
    good = good and trails == (wish.trail_kind != 0) and not (trails and not wish.trail > 0.0)
    good = good and (wish.peg != 0) == (kind == PEGGED) and wish.display >= 0.0
    # nan: none is given, or needed.
    good = good and abs(limit) != inf and abs(trigger) != inf and abs(wish.stop) != inf and abs(wish.target) != inf
    if not good or not algorithm_can_be(wish, ts):
        return REASON_NOT_SENSIBLE
    return REASON_EXPIRED if wish.expires_ts != 0 and wish.expires_ts <= ts else REASON_NONE


def algorithm_can_be(wish, ts):
    """Whether a parent has what its algorithm needs."""
    a = wish.algorithm
    if a == 0:
        return True
    if wish.type > LIMIT or (wish.until_ts != 0 and wish.until_ts <= ts):
        return False
    if a <= VWAP:
        return a >= TWAP and wish.until_ts > ts and wish.interval > 0
    if a == POV:
        return wish.rate > 0.0
    if a == ICEBERG:
        return wish.display > 0.0 and wish.limit > 0.0
    return a == SNIPER and wish.limit > 0.0


def is_simple(wish):
    """Whether type and prices say all about the order."""
    return (
        wish.type <= STOP_LIMIT
        and wish.time_in_force == 0
        and wish.marks == 0
        and wish.list == 0
        and wish.after == 0
        and wish.algorithm == 0
        and wish.display == 0.0
    )


def first_trigger(w, k, price, wish):
    """Where a stop stands at first: a trailing one at its distance, if it trails at once and no price was named."""
    away = distance(w, k, wish, price)
    if wish.trail_kind == 0 or wish.trigger == wish.trigger or wish.activation == wish.activation or away != away:
        return wish.trigger
    return outward(w, k, wish.side, price + wish.side * away)


def distance(w, k, wish, price):
    """How far from the price a trailing stop stands, quote currency."""
    if wish.trail_kind == PERCENT:
        return wish.trail * price
    return wish.trail * w.positions[k].range if wish.trail_kind == ATR else wish.trail


def dress(w, o, wish, ts, price):
    """All that the wish says about the order beside its type, prices and size."""
    o.tag = wish.tag
    o.time_in_force = wish.time_in_force
    o.expires_ts = wish.expires_ts
    if wish.time_in_force == DAY and w.positions[o.instrument].sessions == 0:
        o.expires_ts = end_of_day(ts)
    o.display = wish.display
    o.shown = min(wish.display, o.quantity)
    if wish.trail_kind != 0:
        # A distance in ranges is that of the moment: it does not change with the range.
        o.trail_kind = PERCENT if wish.trail_kind == PERCENT else ABSOLUTE
        o.trail = wish.trail if wish.trail_kind == PERCENT else distance(w, o.instrument, wish, price)
        o.activation = wish.activation
        o.best = nan if wish.activation == wish.activation else price
        if o.type == TRAILING_STOP_LIMIT:
            o.limit = snap_nearest(o.trigger + o.side * wish.peg_offset, w.instruments[o.instrument])
    o.peg = wish.peg
    o.peg_offset = wish.peg_offset
    o.algorithm = wish.algorithm
    o.until_ts = wish.until_ts
    o.next_ts = ts
    o.interval = wish.interval
    o.rate = wish.rate
    if o.algorithm != 0:
        o.shown = 0.0
        o.ahead = 0.0


def note(w, o):
    """The row of the new order also says this."""
    if not is_kept(w.account[0], ORDER_NEW):
        return
    for i in range(w.account[0].records_out - 1, -1, -1):
        r = w.records[i]
        if r.order == o.id:
            r.time_in_force = o.time_in_force
            r.marks = o.marks & 0xFFFF
            r.algorithm = o.algorithm
            r.list = o.list
            r.limit = o.limit
            r.parent = o.waits_for
            return


def list_of(w, row, order):
    """The run's own number for the list of the wish in `row`: that of an earlier wish of this event with the same number, or a new one."""
    wish = w.intents[row]
    wish.order = 0
    if wish.list == 0:
        return 0
    for i in range(row):
        earlier = w.intents[i]
        if earlier.kind == PLACE and earlier.list == wish.list and earlier.order != 0:
            wish.order = earlier.order
            return wish.order
    wish.order = w.account[0].next_list
    w.account[0].next_list += 1
    return wish.order


def refuse(w, k, ts, wish, reason):
    """Say that a wish came to no order."""
    row = emit(w, ORDER_REJECTED, ts, k, 0, 0)
    r = w.records[row]
    r.reason = reason
    r.side = wish.side
    r.type = wish.type
    r.quantity = wish.quantity
    r.limit = wish.limit
    r.trigger = wish.trigger


def amend(w, k, ts, price, wish):
    """Other numbers for a working order. More size passes the verdict again; a change that is refused leaves the order as it is."""
    index = find_tag(w, k, wish.tag)
    if index < 0:
        refuse(w, k, ts, wish, REASON_UNKNOWN_TAG)
        return
    o = w.orders[index]
    quantity = wish.quantity if wish.quantity == wish.quantity else o.quantity
    limit = wish.limit if wish.limit == wish.limit else o.limit
    trigger = wish.trigger if wish.trigger == wish.trigger else o.trigger
    reason = refusal(w, o.instrument, quantity, limit, trigger, o.marks) if quantity > 0.0 else REASON_NOT_SENSIBLE
    if reason == REASON_NONE and quantity > o.quantity and o.purpose == ENTRY:
        more = o.side * (quantity - o.quantity)
        expected = limit if limit == limit else (trigger if trigger == trigger else price)
        held = held_with(w, o.instrument, o.side)
        violations = verdict(
            w.account[0], held, held_by_others(w, o.instrument, o.side), w.instruments[o.instrument], w.limits[0], ts, more, expected, 1.0,
            (inf, inf, inf), w.orders.size - w.account[0].working + w.account[0].gone,
            added_margin(w, o.instrument, held, more, expected),
            w.used[w.account[0].decisions_out],
        )  # fmt: skip
        reason = REASON_RISK if violations != 0 else REASON_NONE
    if reason != REASON_NONE:
        emit_order(w, ORDER_AMENDED, ts, o, reason)
        return
    ask_change(w, ts, index, wish.quantity, wish.limit, wish.trigger, wish.rate)


def cancel_entries(w, k, ts):
    """Ask for all working entries of the instrument to be cancelled."""
    i = 0
    while i < w.account[0].working:
        o = w.orders[i]
        working = w.account[0].working
        if o.instrument == k and o.purpose == ENTRY and o.change <= 0 and o.child_of == 0:
            ask_cancel(w, ts, i, REASON_STRATEGY_CLOSE)
        if w.account[0].working == working:
            i += 1
