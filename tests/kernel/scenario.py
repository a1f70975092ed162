"""Scenarios: tables of what happens to an account and what must come of it, which a trader can check by hand.

    event                                    | position |      cash | why
    bar 100 101 99 100 -> buy 10 trigger 105 |        0 | 10_000.00 | the strategy's order, to be filled from the next bar on
    bar 107 108 106 107                      |       10 |  8_928.93 | opened beyond 105: pays 107; taker 10 bps of 1_070 = 1.07

An event is a bar (open high low close), after `->` what the strategy answers to it; or a person's word at that moment: `buy`, `sell`
with a size, `kill`, `rearm`, `pause`, `resume`, `cancel N`, `approve N`, `refuse N`, `sleep SECONDS`, `event KIND a b c d e` (see market/events.py). Sizes may be followed by
`limit`, `trigger`, `stop` and `target` with a price; `long` and `short` take a confidence. An empty cell is not checked.

At its desk the strategy says `place buy 10 limit 99 time_in_force IOC tag 1; amend 1 limit 98; cancel 1; cancel_all`: the words of
strategies/desk.py, times as hours from now (`until 3h`). A bar may have a volume as its fifth number. `event session_close 101 1` is
any other kind of event with its numbers a to e.
"""

from __future__ import annotations

from collections.abc import Callable
from math import nan
from typing import Any

import numpy as np
import pytest

from tradewind.features.column import column
from tradewind.kernel import commands as c
from tradewind.kernel.block import Block
from tradewind.kernel.codes import (
    CORPORATE,
    FILL,
    FINANCING,
    ORDER_AMENDED,
    ORDER_CANCELLED,
    ORDER_REJECTED,
    REASON_NAMES,
    SETTLED,
)
from tradewind.kernel.conditions import Conditions
from tradewind.kernel.keeping import Keep
from tradewind.kernel.machine import Machine, Output, command
from tradewind.kernel.opening import Account, Costs
from tradewind.kernel.plain import Records
from tradewind.kernel.setup import Setup
from tradewind.market.events import EventKind
from tradewind.market.instrument import Instrument
from tradewind.market.orders import OrderType, Purpose
from tradewind.market.time import HOUR, SECOND
from tradewind.risk.limits import RULES, Limits
from tradewind.strategies import Strategy, buy, close, desk, hold, long, sell, short
from tradewind.strategies.strategy import StrategyDefinition, define

from ..randombars import START, instrument

INTENTS = ("hold", "buy", "sell", "close", "long", "short")
PRICES = ("limit", "trigger", "stop", "target")
OUTCOMES = ("held", "ordered", "awaiting", "signalled", "vetoed", "left", "in position", "already working", "no signal")
# Events that are no bars: `quote 99 101 5 5`, numbers as in market/events.py; each comes a second after what was before it.
EVENTS = {
    "quote": EventKind.QUOTE, "trade": EventKind.TRADE, "depth": EventKind.DEPTH, "clear": EventKind.DEPTH_CLEAR,
    "added": EventKind.ORDER_ADDED, "changed": EventKind.ORDER_CHANGED, "gone": EventKind.ORDER_GONE, "halted": EventKind.HALT,
    "resumed": EventKind.RESUME, "opened": EventKind.SESSION_OPEN, "closed": EventKind.SESSION_CLOSE, "timer": EventKind.TIMER,
    "news": EventKind.NEWS, "fine": EventKind.FINE_BAR,
}  # fmt: skip
PROTECTS = (Purpose.STOP_LOSS, Purpose.TAKE_PROFIT)
FREE = Costs(slippage=0.0, half_spread=0.0, taker_fee=0.0, maker_fee=0.0)
WIDE = Limits(
    max_position_fraction=10.0, max_daily_loss=10.0, max_drawdown=10.0, max_consecutive_losses=10**9, min_seconds_between_trades=0.0,
    min_confidence=0.0, max_leverage=1e9, stop_atr=0.0, reward_to_risk=0.0,
)  # fmt: skip


def _given(bars: Any) -> np.ndarray:
    raise AssertionError("these tests hand the columns over themselves")


class Told(Strategy):
    """Answers what it is told, in columns that come with the bars."""

    timeframe = "1h"
    features = {name: column(_given) for name in ("kind", "size", *PRICES)}

    def on_bar(s):
        f = s.features
        if f.kind == 1.0:
            return buy(f.size, stop=f.stop, target=f.target, limit=f.limit, trigger=f.trigger)
        if f.kind == 2.0:
            return sell(f.size, stop=f.stop, target=f.target, limit=f.limit, trigger=f.trigger)
        if f.kind == 3.0:
            return close()
        if f.kind == 4.0:
            return long(f.size, stop=f.stop, target=f.target, limit=f.limit, trigger=f.trigger)
        if f.kind == 5.0:
            return short(f.size, stop=f.stop, target=f.target, limit=f.limit, trigger=f.trigger)
        return hold()


TOLD: StrategyDefinition = define(Told)


def told_machine(
    of: tuple[Instrument, ...] | None = None,
    *,
    limits: Limits = WIDE,
    costs: Costs = FREE,
    cash: float = 10_000.0,
    conditions: Conditions | None = None,
    account: Account | None = None,
    keep: Keep = Keep.EVERYTHING,
) -> Machine:
    """A machine whose strategy does what the blocks' columns say."""
    kind = account or Account()
    setup = Setup(TOLD, of or (instrument(),), {}, limits=limits, costs=costs, cash=cash, account=kind)
    machine = setup.machine(keep)
    if conditions is not None:
        machine.world = conditions.on(machine.world)
    return machine


def scenario(
    table: str,
    *,
    limits: Limits = WIDE,
    costs: Costs = FREE,
    of: Instrument | None = None,
    cash: float = 10_000.0,
    seconds: int = 3600,
    venue: dict[str, float] | None = None,
    conditions: Conditions | None = None,
    account: Account | None = None,
) -> Callable[[Callable], Callable]:
    """The test of a table; `seconds` is the length of a bar, `venue` are fields of the instrument's record."""

    def decorate(function: Callable) -> Callable:
        def test() -> None:
            machine = told_machine(
                (of or instrument(),), limits=limits, costs=costs, cash=cash, conditions=conditions, account=account
            )
            for name, value in (venue or {}).items():
                machine.world.instruments[name] = value
            play(table, machine, seconds)

        test.__name__, test.__doc__ = function.__name__, table
        return test

    return decorate


def play(table: str, machine: Machine, seconds: int = 3600) -> None:
    """Let every row happen and compare what it says with what came of it."""
    lines = [line for line in table.splitlines() if line.strip()]
    head = [cell.strip() for cell in lines[0].split("|")]
    clock = START
    for line in lines[1:]:
        row = dict(zip(head, (cell.strip() for cell in line.split("|")), strict=True))
        clock, output = _happen(row["event"], machine, clock, seconds)
        seen = _seen(machine, output)
        for name in head[1:]:
            if name != "why" and row[name]:
                _compare(row[name], seen[name], f"{name} after: {line.strip()}")


def _happen(event: str, machine: Machine, clock: int, seconds: int) -> tuple[int, Output]:
    words = event.split()
    if words[0] == "sleep":
        return clock + int(words[1]) * SECOND, machine.take()
    if words[0] == "bar":
        clock += seconds * SECOND
        said, _, answer = event.partition("->")
        numbers = [float(w) for w in said.split()[1:]]
        if answer.split() and answer.split()[0] in ("place", "amend", "cancel", "cancel_all"):
            wish(machine, clock, answer)
            answer = ""
        return clock, machine.step(one_bar(clock, numbers, answer.split()))
    if words[0] == "event":
        return clock, machine.step(other_event(clock, words[1], [float(w) for w in words[2:]]))
    if words[0] in EVENTS:
        clock += SECOND
        return clock, machine.step(one_event(clock, EVENTS[words[0]], [float(w) for w in words[1:]]))
    kinds = {"kill": c.KILL, "rearm": c.REARM, "pause": c.PAUSE, "resume": c.RESUME, "cancel": c.CANCEL}
    if words[0] in ("buy", "sell"):
        fields = dict(zip(words[2::2], map(float, words[3::2]), strict=True))
        return clock, machine.step(
            command(c.PLACE, clock, quantity=float(words[1]) * (1 if words[0] == "buy" else -1), **fields)
        )
    if words[0] in ("approve", "refuse"):
        kind = c.APPROVE_DECISION if words[0] == "approve" else c.REFUSE_DECISION
        return clock, machine.step(command(kind, clock, decision=int(words[1])))
    return clock, machine.step(command(kinds[words[0]], clock, **({"order": int(words[1])} if words[1:] else {})))


def one_bar(ts: int, prices: list[float], answer: list[str]) -> Block:
    """One bar and the strategy's answer to it, in words."""
    columns = intent(*answer)
    numbers = [*prices, 1000.0][:5]
    return Block(np.array([ts]), np.zeros(1, np.int32), *(np.array([p]) for p in numbers), columns)


def other_event(ts: int, kind: str, numbers: list[float]) -> Block:
    """One event that is no bar, with its numbers a to e."""
    kinds = np.array([EventKind[kind.upper()]], dtype=np.int8)
    five = [np.array([n]) for n in [*numbers, *[nan] * 5][:5]]
    return Block(np.array([ts]), np.zeros(1, np.int32), *five, intent(), kinds=kinds)


def wish(machine: Machine, now: int, text: str) -> None:
    """Put wishes on the desk as a strategy would at the coming bar: they are obeyed after it."""
    world = machine.world
    on = desk.Desk(Records(world.intents), world.wished)  # type: ignore[arg-type]
    for said in text.split(";"):
        verb, *words = said.split()
        if verb == "cancel_all":
            desk.cancel_all(on)
        elif verb == "cancel":
            desk.cancel(on, int(words[0]))
        elif verb == "amend":
            desk.amend(on, int(words[0]), **_named(words[1:], now))
        else:
            desk.place(on, 1.0 if words[0] == "buy" else -1.0, float(words[1]), **_named(words[2:], now))


def _named(words: list[str], now: int) -> dict[str, Any]:
    return {name: _value(name, value, now) for name, value in zip(words[::2], words[1::2], strict=True)}


def _value(name: str, value: str, now: int) -> float | int:
    if value.endswith("h"):
        return int(float(value[:-1]) * HOUR) + (0 if name == "interval" else now)
    if value.isupper():
        return sum(getattr(desk, part) for part in value.split("+"))
    return int(value) if name in ("tag", "linked", "after") else float(value)


def one_event(ts: int, kind: EventKind, numbers: list[float]) -> Block:
    """One event that is no bar; numbers that are not given are 0."""
    values = [np.array([float(n)]) for n in (*numbers, *[0.0] * (5 - len(numbers)))]
    return Block(np.array([ts]), np.zeros(1, np.int32), *values, np.full((6, 1), nan), np.array([kind], np.int8))


def intent(kind: str = "hold", size: str = "0", *prices: str) -> np.ndarray:
    """(6, 1) columns of an answer such as `buy 10 limit 99`."""
    named = dict(zip(prices[::2], map(float, prices[1::2]), strict=True))
    return np.array([[float(INTENTS.index(kind))], [float(size)], *([named.get(p, nan)] for p in PRICES)])


def _seen(machine: Machine, output: Output) -> dict[str, Any]:
    world, fills = machine.world, output.records[output.records["kind"] == FILL]
    last = output.decisions[-1] if len(output.decisions) else None
    outcome = "" if last is None else OUTCOMES[last["outcome"]]
    if last is not None and last["violations"]:
        outcome += ": " + ", ".join(r.name for r in RULES if last["violations"] >> r.code & 1)
    cancelled = output.records[output.records["kind"] == ORDER_CANCELLED]
    money = output.records[np.isin(output.records["kind"], (FINANCING, CORPORATE, SETTLED))]
    return {
        "position": float(world.positions["quantity"][0]),
        "cash": float(world.account["cash"][0]),
        "equity": float(world.account["equity"][0]),
        "orders": float(world.account["working"][0]),
        "waiting": float(world.account["waiting"][0]),
        "outcome": outcome,
        "fills": ", ".join(f"{'buy' if f['side'] > 0 else 'sell'} {f['quantity']:g} @ {f['price']:g}" for f in fills)
        or "none",
        "short": float(world.positions["quantity"][-1]),
        "stops": ", ".join(_order(o) for o in world.orders[: world.account["working"][0]] if o["purpose"] in PROTECTS)
        or "none",
        "money": ", ".join(f"{REASON_NAMES[r['reason']]} {r['realised']:g}" for r in money) or "none",
        "cancelled": ", ".join(REASON_NAMES[r] for r in cancelled["reason"]) or "none",
        "rejected": _reasons(output, ORDER_REJECTED),
        "changed": _reasons(output, ORDER_AMENDED),
        "working": ", ".join(_order(o) for o in world.orders[: world.account["working"][0]]) or "none",
        "intrabar": float(world.account["intrabar"][0]),
        "fees": float(world.account["fees"][0]),
    }


def _reasons(output: Output, kind: int) -> str:
    rows = output.records[output.records["kind"] == kind]
    return ", ".join(REASON_NAMES[r] for r in rows["reason"]) or "none"


def _order(o: np.void) -> str:
    """Such as `sell stop 5 @ 95`: the trigger that it waits for, else its limit."""
    waits = o["trigger"] == o["trigger"] and not o["triggered"]
    price = o["trigger"] if waits else o["limit"]
    side, kind = "buy" if o["side"] > 0 else "sell", OrderType(int(o["type"])).name.lower()
    return f"{side} {kind} {o['quantity']:g}" + (f" @ {price:g}" if price == price else "")


def _compare(expected: str, seen: Any, where: str) -> None:
    if isinstance(seen, float):
        assert seen == pytest.approx(float(expected.replace("_", "")), abs=0.0051), where
    else:
        assert seen == expected, where
