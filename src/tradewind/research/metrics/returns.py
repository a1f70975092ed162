"""Metrics of a series of returns. Each takes the `Sums` of an account and is compiled into sweeps: numbers in, a number out.

NaN wherever a figure is undefined (nothing to divide by, too few returns): never 0, never infinity.
"""

from __future__ import annotations

from math import nan, sqrt

from tradewind.research.metrics.catalogue import metric
from tradewind.research.metrics.sums import FLAT, Sums, divided


@metric("Total return", "returns", "fraction", "high", "Bacon (2008), ch. 2", interval=True)
def total_return(s: Sums) -> float:
    """Last equity divided by the first, less 1."""
    return s.end - 1.0


@metric(
    "Growth per year (CAGR)",
    "returns",
    "fraction per year",
    "high",
    "Bacon (2008), ch. 2",
    interval=True,
    annualised="compounded",
)
def cagr(s: Sums) -> float:
    """The constant yearly return that leads to the same end: (last / first) ** (periods per year / periods) - 1."""
    return s.end ** (s.per_year / s.periods) - 1.0 if s.end > 0.0 else -1.0


@metric(
    "Volatility",
    "returns",
    "fraction per year",
    "low",
    "Bacon (2008), ch. 4",
    interval=True,
    annualised="× √ periods a year",
)
def volatility(s: Sums) -> float:
    """Standard deviation (n - 1) of the returns, times the root of the periods per year."""
    return s.deviation * sqrt(s.per_year)


@metric("Sharpe ratio", "returns", "ratio", "high", "Sharpe (1994)", interval=True, annualised="× √ periods a year")
def sharpe(s: Sums) -> float:
    """Mean return divided by its standard deviation, times the root of the periods per year. Risk-free rate 0."""
    return s.mean / s.deviation * sqrt(s.per_year) if s.deviation > FLAT else nan


@metric(
    "Sortino ratio",
    "returns",
    "ratio",
    "high",
    "Sortino & Price (1994)",
    interval=True,
    annualised="× √ periods a year",
)
def sortino(s: Sums) -> float:
    """Mean return divided by the root of the mean squared loss (gains count 0), times the root of periods a year."""
    return divided(s.mean * sqrt(s.per_year), s.downside)


@metric("Largest drawdown", "returns", "fraction", "low", "Magdon-Ismail & Atiya (2004)", interval=True)
def max_drawdown(s: Sums) -> float:
    """Largest fall of equity from a peak before it, as a fraction of that peak."""
    return s.deepest


@metric("Longest drawdown", "returns", "bars", "low", "Bacon (2008), ch. 4")
def longest_drawdown(s: Sums) -> float:
    """Most bars in a row below an earlier peak, an unfinished stretch included."""
    return float(s.longest)


@metric(
    "Calmar ratio",
    "returns",
    "ratio",
    "high",
    "Young (1991), over the whole sample",
    interval=True,
    annualised="through growth a year",
)
def calmar(s: Sums) -> float:
    """Growth per year divided by the largest drawdown."""
    return divided(cagr(s), s.deepest)


@metric("Omega ratio", "returns", "ratio", "high", "Keating & Shadwick (2002)", interval=True)
def omega(s: Sums) -> float:
    """Sum of the positive returns divided by the sum of the negative ones without sign; threshold 0."""
    return divided(s.gains, -s.losses)


@metric("Tail ratio", "returns", "ratio", "high", "pyfolio (Quantopian, 2015)", interval=True)
def tail_ratio(s: Sums) -> float:
    """95th percentile of the returns divided by the 5th, both without sign."""
    return divided(abs(s.high), abs(s.low))


@metric("Value at risk, 95%", "returns", "fraction", "low", "Jorion (2006), historical simulation", interval=True)
def value_at_risk(s: Sums) -> float:
    """Loss per period that 95% of the periods stayed below: the 5th percentile of the returns, sign turned."""
    return -s.low


@metric("Expected shortfall, 95%", "returns", "fraction", "low", "Acerbi & Tasche (2002), historical", interval=True)
def expected_shortfall(s: Sums) -> float:
    """Mean loss of the periods at or beyond the value at risk (also called CVaR)."""
    return -s.shortfall


@metric("Ulcer index", "returns", "fraction", "low", "Martin & McCann (1989)", interval=True)
def ulcer(s: Sums) -> float:
    """Root of the mean squared drawdown over all bars."""
    return s.ulcer


@metric(
    "Recovery factor",
    "returns",
    "ratio",
    "high",
    "Total return over drawdown; MetaTrader 5 strategy report",
    interval=True,
)
def recovery_factor(s: Sums) -> float:
    """Total return divided by the largest drawdown."""
    return divided(total_return(s), s.deepest)


@metric("Skewness", "returns", "ratio", "neither", "Joanes & Gill (1998), g1", interval=True)
def skewness(s: Sums) -> float:
    """Third standardised moment of the returns (moments divided by n); below 0: the long tail is on the losing side."""
    return s.skewness


@metric("Excess kurtosis", "returns", "ratio", "neither", "Joanes & Gill (1998), g2", interval=True)
def excess_kurtosis(s: Sums) -> float:
    """Fourth standardised moment of the returns less 3; above 0: extremes are more frequent than in a normal."""
    return s.kurtosis - 3.0


@metric("Best period", "returns", "fraction", "high", "Largest return of the sample")
def best_period(s: Sums) -> float:
    """Largest return of one bar."""
    return s.best


@metric("Worst period", "returns", "fraction", "high", "Smallest return of the sample")
def worst_period(s: Sums) -> float:
    """Smallest return of one bar."""
    return s.worst
