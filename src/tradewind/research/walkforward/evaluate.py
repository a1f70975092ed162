"""What each of many parameter sets made of the same bars: the one place where a walk-forward runs strategies to choose among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from tradewind.errors import StrategyError
from tradewind.kernel.block import Block
from tradewind.kernel.history import history_of
from tradewind.kernel.machine import Machine, Output
from tradewind.kernel.setup import Setup
from tradewind.market.columns import Bars
from tradewind.research.backtest import BacktestResult
from tradewind.research.metrics import summarise
from tradewind.research.sweep.engine import sweep_block
from tradewind.research.sweep.result import NOT_A_NUMBER
from tradewind.research.sweep.space import Space
from tradewind.research.sweep.tally import FIGURES
from tradewind.research.walkforward.search import ParameterSet


@dataclass(frozen=True)
class Course:
    """What the sets are measured on: `bars` and their `block`, after the bars `before` on which the features warm up (None: cold)."""

    bars: Sequence[Bars]
    block: Block
    before: Block | None

    @classmethod
    def of(cls, setup: Setup, bars: Sequence[Bars], start: int | None = None) -> Course:
        """start: ns, what comes before it only warms the features up; None: all bars count."""
        whole = setup.block(bars)
        row = 0 if start is None else int(np.searchsorted(whole.times, start))
        return cls(history_of(bars).between(start, None), whole[row:], whole[:row] if row else None)


def evaluate(
    setup: Setup,
    bars: Sequence[Bars],
    parameter_sets: Sequence[ParameterSet],
    *,
    start: int | None = None,
    by: str = "sharpe",
    workers: int | None = None,
    folder: Path | None = None,
) -> pl.DataFrame:
    """Run `setup` over `bars` once with each parameter set, each from a new account.

    The sets run through the sweep's engine (research/sweep), which has the figures that a choice is usually made by; a metric that it does
    not have, and a strategy in plain Python, take a backtest for each set.

    Parameters
    ----------
    start: ns, see `Course`. by: the metric that has to be among the columns. workers: threads, None for one a core.
    folder: where the sweep's chunks are kept, so that the same call goes on after an interruption (backtests begin anew).

    Returns
    -------
    One row a set, in their order; columns: the sweep's FIGURES, or all metrics of the catalogue (float64, NaN where undefined).

    Raises
    ------
    StrategyError: a set with which the strategy asks for something that is no number; names the set. UsageError: see `Store`.
    """
    course = Course.of(setup, bars, start)
    if not setup.strategy.compiled or by not in FIGURES:
        return pl.DataFrame([metrics_of(setup, course, one) for one in parameter_sets], infer_schema_length=None)
    made = sweep_block(
        setup, course.block, _space(setup, parameter_sets), before=course.before, workers=workers, folder=folder
    )
    for row in np.flatnonzero(made.ended == NOT_A_NUMBER).tolist():
        metrics_of(setup, course, parameter_sets[row])  # says at which bar, and why
    return pl.DataFrame({name: made.figures[:, j] for j, name in enumerate(FIGURES)})


def metrics_of(setup: Setup, course: Course, params: ParameterSet) -> dict[str, float]:
    """Every metric of the catalogue for one set, as `evaluate` would have it: a new account, features warm from `course.before`."""
    one = with_params(setup, params)
    machine = warmed(one, course.before, params)
    output = step(machine, course.block, params)
    sample = BacktestResult(one, course.bars, course.block, machine, output).sample()
    return {name: figure.value for name, figure in summarise(sample, draws=0).items()}


def with_params(setup: Setup, params: ParameterSet) -> Setup:
    """The same setup with these parameters. Its program is made once for all sets: parameters are no part of it."""
    made = replace(setup, params=params)
    made.__dict__["program"] = setup.program
    return made


def warmed(setup: Setup, before: Block | None, params: ParameterSet) -> Machine:
    """A new account whose features have seen the bars `before`: what was traded on them is thrown away."""
    machine = setup.machine()
    if before is not None:
        step(machine, before, params)
        machine.world = setup.machine().world
    return machine


def step(machine: Machine, block: Block, given: ParameterSet) -> Output:
    """`machine.step(block)`, whose error names the parameter set."""
    try:
        return machine.step(block)
    except StrategyError as error:
        told = ", ".join(f"{k}={v}" for k, v in given.items())
        raise StrategyError(f"{error.what} (with {told})", try_=error.try_) from None


def _space(setup: Setup, parameter_sets: Sequence[ParameterSet]) -> Space:
    """The sets as the sweep's engine takes them."""
    declared = setup.strategy.params
    rows = [[float(v) for v in setup.strategy.values(one).values()] for one in parameter_sets]
    return Space(declared, np.array(rows, dtype=np.float64), tuple(declared), {}, "grid", 0, (), 0)
