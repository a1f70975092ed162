"""Tradewind's side: one instrument, its whole metric list, many instruments in one account, ten of seven million rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from _kernel import market, strategies
from tradewind.kernel.setup import Setup
from tradewind.research.accounts import run_each
from tradewind.research.backtest import backtest

CHUNK = 50_000  # rows of all instruments that are in memory at once


def ours_single(rows: int) -> tuple[float, Callable[[], object]]:
    """The kernel alone on given signals: decisions, risk and order rules; fills and equity are kept, as the peer does."""
    crosses = strategies.session()
    bars = strategies.as_bars(crosses, [market.bars(rows)])
    setup = strategies.signals(bars[0])
    block = setup.block(bars)
    return _warm(rows, lambda: run_each(setup, [block]))


def ours_python(rows: int) -> tuple[float, Callable[[], object]]:
    """The cross as plain Python, asked at each bar by the compiled kernel."""
    setup = strategies.session()
    setup = replace(setup, strategy=replace(setup.strategy, compiled=False))
    block = setup.block(strategies.as_bars(setup, [market.bars(rows)]))
    return _warm(rows, lambda: setup.machine().step(block))


def ours_full(rows: int) -> tuple[float, Callable[[], object]]:
    """A backtest as users call it, and every metric of the catalogue (no resampled intervals: the peer has none)."""
    setup = strategies.session()
    bars = strategies.as_bars(setup, [market.bars(rows)])
    return _warm(rows, lambda: backtest(setup, bars).metrics())


def ours_many(rows: int, instruments: int) -> tuple[float, Callable[[], object]]:
    """Several instruments in one account, their bars merged by time."""
    setup = strategies.session(instruments)
    prices = [market.bars(rows, seed) for seed in range(instruments)]
    block = setup.block(strategies.as_bars(setup, prices))
    return _warm(rows * instruments, lambda: setup.machine().step(block))


def ours_each(rows: int, instruments: int) -> tuple[float, Callable[[], object]]:
    """The same bars, each instrument in a run and an account of its own."""
    setup = strategies.session()
    blocks = [setup.block(strategies.as_bars(setup, [market.bars(rows, seed)])) for seed in range(instruments)]
    return _warm(rows * instruments, lambda: [setup.machine().step(block) for block in blocks])


def ours_memory(rows: int, instruments: int) -> tuple[float, Callable[[], object]]:
    """Several instruments in one account, bars handed over `CHUNK` rows at a time; equity and records are all kept."""
    setup = strategies.session(instruments)

    def call() -> list[np.ndarray]:
        machine, kept = setup.machine(), []
        for block in _chunks(setup, rows):
            output = machine.step(block)
            kept += [output.equity, output.records]
        return kept

    return rows * instruments, call


def _chunks(setup: Setup, rows: int):
    last = [1.0] * len(setup.instruments)
    for first in range(0, rows, CHUNK):
        parts = []
        for k in range(len(last)):
            made = market.bars(min(CHUNK, rows - first), seed=1000 * first + k)
            parts.append({name: values * last[k] for name, values in made.items()})
            last[k] = float(parts[k]["close"][-1]) / 100
        yield setup.block(strategies.as_bars(setup, parts, first))


def _warm(amount: float, call: Callable[[], object]) -> tuple[float, Callable[[], object]]:
    """A first call that is not measured: it loads what the later ones use."""
    call()
    return amount, call
