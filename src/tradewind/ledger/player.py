"""A session between its journal and the kernel: inputs go into the kernel, what happened comes back as events.

The node uses it for what arrives now, recovery and replay for what the journal says had arrived. There is no other way into the kernel
on paper or live, so a journal's inputs always give its outputs again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf, nan
from typing import Any

import numpy as np

from tradewind.errors import JournalError
from tradewind.kernel import commands
from tradewind.kernel.block import Block
from tradewind.kernel.machine import Machine, command
from tradewind.kernel.portfolio import Rules
from tradewind.kernel.setup import Setup
from tradewind.ledger.event import Event, NewEvent, decode, encode
from tradewind.ledger.position import held_as
from tradewind.ledger.translate import account_event, events
from tradewind.market.events import EventKind, named, numbers

PRICES = ("open", "high", "low", "close", "volume")
STATE_COMMANDS = {"kill": commands.KILL, "rearm": commands.REARM, "pause": commands.PAUSE, "resume": commands.RESUME}
ARRIVALS = ("bar", "market")
INPUTS = (*ARRIVALS, "command")


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

    @property
    def numbers(self) -> tuple[float, ...]:
        return self.open, self.high, self.low, self.close, self.volume


@dataclass(frozen=True)
class EventInput:
    """Anything else that arrived: a kind and its numbers a to e (market/events.py). ts_event: when it is known, ns."""

    instrument: int
    ts_event: int
    ts_init: int
    kind: EventKind
    numbers: tuple[float, ...]


Input = BarInput | EventInput


def row_named(setup: Rules, name: str) -> int:
    """Row of an instrument by its id or, where that is clear, its symbol; of several strategies' `AAPL (trend)` or, where clear, without.

    Raises
    ------
    JournalError: no such instrument, or one that several strategies trade.
    """
    whose = [setup.names[owner] if len(setup.members) > 1 else None for owner in setup.owners]
    ids, symbols = [i.id for i in setup.instruments], [i.symbol for i in setup.instruments]
    held = [[held_as(n, None, w) for n, w in zip(names, whose, strict=True)] for names in (ids, symbols)]
    for known in (*held, ids, symbols):
        rows = [k for k, one in enumerate(known) if one == name]
        if len(rows) == 1:
            return rows[0]
    raise JournalError(f"no instrument {name!r} in this session", try_=", ".join(held[0]))


class Player:
    """A setup's machine, driven by inputs."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.machine: Machine = setup.machine()
        self._rows: dict[str, int] = {}  # of instruments by name, as they were asked for
        self._names = list(setup.columns)
        self._arrived = 0  # market events so far

    def instrument(self, name: str) -> int:
        """Number of an instrument by its id or, where that is clear, its symbol."""
        if name not in self._rows:
            self._rows[name] = row_named(self.setup, name)
        return self._rows[name]

    def moment(self, inputs: Sequence[Input]) -> list[NewEvent]:
        """What arrived at one moment: its events, what they led to, and the account after it.

        A moment with a bar always ends with the account, another one only if it led to something.
        """
        arrived = [self._arrival(i) for i in inputs]
        block = self.block(inputs)
        happened = events(self.machine.step(block), self.machine)
        if not happened and not any(isinstance(i, BarInput) for i in inputs):
            return arrived
        ts = int(block.times[-1])
        return [*arrived, *happened, account_event(self.machine, ts, self.setup.currency)]

    def block(self, inputs: Sequence[Input]) -> Block:
        """What arrived as the kernel takes it."""
        numbers = np.array([i.numbers for i in inputs], dtype=np.float64).reshape(len(inputs), 5).T
        none = (nan,) * len(self._names)
        given = [i.columns if isinstance(i, BarInput) else none for i in inputs]
        columns = np.array(given, dtype=np.float64).reshape(len(inputs), len(self._names)).T
        a, b, c, d, e = (np.ascontiguousarray(column) for column in numbers)
        times = np.array([i.ts_event for i in inputs], dtype=np.int64) + self.setup.conditions.feed_latency
        index = np.array([i.instrument for i in inputs], dtype=np.int32)
        kinds = np.array([EventKind.BAR if isinstance(i, BarInput) else i.kind for i in inputs], dtype=np.int8)
        mixed = kinds if kinds.any() else np.empty(0, np.int8)
        return Block(times, index, a, b, c, d, e, np.ascontiguousarray(columns), mixed)

    def command(self, command_id: str, body: dict[str, Any], ts: int) -> list[NewEvent]:
        """A person's command: its event, and what it led to. The kernel's answer is in the event's body as `result`.

        Raises
        ------
        JournalError: a command that this version does not know.
        """
        try:
            row = self._command(body, ts)
        except (AttributeError, KeyError, TypeError, ValueError):
            row = None  # it lies in the inbox for good: a node that failed at it would fail at every start
        code = commands.NOT_FOUND if row is None else self.machine.command(row)
        now = int(self.machine.world.account["now_ts"][0])
        told = {**body, "result": _RESULTS[code]}
        happened = events(self.machine.take(), self.machine, who=str(body["who"]), reason=str(body.get("reason", "")))
        asked = NewEvent(now, now, "command", command_id, told)
        return [asked, *happened, account_event(self.machine, now, self.setup.currency)]

    def again(self, journal: Iterable[Event]) -> Iterator[list[NewEvent]]:
        """Feed a journal's inputs once more; yields what each input leads to now.

        Arrivals next to each other led to nothing in between, so that they can be taken at once.
        """
        waiting: list[Event] = []
        for event in journal:
            if event.kind not in INPUTS:
                continue
            if waiting and not (event.kind in ARRIVALS and _follows(waiting[-1], event)):
                yield self.moment([self.input(e) for e in waiting])
                waiting = []
            if event.kind in ARRIVALS:
                waiting.append(event)
            else:
                body = {k: v for k, v in event.body.items() if k != "result"}
                yield self.command(event.id, body, event.ts_event)
        if waiting:
            yield self.moment([self.input(e) for e in waiting])

    def input(self, event: Event) -> Input:
        """The input that a `bar` or `market` event holds."""
        if event.kind == "bar":
            return self.bar_input(event)
        body = event.body
        try:
            kind = EventKind[str(body["event"]).upper()]
        except KeyError:
            raise JournalError(f"event {event.seq}: {body['event']!r} is unknown to this version") from None
        return EventInput(self.instrument(body["instrument"]), event.ts_event, event.ts_init, kind, numbers(kind, body))

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

    def _arrival(self, arrived: Input) -> NewEvent:
        if isinstance(arrived, BarInput):
            return self._bar_event(arrived)
        self._arrived += 1
        body = {"instrument": self.setup.instruments[arrived.instrument].id, "event": arrived.kind.name.lower()}
        told = body | named(arrived.kind, arrived.numbers)
        return NewEvent(arrived.ts_event, arrived.ts_init, "market", f"M{self._arrived}", told)

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
            return command(kind, ts, decision=number(body["decision"], "D"))
        if name == "cancel":
            return command(commands.CANCEL, ts, order=number(body["order"], "O"))
        if name == "order":
            asked = body["order"]
            prices = {k: float(asked[k]) for k in ("limit", "trigger", "stop", "target") if asked.get(k) is not None}
            quantity = float(asked["quantity"])
            if not all(0 < p < inf for p in (abs(quantity), *prices.values())):
                raise ValueError("an order of no size, or at no price")
            return command(
                commands.PLACE, ts, instrument=self._asked_for(asked["instrument"]), quantity=quantity, **prices
            )
        raise JournalError(f"command {name!r} is unknown to this version")

    def _asked_for(self, name: str) -> int:
        try:
            return self.instrument(name)
        except JournalError as error:
            raise ValueError(error.what) from None


_RESULTS = {commands.DONE: "done", commands.NOT_FOUND: "not_found", commands.REFUSED_BY_RISK: "refused_by_risk"}


def _follows(before: Event, event: Event) -> bool:
    """Whether nothing stands between two arrivals; between moments with bars the account does."""
    return event.seq == before.seq + 1


def number(name: str, letter: str) -> int:
    """`D12` -> 12 where `letter` is D; -1 for what is no such name, which the kernel will not find."""
    digits = str(name)[1:]
    return int(digits) if str(name)[:1] == letter and digits.isascii() and digits.isdigit() and len(digits) < 19 else -1


def numbered(made: Iterable[NewEvent], first: int) -> Iterator[Event]:
    """New events as a journal would give them back, numbered from `first` on: for comparing."""
    for seq, e in enumerate(made, first):
        yield Event(seq, e.ts_event, e.ts_init, e.kind, e.id, e.cause, decode(encode(e.body)))
