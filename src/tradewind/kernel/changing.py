"""Changes and cancellations of working orders: they travel to the venue like an order, and may come too late."""

from math import nan

from tradewind.kernel.chance import arrival
from tradewind.kernel.codes import ORDER_AMENDED, ORDER_CANCELLED, REASON_AMENDED
from tradewind.kernel.emit import emit_order
from tradewind.kernel.orders import LIMIT, TAKES, crosses, set_triggers, unchanged, withdraw
from tradewind.market.orders import OrderFlag

POST_ONLY = int(OrderFlag.POST_ONLY)
AMENDMENT = -1


def ask_cancel(w, ts, index, reason):
    """Withdraw orders[index]: at once, or when the word is at the venue. What was not at the venue yet is met there."""
    o = w.orders[index]
    there = arrival(w.account[0], w.instruments[o.instrument], ts)
    if there <= ts or o.waits_for != 0:
        withdraw(w, ts, index, ORDER_CANCELLED, reason)
        return
    o.change = reason
    o.change_ts = max(there, o.active_ts)
    set_triggers(w, o.instrument)


def ask_change(w, ts, index, quantity, limit, trigger, rate):
    """New numbers for orders[index], nan: as it is. quantity: still to be filled. A cancellation on its way stays one."""
    o = w.orders[index]
    if o.change > 0:
        return
    o.new_quantity = quantity if quantity == quantity else o.new_quantity
    o.new_limit = limit if limit == limit else o.new_limit
    o.new_trigger = trigger if trigger == trigger else o.new_trigger
    o.new_rate = rate if rate == rate else o.new_rate
    o.change = AMENDMENT
    there = arrival(w.account[0], w.instruments[o.instrument], ts)
    o.change_ts = max(there, o.active_ts)
    if there <= ts or o.waits_for != 0:
        change(w, ts, index)
    set_triggers(w, o.instrument)


def change_due(w, k, ts):
    """Changes that are at the venue by `ts` are made."""
    i = 0
    while i < w.account[0].working:
        o = w.orders[i]
        if o.instrument == k and o.change != 0 and o.change_ts <= ts:
            if o.change > 0:
                withdraw(w, ts, i, ORDER_CANCELLED, o.change)
                continue
            change(w, ts, i)
        i += 1


def change(w, ts, index):
    """The venue takes the new numbers."""
    o = w.orders[index]
    account = w.account[0]
    if o.new_quantity == o.new_quantity and o.new_quantity > 0.0:
        margin = o.margin * o.new_quantity / o.quantity
        account.margin_reserved = max(0.0, account.margin_reserved + margin - o.margin)
        o.margin = margin
        o.quantity = o.new_quantity
        o.shown = min(o.shown, o.quantity)
    if o.new_limit == o.new_limit:
        o.limit = o.new_limit
        o.ahead = nan  # another price, another queue
        if o.type == LIMIT and crosses(w, o):
            o.marks |= TAKES
    if o.new_trigger == o.new_trigger:
        o.trigger = o.new_trigger
    if o.new_rate == o.new_rate:
        o.rate = o.new_rate
    unchanged(o)
    emit_order(w, ORDER_AMENDED, ts, o, REASON_AMENDED)
