"""Metrics against a benchmark. returns, benchmark: (n,) simple returns of the same periods; per_year: in a year."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tradewind.models.sharpe import sharpe_ratio
from tradewind.research.metrics.catalogue import metric

Floats = NDArray[np.floating]


@metric("Beta", "benchmark", "ratio", "neither", "Sharpe (1964)", interval=True)
def beta(returns: Floats, benchmark: Floats, per_year: float) -> float:
    """Covariance with the benchmark divided by the benchmark's variance."""
    moved = benchmark - np.mean(benchmark)
    variance = float(np.mean(moved**2))
    return float(np.mean(moved * (returns - np.mean(returns)))) / variance if variance > 1e-18 else math.nan


@metric(
    "Alpha",
    "benchmark",
    "fraction per year",
    "high",
    "Jensen (1968), risk-free rate 0",
    interval=True,
    annualised="× periods a year",
)
def alpha(returns: Floats, benchmark: Floats, per_year: float) -> float:
    """Mean return less beta times the benchmark's mean return, times the periods per year."""
    return (float(np.mean(returns)) - beta(returns, benchmark, per_year) * float(np.mean(benchmark))) * per_year


@metric(
    "Information ratio", "benchmark", "ratio", "high", "Goodwin (1998)", interval=True, annualised="× √ periods a year"
)
def information_ratio(returns: Floats, benchmark: Floats, per_year: float) -> float:
    """Mean of the return above the benchmark divided by its standard deviation, times the root of periods per year."""
    return sharpe_ratio(returns - benchmark, per_year)


@metric("Correlation", "benchmark", "ratio", "neither", "Pearson (1895)", interval=True)
def correlation(returns: Floats, benchmark: Floats, per_year: float) -> float:
    """Correlation of the returns with the benchmark's."""
    if returns.std() < 1e-14 or benchmark.std() < 1e-14:
        return math.nan
    return float(np.corrcoef(returns, benchmark)[0, 1])


@metric(
    "Sharpe above benchmark",
    "benchmark",
    "ratio",
    "high",
    "Ledoit & Wolf (2008)",
    interval=True,
    annualised="× √ periods a year",
)
def sharpe_difference(returns: Floats, benchmark: Floats, per_year: float) -> float:
    """Sharpe ratio less the benchmark's, over the same periods."""
    return sharpe_ratio(returns, per_year) - sharpe_ratio(benchmark, per_year)
