"""Results of random runs: the random bars and orders of tests/kernel, as a backtest would give them."""

from __future__ import annotations

from tradewind.kernel.block import merge
from tradewind.kernel.setup import Setup
from tradewind.market.instrument import Instrument
from tradewind.research.backtest import BacktestResult

from ..kernel.random_runs import COSTS, random_answers, two
from ..kernel.scenario import TOLD, WIDE
from ..randombars import random_bars


def random_result(
    seed: int, n: int = 150, of: tuple[Instrument, ...] | None = None, cash: float = 100_000.0
) -> BacktestResult:
    """`n` bars of each instrument, about every fourth answered; two instruments unless told."""
    of = of or two()
    bars = [random_bars(n, seed * 10 + j, of=i, timeframe="1h", volatility=0.01) for j, i in enumerate(of)]
    block = merge(bars, [random_answers(b.close, seed * 10 + j) for j, b in enumerate(bars)])
    setup = Setup(TOLD, of, {}, limits=WIDE, costs=COSTS, cash=cash)
    machine = setup.machine()
    return BacktestResult(setup, tuple(bars), block, machine, machine.step(block))
