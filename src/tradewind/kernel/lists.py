"""Orders that hang together: one fills and the others go (OCO), one fills and others begin (OTO), parents and their children."""

from tradewind.kernel.codes import ORDER_AMENDED, ORDER_CANCELLED, REASON_OTHER_FILLED, REASON_SHRUNK, REASON_WORKED
from tradewind.kernel.emit import emit_order
from tradewind.kernel.orders import (
    STOP_LOSS,
    TAKE_PROFIT,
    find_order,
    remove,
    see_to_followers,
    set_triggers,
    withdraw,
)
from tradewind.kernel.snap import snap_size

# Of what was closed, smaller than any venue's increment.
_NOTHING = 1e-12


def end_list(w, ts, order, list_id):
    """One order of the list was filled: the others are cancelled."""
    i = 0
    while i < w.account[0].working:
        o = w.orders[i]
        if o.list == list_id and o.id != order:
            withdraw(w, ts, i, ORDER_CANCELLED, REASON_OTHER_FILLED)
        else:
            i += 1


def count_child(w, ts, parent, size):
    """A child of an algorithm was filled: so much less is left of its parent, which ends when nothing is."""
    i = find_order(w, parent)
    if i < 0:
        return
    o = w.orders[i]
    k = o.instrument
    release_margin(w, o, size)
    o.quantity = snap_size(o.quantity - size, w.instruments[k])
    o.filled += size
    if o.quantity > 0.0:
        return
    filled = o.filled
    emit_order(w, ORDER_AMENDED, ts, o, REASON_WORKED)
    remove(w, i)
    see_to_followers(w, ts, parent, filled, True)
    set_triggers(w, k)


def release_margin(w, o, size):
    """What `size` of an entry had reserved is free again: it is a position now."""
    if o.margin > 0.0 and o.quantity > 0.0:
        released = o.margin * min(1.0, size / o.quantity)
        o.margin -= released
        w.account[0].margin_reserved = max(0.0, w.account[0].margin_reserved - released)


def shrink_family(w, ts, parent, size, by_stop):
    """A stop or target of an entry was filled by `size`: stop and targets together never ask for more than what is left to protect.

    A target's fill makes the stop smaller; where nothing of the stop is left its targets go, the furthest first.
    """
    stop = find_child(w, parent, STOP_LOSS)
    if stop >= 0 and not by_stop:
        reduce(w, ts, stop, size)
        stop = find_child(w, parent, STOP_LOSS)
    if stop < 0 and not by_stop:
        return
    left = w.orders[stop].quantity if stop >= 0 else 0.0
    i = 0
    while i < w.account[0].working:
        o = w.orders[i]
        if o.parent == parent and o.purpose == TAKE_PROFIT:
            if left <= _NOTHING:
                withdraw(w, ts, i, ORDER_CANCELLED, REASON_OTHER_FILLED)
                continue
            if o.quantity > left + _NOTHING:
                reduce(w, ts, i, o.quantity - left)
            left -= o.quantity
        i += 1


def reduce(w, ts, index, size):
    """An order asks for `size` less, and ends where that is all."""
    o = w.orders[index]
    left = snap_size(o.quantity - size, w.instruments[o.instrument])
    if left <= 0.0:
        withdraw(w, ts, index, ORDER_CANCELLED, REASON_OTHER_FILLED)
        return
    o.quantity = left
    emit_order(w, ORDER_AMENDED, ts, o, REASON_SHRUNK)


def find_child(w, parent, purpose):
    """Index of the oldest working order of this entry with this purpose, -1 if there is none."""
    for i in range(w.account[0].working):
        if w.orders[i].parent == parent and w.orders[i].purpose == purpose:
            return i
    return -1
