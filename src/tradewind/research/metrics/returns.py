"""Metrics of a series of returns. returns: (n,) simple returns per period; per_year: periods in a year.

NaN wherever a figure is undefined (nothing to divide by, too few returns): never 0, never infinity.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tradewind.models import sharpe as sharpe_theory
from tradewind.research.metrics.catalogue import metric

Floats = NDArray[np.floating]

_TAIL = 0.05


def _divide(top: float, bottom: float) -> float:
    return top / bottom if bottom > 1e-14 else math.nan


@metric("Total return", "returns", "fraction", "high", "Bacon (2008), ch. 2", interval=True)
def total_return(returns: Floats, per_year: float) -> float:
    """Last equity divided by the first, less 1."""
    return float(np.prod(1.0 + returns) - 1.0)


@metric(
    "Growth per year (CAGR)",
    "returns",
    "fraction per year",
    "high",
    "Bacon (2008), ch. 2",
    interval=True,
    annualised="compounded",
)
def cagr(returns: Floats, per_year: float) -> float:
    """The constant yearly return that leads to the same end: (last / first) ** (periods per year / periods) - 1."""
    end = float(np.prod(1.0 + returns))
    return end ** (per_year / len(returns)) - 1.0 if end > 0 else -1.0


@metric(
    "Volatility",
    "returns",
    "fraction per year",
    "low",
    "Bacon (2008), ch. 4",
    interval=True,
    annualised="× √ periods a year",
)
def volatility(returns: Floats, per_year: float) -> float:
    """Standard deviation (n - 1) of the returns, times the root of the periods per year."""
    return float(np.std(returns, ddof=1)) * math.sqrt(per_year) if len(returns) > 1 else math.nan


@metric("Sharpe ratio", "returns", "ratio", "high", "Sharpe (1994)", interval=True, annualised="× √ periods a year")
def sharpe(returns: Floats, per_year: float) -> float:
    """Mean return divided by its standard deviation, times the root of the periods per year. Risk-free rate 0."""
    return sharpe_theory.sharpe_ratio(returns, per_year)


@metric(
    "Sortino ratio",
    "returns",
    "ratio",
    "high",
    "Sortino & Price (1994)",
    interval=True,
    annualised="× √ periods a year",
)
def sortino(returns: Floats, per_year: float) -> float:
    """Mean return divided by the root of the mean squared loss (gains count 0), times the root of periods a year."""
    downside = math.sqrt(float(np.mean(np.minimum(returns, 0.0) ** 2)))
    return _divide(float(np.mean(returns)) * math.sqrt(per_year), downside)


@metric("Largest drawdown", "returns", "fraction", "low", "Magdon-Ismail & Atiya (2004)", interval=True)
def max_drawdown(returns: Floats, per_year: float) -> float:
    """Largest fall of equity from a peak before it, as a fraction of that peak."""
    return float(falls(returns).max())


@metric("Longest drawdown", "returns", "bars", "low", "Bacon (2008), ch. 4")
def longest_drawdown(returns: Floats, per_year: float) -> float:
    """Most bars in a row below an earlier peak, an unfinished stretch included."""
    below = np.concatenate([[0], (falls(returns) > 0).astype(np.int64), [0]])
    edges = np.flatnonzero(np.diff(below))
    return float((edges[1::2] - edges[::2]).max()) if len(edges) else 0.0


@metric(
    "Calmar ratio",
    "returns",
    "ratio",
    "high",
    "Young (1991), over the whole sample",
    interval=True,
    annualised="through growth a year",
)
def calmar(returns: Floats, per_year: float) -> float:
    """Growth per year divided by the largest drawdown."""
    return _divide(cagr(returns, per_year), max_drawdown(returns, per_year))


@metric("Omega ratio", "returns", "ratio", "high", "Keating & Shadwick (2002)", interval=True)
def omega(returns: Floats, per_year: float) -> float:
    """Sum of the positive returns divided by the sum of the negative ones without sign; threshold 0."""
    return _divide(float(np.maximum(returns, 0.0).sum()), float(np.maximum(-returns, 0.0).sum()))


@metric("Tail ratio", "returns", "ratio", "high", "pyfolio (Quantopian, 2015)", interval=True)
def tail_ratio(returns: Floats, per_year: float) -> float:
    """95th percentile of the returns divided by the 5th, both without sign."""
    high, low = np.quantile(returns, [1.0 - _TAIL, _TAIL])
    return _divide(abs(float(high)), abs(float(low)))


@metric("Value at risk, 95%", "returns", "fraction", "low", "Jorion (2006), historical simulation", interval=True)
def value_at_risk(returns: Floats, per_year: float) -> float:
    """Loss per period that 95% of the periods stayed below: the 5th percentile of the returns, sign turned."""
    return -float(np.quantile(returns, _TAIL))


@metric("Expected shortfall, 95%", "returns", "fraction", "low", "Acerbi & Tasche (2002), historical", interval=True)
def expected_shortfall(returns: Floats, per_year: float) -> float:
    """Mean loss of the periods at or beyond the value at risk (also called CVaR)."""
    return -float(returns[returns <= np.quantile(returns, _TAIL)].mean())


@metric("Ulcer index", "returns", "fraction", "low", "Martin & McCann (1989)", interval=True)
def ulcer(returns: Floats, per_year: float) -> float:
    """Root of the mean squared drawdown over all bars."""
    return math.sqrt(float(np.mean(falls(returns) ** 2)))


@metric(
    "Recovery factor",
    "returns",
    "ratio",
    "high",
    "Total return over drawdown; MetaTrader 5 strategy report",
    interval=True,
)
def recovery_factor(returns: Floats, per_year: float) -> float:
    """Total return divided by the largest drawdown."""
    return _divide(total_return(returns, per_year), max_drawdown(returns, per_year))


@metric("Skewness", "returns", "ratio", "neither", "Joanes & Gill (1998), g1", interval=True)
def skewness(returns: Floats, per_year: float) -> float:
    """Third standardised moment of the returns (moments divided by n); below 0: the long tail is on the losing side."""
    return _standard_moment(returns, 3)


@metric("Excess kurtosis", "returns", "ratio", "neither", "Joanes & Gill (1998), g2", interval=True)
def excess_kurtosis(returns: Floats, per_year: float) -> float:
    """Fourth standardised moment of the returns less 3; above 0: extremes are more frequent than in a normal."""
    return _standard_moment(returns, 4) - 3.0


@metric("Best period", "returns", "fraction", "high", "Largest return of the sample")
def best_period(returns: Floats, per_year: float) -> float:
    """Largest return of one bar."""
    return float(returns.max())


@metric("Worst period", "returns", "fraction", "high", "Smallest return of the sample")
def worst_period(returns: Floats, per_year: float) -> float:
    """Smallest return of one bar."""
    return float(returns.min())


def falls(returns: Floats) -> Floats:
    """(n,) fraction below the highest equity so far, the start included; 0 at a peak."""
    equity = np.cumprod(1.0 + returns)
    peak = np.maximum(np.maximum.accumulate(equity), 1.0)
    return 1.0 - equity / peak


def _standard_moment(returns: Floats, order: int) -> float:
    centred = returns - np.mean(returns)
    squared = centred * centred
    spread = math.sqrt(float(np.mean(squared)))
    # Products: numpy's power of a float array takes ten times as long.
    powered = squared * (centred if order == 3 else squared)
    return float(np.mean(powered)) / spread**order if spread > 1e-14 else math.nan
