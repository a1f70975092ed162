"""Output rows: what happened, in order, for the journal."""

from math import nan

from tradewind.kernel.keeping import is_kept


def emit(w, kind, ts, instrument, order, decision):
    """A new row of `records` with the fields that every row has; its number is returned as the index to fill in the rest.

    Of a kind that is not kept, only its number is used up: the index is that of the last row, where nobody looks.
    """
    account = w.account[0]
    number = account.next_record
    account.next_record = number + 1
    if not is_kept(account, kind):
        return w.records.size - 1
    row = account.records_out
    account.records_out = row + 1
    r = w.records[row]
    r.number = number
    r.kind = kind
    r.ts = ts
    r.instrument = instrument
    r.order = order
    r.decision = decision
    r.fill = 0
    r.side = 0
    r.type = 0
    r.purpose = 0
    r.reason = 0
    r.quantity = 0.0
    r.limit = nan
    r.trigger = nan
    r.price = nan
    r.fee = 0.0
    r.realised = 0.0
    r.position = w.positions[instrument].quantity if instrument >= 0 else 0.0
    r.cash = account.cash
    r.best = nan
    r.worst = nan
    r.maker = 0
    r.leaves = 0.0
    r.reference = nan
    r.rate = 1.0
    r.strategy = 0
    r.parent = 0
    r.time_in_force = 0
    r.marks = 0
    r.algorithm = 0
    r.list = 0
    return row


def newest(w, kind):
    """Index of the row that `emit` gave last, where that was one of this kind."""
    return w.account[0].records_out - 1 if is_kept(w.account[0], kind) else w.records.size - 1


def emit_order(w, kind, ts, order, reason):
    """A row about an order: what it asks for, and why this happened to it."""
    row = emit(w, kind, ts, order.instrument, order.id, order.decision)
    if not is_kept(w.account[0], kind):
        return row
    r = w.records[row]
    r.side = order.side
    r.type = order.type
    r.purpose = order.purpose
    r.reason = reason
    r.quantity = order.quantity + order.filled
    r.limit = order.limit
    r.trigger = order.trigger
    r.leaves = order.quantity
    r.parent = order.child_of if order.child_of != 0 else order.parent
    r.strategy = order.strategy
    return row


def emit_state(w, kind, ts, reason):
    """A row about the whole account."""
    row = emit(w, kind, ts, -1, 0, 0)
    w.records[row].reason = reason
    return row
