"""The kernel's output as journal events, and journal names for its numbers: D12 a decision, O34 an order, F5 a fill."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from tradewind.kernel.codes import (
    APPROVED,
    CORPORATE,
    DECIDED,
    EXPIRED,
    FILL,
    FINANCING,
    MARGIN_CALL,
    ORDER_AMENDED,
    ORDER_CANCELLED,
    ORDER_NEW,
    ORDER_REJECTED,
    ORDER_TRIGGERED,
    REASON_KILL,
    REASON_NAMES,
    REASON_RISK,
    REASON_SPLIT,
    REASON_VARIATION,
    REASON_WORKED,
    REFUSED,
    SETTLED,
    STATE,
)
from tradewind.kernel.machine import Machine, Output
from tradewind.ledger import words
from tradewind.ledger.event import NewEvent
from tradewind.ledger.position import held_as
from tradewind.market.instrument import Instrument
from tradewind.market.orders import Algorithm, OrderFlag, OrderType, Purpose, TimeInForce

SIDES = {1: "buy", -1: "sell"}
TYPES = {int(t): t.name.lower() for t in OrderType}
UPDATES = {
    ORDER_CANCELLED: "cancelled",
    ORDER_REJECTED: "rejected",
    ORDER_AMENDED: "working",
    ORDER_TRIGGERED: "working",
}
PURPOSES = {int(p): p.name.lower() for p in Purpose}


def events(output: Output, machine: Machine, *, who: str = "clock", reason: str = "") -> list[NewEvent]:
    """What happened in one step, in the kernel's order. `who` and `reason`: of the command behind the step, if any."""
    return list(_events(output, machine, who, reason))


def _events(output: Output, machine: Machine, who: str, reason: str) -> Iterator[NewEvent]:
    decisions = {int(d["id"]): row for row, d in enumerate(output.decisions)}
    instruments = machine.instruments
    for r in output.records:
        ts = int(r["ts"])
        if r["kind"] == DECIDED:
            row = decisions[int(r["decision"])]
            body = decision_body(output, row, machine)
            yield NewEvent(ts, ts, "decision", f"D{r['decision']}", body)
        elif r["kind"] == ORDER_NEW:
            yield NewEvent(
                ts, ts, "order", f"O{r['order']}", order_body(r, instruments) | whose(r, machine), cause=_decision(r)
            )
        elif r["kind"] == FILL:
            body = fill_body(r, instruments) | foreign(r, machine) | leg_of(r, machine) | whose(r, machine)
            yield NewEvent(ts, ts, "fill", f"F{r['fill']}", body, cause=f"O{r['order']}")
        elif r["kind"] in UPDATES:
            yield NewEvent(ts, ts, "order_update", f"U{r['number']}", update_body(r), cause=_decision(r))
        elif r["kind"] == SETTLED:
            body = settlement_body(r, machine)
            yield NewEvent(ts, ts, "settlement", f"E{r['number']}", body, cause=_decision(r))
        elif r["kind"] == CORPORATE and r["reason"] == REASON_SPLIT:
            yield NewEvent(ts, ts, "split", f"X{r['number']}", split_body(r, machine), cause=_decision(r))
        elif r["kind"] in (FINANCING, CORPORATE):
            yield NewEvent(ts, ts, "cash", f"C{r['number']}", cash_body(r, machine), cause=_decision(r))
        elif r["kind"] == MARGIN_CALL:
            text = words.margin_call(float(r["realised"]), float(r["quantity"]), machine.currencies[0])
            yield NewEvent(ts, ts, "risk", f"R{r['number']}", {"state": _state(machine), "reason": text})
        elif r["kind"] in (APPROVED, REFUSED, EXPIRED):
            yield NewEvent(ts, ts, "approval", f"A{r['number']}", _approval(r, who), cause=f"D{r['decision']}")
        elif r["kind"] == STATE:
            body = {"state": _state(machine), "reason": reason or REASON_NAMES[int(r["reason"])], "who": who}
            yield NewEvent(ts, ts, "risk", f"R{r['number']}", body)


def decision_body(output: Output, row: int, machine: Machine) -> dict:
    """One decision whole: what each source said, what came of it and why."""
    d, used = output.decisions[row], output.used[row]
    sources = list(machine.member(int(d["instrument"])).strategy.sources)
    votes = output.votes[row, : len(sources)]
    instrument = machine.instruments[int(d["instrument"])]
    return {
        "instrument": instrument.id,
        **whose(d, machine),
        "price": float(d["price"]),
        "level": words.LEVEL_NAMES[int(d["level"])],
        "score": float(d["score"]),
        "confidence": float(d["confidence"]),
        "regime": words.regime(float(d["regime"])),
        "contributions": words.contributions(votes, sources),
        "outcome": words.OUTCOMES[int(d["outcome"])],
        "violations": words.violations(int(d["violations"]), used, machine.limits),
        "quantity": float(d["quantity"]),
        "stop": none_if_nan(d["stop"]),
        "target": none_if_nan(d["target"]),
        "equity": float(d["equity"]),
        "position": float(d["position"]),
        "orders": [f"O{d['order']}"] if d["order"] else [],
        "expires": int(d["expires_ts"]) or None,
        "text": words.decision_text(d, votes, used, sources, instrument, machine.limits),
    }


def order_body(r: np.void, instruments: Sequence[Instrument]) -> dict:
    return {
        "instrument": instruments[int(r["instrument"])].id,
        "side": SIDES[int(r["side"])],
        "type": TYPES[int(r["type"])],
        "purpose": PURPOSES[int(r["purpose"])],
        "quantity": float(r["quantity"]),
        "price": none_if_nan(r["limit"]),
        "trigger": none_if_nan(r["trigger"]),
        "decision": _decision(r),
        **more_of(r),
    }


def more_of(r: np.void) -> dict:
    """What a plain order does not have: said only where it is there."""
    more: dict = {}
    if r["time_in_force"]:
        more["time_in_force"] = TimeInForce(int(r["time_in_force"])).name.lower()
    if r["marks"]:
        more["flags"] = [f.name.lower() for f in OrderFlag if f & int(r["marks"]) and f.name]
    if r["algorithm"]:
        more["algorithm"] = Algorithm(int(r["algorithm"])).name.lower()
    if r["parent"]:
        more["parent"] = f"O{r['parent']}"
    if r["list"]:
        more["list"] = int(r["list"])
    return more


def update_body(r: np.void) -> dict:
    """What became of an order, or of a wish that came to none; a change has the numbers that hold from now on."""
    status = UPDATES[int(r["kind"])]
    body = {
        "order": f"O{r['order']}" if r["order"] else None,
        "status": "filled" if r["reason"] == REASON_WORKED else status,
        "reason": REASON_NAMES[int(r["reason"])],
    }
    if status == "working":
        body |= {
            "quantity": float(r["quantity"]),
            "price": none_if_nan(r["limit"]),
            "trigger": none_if_nan(r["trigger"]),
        }
        body["triggered"] = bool(r["kind"] == ORDER_TRIGGERED)
    return body


def fill_body(r: np.void, instruments: Sequence[Instrument]) -> dict:
    return {
        "order": f"O{r['order']}",
        "instrument": instruments[int(r["instrument"])].id,
        "side": SIDES[int(r["side"])],
        "purpose": PURPOSES[int(r["purpose"])],
        "quantity": float(r["quantity"]),
        "price": float(r["price"]),
        "fee": float(r["fee"]),
        "realised_pnl": float(r["realised"]),
        "cash": float(r["cash"]),
        "maker": bool(r["maker"]),
        "leaves": float(r["leaves"]),
    }


def leg_of(r: np.void, machine: Machine) -> dict:
    """Which leg of a hedging account a record is about: the side of what is held after it, else of what it closed."""
    if not machine.account.hedging or r["instrument"] < 0:
        return {}
    held = float(r["position"]) or (float(r["leaves"]) if r["kind"] == CORPORATE else -float(r["side"]))
    return {"leg": "long" if held > 0 else "short"}


def whose(r: np.void, machine: Machine) -> dict:
    """Which strategy a record or a decision is of, where several share the account."""
    if len(machine.members) == 1 or r["instrument"] < 0:
        return {}
    return {"strategy": machine.member(int(r["instrument"])).name}


def foreign(r: np.void, machine: Machine) -> dict:
    """What a fill in other money than the account's says beside: converted at once at its `rate`, or kept in that money."""
    code, rate = money_of(r, machine), float(r["rate"])
    if code == machine.currencies[0]:
        return {}
    if machine.account.kind == "cash":
        return {"rate": rate}
    return {"fee": float(r["fee"]) / rate, "fee_currency": code}


def money_of(r: np.void, machine: Machine) -> str:
    """Currency of an amount of a record: the instrument's; of interest, the balance's (its number stands in `order`)."""
    if r["instrument"] < 0:
        return machine.currencies[int(r["order"])]
    return machine.currencies[int(machine.world.instruments["currency"][int(r["instrument"])])]


def moved(r: np.void, machine: Machine) -> dict:
    """Currency and amount of the money that a record without a trade moved, as it was booked."""
    code, amount = money_of(r, machine), float(r["realised"])
    if code == machine.currencies[0] or machine.account.kind == "cash":
        return {"currency": machine.currencies[0], "amount": amount}
    return {"currency": code, "amount": amount / float(r["rate"])}


def cash_body(r: np.void, machine: Machine) -> dict:
    """Money that moved without a trade, and why."""
    body = moved(r, machine) | {"reason": REASON_NAMES[int(r["reason"])], "cash": float(r["cash"])}
    instrument = None if r["instrument"] < 0 else machine.instruments[int(r["instrument"])]
    if instrument is not None:
        body |= {"instrument": instrument.id, "quantity": float(r["quantity"]), "price": none_if_nan(r["price"])}
    if r["reason"] == REASON_VARIATION and body["currency"] != money_of(r, machine):
        body["due"] = float(r["realised"]) / float(r["rate"])  # in the instrument's money
    return (
        body
        | leg_of(r, machine)
        | whose(r, machine)
        | {"text": words.money_moved(body["reason"], body["amount"], body["currency"], instrument)}
    )


def split_body(r: np.void, machine: Machine) -> dict:
    """A split: the position after it, and the cash paid for what was left below a whole increment."""
    return {
        "instrument": machine.instruments[int(r["instrument"])].id,
        "ratio": float(r["price"]),
        "quantity": float(r["quantity"]),
        "fraction": float(r["leaves"]),
        "last_price": float(r["reference"]),
        **moved(r, machine),
        **leg_of(r, machine),
        **whose(r, machine),
    }


def settlement_body(r: np.void, machine: Machine) -> dict:
    """The end of a future or an option: like a fill without an order and without a fee."""
    body = fill_body(r, machine.instruments) | foreign(r, machine) | leg_of(r, machine) | whose(r, machine)
    return {n: v for n, v in body.items() if n != "order"} | {"reason": REASON_NAMES[int(r["reason"])]}


def account_event(machine: Machine, ts: int, currency: str) -> NewEvent:
    """The account's numbers after a step."""
    a = machine.world.account[0]
    positions = {
        _held(machine, row): {
            "quantity": float(p["quantity"]),
            "average_price": float(p["average_price"]),
            "last_price": float(p["last_price"]),
        }
        for row, p in enumerate(machine.world.positions)
        if p["quantity"] != 0
    }
    body = {
        "currency": currency,
        "cash": float(a["cash"]),
        "equity": float(a["equity"]),
        "positions": positions,
        "realised_pnl": float(a["realised"]),
        "fees_paid": float(a["fees"]),
        "margin_used": float(a["margin_used"]),
        "peak_equity": float(a["peak_equity"]),
    }
    if len(machine.currencies) > 1:
        amounts = [float(a["cash"]), *machine.world.balances[1:].tolist()]
        body["balances"] = dict(zip(machine.currencies, amounts, strict=True))
        body["rates"] = dict(zip(machine.currencies, machine.world.rates.tolist(), strict=True))
    return NewEvent(ts, ts, "account", f"S{int(a['bars'])}.{int(a['next_record'])}", body)


def _held(machine: Machine, row: int) -> str:
    """Name of the position in a row."""
    count = len(machine.instruments)
    k, strategy = row % count, None
    if len(machine.members) > 1:
        strategy = machine.member(k).name
    return held_as(machine.instruments[k].id, "short" if row >= count else None, strategy)


def none_if_nan(value: float) -> float | None:
    return float(value) if value == value else None


def _decision(r: np.void) -> str | None:
    return f"D{r['decision']}" if r["decision"] else None


def _state(machine: Machine) -> str:
    """After the command: the end of a pause does not bring a killed account back."""
    a = machine.world.account[0]
    return "killed" if a["killed"] else "paused" if a["paused"] else "running"


def _approval(r: np.void, who: str) -> dict:
    if r["kind"] == EXPIRED:
        return {"decision": f"D{r['decision']}", "verdict": "expired", "who": "clock"}
    body = {"decision": f"D{r['decision']}", "verdict": "approved" if r["kind"] == APPROVED else "refused", "who": who}
    if r["reason"] in (REASON_RISK, REASON_KILL):
        body["reason"] = REASON_NAMES[int(r["reason"])]
    return body
