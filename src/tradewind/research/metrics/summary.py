"""All metrics of one sample, with intervals by the stationary bootstrap and the trials counted."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tradewind.models.bootstrap import block_length, interval, resamples
from tradewind.research.metrics import belief as _belief  # noqa: F401  (each fills the catalogue)
from tradewind.research.metrics import returns as _returns  # noqa: F401
from tradewind.research.metrics import round_trips as _round_trips  # noqa: F401
from tradewind.research.metrics import versus_benchmark as _versus_benchmark  # noqa: F401
from tradewind.research.metrics.catalogue import METRICS, Metric
from tradewind.research.metrics.measure import measure, of_returns, of_trades
from tradewind.research.metrics.sample import Sample, simple_returns
from tradewind.research.metrics.sums import Sums

Interval = tuple[float, float]
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
    sums = measure(sample)
    kinds = {m.kind for m in METRICS.values()} - ({"benchmark"} if sample.benchmark is None else set())
    chosen = [m for m in METRICS.values() if m.kind in kinds]
    bounds = _intervals([m for m in chosen if m.interval and m.kind != "trades"], sample, draws, level, seed)
    bounds |= _trade_intervals([m for m in chosen if m.interval and m.kind == "trades"], sample, draws, level, seed + 1)
    return {m.name: MetricValue(m, float(m.function(sums)), *bounds.get(m.name, ())) for m in chosen}


def _intervals(chosen: list[Metric], sample: Sample, draws: int, level: float, seed: int) -> dict[str, Interval]:
    """Percentile intervals of metrics of returns; account and benchmark are resampled by the same rows."""
    if draws < 1:
        return {}
    made, other = sample.returns, None
    if sample.benchmark is not None:
        other = simple_returns(sample.benchmark)
        shared = min(len(made), len(other))
        made, other = made[:shared], other[:shared]

    def drawn(rows: np.ndarray) -> Sums:
        return of_returns(made[rows], sample.periods_per_year, None if other is None else other[rows])

    return _resampled(chosen, len(made), drawn, draws, level, seed)


def _trade_intervals(chosen: list[Metric], sample: Sample, draws: int, level: float, seed: int) -> dict[str, Interval]:
    """The same for metrics of trades, by resampling trades in blocks of their order of exit."""
    return _resampled(
        chosen, len(sample.trades.pnl), lambda rows: of_trades(sample.trades.take(rows)), draws, level, seed
    )


def _resampled(
    chosen: list[Metric], n: int, drawn: Callable[[np.ndarray], Sums], draws: int, level: float, seed: int
) -> dict[str, Interval]:
    """Each metric's interval from `draws` resamples of n rows; none where there are too few rows."""
    if draws < 1 or n < MIN_ROWS:
        return {}
    found = []
    for chunk in resamples(n, block_length(n), draws, seed):
        for rows in chunk:
            sums = drawn(rows)
            found.append([m.function(sums) for m in chosen])
    return {m.name: interval(column, level) for m, column in zip(chosen, np.array(found).T, strict=True)}
