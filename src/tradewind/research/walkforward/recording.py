"""Keep a walk-forward: a run folder with its page, its windows, its joined curve and its figures."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import polars as pl

from tradewind.kernel.setup import Setup
from tradewind.ledger.disk import Disk
from tradewind.ledger.event import encode
from tradewind.ledger.runs import Run, Runs
from tradewind.market.time import to_iso
from tradewind.research.recording import figures_of
from tradewind.research.report import judge
from tradewind.research.report.study import write_study
from tradewind.research.walkforward.page import page
from tradewind.research.walkforward.result import WalkForwardResult
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
    figures = figures_of_walk(result)
    sentence = judge(result.metrics).sentence
    run = runs.create("walkforward", {**about, "parameter_sets": result.parameter_sets}, ts=ts)
    try:
        write_study(page(result, run.id), run.report)
        Disk().replace(run.path / "windows.json", encode({"windows": windows(result)}) + b"\n")
        curve = pl.DataFrame({"ts_event": result.joined.times, "equity": result.joined.equity})
        curve.write_parquet(run.path / "equity.parquet")
        return run.update(figures=figures, trials=result.trials, verdict=sentence), figures
    except BaseException:
        run.discard()  # no half of a run is left, which a later `last` would find
        raise


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
