"""The book of our own working orders: submit, remove, and at which prices the next bar could touch one."""

from math import inf, nan

from tradewind.kernel.codes import ORDER_CANCELLED, ORDER_NEW, REASON_NONE
from tradewind.kernel.emit import emit_order
from tradewind.kernel.legs import leg_quantity
from tradewind.market.orders import OrderType, Purpose

MARKET = int(OrderType.MARKET)
LIMIT = int(OrderType.LIMIT)
STOP = int(OrderType.STOP)
ENTRY = int(Purpose.ENTRY)
STOP_LOSS = int(Purpose.STOP_LOSS)
TAKE_PROFIT = int(Purpose.TAKE_PROFIT)


def submit(w, ts, decision, parent, instrument, purpose, quantity, kind, limit, trigger, stop, target, margin):
    """A new working order of `quantity` signed units. The caller has made sure that there is room. Returns its id."""
    account = w.account[0]
    o = w.orders[account.working]
    o.id = account.next_order
    o.decision = decision
    o.parent = parent
    o.instrument = instrument
    o.side = 1 if quantity > 0.0 else -1
    o.type = kind
    o.purpose = purpose
    o.submitted_ts = ts
    o.triggered = 0
    o.inside_bar = 0
    o.quantity = abs(quantity)
    o.limit = limit
    o.trigger = trigger
    o.stop = stop
    o.target = target
    o.margin = margin
    plain(o)
    o.active_ts = ts
    account.margin_reserved += margin
    account.next_order += 1
    account.working += 1
    w.positions[instrument].working += 1
    emit_order(w, ORDER_NEW, ts, o, REASON_NONE)
    set_triggers(w, instrument)
    return account.next_order - 1


def plain(o):
    """An order without anything special about it: good till cancelled, seen whole, on its own."""
    o.filled = 0.0
    o.active_ts = 0
    o.time_in_force = 0
    o.expires_ts = 0
    o.flags = 0
    o.display = 0.0
    o.shown = 0.0
    o.list = 0
    o.waits_for = 0
    o.trail_kind = 0
    o.trail = nan
    o.activation = nan
    o.best = nan
    o.peg = 0
    o.peg_offset = 0.0
    o.ahead = 0.0
    o.queued = 0.0
    o.algorithm = 0
    o.until_ts = 0
    o.next_ts = 0
    o.interval = 0
    o.rate = 0.0
    o.child_of = 0
    o.tag = 0
    o.strategy = 0
    o.leg = 0


def remove(w, index):
    """Take orders[index] out of the working ones; the rest keep their order."""
    account = w.account[0]
    o = w.orders[index]
    account.margin_reserved -= o.margin
    if account.margin_reserved < 0.0:
        account.margin_reserved = 0.0
    w.positions[o.instrument].working -= 1
    last = account.working - 1
    for i in range(index, last):
        w.orders[i] = w.orders[i + 1]
    account.working = last


def cancel_where(w, ts, instrument, keep_entries, keep_exits, reason):
    """Cancel the working orders of an instrument (-1: of all), except entries or exits if they are to be kept."""
    i = 0
    while i < w.account[0].working:
        o = w.orders[i]
        kept = keep_entries if o.purpose == ENTRY else keep_exits
        if (instrument >= 0 and o.instrument != instrument) or kept:
            i += 1
        else:
            touched = o.instrument
            emit_order(w, ORDER_CANCELLED, ts, o, reason)
            remove(w, i)
            set_triggers(w, touched)


def set_triggers(w, instrument):
    """Between which prices a bar can't touch any working order of the instrument."""
    low = -inf
    high = inf
    for i in range(w.account[0].working):
        o = w.orders[i]
        if o.instrument != instrument:
            continue
        if o.type == MARKET:
            low = inf
        elif o.type == LIMIT or o.triggered:
            if o.side > 0:
                low = max(low, o.limit)
            else:
                high = min(high, o.limit)
        elif o.side > 0:
            high = min(high, o.trigger)
        else:
            low = max(low, o.trigger)
    w.positions[instrument].trigger_low = low
    w.positions[instrument].trigger_high = high


def has_entry(w, instrument):
    """Whether an entry for the instrument is waiting to be filled."""
    for i in range(w.account[0].working):
        if w.orders[i].instrument == instrument and w.orders[i].purpose == ENTRY:
            return True
    return False


def held_with(w, instrument, direction):
    """Signed units of the position and of what other orders in this direction may still add; brackets end with it."""
    total = leg_quantity(w, instrument, direction)
    for i in range(w.account[0].working):
        o = w.orders[i]
        if (
            o.instrument == instrument
            and o.side * direction > 0.0
            and o.purpose != STOP_LOSS
            and o.purpose != TAKE_PROFIT
            and (o.leg == 0 or o.leg * direction > 0.0)
        ):
            total += o.side * o.quantity
    return total


def is_leaving(w, instrument, leg):
    """Whether a market order that closes the position (of this leg) is on its way already."""
    for i in range(w.account[0].working):
        o = w.orders[i]
        if o.instrument == instrument and o.leg == leg and o.purpose != ENTRY and o.type == MARKET:
            return True
    return False
