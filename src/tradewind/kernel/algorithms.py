"""Parent orders that are worked through children over time: TWAP, VWAP, POV, iceberg and sniper.

A parent never trades itself: at the end of an event it sends children, which are filled like any order from the next event on. It knows
only what was until then. Its own fields: `ahead` volume since it began, `queued` volume of this interval, `shown` intervals so far.
"""

from math import ceil, nan

from tradewind.kernel.chance import arrival
from tradewind.kernel.changing import ask_cancel
from tradewind.kernel.codes import ORDER_AMENDED, ORDER_CANCELLED, ORDER_NEW, REASON_NEW_SLICE, REASON_UNTIL
from tradewind.kernel.emit import emit_order, newest
from tradewind.kernel.orders import FOLLOWED, LIMIT, MANAGED, MARKET, set_triggers, submit, withdraw
from tradewind.kernel.snap import snap_size
from tradewind.kernel.time_in_force import IOC
from tradewind.market.orders import Algorithm, OrderFlag

TWAP = int(Algorithm.TWAP)
VWAP = int(Algorithm.VWAP)
POV = int(Algorithm.POV)
ICEBERG = int(Algorithm.ICEBERG)
FINISH = int(OrderFlag.FINISH)
REDUCE_ONLY = int(OrderFlag.REDUCE_ONLY)
HANDED_DOWN = MANAGED | REDUCE_ONLY


def work(w, k, ts, price, volume):
    """Each parent of the instrument after an event: `price` is what traded last, `volume` what traded in it."""
    i = 0
    while i < w.account[0].working:
        o = w.orders[i]
        if o.instrument == k and o.algorithm != 0 and o.waits_for == 0 and o.active_ts <= ts:
            o.ahead += volume
            o.queued += volume
            if o.until_ts != 0 and ts >= o.until_ts:
                if finish(w, ts, i):
                    continue
            else:
                step(w, k, ts, i, price)
        i += 1


def step(w, k, ts, index, price):
    """What this parent sends now."""
    o = w.orders[index]
    if o.algorithm == TWAP or o.algorithm == VWAP:
        if ts >= o.next_ts:
            size = slice_size(o, ts)
            cancel_children(w, ts, o.id, REASON_NEW_SLICE)
            send(w, k, ts, index, size, 0)
            while o.next_ts <= ts:
                o.next_ts += o.interval
            o.queued = 0.0
            o.shown += 1.0
    elif o.algorithm == POV:
        send(w, k, ts, index, o.rate * o.ahead - o.filled - in_children(w, o.id), 0)
    elif in_children(w, o.id) <= 0.0:
        part = o.display if o.display > 0.0 else o.quantity
        if o.algorithm == ICEBERG:
            send(w, k, ts, index, part, 0)
        elif (o.limit - price) * o.side >= 0.0:
            # A sniper shows nothing until its price is there, and takes what it can get at once.
            send(w, k, ts, index, part, IOC)


def slice_size(o, ts):
    """Units of the next slice of a TWAP or VWAP.

    TWAP: what is left over the intervals that are left. VWAP: `rate` is the share of the whole order by the strategy's own profile of
    volume (amended as it likes); without one, the TWAP's slice times the last interval's volume over the mean interval's so far.
    """
    slices = max(1.0, ceil((o.until_ts - ts) / o.interval))
    even = o.quantity / slices
    if slices <= 1.0:
        return o.quantity
    if o.algorithm == TWAP:
        return even
    if o.rate > 0.0:
        return o.rate * (o.quantity + o.filled)
    mean = o.ahead / o.shown if o.shown > 0.0 else 0.0
    return even * o.queued / mean if mean > 0.0 else even


def send(w, k, ts, index, size, time_in_force):
    """A child of at most `size`, and of what no other child has; none below the instrument's smallest size."""
    o = w.orders[index]
    instrument = w.instruments[k]
    size = snap_size(max(0.0, min(size, o.quantity - in_children(w, o.id))), instrument)
    if size <= 0.0 or size < instrument.min_size or w.account[0].working >= w.orders.size:
        return
    kind = LIMIT if o.limit == o.limit else MARKET
    o.marks |= FOLLOWED
    parent, flags, strategy, leg = o.id, o.marks & HANDED_DOWN, o.strategy, o.leg
    submit(w, ts, o.decision, 0, k, o.purpose, o.side * size, kind, o.limit, nan, o.stop, o.target, 0.0)
    w.records[newest(w, ORDER_NEW)].parent = parent
    child = w.orders[w.account[0].working - 1]
    child.child_of = parent
    child.marks |= flags
    child.strategy = strategy
    child.leg = leg
    child.time_in_force = time_in_force
    set_triggers(w, k)


def finish(w, ts, index):
    """The parent's time is over: what is left goes to the market (FINISH) or is cancelled. Whether the parent is gone."""
    o = w.orders[index]
    k = o.instrument
    if not (o.marks & FINISH):
        withdraw(w, ts, index, ORDER_CANCELLED, REASON_UNTIL)
        return True
    cancel_children(w, ts, o.id, REASON_UNTIL)
    if in_children(w, o.id) > 0.0:
        return False
    o.algorithm = 0
    o.type = MARKET
    o.limit = nan
    o.display = 0.0
    o.submitted_ts = ts
    o.active_ts = arrival(w.account[0], w.instruments[k], ts)
    o.ahead = nan
    emit_order(w, ORDER_AMENDED, ts, o, REASON_UNTIL)
    set_triggers(w, k)
    return False


def cancel_children(w, ts, parent, reason):
    """Ask for what is left of a parent's children to be cancelled."""
    i = 0
    while i < w.account[0].working:
        working = w.account[0].working
        if w.orders[i].child_of == parent and w.orders[i].change == 0:
            ask_cancel(w, ts, i, reason)
        if w.account[0].working == working:
            i += 1


def in_children(w, parent):
    """Units that children of this parent still work for."""
    total = 0.0
    for i in range(w.account[0].working):
        if w.orders[i].child_of == parent:
            total += w.orders[i].quantity
    return total
