"""`on_event`: a strategy that quotes both sides, compiled and as plain Python, on quotes and the bars between them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tradewind.kernel.block import Block
from tradewind.kernel.codes import FILL, ORDER_REJECTED
from tradewind.kernel.machine import Machine, Output
from tradewind.kernel.setup import Setup
from tradewind.market.events import EventKind
from tradewind.market.time import MINUTE
from tradewind.strategies import Strategy, buy, hold
from tradewind.strategies.desk import POST_ONLY, cancel, left_of, limit_of, place
from tradewind.strategies.strategy import StrategyDefinition, define

from ..randombars import instrument
from .random_runs import same
from .scenario import FREE, WIDE

QUOTE = int(EventKind.QUOTE)


class Maker(Strategy):
    """A bid and an ask a little away from the quote, renewed when it moves; a unit bought at the market at bars."""

    timeframe = "1m"

    def on_event(s):
        if s.event.kind != QUOTE:
            return hold()
        wanted = s.quote.bid - 0.02
        if left_of(s.desk, 1) > 0.0 and limit_of(s.desk, 1) != wanted:
            cancel(s.desk, 1)
        if limit_of(s.desk, 1) != wanted and s.position < 3.0:
            place(s.desk, 1.0, 1.0, limit=wanted, flags=POST_ONLY, tag=1)
        if s.position > 0.0 and left_of(s.desk, 2) == 0.0:
            place(s.desk, -1.0, 1.0, limit=s.quote.ask + 0.02, flags=POST_ONLY, tag=2)
        return hold()

    def on_bar(s):
        if s.position == 0.0:
            return buy(1.0)
        return hold()


def quotes(n: int, seed: int) -> Block:
    """Quotes a second apart, one to three cents wide, and a bar after every sixtieth."""
    rng = np.random.default_rng(seed)
    bid = np.round(100 + 0.01 * np.cumsum(rng.integers(-2, 3, n)), 2)
    ask = np.round(bid + 0.01 * rng.integers(1, 4, n), 2)
    times = (np.arange(n, dtype=np.int64) + 1) * (MINUTE // 60)
    is_bar = np.arange(n) % 60 == 59
    middle = np.round(0.5 * (bid + ask), 2)
    columns = [np.where(is_bar, x, y) for x, y in ((middle, bid), (ask, ask), (bid, 5.0), (middle, 5.0), (10.0, 0.0))]
    kinds = np.where(is_bar, int(EventKind.BAR), QUOTE).astype(np.int8)
    return Block(times, np.zeros(n, np.int32), *columns, np.empty((0, n)), kinds)


def run(definition: StrategyDefinition, block: Block) -> tuple[Machine, Output]:
    machine = Setup(definition, (instrument(),), {}, WIDE, FREE).machine()
    return machine, machine.step(block)


def test_compiled_and_plain_are_one() -> None:
    block = quotes(1500, 4)
    (one, first), (other, second) = run(define(Maker), block), run(replace(define(Maker), compiled=False), block)
    assert (first.records["kind"] == FILL).sum() > 10
    same(first, second)
    assert one.snapshot() == other.snapshot()


def test_resting_orders_are_filled_at_their_own_price_and_never_before_the_quote_comes_to_it() -> None:
    block = quotes(1500, 9)
    _, output = run(define(Maker), block)
    fills = output.records[(output.records["kind"] == FILL) & (output.records["maker"] == 1)]
    assert len(fills) > 3 and not (output.records["kind"] == ORDER_REJECTED).any()
    at = {int(t): i for i, t in enumerate(block.times)}
    for f in fills:
        i = at[int(f["ts"])]
        seen = block.highs[i] if f["side"] > 0 else block.opens[i]
        assert f["price"] == f["limit"] and f["side"] * (f["limit"] - seen) >= -1e-9


def test_stopped_and_gone_on_with_from_a_snapshot_it_is_the_same() -> None:
    block = quotes(900, 2)
    machine, whole = run(define(Maker), block)
    first = Setup(define(Maker), (instrument(),), {}, WIDE, FREE).machine()
    head = first.step(block[:431])
    second = Setup(define(Maker), (instrument(),), {}, WIDE, FREE).machine()
    second.restore(first.snapshot())
    tail = second.step(block[431:])
    assert np.concatenate([head.records, tail.records]).tobytes() == whole.records.tobytes()
    assert second.snapshot() == machine.snapshot()
