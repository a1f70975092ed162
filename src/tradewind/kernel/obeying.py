"""What the strategy wished at its desk: each wish through the verdict, then an order, a change or a cancellation."""

from __future__ import annotations

from math import inf, nan

from tradewind.kernel.codes import DECIDED, ORDER_CANCELLED, REASON_STRATEGY_CLOSE
from tradewind.kernel.deciding import act, new_decision
from tradewind.kernel.emit import emit, emit_order
from tradewind.kernel.orders import cancel_where, remove, set_triggers
from tradewind.strategies.actions import ORDER, Action
from tradewind.strategies.desk import CANCEL, CANCEL_ALL, PLACE


def obey(w, k, ts, price):
    """All wishes of this event, in order; the desk is empty afterwards."""
    for i in range(min(w.wished[0], w.intents.size)):
        wish = w.intents[i]
        if wish.kind == PLACE:
            place(w, k, ts, price, wish)
        elif wish.kind == CANCEL:
            cancel_tag(w, ts, wish.tag)
        elif wish.kind == CANCEL_ALL:
            cancel_where(w, ts, k, False, True, REASON_STRATEGY_CLOSE)
    w.wished[0] = 0


def place(w, k, ts, price, wish):
    """One new order of the strategy's own size: the same verdict as any other, with full confidence."""
    account = w.account[0]
    row = account.decisions_out
    m = w.weights.size
    for i in range(row * m, (row + 1) * m):
        for j in range(w.votes.shape[1]):
            w.votes[i, j] = 0.0
    direction = float(wish.side)
    d = new_decision(w, row, k, ts, price, 0.5 + 0.5 * direction, 1.0, nan)
    number = emit(w, DECIDED, ts, k, 0, d.id)
    plan = Action(ORDER, direction, 1.0, wish.stop, wish.target, wish.type, wish.quantity, wish.limit, wish.trigger)
    act(w, k, ts, row, price, direction, direction * wish.quantity, plan, nan, (direction * inf, direction * inf, inf))
    if d.order != 0:
        w.orders[account.working - 1].tag = wish.tag
    w.records[number].order = d.order
    w.records[number].quantity = d.quantity
    account.decisions_out += 1


def cancel_tag(w, ts, tag):
    """Withdraw the working order with the strategy's own number `tag`."""
    for i in range(w.account[0].working):
        o = w.orders[i]
        if o.tag == tag:
            k = o.instrument
            emit_order(w, ORDER_CANCELLED, ts, o, REASON_STRATEGY_CLOSE)
            remove(w, i)
            set_triggers(w, k)
            return
