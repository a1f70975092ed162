"""Metrics against a benchmark, over the same periods. Each takes the `Sums` of an account."""

from __future__ import annotations

from math import nan, sqrt

from tradewind.research.metrics.catalogue import metric
from tradewind.research.metrics.returns import sharpe
from tradewind.research.metrics.sums import FLAT, Sums


@metric("Beta", "benchmark", "ratio", "neither", "Sharpe (1964)", interval=True)
def beta(s: Sums) -> float:
    """Covariance with the benchmark divided by the benchmark's variance."""
    variance = _variance(s.benchmark_deviation, s.periods)
    return s.covariance / variance if variance > 1e-18 else nan


@metric(
    "Alpha",
    "benchmark",
    "fraction per year",
    "high",
    "Jensen (1968), risk-free rate 0",
    interval=True,
    annualised="× periods a year",
)
def alpha(s: Sums) -> float:
    """Mean return less beta times the benchmark's mean return, times the periods per year."""
    return (s.mean - beta(s) * s.benchmark_mean) * s.per_year


@metric(
    "Information ratio", "benchmark", "ratio", "high", "Goodwin (1998)", interval=True, annualised="× √ periods a year"
)
def information_ratio(s: Sums) -> float:
    """Mean of the return above the benchmark divided by its standard deviation, times the root of periods per year."""
    return _sharpe(s.excess_mean, s.excess_deviation, s.per_year)


@metric("Correlation", "benchmark", "ratio", "neither", "Pearson (1895)", interval=True)
def correlation(s: Sums) -> float:
    """Correlation of the returns with the benchmark's."""
    own, other = (sqrt(_variance(d, s.periods)) for d in (s.deviation, s.benchmark_deviation))
    if own < FLAT or other < FLAT:
        return nan
    return min(max(s.covariance / own / other, -1.0), 1.0)


@metric(
    "Sharpe above benchmark",
    "benchmark",
    "ratio",
    "high",
    "Ledoit & Wolf (2008)",
    interval=True,
    annualised="× √ periods a year",
)
def sharpe_difference(s: Sums) -> float:
    """Sharpe ratio less the benchmark's, over the same periods."""
    return sharpe(s) - _sharpe(s.benchmark_mean, s.benchmark_deviation, s.per_year)


def _sharpe(mean: float, deviation: float, per_year: float) -> float:
    return mean / deviation * sqrt(per_year) if deviation > FLAT else nan


def _variance(deviation: float, count: int) -> float:
    """Divided by n, from a standard deviation divided by n - 1; of a single return 0."""
    return deviation * deviation * (count - 1) / count if count > 1 else 0.0
