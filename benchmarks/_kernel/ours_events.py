"""Tradewind's side on quotes, on an order book, and on a table of orders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

import numpy as np

from _kernel import book, market, strategies
from tradewind.features.column import Column
from tradewind.kernel.block import Block
from tradewind.kernel.commands import PLACE
from tradewind.kernel.conditions import Conditions
from tradewind.kernel.machine import command
from tradewind.kernel.setup import Setup
from tradewind.market.events import EventKind
from tradewind.market.time import MINUTE
from tradewind.research.accounts import run_each
from tradewind.strategies import Strategy, buy, hold, sell
from tradewind.strategies.desk import POST_ONLY, cancel, limit_of, place
from tradewind.strategies.strategy import Strategy as Base
from tradewind.strategies.strategy import define

Prepared = tuple[float, Callable[[], object]]
STEP = 100_000_000  # ns between two looks of the market maker, as hftbacktest's
TIMER = int(EventKind.TIMER)
FEED_LATENCY = ORDER_LATENCY = 1_000_000  # ns


class Silent(Strategy):
    """Says nothing: only the kernel's own work is measured."""

    timeframe = "1m"

    def on_bar(s):
        return hold()


class Maker(Strategy):
    """One bid and one ask at the best prices, looked at every 100 ms; none on the side where the most is held."""

    timeframe = "1m"

    def on_event(s):
        if s.event.kind != TIMER:
            return hold()
        bid, ask = limit_of(s.desk, 1), limit_of(s.desk, 2)
        if bid == bid and bid != s.quote.bid:
            cancel(s.desk, 1)
        if ask == ask and ask != s.quote.ask:
            cancel(s.desk, 2)
        if bid != s.quote.bid and s.position + 0.1 <= 1.0 + 1e-9:
            place(s.desk, 1.0, 0.1, limit=s.quote.bid, flags=POST_ONLY, tag=1)
        if ask != s.quote.ask and s.position - 0.1 >= -1.0 - 1e-9:
            place(s.desk, -1.0, 0.1, limit=s.quote.ask, flags=POST_ONLY, tag=2)
        return hold()


class Listed(Strategy):
    """Buys or sells a unit at every bar, as the table says."""

    timeframe = "1m"
    features: ClassVar = {"size": Column(lambda bars: np.zeros(len(bars)), "size")}

    def on_bar(s):
        if s.features.size > 0.0:
            return buy(s.features.size)
        return sell(-s.features.size)


def ours_quotes(rows: int, resting: int) -> Prepared:
    """market.quotes(rows) through the matching of `resting` limit orders, 30 to 80 below and above the first price."""
    setup = _session(Silent)
    made = market.quotes(rows)
    zeros = np.zeros(rows)
    block = Block(
        made["ts"], zeros.astype(np.int32), made["bid"], made["ask"], made["bid_size"], made["ask_size"], zeros, np.empty((0, rows)),
        np.full(rows, int(EventKind.QUOTE), np.int8),
    )  # fmt: skip

    def call() -> object:
        machine = setup.machine()
        machine.step(block[:1])
        for j in range(resting):
            away = 30.0 + 50.0 * j / resting
            side = 1.0 if j % 2 else -1.0
            limit = float(made["bid"][0]) - side * min(away, 0.9 * float(made["bid"][0]))
            machine.step(command(PLACE, int(made["ts"][0]), quantity=side, limit=limit))
        assert machine.world.account["working"][0] == resting
        return machine.step(block[1:])

    call()
    return rows, call


def ours_l2(rows: int) -> Prepared:
    """book.events(rows) with hftbacktest_peer's market making: its step, size, latencies and a power-law queue."""
    setup = replace(
        _session(Maker),
        instruments=(_coin(),),
        conditions=Conditions(order_latency=ORDER_LATENCY, queue="power", queue_power=3.0, depth=1 << 15),
    )
    block = _book_block(book.events(rows))
    return _warm(rows, lambda: setup.machine().step(block))


def ours_orders(rows: int, columns: int) -> Prepared:
    """The orders of market.table(rows, columns), each column an account of its own, its fills and equity kept; amount: 0 (the seconds count)."""
    setup = replace(_session(Listed), cash=1e6)
    price, size = market.table(rows, columns)
    times = (np.arange(rows, dtype=np.int64) + 1) * MINUTE
    index, volume = np.zeros(rows, np.int32), np.full(rows, 1e9)
    prices, sizes = np.ascontiguousarray(price.T), np.ascontiguousarray(size.T)

    def blocks() -> list[Block]:
        return [Block(times, index, p, p, p, p, volume, s[None]) for p, s in zip(prices, sizes, strict=True)]

    return _warm(0, lambda: run_each(setup, blocks()))


def _session(strategy: type[Base]) -> Setup:
    setup = replace(strategies.session(), strategy=define(strategy), params={})
    setup.program  # noqa: B018
    return setup


def _coin():
    from decimal import Decimal

    return replace(
        strategies.instruments(1)[0], price_increment=Decimal(str(book.TICK)), size_increment=Decimal(str(book.LOT))
    )


def _book_block(made: np.ndarray) -> Block:
    """EVENT records, seen `FEED_LATENCY` after they happened, and a timer every `STEP`."""
    kinds = np.where(made["kind"] == book.TRADE, int(EventKind.TRADE), int(EventKind.DEPTH)).astype(np.int8)
    ts = made["ts"] + FEED_LATENCY
    timers = np.arange(ts[0] + STEP, ts[-1], STEP, dtype=np.int64)
    times = np.concatenate([ts, timers])
    order = np.argsort(times, kind="stable")
    nothing = np.zeros(len(timers))
    a, b, c = (np.concatenate([made[n].astype(np.float64), nothing])[order] for n in ("price", "size", "side"))
    every = np.concatenate([kinds, np.full(len(timers), TIMER, np.int8)])[order]
    zeros = np.zeros(len(times))
    return Block(times[order], zeros.astype(np.int32), a, b, c, zeros, zeros, np.empty((0, len(times))), every)


def _warm(amount: float, call: Callable[[], object]) -> Prepared:
    call()
    return amount, call
