"""A session between its journal and the kernel: inputs go into the kernel, what happened comes back as events.

The node uses it for what arrives now, recovery and replay for what the journal says had arrived. There is no other way into the kernel
on paper or live, so a journal's inputs always give its outputs again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import nan
from typing import Any

import numpy as np

from tradewind.errors import JournalError
from tradewind.kernel import commands
from tradewind.kernel.block import Block
from tradewind.kernel.machine import Machine, command
from tradewind.kernel.setup import Setup
from tradewind.ledger.event import Event, NewEvent, decode, encode
from tradewind.ledger.translate import account_event, events

PRICES = ("open", "high", "low", "close", "volume")
STATE_COMMANDS = {"kill": commands.KILL, "rearm": commands.REARM, "pause": commands.PAUSE, "resume": commands.RESUME}
INPUTS = ("bar", "command")


@dataclass(frozen=True)
class BarInput:
    """One bar as it arrived; `columns` are the values of the strategy's external feature columns at it."""

    instrument: int
    ts_event: int
    ts_init: int
    open: float
    high: float
    low: float
    close: float
    volume: float
    columns: tuple[float, ...] = ()


class Player:
    """A setup's machine, driven by inputs."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.machine: Machine = setup.machine()
        self._numbers = {i.id: k for k, i in enumerate(setup.instruments)}
        self._names = list(setup.columns)

    def instrument(self, name: str) -> int:
        """Number of an instrument by its id or, where that is clear, its symbol."""
        if name in self._numbers:
            return self._numbers[name]
        matches = [k for i, k in self._numbers.items() if i.rsplit(".", 1)[0] == name]
        if len(matches) != 1:
            raise JournalError(f"no instrument {name!r} in this session", try_=", ".join(self._numbers))
        return matches[0]

    def bars(self, bars: Sequence[BarInput]) -> list[NewEvent]:
        """Bars that arrived at one moment: their events, what they led to, and the account after it."""
        arrived = [self._bar_event(b) for b in bars]
        output = self.machine.step(self.block(bars))
        ts = bars[-1].ts_event
        return [*arrived, *events(output, self.machine), account_event(self.machine, ts, self.setup.currency)]

    def block(self, bars: Sequence[BarInput]) -> Block:
        """The bars as the kernel takes them."""
        prices = [np.array([getattr(b, n) for b in bars], dtype=np.float64) for n in PRICES]
        columns = np.array([b.columns for b in bars], dtype=np.float64).reshape(len(bars), len(self._names)).T
        opens, highs, lows, closes, volumes = prices
        times = np.array([b.ts_event for b in bars], dtype=np.int64)
        index = np.array([b.instrument for b in bars], dtype=np.int32)
        return Block(times, index, opens, highs, lows, closes, volumes, np.ascontiguousarray(columns))

    def command(self, command_id: str, body: dict[str, Any], ts: int) -> list[NewEvent]:
        """A person's command: its event, and what it led to. The kernel's answer is in the event's body as `result`.

        Raises
        ------
        JournalError: a command that this version does not know.
        """
        row = self._command(body, ts)
        code = self.machine.command(row)
        now = int(self.machine.world.account["now_ts"][0])
        told = {**body, "result": _RESULTS[code]}
        happened = events(self.machine.take(), self.machine, who=str(body["who"]), reason=str(body.get("reason", "")))
        asked = NewEvent(now, now, "command", command_id, told)
        return [asked, *happened, account_event(self.machine, now, self.setup.currency)]

    def again(self, journal: Iterable[Event]) -> Iterator[list[NewEvent]]:
        """Feed a journal's inputs once more; yields what each input leads to now."""
        inputs = (e for e in journal if e.kind in INPUTS)
        for (kind, _), group in groupby(inputs, key=lambda e: (e.kind, e.ts_event if e.kind == "bar" else e.seq)):
            if kind == "bar":
                yield self.bars([self.bar_input(e) for e in group])
            else:
                (event,) = group
                body = {k: v for k, v in event.body.items() if k != "result"}
                yield self.command(event.id, body, event.ts_event)

    def bar_input(self, event: Event) -> BarInput:
        """The input that a `bar` event holds."""
        body = event.body
        columns = tuple(float(body.get("columns", {})[n]) for n in self._names)
        opened, high, low, close, volume = (float(body[n]) for n in PRICES)
        return BarInput(
            self.instrument(body["instrument"]),
            event.ts_event,
            event.ts_init,
            opened,
            high,
            low,
            close,
            volume,
            columns,
        )

    def _bar_event(self, bar: BarInput) -> NewEvent:
        instrument = self.setup.instruments[bar.instrument]
        body: dict[str, Any] = {"instrument": instrument.id, "timeframe": self.setup.strategy.timeframe.name}
        body |= {n: getattr(bar, n) for n in PRICES}
        if self._names:
            body["columns"] = dict(zip(self._names, bar.columns, strict=True))
        return NewEvent(bar.ts_event, bar.ts_init, "bar", f"B{instrument.id}@{bar.ts_event}", body)

    def _command(self, body: dict[str, Any], ts: int) -> np.ndarray:
        name = body.get("command")
        if name in STATE_COMMANDS:
            return command(STATE_COMMANDS[name], ts)
        if name in ("approve", "refuse"):
            kind = commands.APPROVE_DECISION if name == "approve" else commands.REFUSE_DECISION
            return command(kind, ts, decision=number(body["decision"]))
        if name == "cancel":
            return command(commands.CANCEL, ts, order=number(body["order"]))
        if name == "order":
            asked = body["order"]
            prices = {
                k: nan if asked.get(k) is None else float(asked[k]) for k in ("limit", "trigger", "stop", "target")
            }
            return command(
                commands.PLACE,
                ts,
                instrument=self.instrument(asked["instrument"]),
                quantity=float(asked["quantity"]),
                **prices,
            )
        raise JournalError(f"command {name!r} is unknown to this version")


_RESULTS = {commands.DONE: "done", commands.NOT_FOUND: "not_found", commands.REFUSED_BY_RISK: "refused_by_risk"}


def number(name: str) -> int:
    """`D12` -> 12; -1 for what is no such name, which the kernel will not find."""
    digits = str(name)[1:]
    return int(digits) if digits.isdigit() else -1


def numbered(made: Iterable[NewEvent], first: int) -> Iterator[Event]:
    """New events as a journal would give them back, numbered from `first` on: for comparing."""
    for seq, e in enumerate(made, first):
        yield Event(seq, e.ts_event, e.ts_init, e.kind, e.id, e.cause, decode(encode(e.body)))
