"""Laws of matching over random events and orders: nothing outside the market, nothing too early, nothing that was not there."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.kernel import commands as c
from tradewind.kernel.codes import FILL
from tradewind.kernel.conditions import Conditions
from tradewind.kernel.machine import Machine, command
from tradewind.market.events import EventKind
from tradewind.market.time import SECOND

from ..randombars import START
from .scenario import one_event, told_machine

LATENCY = SECOND // 2


@cache
def _start(depth: int) -> tuple[Machine, bytes]:
    machine = told_machine(conditions=Conditions(depth=depth, order_latency=LATENCY), cash=1e7)
    return machine, machine.snapshot()


orders = st.tuples(
    st.just("order"),
    st.sampled_from([1.0, -1.0]),
    st.integers(1, 12),
    st.one_of(st.just(np.nan), st.integers(95, 105).map(float)),
)
quotes = st.tuples(st.just("quote"), st.integers(96, 103), st.integers(0, 3), st.integers(0, 6), st.integers(0, 6))
changes = st.tuples(st.just("depth"), st.integers(90, 110), st.integers(0, 9), st.sampled_from([1, -1]))


def _place(machine: Machine, ts: int, order: tuple) -> None:
    _, side, size, limit = order
    machine.step(command(c.PLACE, ts, quantity=side * size, limit=limit))


@settings(max_examples=60)
@given(st.lists(st.one_of(quotes, orders), max_size=60))
def test_no_fill_outside_the_quote_nor_past_its_size(events):
    machine, start = _start(0)
    machine.restore(start)
    placed: dict[int, int] = {}
    ts = START
    for event in events:
        if event[0] == "order":
            _place(machine, ts, event)
            working = machine.world.orders[: machine.world.account["working"][0]]
            for order in working["id"].tolist():
                placed.setdefault(order, ts)
            continue
        ts += SECOND // 4
        _, bid, spread, bid_size, ask_size = event
        output = machine.step(one_event(ts, EventKind.QUOTE, [bid, bid + spread, bid_size, ask_size]))
        fills = output.records[output.records["kind"] == FILL]
        for side, price, size in ((1, bid + spread, ask_size), (-1, bid, bid_size)):
            mine = fills[fills["side"] == side]
            assert (
                (mine["price"] == price) | ((mine["price"] == mine["limit"]) & (side * (mine["limit"] - price) >= 0))
            ).all()
            assert size == 0 or mine["quantity"].sum() <= size
        assert all(ts >= placed[int(f["order"])] + LATENCY for f in fills)
        w = machine.world
        worth = w.account["cash"][0] + w.positions["quantity"][0] * w.positions["last_price"][0]
        assert w.account["equity"][0] == pytest.approx(worth, abs=1e-6)


@settings(max_examples=60)
@given(st.lists(st.one_of(changes, orders), max_size=80))
def test_no_taker_gets_more_than_stood_in_the_book(events):
    machine, start = _start(64)
    machine.restore(start)
    books: dict[int, dict[int, float]] = {1: {}, -1: {}}
    ts = START
    for event in events:
        if event[0] == "order":
            _place(machine, ts, event)
            continue
        ts += SECOND
        _, price, size, side = event
        output = machine.step(one_event(ts, EventKind.DEPTH, [price, size, side]))
        fills = output.records[output.records["kind"] == FILL]
        # Those that arrived met the book before this event, those that rest may be crossed by it.
        crossing = {price: float(size)} if size else {}
        for fill in fills:
            theirs = books[-int(fill["side"])]
            at = int(fill["price"])
            if theirs.get(at, 0.0) >= fill["quantity"]:
                theirs[at] -= fill["quantity"]
            else:
                assert fill["price"] == fill["limit"] and side == -fill["side"]
                assert fill["quantity"] <= crossing[price]
                crossing[price] -= float(fill["quantity"])
        if size:
            books[side][price] = crossing[price]
            for other in [p for p in books[-side] if (p - price) * side <= 0]:
                del books[-side][other]
        else:
            books[side].pop(price, None)
