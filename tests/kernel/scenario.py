"""Scenarios: tables of what happens to an account and what must come of it, which a trader can check by hand.

    event                                    | position |      cash | why
    bar 100 101 99 100 -> buy 10 trigger 105 |        0 | 10_000.00 | the strategy's order, to be filled from the next bar on
    bar 107 108 106 107                      |       10 |  8_928.93 | opened beyond 105: pays 107; taker 10 bps of 1_070 = 1.07

An event is a bar (open high low close), after `->` what the strategy answers to it; or a person's word at that moment: `buy`, `sell`
with a size, `kill`, `rearm`, `pause`, `resume`, `cancel N`, `approve N`, `refuse N`, `sleep SECONDS`, `event KIND a b c d e` (see market/events.py). Sizes may be followed by
`limit`, `trigger`, `stop` and `target` with a price; `long` and `short` take a confidence. An empty cell is not checked.
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
from tradewind.kernel.codes import CORPORATE, FILL, FINANCING, ORDER_CANCELLED, ORDER_REJECTED, REASON_NAMES, SETTLED
from tradewind.kernel.machine import Machine, Output, command
from tradewind.kernel.opening import Account, Costs
from tradewind.kernel.setup import Setup
from tradewind.market.events import EventKind
from tradewind.market.instrument import Instrument
from tradewind.market.time import SECOND
from tradewind.risk.limits import RULES, Limits
from tradewind.strategies import Strategy, buy, close, hold, long, sell, short
from tradewind.strategies.strategy import StrategyDefinition, define

from ..randombars import START, instrument

INTENTS = ("hold", "buy", "sell", "close", "long", "short")
PRICES = ("limit", "trigger", "stop", "target")
OUTCOMES = ("held", "ordered", "awaiting", "signalled", "vetoed", "left", "in position", "already working", "no signal")
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
    account: Account | None = None,
) -> Machine:
    """A machine whose strategy does what the blocks' columns say."""
    kind = account or Account()
    return Setup(TOLD, of or (instrument(),), {}, limits=limits, costs=costs, cash=cash, account=kind).machine()


def scenario(
    table: str,
    *,
    limits: Limits = WIDE,
    costs: Costs = FREE,
    of: Instrument | None = None,
    cash: float = 10_000.0,
    seconds: int = 3600,
    account: Account | None = None,
) -> Callable[[Callable], Callable]:
    """The test of a table; `seconds` is the length of a bar."""

    def decorate(function: Callable) -> Callable:
        def test() -> None:
            machine = told_machine((of or instrument(),), limits=limits, costs=costs, cash=cash, account=account)
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
    if words[0] == "event":
        return clock, machine.step(one_event(clock, EventKind[words[1].upper()], [float(x) for x in words[2:]]))
    if words[0] == "bar":
        clock += seconds * SECOND
        return clock, machine.step(one_bar(clock, [float(w) for w in words[1:5]], words[6:]))
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
    return Block(np.array([ts]), np.zeros(1, np.int32), *(np.array([p]) for p in [*prices, 1000.0]), columns)


def one_event(ts: int, kind: EventKind, numbers: list[float]) -> Block:
    """Something else than a bar, with up to five numbers."""
    values = [*numbers, *[nan] * (5 - len(numbers))]
    return Block(
        np.array([ts]), np.zeros(1, np.int32), *(np.array([x]) for x in values), intent(), np.array([kind], np.int8)
    )


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
    cancelled = output.records[np.isin(output.records["kind"], (ORDER_CANCELLED, ORDER_REJECTED))]
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
        "money": ", ".join(f"{REASON_NAMES[r['reason']]} {r['realised']:g}" for r in money) or "none",
        "cancelled": ", ".join(REASON_NAMES[r] for r in cancelled["reason"]) or "none",
    }


def _compare(expected: str, seen: Any, where: str) -> None:
    if isinstance(seen, float):
        assert seen == pytest.approx(float(expected.replace("_", "")), abs=0.0051), where
    else:
        assert seen == expected, where
