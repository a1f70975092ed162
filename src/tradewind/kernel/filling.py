"""One fill and what hangs on it: costs, booking, what is left of the order, the bracket that it sets up, grows or ends."""

from tradewind.kernel.accounting import book_fill
from tradewind.kernel.codes import (
    ORDER_CANCELLED,
    ORDER_REJECTED,
    REASON_NONE,
    REASON_NOTHING_TO_REDUCE,
    REASON_OTHER_FILLED,
    REASON_POSITION_CLOSED,
    REASON_REDUCE_ONLY,
)
from tradewind.kernel.costs import fee
from tradewind.kernel.impact import impacted
from tradewind.kernel.legs import leg_row
from tradewind.kernel.lists import count_child, end_list, release_margin, shrink_family
from tradewind.kernel.managing import protect
from tradewind.kernel.margin import refusal
from tradewind.kernel.orders import (
    ENTRY,
    FOLLOWED,
    MANAGED,
    STOP,
    STOP_LOSS,
    WHOLE,
    is_limited,
    remove,
    see_to_followers,
    withdraw,
)
from tradewind.kernel.snap import snap_against, snap_size
from tradewind.market.orders import OrderFlag

REDUCE_ONLY = int(OrderFlag.REDUCE_ONLY)


def fill(w, index, ts, price, available, maker, at_open):
    """Fill orders[index] with up to `available` units at `price` plus costs, then see to what hangs on it.

    maker: it rested, so that it pays the maker's fee and no spread. at_open: nothing of this bar had happened before.
    Returns the units that were filled. 0: the order had nothing to reduce and is gone, or `available` is below the smallest size
    and it waits.
    """
    o = w.orders[index]
    k = o.instrument
    instrument = w.instruments[k]
    row = leg_row(w, o)
    held = w.positions[row].quantity
    size = fillable(w, o, held, available)
    if size <= 0.0:
        if o.purpose != ENTRY and held * o.side >= 0.0:
            reduces = o.marks & REDUCE_ONLY
            withdraw(w, ts, index, ORDER_CANCELLED, REASON_REDUCE_ONLY if reduces else REASON_NOTHING_TO_REDUCE)
        return 0.0
    asked = price if maker else impacted(price, o.side, size, instrument, w.positions[k])
    paid = snap_against(asked, o.side, instrument)
    if is_limited(o.type):
        paid = min(paid, o.limit) if o.side > 0 else max(paid, o.limit)
    owed = fee(instrument, paid, size, maker, o.filled)
    refused = refusal(w, k, row, o.side * size, paid, owed)
    if refused != REASON_NONE:
        withdraw(w, ts, index, ORDER_REJECTED, refused)
        return 0.0
    release_margin(w, o, size)
    o.quantity = snap_size(o.quantity - size, instrument) if size < o.quantity else 0.0
    o.filled += size
    if o.display > 0.0:
        o.shown -= size
    r = w.records[book_fill(w, ts, o, o.side * size, paid, owed)]
    r.maker = 1 if maker else 0
    r.leaves = o.quantity
    r.reference = price
    settle(w, index, ts, size, paid, held, at_open)
    return size


def fillable(w, o, held, available):
    """Units that an order can take of what is there: an exit never more than is held, an iceberg no more than it shows."""
    size = o.quantity
    if o.purpose != ENTRY:
        if held * o.side >= 0.0:
            return 0.0
        o.quantity = abs(held) if o.marks & WHOLE else min(o.quantity, abs(held))
        size = o.quantity
    if o.display > 0.0:
        available = min(available, o.shown)
    return size if size <= available else snap_size(available, w.instruments[o.instrument])


def settle(w, index, ts, size, paid, held, at_open):
    """After a fill: the order leaves if nothing is left of it, and what hangs on it has its turn.

    held: the position before it.
    """
    o = w.orders[index]
    k = o.instrument
    order, purpose, side, parent, child_of = o.id, o.purpose, o.side, o.parent, o.child_of
    list_id, filled, followed, flags = o.list, o.filled, o.marks & FOLLOWED, o.marks
    decision, stop, target, leg, strategy = o.decision, o.stop, o.target, o.leg, o.strategy
    closed = w.positions[leg_row(w, o)].quantity == 0.0
    whole = o.quantity <= 0.0
    if whole:
        remove(w, index)
    elif o.type >= STOP and not is_limited(o.type):
        o.triggered = 1
    if child_of != 0:
        count_child(w, ts, child_of, size)
    if list_id != 0:
        end_list(w, ts, order, list_id)
    if followed and whole:
        see_to_followers(w, ts, order, filled, True)
    if purpose == ENTRY:
        family = child_of if child_of != 0 else order
        protect(w, ts, k, family, decision, side, size, paid, stop, target, flags & MANAGED, held, at_open)
        if leg != 0 or strategy != 0:
            belong(w, family, leg, strategy)
    else:
        after_exit(w, k, ts, parent, size, purpose, leg, closed)


def belong(w, family, leg, strategy):
    """What protects an entry is of its leg and strategy."""
    for i in range(w.account[0].working):
        o = w.orders[i]
        if o.parent == family:
            o.leg = leg
            o.strategy = strategy


def after_exit(w, k, ts, parent, size, purpose, leg, closed):
    """The rest of a bracket shrinks with what was closed; once the position is closed everything that protected it goes."""
    if not closed:
        if parent > 0:
            shrink_family(w, ts, parent, size, purpose == STOP_LOSS)
        return
    i = 0
    while i < w.account[0].working:
        other = w.orders[i]
        if other.instrument == k and other.leg == leg and other.purpose != ENTRY and other.waits_for == 0:
            same = parent > 0 and other.parent == parent
            withdraw(w, ts, i, ORDER_CANCELLED, REASON_OTHER_FILLED if same else REASON_POSITION_CLOSED)
        else:
            i += 1
