"""What must make no difference: cutting a flow and going on from a snapshot, the order of instruments, the scale of prices and sizes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from tradewind.kernel.machine import Machine
from tradewind.kernel.setup import Setup
from tradewind.market.instrument import Instrument

from .batch import Batch, Ran, run, told

PRICE, SIZE = 4, 2  # powers of two, so that not even the rounding differs
MEANING = ["ts", "side", "type", "purpose", "quantity", "price", "fee", "realised", "position", "maker"]


def same_after_a_cut(ran: Ran, machines: tuple[Machine, Machine, bytes]) -> None:
    """Another machine that takes over at a random event gives the same bytes and ends as the same account."""
    first, second, start = machines
    cuts = np.random.default_rng(ran.batch.seed).integers(0, ran.batch.length + 1, len(ran.batch))
    bounds = np.searchsorted(ran.flow, np.arange(len(ran.batch) + 1))
    for flow, cut in enumerate(cuts.tolist()):
        block = ran.batch.flow(flow)
        first.restore(start)
        before = first.step(block[:cut])
        second.restore(first.snapshot())
        after = second.step(block[cut:])
        whole = ran.records[bounds[flow] : bounds[flow + 1]]
        at = len(before.records)
        same = before.records.tobytes() == whole[:at].tobytes() and after.records.tobytes() == whole[at:].tobytes()
        if not (same and second.world.account.tobytes() == ran.ends[flow : flow + 1].tobytes()):
            raise AssertionError(told(ran.batch, flow, f"a cut before event {cut} changes nothing"))


@cache
def _scaled(setup: Callable[..., Setup], of: Instrument, cash: float) -> tuple[Machine, bytes]:
    larger = replace(of, price_increment=of.price_increment * PRICE, size_increment=of.size_increment * SIZE)
    machine = setup(of=(larger,), cash=cash * PRICE * SIZE).machine()
    return machine, machine.snapshot()


def same_at_another_scale(ran: Ran, setup: Callable[..., Setup], of: Instrument, cash: float) -> None:
    """With prices times 4, sizes times 2 and cash times 8 the equity is 8 times what it was, after every event, to the last bit."""
    from .told import FIELDS

    block = ran.batch.block
    columns = block.columns.copy()
    sized, priced = ("size", "display"), ("limit", "trigger", "stop", "target")
    names = list(FIELDS) * 2
    for j, name in enumerate(names):
        columns[j] *= SIZE if name in sized else PRICE if name in priced else 1
    absolute = columns[names.index("trail_kind") :: len(FIELDS)] == 1.0
    for half, row in enumerate(range(names.index("trail"), len(names), len(FIELDS))):
        columns[row] *= np.where(absolute[half], PRICE, 1)
    larger = replace(
        block, opens=block.opens * PRICE, highs=block.highs * PRICE, lows=block.lows * PRICE, closes=block.closes * PRICE,
        volumes=block.volumes * SIZE, columns=columns,
    )  # fmt: skip
    other = run(Batch(ran.batch.name, ran.batch.seed, ran.batch.length, larger), *_scaled(setup, of, cash))
    ran.holds(
        "scaling price and size leaves returns unchanged",
        other.equity == ran.equity * (PRICE * SIZE),
        ran.batch.flow_of_events,
        np.stack([other.equity / (PRICE * SIZE), ran.equity], axis=1),
    )


@cache
def _turned(setup: Callable[..., Setup], of: tuple[Instrument, ...]) -> tuple[Machine, bytes]:
    machine = setup(of=(*of[1:], of[0])).machine()
    return machine, machine.snapshot()


def same_in_another_order(ran: Ran, setup: Callable[..., Setup], of: Sequence[Instrument]) -> None:
    """With the first instrument as the last each one's fills are the same; only numbers and the sums of all may differ."""
    block, count = ran.batch.block, len(of)
    index = ((block.index - 1) % count).astype(np.int32)
    rows = np.lexsort(
        (index, ran.batch.flow_of_events * ran.batch.length + np.arange(len(block)) % ran.batch.length // count)
    )
    arrays = [a[rows] for a in block.arrays()[:-2]]
    arrays[1] = index[rows]
    turned = replace(
        block, **dict(zip(("times", "index", "opens", "highs", "lows", "closes", "volumes"), arrays, strict=True))
    )
    turned = replace(turned, columns=np.ascontiguousarray(block.columns[:, rows]))
    other = run(Batch(ran.batch.name, ran.batch.seed, ran.batch.length, turned), *_turned(setup, tuple(of)))
    for k in range(count):
        mine, theirs = ran.fills["instrument"] == k, other.fills["instrument"] == (k - 1) % count
        flow = ran.flow_of_fills[mine]
        alike = np.array_equal(flow, other.flow_of_fills[theirs])
        if alike:
            a, b = ran.fills[mine][MEANING], other.fills[theirs][MEANING]
            ran.holds("the order of instruments changes nothing", a == b, flow, ran.fills[mine])
        else:
            counts = [np.bincount(f, minlength=len(ran.batch)) for f in (flow, other.flow_of_fills[theirs])]
            raise AssertionError(
                told(
                    ran.batch,
                    int(np.flatnonzero(counts[0] != counts[1])[0]),
                    "the order of instruments changes nothing",
                )
            )
