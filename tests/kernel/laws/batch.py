"""Flows by the hundred: drawn from one seed, run by one machine that begins anew for each, their output kept as one table.

A flow is cut to its first `length` events after it was drawn whole, so that a shorter one is a prefix of the longer: hypothesis finds
the shortest that still breaks a law.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite

import numpy as np

from tradewind.kernel.block import Block
from tradewind.kernel.codes import FILL
from tradewind.kernel.machine import Machine, Output
from tradewind.market.orders import Purpose

FLOWS = 100  # a batch
LENGTH = 60  # events of a flow, at most
_HARDLY = 1 << 44  # above all times of a flow, counted in quarters of a second


@dataclass(frozen=True)
class Batch:
    """`block` holds the flows of `name` one after the other, `length` events each; each of them starts the account anew."""

    name: str
    seed: int
    length: int
    block: Block

    def __len__(self) -> int:
        return len(self.block) // self.length

    def flow(self, number: int) -> Block:
        return self.block[number * self.length : (number + 1) * self.length]

    def keys(self, flow: np.ndarray, times: np.ndarray, index: np.ndarray) -> np.ndarray:
        """One number for (flow, time, instrument), in the order of the block's events."""
        return (flow.astype(np.int64) * _HARDLY + times // 250_000_000 % _HARDLY) * 8 + index

    @cached_property
    def flow_of_events(self) -> np.ndarray:
        return np.repeat(np.arange(len(self)), self.length)

    @cached_property
    def event_keys(self) -> np.ndarray:
        return self.keys(self.flow_of_events, self.block.times, self.block.index)


def cut_to(block: Block, flows: int, length: int) -> Block:
    """The first `length` events of each of `flows` flows that stand in the block one after the other."""
    rows = (np.arange(len(block)).reshape(flows, -1)[:, :length]).ravel()
    arrays = [a[rows] if len(a) else a for a in block.arrays()[:-2]]
    return Block(
        *arrays, np.ascontiguousarray(block.columns[:, rows]), block.kinds[rows] if len(block.kinds) else block.kinds
    )


@dataclass(frozen=True)
class Ran:
    """What the flows of a batch gave. records: of all flows. flow: whose each record is. equity: (events,).
    ends: the account after each flow. prices: (flows, positions), at which they are valued then. balances: (flows, currencies).
    hedging: long and short legs are kept apart; the short ones come after all long ones among the positions.
    """

    batch: Batch
    records: np.ndarray
    flow: np.ndarray
    equity: np.ndarray
    ends: np.ndarray = field(repr=False)
    prices: np.ndarray = field(repr=False)
    balances: np.ndarray = field(repr=False)
    hedging: bool = False

    @cached_property
    def fills(self) -> np.ndarray:
        return self.records[self.records["kind"] == FILL]

    @cached_property
    def flow_of_fills(self) -> np.ndarray:
        return self.flow[self.records["kind"] == FILL]

    @cached_property
    def event_of_fills(self) -> np.ndarray:
        """The event of its instrument in which each fill happened, -1 where it happened at another's."""
        return self.events_of(self.flow_of_fills, self.fills["ts"], self.fills["instrument"])

    @cached_property
    def leg_of_fills(self) -> np.ndarray:
        """1 or -1, 0 where legs are netted: an entry opens the leg of its side, everything else closes the other one."""
        if not self.hedging:
            return np.zeros(len(self.fills), np.int64)
        return np.where(self.fills["purpose"] == int(Purpose.ENTRY), self.fills["side"], -self.fills["side"])

    def events_of(self, flow: np.ndarray, times: np.ndarray, index: np.ndarray) -> np.ndarray:
        keys = self.batch.keys(flow, times, index)
        at = np.minimum(np.searchsorted(self.batch.event_keys, keys), len(self.batch.block) - 1)
        return np.where(self.batch.event_keys[at] == keys, at, -1)

    def holds(self, law: str, ok: np.ndarray, flow: np.ndarray, what: np.ndarray | None = None) -> None:
        """Raise with the first flow in which `ok` is not so. what: rows of an array beside `ok`, shown where it fails."""
        broken = np.flatnonzero(~np.asarray(ok))
        if len(broken):
            first = broken[0]
            raise AssertionError(told(self.batch, int(flow[first]), law, None if what is None else what[first]))


def told(batch: Batch, flow: int, law: str, what: object = None) -> str:
    """What is needed to see a broken law again."""
    again = f"look({batch.name!r}, seed={batch.seed}, flow={flow}, length={batch.length})"
    shown = what
    if isinstance(what, np.void) and what.dtype.names:
        shown = {n: what[n].item() for n in what.dtype.names if what[n] and isfinite(what[n])}
    return f"{law}: not so in flow {flow} of {batch.name!r}, seed {batch.seed}, {batch.length} events; again: {again}; at {shown}"


def run(batch: Batch, machine: Machine, start: bytes, each: Callable[[int, Block, Output], None] | None = None) -> Ran:
    """Every flow from the machine's opening snapshot. each: is told every flow's number, block and output."""
    outputs, ends, prices, balances = [], [], [], []
    for number in range(len(batch)):
        machine.restore(start)
        block = batch.flow(number)
        outputs.append(machine.step(block))
        ends.append(machine.world.account.copy())
        prices.append(machine.world.positions["last_price"].copy())
        balances.append(machine.world.balances.copy())
        if each is not None:
            each(number, block, outputs[-1])
    lengths = [len(o.records) for o in outputs]
    records = np.concatenate([o.records for o in outputs])
    equity = np.concatenate([o.equity for o in outputs])
    return Ran(
        batch,
        records,
        np.repeat(np.arange(len(batch)), lengths),
        equity,
        np.concatenate(ends),
        np.stack(prices),
        np.stack(balances),
        machine.account.hedging,
    )
