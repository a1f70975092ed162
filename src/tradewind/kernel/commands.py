"""What a person may do to a running account, as events like any other: kill, rearm, pause, resume, order, cancel, answer."""

from math import nan

import numpy as np

from tradewind.kernel.changing import ask_cancel
from tradewind.kernel.codes import (
    APPROVED,
    REASON_ASKED,
    REASON_KILL,
    REASON_PAUSE,
    REASON_REARM,
    REASON_RESUME,
    REASON_RISK,
    REFUSED,
    STATE,
)
from tradewind.kernel.deciding import AUTO, FLATTEN, drop_pending, enter, own_order
from tradewind.kernel.emit import emit, emit_state
from tradewind.kernel.legs import leg_of
from tradewind.kernel.margin import added_margin
from tradewind.kernel.orders import MARKET, cancel_where, find_order, held_by_others, held_with, submit
from tradewind.risk.verdict import verdict
from tradewind.strategies.actions import ORDER, Action, order_type

COMMAND = np.dtype(
    [
        ("kind", "i8"),
        ("ts", "i8"),
        ("instrument", "i8"),
        ("order", "i8"),
        ("decision", "i8"),
        ("quantity", "f8"),  # signed
        ("limit", "f8"),
        ("trigger", "f8"),
        ("stop", "f8"),
        ("target", "f8"),
    ]
)

KILL, REARM, PAUSE, RESUME, PLACE, CANCEL, APPROVE_DECISION, REFUSE_DECISION = range(1, 9)

# What a command came to.
DONE, NOT_FOUND, REFUSED_BY_RISK = range(3)


def apply_command(w, c):
    """One command on the account. Returns DONE, NOT_FOUND or REFUSED_BY_RISK."""
    account = w.account[0]
    account.now_ts = max(account.now_ts, c.ts)
    ts = account.now_ts
    if c.kind == KILL:
        return kill(w, ts)
    if c.kind == REARM:
        return rearm(w, ts)
    if c.kind == PAUSE:
        account.paused = 1
        emit_state(w, STATE, ts, REASON_PAUSE)
        return DONE
    if c.kind == RESUME:
        account.paused = 0
        emit_state(w, STATE, ts, REASON_RESUME)
        return DONE
    if c.kind == PLACE:
        return place(w, ts, c)
    if c.kind == CANCEL:
        return cancel(w, ts, c.order)
    return answer(w, ts, c.decision, c.kind == APPROVE_DECISION)


def kill(w, ts):
    """No further entry; every waiting order is cancelled and every position is closed at the market."""
    account = w.account[0]
    account.killed = 1
    emit_state(w, STATE, ts, REASON_KILL)
    while account.waiting > 0:
        row = emit(w, REFUSED, ts, w.pending[0].instrument, 0, w.pending[0].decision)
        w.records[row].reason = REASON_KILL
        drop_pending(w, 0)
    cancel_where(w, ts, -1, False, False, REASON_KILL)
    for row in range(w.positions.size):
        held = w.positions[row].quantity
        if held != 0.0:
            k = row % w.instruments.size
            submit(w, ts, w.positions[row].entry_decision, 0, k, FLATTEN, -held, MARKET, nan, nan, nan, nan, 0.0)
            w.orders[account.working - 1].leg = leg_of(w, held)
    return DONE


def rearm(w, ts):
    """A person takes responsibility again: the kill switch is off, and drawdown and losses count from now."""
    account = w.account[0]
    account.killed = 0
    account.paused = 0
    account.peak_equity = account.equity
    account.day_start_equity = account.equity
    account.losses_in_a_row = 0
    emit_state(w, STATE, ts, REASON_REARM)
    return DONE


def place(w, ts, c):
    """A person's order: the same verdict as any other, with full confidence and without the strategy's entry filters."""
    price = w.positions[c.instrument].last_price
    if price <= 0.0:
        return NOT_FOUND
    direction = 1.0 if c.quantity > 0.0 else -1.0
    plan = Action(
        ORDER, direction, 1.0, c.stop, c.target, order_type(c.limit, c.trigger), abs(c.quantity), c.limit, c.trigger
    )
    asked = w.limits[0].authorisation
    w.limits[0].authorisation = AUTO
    row = own_order(w, c.instrument, ts, price, direction, c.quantity, plan, 0)
    w.limits[0].authorisation = asked
    return DONE if w.decisions[row].violations == 0 else REFUSED_BY_RISK


def cancel(w, ts, order):
    """Withdraw one working order; the word needs as long to the venue as an order does."""
    i = find_order(w, order)
    if i < 0:
        return NOT_FOUND
    ask_cancel(w, ts, i, REASON_ASKED)
    return DONE


def answer(w, ts, decision, yes):
    """A person's word on a decision that waits. An approval passes the verdict again: much may have happened since."""
    account = w.account[0]
    for i in range(account.waiting):
        p = w.pending[i]
        if p.decision != decision:
            continue
        k = p.instrument
        violations = 0
        expected = w.positions[k].last_price
        held = held_with(w, k, p.quantity)
        if yes:
            expected = (
                p.limit if p.limit == p.limit else (p.trigger if p.trigger == p.trigger else w.positions[k].last_price)
            )
            violations = verdict(
                account, held, held_by_others(w, k, p.quantity), w.instruments[k], w.limits[0], ts, p.quantity, expected, p.confidence,
                (p.sharpe, p.agree, p.volume), w.orders.size - account.working + account.gone,
                added_margin(w, k, held, p.quantity, expected), w.used[account.decisions_out],
            )  # fmt: skip
        row = emit(w, APPROVED if yes and violations == 0 else REFUSED, ts, k, 0, decision)
        w.records[row].reason = REASON_RISK if violations != 0 else REASON_ASKED
        w.records[row].quantity = float(violations)
        if yes and violations == 0:
            order = enter(
                w, k, ts, decision, p.quantity, p.type, p.limit, p.trigger, p.stop, p.target, expected, p.marks
            )
            w.records[row].order = order
        drop_pending(w, i)
        return DONE if violations == 0 else REFUSED_BY_RISK
    return NOT_FOUND
