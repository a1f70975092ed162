"""One fill and what hangs on it: costs, booking, the bracket that it sets up or ends."""

from math import nan

from tradewind.kernel.accounting import book_fill
from tradewind.kernel.codes import (
    ORDER_CANCELLED,
    ORDER_REJECTED,
    REASON_NONE,
    REASON_NOTHING_TO_REDUCE,
    REASON_OTHER_FILLED,
    REASON_POSITION_CLOSED,
)
from tradewind.kernel.costs import fee, taken_price
from tradewind.kernel.emit import emit_order
from tradewind.kernel.legs import leg_row
from tradewind.kernel.margin import refusal
from tradewind.kernel.orders import remove, submit
from tradewind.kernel.snap import snap_against
from tradewind.market.orders import OrderType, Purpose

LIMIT = int(OrderType.LIMIT)
STOP = int(OrderType.STOP)
STOP_LIMIT = int(OrderType.STOP_LIMIT)
ENTRY = int(Purpose.ENTRY)
STOP_LOSS = int(Purpose.STOP_LOSS)
TAKE_PROFIT = int(Purpose.TAKE_PROFIT)


def fill(w, index, ts, price, available, maker, at_open):
    """Fill orders[index] with up to `available` units at `price` plus costs, then see to what hangs on it.

    maker: it rested, so that it pays the maker's fee and no spread. at_open: nothing of this bar had happened before.
    """
    o = w.orders[index]
    k = o.instrument
    instrument = w.instruments[k]
    row = leg_row(w, o)
    held = w.positions[row].quantity
    size = min(o.quantity, available)
    if o.purpose != ENTRY:
        size = min(size, abs(held)) if held * o.side < 0.0 else 0.0
    if size <= 0.0:
        emit_order(w, ORDER_CANCELLED, ts, o, REASON_NOTHING_TO_REDUCE)
        remove(w, index)
        return
    taken = price if maker else taken_price(instrument, w.positions[k], o.side, price, False)
    paid = snap_against(taken, o.side, instrument)
    if o.type == STOP_LIMIT or o.type == LIMIT:
        paid = min(paid, o.limit) if o.side > 0 else max(paid, o.limit)
    owed = fee(instrument, paid, size, maker, o.filled)
    reason = refusal(w, k, row, o.side * size, paid, owed)
    if reason != REASON_NONE:
        emit_order(w, ORDER_REJECTED, ts, o, reason)
        remove(w, index)
        return
    record = book_fill(w, ts, o, o.side * size, paid, owed)
    w.records[record].maker = 1 if maker else 0
    w.records[record].reference = price
    if o.purpose == ENTRY:
        after_entry(w, index, ts, at_open)
    else:
        after_exit(w, index, ts)


def after_entry(w, index, ts, at_open):
    """The entry leaves the book; its stop and target take its place."""
    o = w.orders[index]
    k = o.instrument
    quantity = -o.side * o.quantity
    parent, decision, stop, target = o.id, o.decision, o.stop, o.target
    leg, strategy = o.leg, o.strategy
    remove(w, index)
    if stop == stop:
        submit(w, ts, decision, parent, k, STOP_LOSS, quantity, STOP, nan, stop, nan, nan, 0.0)
        belong(w, leg, strategy)
    if target == target:
        submit(w, ts, decision, parent, k, TAKE_PROFIT, quantity, LIMIT, target, nan, nan, nan, 0.0)
        belong(w, leg, strategy)
        if not at_open:
            w.orders[w.account[0].working - 1].inside_bar = 1


def belong(w, leg, strategy):
    """The newest order is of this leg and strategy, as its entry was."""
    o = w.orders[w.account[0].working - 1]
    o.leg = leg
    o.strategy = strategy


def after_exit(w, index, ts):
    """The exit leaves the book, and with it the other side of its bracket, or everything once the position is closed."""
    o = w.orders[index]
    k, parent, leg = o.instrument, o.parent, o.leg
    closed = w.positions[leg_row(w, o)].quantity == 0.0
    remove(w, index)
    i = 0
    while i < w.account[0].working:
        other = w.orders[i]
        if (
            other.instrument == k
            and other.leg == leg
            and other.purpose != ENTRY
            and (closed or (parent > 0 and other.parent == parent))
        ):
            emit_order(
                w,
                ORDER_CANCELLED,
                ts,
                other,
                REASON_POSITION_CLOSED if closed and other.parent != parent else REASON_OTHER_FILLED,
            )
            remove(w, i)
        else:
            i += 1
