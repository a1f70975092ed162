"""Keep a sweep: `runs/ID/` with every combination's figures as Parquet, heat maps, and what the best is worth after so many trials."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import nan
from typing import Any

import numpy as np

from tradewind.errors import UsageError
from tradewind.kernel.setup import Setup
from tradewind.ledger.runs import Run, Runs
from tradewind.market.columns import Bars
from tradewind.research.backtest import backtest
from tradewind.research.metrics import simple_returns
from tradewind.research.recording import count_trials
from tradewind.research.sweep.engine import StopRule, Tick, sweep
from tradewind.research.sweep.heatmap import check_pair, write_heatmap
from tradewind.research.sweep.result import SweepResult, check_figure
from tradewind.research.sweep.resume import write_whole
from tradewind.research.sweep.robustness import Neighbourhood, neighbourhood
from tradewind.research.sweep.space import Space

_MAPS = 3  # pairs of parameters that get a heat map where none is asked for


@dataclass(frozen=True)
class KeptSweep:
    """A sweep in its run folder. best, plateau: rows of the result. deflated: of the best, by all trials on these data."""

    run: Run
    result: SweepResult
    by: str
    best: int
    plateau: int
    beside: Neighbourhood
    deflated: float
    trials: int


def keep_sweep(
    setup: Setup,
    bars: Sequence[Bars],
    space: Space,
    runs: Runs,
    *,
    ts: int,
    by: str = "sharpe",
    rule: StopRule | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    resume: str | None = None,
    maps: Sequence[tuple[str, str]] = (),
    progress: Tick | None = None,
) -> KeptSweep:
    """Run the sweep into a run folder, or go on with the one called `resume`.

    Parameters
    ----------
    ts: wall time, ns. maps: pairs of parameters for heat maps (default: the first pairs of those that were swept).

    Raises
    ------
    UsageError: `resume` is another sweep. Else as `sweep`. An interrupted sweep leaves its folder to be resumed, and nothing half-written.
    """
    check_figure(by)
    for x, y in maps:
        check_pair(space, x, y)
    meta = {
        "strategy": setup.strategy.name,
        "params": setup.params,
        "instruments": [i.id for i in setup.instruments],
        "timeframe": setup.strategy.timeframe.name,
        "search": {
            "swept": list(space.swept),
            "method": space.method,
            "seed": space.seed,
            "constraints": list(space.constraints),
            "values": space.digest,
        },
        "parameter_sets": len(space),
        "state": "running",
    }
    run = runs.create("sweep", meta, ts=ts) if resume is None else runs.find(resume, "sweep")
    if run.meta.get("state") == "complete":
        raise UsageError(f"sweep {run.id} is complete", try_="the same call without --resume")
    chunks = run.path / "chunks"
    try:
        result = sweep(
            setup, bars, space, rule=rule, workers=workers, cluster=cluster, folder=chunks, progress=progress
        )
    except BaseException:
        if resume is None and not any(chunks.glob("chunk-*.bin")):
            run.discard()
        raise
    beside = neighbourhood(result, by)
    _write(run, result, beside, by, maps, f"{setup.strategy.name}: sweep {run.id}")
    made = _judged(run, result, beside, setup, bars, runs)
    for path in (*chunks.glob("*"), chunks):
        path.rmdir() if path.is_dir() else path.unlink()
    return made


def _write(
    run: Run, result: SweepResult, beside: Neighbourhood, by: str, maps: Sequence[tuple[str, str]], title: str
) -> None:
    import polars as pl

    text = io.BytesIO()
    frame = result.frame().with_columns(
        pl.Series(f"{by}_of_neighbours", beside.median), pl.Series(f"worst_{by}_of_neighbours", beside.worst)
    )
    frame.write_parquet(text)
    write_whole(run.path / "results.parquet", text.getvalue())
    moving = [n for n in result.space.swept if len(np.unique(result.space.column(n))) > 1]
    for x, y in maps or list(combinations(moving, 2))[:_MAPS]:
        write_heatmap(result, run.path / f"heatmap-{x}-{y}.html", x, y, by, title)


def _judged(
    run: Run, result: SweepResult, beside: Neighbourhood, setup: Setup, bars: Sequence[Bars], runs: Runs
) -> KeptSweep:
    """The best combination once more as a whole backtest, deflated by everything that was tried on these data."""
    by = beside.by
    try:
        best = result.best(by)
    except UsageError:
        best = -1
    earlier = count_trials(runs, run.meta)
    plateau, deflated = beside.plateau(result.figure(by)), nan
    if best >= 0:
        again = backtest(replace(setup, params=result.params(best)), bars)
        deflated = result.deflated(simple_returns(again.equity), again.periods_per_year, earlier=earlier)
    run = run.update(
        state="complete",
        by=by,
        counts=result.counts(),
        best=_row(result, best, by),
        plateau=_row(result, plateau, by),
        deflated_sharpe=_number(deflated),
    )
    return KeptSweep(run, result, by, best, plateau, beside, deflated, len(result) + earlier)


def _row(result: SweepResult, row: int, by: str) -> dict[str, Any] | None:
    return None if row < 0 else {"params": result.params(row), by: _number(float(result.figure(by)[row]))}


def _number(value: float) -> float | None:
    return value if value == value and abs(value) != float("inf") else None
