"""What must be refused with its event and time, and what a run had done before it is kept.

Bars that can't be: test_bad_bars.py; quotes, trades and books: test_events_block.py; a strategy's file: tests/strategies/test_loading.py.
"""

from __future__ import annotations

import _thread
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tradewind.errors import DataError, StrategyError
from tradewind.kernel.codes import DECIDED, FILL, ORDER_NEW, ORDER_REJECTED, REASON_NAMES
from tradewind.kernel.conditions import Conditions
from tradewind.kernel.events_block import events_block
from tradewind.kernel.machine import Machine, Output
from tradewind.kernel.plain import Interrupted
from tradewind.kernel.setup import Setup
from tradewind.market.depth import Depth, Happenings
from tradewind.market.events import EventKind
from tradewind.market.time import SECOND
from tradewind.market.timeframe import Timeframe
from tradewind.strategies import Int, Strategy, buy, hold, long
from tradewind.strategies.desk import place
from tradewind.strategies.strategy import StrategyDefinition, define

from ..randombars import START, instrument, random_bars
from .scenario import FREE, WIDE

A = instrument("AAA")
BARS = random_bars(40, 3, of=A, timeframe="1h")


def machine(strategy: StrategyDefinition, **options: Any) -> tuple[Setup, Machine]:
    setup = Setup(strategy, (A,), {}, WIDE, FREE, **options)
    return setup, setup.machine()


def happening(kind: EventKind, *numbers: float) -> Happenings:
    """A timer, and a second later this."""
    times = START + SECOND * np.arange(1, 3, dtype=np.int64)
    values = np.zeros((5, 2))
    values[: len(numbers), 1] = numbers
    return Happenings(A, times, times, np.array([EventKind.TIMER, kind], np.int8), *values)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("kind", [EventKind.DIVIDEND, EventKind.FUNDING, EventKind.SPLIT, EventKind.RATE])
def test_a_payment_that_is_no_number(kind: EventKind, value: float) -> None:
    with pytest.raises(DataError, match=r"AAA.TEST happenings: a = .* at event 1 \(2024-01-01T00:00:02Z\)"):
        events_block([A], [happening(kind, value)])


@pytest.mark.parametrize("kind", [EventKind.SPLIT, EventKind.RATE])
@pytest.mark.parametrize("value", [0.0, -2.0])
def test_a_ratio_that_is_none(kind: EventKind, value: float) -> None:
    with pytest.raises(DataError, match=r"a = .* at event 1 \(.*Z\); a ratio or rate must be above 0"):
        events_block([A], [happening(kind, value)])


def test_what_may_be_left_out() -> None:
    for kind in (EventKind.ROLLOVER, EventKind.SESSION_OPEN, EventKind.EXPIRY, EventKind.TIMER):
        assert len(events_block([A], [happening(kind, np.nan)])) == 2


class Fails(Strategy):
    """Buys once, and raises at the sixth bar."""

    timeframe = "1h"
    compiled = False

    def on_bar(s):
        if s.bar.time == BARS.ts_event[5]:
            raise ValueError("no more")
        return buy(10.0) if s.bar.time == BARS.ts_event[1] else hold()


class Endless(Fails):
    """Buys once, and never comes back from the sixth bar."""

    def on_bar(s):
        while s.bar.time == BARS.ts_event[5]:
            pass
        return buy(10.0) if s.bar.time == BARS.ts_event[1] else hold()


def had_bought(so_far: Any, equities: int) -> None:
    assert isinstance(so_far, Output) and len(so_far.equity) == equities
    assert (so_far.records["kind"] == FILL).sum() == 1


def test_a_strategy_that_raises_keeps_what_was_done() -> None:
    setup, made = machine(define(Fails))
    with pytest.raises(StrategyError, match=r"failed at event 5 \(2024-01-01T06:00:00Z\): ValueError: no more") as told:
        made.step(setup.block([BARS]))
    had_bought(told.value.so_far, 5)


def test_a_strategy_that_loops_for_ever_can_be_interrupted() -> None:
    """As by Ctrl-C: it says where it was, and what was done is kept. One that is to be compiled is found before (test_loading.py)."""
    setup, made = machine(define(Endless))
    timer = threading.Timer(1.0, _thread.interrupt_main)
    timer.start()
    try:
        with pytest.raises(Interrupted) as told:
            made.step(setup.block([BARS]))
    finally:
        timer.cancel()
    assert str(told.value) == "Endless was asked about event 5 (2024-01-01T06:00:00Z)"
    had_bought(told.value.so_far, 5)


class NoOrders(Strategy):
    """Sizes and prices that make no order, one a bar."""

    timeframe = "1h"

    def on_bar(s):
        nan, inf = float("nan"), float("inf")
        place(s.desk, 1.0, 0.0)
        place(s.desk, 1.0, nan)
        place(s.desk, 1.0, -3.0)
        place(s.desk, 1.0, inf)
        place(s.desk, 1.0, 1.0, limit=-5.0)
        place(s.desk, 1.0, 1.0, limit=inf)
        place(s.desk, 1.0, 1.0, trigger=0.0)
        place(s.desk, 1.0, 1.0, stop=inf)
        place(s.desk, nan, 1.0)
        place(s.desk, 0.0, 1.0)
        return hold()


class NoOrdersPlain(NoOrders):
    compiled = False


@pytest.mark.parametrize("strategy", [NoOrders, NoOrdersPlain])
def test_orders_that_are_none_are_refused_one_by_one(strategy: type) -> None:
    setup, made = machine(define(strategy))
    output = made.step(setup.block([BARS[:3]]))
    refused = output.records[output.records["kind"] == ORDER_REJECTED]
    assert len(refused) == 3 * 10, [REASON_NAMES[r] for r in refused["reason"]]
    assert set(refused["ts"].tolist()) == set(BARS.ts_event[:3].tolist())
    assert not (output.records["kind"] == FILL).any() and (output.equity == 10_000.0).all()


class Infinite(Strategy):
    """Answers with an infinite size, stop, target, limit and trigger."""

    timeframe = "1h"
    what = Int(0, 0, 6)

    def on_bar(s):
        inf = float("inf")
        if s.params.what == 0:
            return buy(inf)
        if s.params.what == 1:
            return buy(1.0, stop=inf)
        if s.params.what == 2:
            return buy(1.0, target=inf)
        if s.params.what == 3:
            return long(0.9, stop=inf)
        if s.params.what == 4:
            return long(0.9, target=inf)
        return buy(1.0, limit=inf) if s.params.what == 5 else buy(1.0, trigger=inf)


@pytest.mark.parametrize("what", range(7))
def test_what_is_infinite_makes_no_order(what: int) -> None:
    """The verdict refuses it; an infinite size once became the lowest whole number that there is."""
    setup = replace(machine(define(Infinite))[0], params={"what": what})
    output = setup.machine().step(setup.block([BARS[:3]]))
    assert output.records["kind"].tolist() == [DECIDED] * 3
    assert (output.decisions["violations"] != 0).all() and (output.decisions["order"] == 0).all()


class ManyOrders(Strategy):
    """Sixty resting orders a bar."""

    timeframe = "1h"

    def on_bar(s):
        for i in range(60):
            place(s.desk, 1.0, 0.01, limit=1.0 + 0.01 * i, tag=i)
        return hold()


def test_orders_records_and_decisions_grow() -> None:
    """All arrays that the machine lays out grow: 2,400 orders work at the end, each announced once, and a snapshot restores them."""
    setup, made = machine(define(ManyOrders))
    before = (len(made.world.orders), len(made.world.records), len(made.world.decisions))
    output = made.step(setup.block([BARS]))
    assert int(made.world.account["working"][0]) == 2_400
    announced = output.records[output.records["kind"] == ORDER_NEW]
    assert announced["order"].tolist() == list(range(1, 2_401))
    assert (np.diff(output.records["number"]) == 1).all()
    assert all(now > then for now, then in zip((len(made.world.orders), len(made.world.records), len(made.world.decisions)), before, strict=True))  # fmt: skip
    again = setup.machine()
    again.restore(made.snapshot())
    assert again.snapshot() == made.snapshot()


class Silent(Strategy):
    timeframe = "1h"

    def on_bar(s):
        return hold()


def book(count: int) -> Depth:
    """So many orders with ids, a second apart."""
    times = START + SECOND * np.arange(1, count + 1, dtype=np.int64)
    kinds, ids = np.full(count, int(EventKind.ORDER_ADDED), np.int8), np.arange(1, count + 1)
    return Depth(A, times, times, kinds, np.full(count, 100.0), np.ones(count), np.ones(count, np.int8), ids, np.zeros(count, np.int8))  # fmt: skip


def test_a_table_of_orders_that_is_full_says_when_and_keeps_what_was_done() -> None:
    _, made = machine(define(Silent), conditions=Conditions(depth=64, orders=8))
    with pytest.raises(DataError, match=r"4 order events .* table of 8, the first at 2024-01-01T00:00:09Z") as told:
        made.step(events_block([A], [book(12)]))
    assert isinstance(told.value.so_far, Output) and len(told.value.so_far.equity) == 12


def test_time_that_goes_back_between_steps_changes_nothing() -> None:
    setup, made = machine(define(Silent))
    block = setup.block([BARS])
    made.step(block[:20])
    kept: Callable[[], bytes] = made.snapshot
    before = kept()
    with pytest.raises(DataError, match=r"time goes back: bar at 2024-01-01T19:00:00Z after 2024-01-01T20:00:00Z"):
        made.step(block[18:])
    assert kept() == before


def test_a_timeframe_of_another_strategy() -> None:
    setup, _ = machine(define(Silent))
    with pytest.raises(DataError, match="1d bars for a strategy on 1h"):
        setup.block([random_bars(5, 1, of=A)])
    assert setup.strategy.timeframe == Timeframe.parse("1h")
