"""One bar against the working orders of its instrument."""

from math import nan

from tradewind.kernel.accounting import book_fill
from tradewind.kernel.emit import emit_order
from tradewind.kernel.layout import (
    ORDER_CANCELLED,
    REASON_NOTHING_TO_REDUCE,
    REASON_OTHER_FILLED,
    REASON_POSITION_CLOSED,
)
from tradewind.kernel.orders import remove, set_triggers, submit
from tradewind.kernel.prices import limit_price, stop_limit_price, stop_price, taker_price
from tradewind.kernel.snap import snap_against
from tradewind.market.orders import OrderType, Purpose

MARKET = int(OrderType.MARKET)
LIMIT = int(OrderType.LIMIT)
STOP = int(OrderType.STOP)
STOP_LIMIT = int(OrderType.STOP_LIMIT)
ENTRY = int(Purpose.ENTRY)
STOP_LOSS = int(Purpose.STOP_LOSS)
TAKE_PROFIT = int(Purpose.TAKE_PROFIT)

# At the open, then stops, then limits: within a bar whatever is worse for us came first.
AT_OPEN, STOPS, LIMITS = range(3)


def match_bar(w, k, ts, bar_open, bar_high, bar_low):
    """Fill what this bar fills. A position that is opened here may be stopped here; its target counts only if we entered at the open."""
    phase = AT_OPEN
    while phase <= LIMITS:
        i = 0
        while i < w.account[0].working:
            o = w.orders[i]
            price = nan
            if o.instrument == k and phase_of(o) == phase:
                price = fill_price(o, ts, bar_open, bar_high, bar_low)
            if price == price:
                fill(w, i, ts, price, bar_open)
                i = 0
                # A limit that opened a position brought a stop with it, which has its turn before any target.
                phase = min(phase, STOPS)
            else:
                i += 1
        phase += 1
    for i in range(w.account[0].working):
        o = w.orders[i]
        if o.instrument == k and o.type == STOP_LIMIT and not o.triggered:
            touched = stop_price(o.side, o.trigger, bar_open, bar_high, bar_low)
            o.triggered = 1 if touched == touched else 0
    set_triggers(w, k)


def phase_of(o):
    """When within a bar an order has its turn."""
    if o.type == MARKET:
        return AT_OPEN
    if o.type == STOP or (o.type == STOP_LIMIT and not o.triggered):
        return STOPS
    return LIMITS


def fill_price(o, ts, bar_open, bar_high, bar_low):
    """Price before costs; nan if the bar does not fill this order."""
    if o.type == MARKET:
        return bar_open
    if o.type == STOP:
        return stop_price(o.side, o.trigger, bar_open, bar_high, bar_low)
    if o.type == STOP_LIMIT and not o.triggered:
        return stop_limit_price(o.side, o.trigger, o.limit, bar_open, bar_high, bar_low)
    if o.inside_bar and o.submitted_ts == ts:
        # Entered inside this very bar, at a price that was not its open: the high or low may have come before us.
        return nan
    return limit_price(o.side, o.limit, bar_open, bar_high, bar_low)


def fill(w, index, ts, price, bar_open):
    """Fill orders[index] at `price` plus costs, then see to what hangs on it."""
    o = w.orders[index]
    k = o.instrument
    instrument = w.instruments[k]
    held = w.positions[k].quantity
    size = o.quantity
    if o.purpose != ENTRY:
        size = min(size, abs(held)) if held * o.side < 0.0 else 0.0
    if size <= 0.0:
        emit_order(w, ORDER_CANCELLED, ts, o, REASON_NOTHING_TO_REDUCE)
        remove(w, index)
        return
    maker = o.type == LIMIT or (o.type == STOP_LIMIT and o.triggered)
    paid = snap_against(price if maker else taker_price(o.side, price, instrument), o.side, instrument)
    if o.type == STOP_LIMIT or o.type == LIMIT:
        paid = min(paid, o.limit) if o.side > 0 else max(paid, o.limit)
    rate = instrument.maker_fee if maker else instrument.taker_fee
    fee = size * paid * instrument.multiplier * rate
    book_fill(w, ts, o, o.side * size, paid, fee)
    if o.purpose == ENTRY:
        after_entry(w, index, ts, price == bar_open)
    else:
        after_exit(w, index, ts)


def after_entry(w, index, ts, at_open):
    """The entry leaves the book; its stop and target take its place."""
    o = w.orders[index]
    k = o.instrument
    quantity = -o.side * o.quantity
    parent, decision, stop, target = o.id, o.decision, o.stop, o.target
    remove(w, index)
    if stop == stop:
        submit(w, ts, decision, parent, k, STOP_LOSS, quantity, STOP, nan, stop, nan, nan, 0.0)
    if target == target:
        submit(w, ts, decision, parent, k, TAKE_PROFIT, quantity, LIMIT, target, nan, nan, nan, 0.0)
        if not at_open:
            w.orders[w.account[0].working - 1].inside_bar = 1


def after_exit(w, index, ts):
    """The exit leaves the book, and with it the other side of its bracket, or everything once the position is closed."""
    o = w.orders[index]
    k, parent = o.instrument, o.parent
    remove(w, index)
    closed = w.positions[k].quantity == 0.0
    i = 0
    while i < w.account[0].working:
        other = w.orders[i]
        if other.instrument == k and other.purpose != ENTRY and (closed or (parent > 0 and other.parent == parent)):
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
