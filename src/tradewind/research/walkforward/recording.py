"""Keep a walk-forward: a run folder with its page, its windows, its joined curve and its figures."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import polars as pl

from tradewind.errors import UsageError
from tradewind.kernel.setup import Setup
from tradewind.ledger.disk import Disk
from tradewind.ledger.event import decode, encode
from tradewind.ledger.runs import Run, Runs
from tradewind.market.columns import Bars
from tradewind.market.time import to_iso
from tradewind.research.recording import count_trials, figures_of
from tradewind.research.report import judge
from tradewind.research.report.study import write_study
from tradewind.research.walkforward.page import page
from tradewind.research.walkforward.result import WalkForwardResult
from tradewind.research.walkforward.run import walkforward
from tradewind.research.walkforward.search import Search


def description(setup: Setup, search: Search, by: str, days: dict[str, Any]) -> dict[str, Any]:
    """What a walk-forward is, for run.json and for the count of trials. days: train_days, test_days, step_days, anchored."""
    return {
        "strategy": setup.strategy.name,
        "params": setup.params,
        "instruments": [i.id for i in setup.instruments],
        "timeframe": setup.strategy.timeframe.name,
        "search": {"kind": type(search).__name__.lower(), **_plain(asdict(search)), "by": by, **days},
    }


def record_walkforward(
    result: WalkForwardResult, runs: Runs, *, ts: int, about: dict[str, Any]
) -> tuple[Run, dict[str, Any]]:
    """Write `runs/ID/` with run.json, report.html, windows.json and equity.parquet; the run and its figures.

    ts: wall time, ns. about: from `description`.
    """
    run = runs.create("walkforward", {**about, "parameter_sets": result.parameter_sets}, ts=ts)
    try:
        return _complete(run, result)
    except BaseException:
        run.discard()  # no half of a run is left, which a later `last` would find
        raise


def keep_walkforward(
    setup: Setup,
    bars: Sequence[Bars],
    search: Search,
    runs: Runs,
    *,
    ts: int,
    by: str,
    days: dict[str, Any],
    resume: str | None = None,
    **more: Any,
) -> tuple[WalkForwardResult, Run, dict[str, Any]]:
    """Walk into a run folder, or go on with the run called `resume`: windows whose figures are there are not computed again.

    ts: wall time, ns. days: train_days, test_days, step_days, anchored. more: as for `walkforward`.

    Raises
    ------
    UsageError: `resume` is complete, or another walk-forward. Else as `walkforward`. What is interrupted leaves its folder to be resumed.
    """
    about = decode(encode(description(setup, search, by, days)))
    run = (
        runs.create("walkforward", {**about, "state": "running"}, ts=ts)
        if resume is None
        else _begun(runs, resume, about)
    )
    folder = run.path / "windows"
    try:
        earlier = count_trials(runs, about)
        result = walkforward(setup, bars, search, by=by, earlier_trials=earlier, folder=folder, **days, **more)
    except BaseException:
        if resume is None and not any(folder.glob("*/chunk-*.bin")):
            run.discard()
        raise
    run, figures = _complete(run.update(parameter_sets=result.parameter_sets), result)
    shutil.rmtree(folder, ignore_errors=True)
    return result, run, figures


def _begun(runs: Runs, name: str, about: dict[str, Any]) -> Run:
    """The run to go on with."""
    run = runs.find(name, "walkforward")
    if run.meta.get("state") != "running":
        raise UsageError(f"walk-forward {run.id} is complete", try_="the same call without --resume")
    differ = [key for key, value in about.items() if run.meta.get(key) != value]
    if differ:
        raise UsageError(
            f"{run.id} is another walk-forward: {', '.join(differ)} differ",
            try_="the same call as then, or none to resume",
        )
    return run


def _complete(run: Run, result: WalkForwardResult) -> tuple[Run, dict[str, Any]]:
    """Everything that a kept walk-forward has."""
    figures, sentence = figures_of_walk(result), judge(result.metrics).sentence
    write_study(page(result, run.id), run.report)
    Disk().replace(run.path / "windows.json", encode({"windows": windows(result)}) + b"\n")
    curve = pl.DataFrame({"ts_event": result.joined.times, "equity": result.joined.equity})
    curve.write_parquet(run.path / "equity.parquet")
    return run.update(state="complete", figures=figures, trials=result.trials, verdict=sentence), figures


def figures_of_walk(result: WalkForwardResult) -> dict[str, Any]:
    """Headline numbers, units in their names."""
    made = figures_of(result.metrics, result.joined.setup.currency, result.joined)
    inside, outside = result.in_sample_return, result.out_of_sample_return
    return {
        **made,
        "windows": len(result.windows),
        "windows_kept": sum(w.in_sample is None for w in result.windows),
        "parameter_sets": result.parameter_sets,
        "evaluations": result.evaluations,
        "warmup_bars": result.warmup_bars,
        "in_sample_return_pct_a_year": _known(100 * inside),
        "out_of_sample_return_pct_a_year": _known(100 * outside),
        "efficiency_pct": _known(100 * result.efficiency),
        "drift": {
            name: {"moves": d.moves, "mean_move_pct_of_range": 100 * d.size, "chosen": [min(d.values), max(d.values)]}
            for name, d in result.drift.items()
        },
    }


def windows(result: WalkForwardResult) -> list[dict[str, Any]]:
    """Each window: times, chosen parameters, the chosen set's metrics in sample, the account's return out of sample."""
    return [
        {
            "train_from": to_iso(w.span.train_from),
            "test_from": to_iso(w.span.test_from),
            "test_until": to_iso(w.span.test_until),
            "params": w.params,
            "chosen": w.in_sample is not None,
            "in_sample": {} if w.in_sample is None else {n: _known(v) for n, v in w.in_sample.items()},
            "out_of_sample_return": _known(float(made)),
        }
        for w, made in zip(result.windows, result.window_returns, strict=True)
    ]


def _known(value: float) -> float | None:
    return float(value) if value == value and abs(value) != float("inf") else None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    return [float(v) for v in value] if isinstance(value, list | tuple) else value
