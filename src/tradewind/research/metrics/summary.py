"""All metrics of one sample, with intervals by the stationary bootstrap and the trials counted."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from tradewind.models.bootstrap import block_length, interval, resamples
from tradewind.research.metrics import belief as _belief  # noqa: F401  (each fills the catalogue)
from tradewind.research.metrics import returns as _returns  # noqa: F401
from tradewind.research.metrics import round_trips as _round_trips  # noqa: F401
from tradewind.research.metrics import versus_benchmark as _versus_benchmark  # noqa: F401
from tradewind.research.metrics.catalogue import METRICS, Metric
from tradewind.research.metrics.sample import Sample, simple_returns

MIN_ROWS = 20  # below, a resample says too little


@dataclass(frozen=True)
class MetricValue:
    """A metric's value with its confidence interval; NaN where undefined or where no interval is given."""

    metric: Metric
    value: float
    low: float = math.nan
    high: float = math.nan


def summarise(sample: Sample, *, draws: int = 500, level: float = 0.95, seed: int = 0) -> dict[str, MetricValue]:
    """Every metric of the catalogue that the sample allows, by name, in the catalogue's order.

    draws: resamples for the intervals (0: none). The same inputs and seed give the same figures.
    """
    made, benchmark = sample.returns, None
    if sample.benchmark is not None:
        benchmark = simple_returns(sample.benchmark)
        shared = min(len(made), len(benchmark))
        made, benchmark = made[:shared], benchmark[:shared]
    values = {}
    for name, entry in METRICS.items():
        if entry.kind == "benchmark" and benchmark is None:
            continue
        if entry.kind in ("trades", "belief"):
            values[name] = entry.function(sample)
        else:
            values[name] = _apply(entry, made, benchmark, sample.periods_per_year)
    bounds = _intervals(list(values), made, benchmark, sample.periods_per_year, draws, level, seed)
    bounds |= _trade_intervals(sample, draws, level, seed + 1)
    return {name: MetricValue(METRICS[name], value, *bounds.get(name, ())) for name, value in values.items()}


def _apply(entry: Metric, made: np.ndarray, benchmark: np.ndarray | None, per_year: float) -> float:
    return entry.function(made, benchmark, per_year) if entry.kind == "benchmark" else entry.function(made, per_year)


def _intervals(
    names: list[str],
    made: np.ndarray,
    benchmark: np.ndarray | None,
    per_year: float,
    draws: int,
    level: float,
    seed: int,
) -> dict[str, tuple[float, float]]:
    """Percentile intervals of the metrics that have one; account and benchmark are resampled by the same rows."""
    chosen = [METRICS[name] for name in names if METRICS[name].interval and METRICS[name].kind != "trades"]
    n = len(made)
    if draws < 1 or n < MIN_ROWS:
        return {}
    drawn: dict[str, list[float]] = {entry.name: [] for entry in chosen}
    for chunk in resamples(n, block_length(n), draws, seed):
        for rows in chunk:
            own, other = made[rows], None if benchmark is None else benchmark[rows]
            for entry in chosen:
                drawn[entry.name].append(_apply(entry, own, other, per_year))
    return {name: interval(np.array(values), level) for name, values in drawn.items()}


def _trade_intervals(sample: Sample, draws: int, level: float, seed: int) -> dict[str, tuple[float, float]]:
    """The same for the metrics of trades, by resampling trades in blocks of their order of exit."""
    chosen = [entry for entry in METRICS.values() if entry.interval and entry.kind == "trades"]
    n = len(sample.trades.pnl)
    if draws < 1 or n < MIN_ROWS:
        return {}
    drawn: dict[str, list[float]] = {entry.name: [] for entry in chosen}
    for chunk in resamples(n, block_length(n), draws, seed):
        for rows in chunk:
            again = replace(sample, trades=sample.trades.take(rows))
            for entry in chosen:
                drawn[entry.name].append(entry.function(again))
    return {name: interval(np.array(values), level) for name, values in drawn.items()}
