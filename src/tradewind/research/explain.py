"""Why did it (not) trade at that bar? The session is done again up to there, and the kernel is asked for its whole reasoning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from tradewind.errors import DataError
from tradewind.kernel.block import Block
from tradewind.kernel.layout import ORDER
from tradewind.kernel.machine import Machine
from tradewind.kernel.portfolio import Rules
from tradewind.kernel.setup import Setup
from tradewind.ledger.event import Event
from tradewind.ledger.player import ARRIVALS, INPUTS, Player, row_named
from tradewind.ledger.translate import PURPOSES, SIDES, TYPES, decision_body
from tradewind.ledger.words import number, waiting
from tradewind.market.columns import Bars
from tradewind.market.events import EventKind
from tradewind.market.time import to_iso
from tradewind.market.timeframe import Timeframe


def explain_journal(setup: Setup, events: Iterable[Event], instrument: str, ts: int) -> dict[str, Any]:
    """The reasoning at the bar of `instrument` that was the newest at `ts` (ns), from a paper or live journal.

    Returns a decision's body, with `id`, `time`, and `features` (name -> value at that bar).

    Raises
    ------
    DataError: there was no bar of it in the timeframe before `ts`; says which bars are nearest.
    """
    player = Player(setup)
    k = player.instrument(instrument)
    inputs = [e for e in events if e.kind in INPUTS]
    name = setup.instruments[k].id
    times = np.array([e.ts_event for e in inputs if e.kind == "bar" and e.body["instrument"] == name], dtype=np.int64)
    moment = _moment(times, ts, name, setup.strategy.timeframe)
    first = next(i for i, e in enumerate(inputs) if e.kind == "bar" and e.ts_event == moment)
    for _ in player.again(inputs[:first]):
        pass
    now = [player.input(e) for e in inputs[first:] if e.kind in ARRIVALS and e.ts_event == moment]
    return _reasoning(player.machine, player.block(now), k, moment)


def explain_backtest(setup: Rules, bars: Sequence[Bars], instrument: str, ts: int) -> dict[str, Any]:
    """The same for a backtest, from its data."""
    k = row_named(setup, instrument)
    moment = _moment(bars[k].ts_event, ts, setup.instruments[k].id, bars[k].timeframe)
    block = setup.block(bars)
    first, last = (
        int(np.searchsorted(block.times, moment + setup.conditions.feed_latency, side=s)) for s in ("left", "right")
    )
    machine = setup.machine()
    machine.step(block[:first])
    return _reasoning(machine, block[first:last], k, moment)


def _moment(times: np.ndarray, ts: int, name: str, timeframe: Timeframe) -> int:
    after = int(np.searchsorted(times, ts, side="right"))
    # A daily bar is the newest one until the next is due; weekends and holidays may lie between.
    if after == 0 or ts - times[after - 1] > 5 * timeframe.ns:
        before = f"the one before closed at {to_iso(times[after - 1])}" if after else "there is none before"
        following = f"the next at {to_iso(times[after])}" if after < len(times) else "there is none after"
        raise DataError(f"no data: no bar of {name} closed in the time before {to_iso(ts)}; {before}, {following}")
    return int(times[after - 1])


def _reasoning(machine: Machine, block: Block, k: int, moment: int) -> dict[str, Any]:
    resting = machine.world.orders[: int(machine.world.account["working"][0])].copy()
    output = machine.step(block, trace=True, every_decision=True)
    row = int(np.flatnonzero(output.decisions["instrument"] == k)[0])
    body = decision_body(output, row, machine)
    closed = block.kinds == EventKind.BAR if len(block.kinds) else np.ones(len(block), bool)
    at = int(np.flatnonzero((block.index == k) & closed)[0])
    columns = machine.member(k).program.features.columns
    features = dict(zip(columns, output.trace[at, : len(columns)], strict=True))
    body["id"] = f"@{to_iso(moment)}"  # a bar's reasoning is no decision of the journal
    body["time"] = to_iso(moment)
    body["features"] = {n: float(v) for n, v in features.items() if not n.startswith("_")}
    values = ", ".join(f"{n} {number(float(v))}" for n, v in body["features"].items())
    filled = {int(r["order"]) for r in output.records if r["fill"]}
    waits = [_waits(o, block, at) for o in resting if o["instrument"] == k and int(o["id"]) not in filled]
    missing = [n for n, v in body["features"].items() if v != v]
    told = [body["text"], f"Features: {values}." if values else ""]
    if missing and body["outcome"] == "hold":
        told.append(f"Not warmed up yet: {', '.join(missing)}.")
    body["text"] = " ".join(part for part in [*told, *waits] if part)
    return body


def _waits(order: np.void, block: Block, at: int) -> str:
    """Why a resting order was not filled by the bar."""
    assert order.dtype == ORDER
    kind, side = TYPES[int(order["type"])], SIDES[int(order["side"])]
    price = float(
        order["trigger"] if order["trigger"] == order["trigger"] and not order["triggered"] else order["limit"]
    )
    what = f"O{order['id']} ({PURPOSES[int(order['purpose'])].replace('_', ' ')}, {side} {number(float(order['quantity']))}"
    where = "at the market" if kind == "market" else f"{kind.replace('_', '-')} {number(price)}"
    return f"{what} {where}) {waiting(order, kind, float(block.lows[at]), float(block.highs[at]))}"
