"""What each of many parameter sets made of the same bars: the one place where a walk-forward runs strategies to choose among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from tradewind.errors import StrategyError
from tradewind.kernel.block import Block
from tradewind.kernel.machine import Machine, Output
from tradewind.kernel.program import Program
from tradewind.kernel.setup import Setup
from tradewind.market.columns import Bars
from tradewind.research.backtest import BacktestResult
from tradewind.research.metrics import Sample, summarise
from tradewind.research.report.data import round_trips
from tradewind.research.walkforward.search import ParameterSet


def evaluate(setup: Setup, bars: Sequence[Bars], parameter_sets: Sequence[ParameterSet]) -> pl.DataFrame:
    """Run `setup` over `bars` once with each parameter set, each from a new account.

    Returns one row a set, in their order, and one column for each metric of the catalogue (float64, NaN where undefined).
    The features begin cold at the first bar.

    Raises
    ------
    StrategyError: a set with which the strategy asks for something that is no number; names the set.
    """
    block, program = setup.block(bars), setup.program
    rows, hold = [], None
    for given in parameter_sets:
        one = replace(setup, params=given)
        machine = account(one, program)
        result = BacktestResult(one, bars, block, machine, step(machine, block, given))
        hold = result.buy_and_hold() if hold is None else hold
        rows.append(_figures(result, hold))
    return pl.DataFrame(rows, infer_schema_length=None)


def account(setup: Setup, program: Program) -> Machine:
    """A new account with these parameters. The program is made once for all sets: parameters are no part of it."""
    return setup.machine(program)


def step(machine: Machine, block: Block, given: ParameterSet) -> Output:
    """`machine.step(block)`, whose error names the parameter set."""
    try:
        return machine.step(block)
    except StrategyError as error:
        told = ", ".join(f"{k}={v}" for k, v in given.items())
        raise StrategyError(f"{error.what} (with {told})", try_=error.try_) from None


def _figures(result: BacktestResult, hold) -> dict[str, float]:
    trades = round_trips(result.trades)
    sample = Sample(result.times, result.equity, result.periods_per_year, trades, hold)
    return {name: figure.value for name, figure in summarise(sample, draws=0).items()}
