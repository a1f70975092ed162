"""Metrics of closed trades. Each takes the `Sums` of an account; a trade that ends with exactly 0 neither wins nor loses."""

from __future__ import annotations

from math import nan, sqrt

from tradewind.research.metrics.catalogue import metric
from tradewind.research.metrics.sums import Sums


@metric("Trades", "trades", "count", "neither", "Closed positions")
def trade_count(s: Sums) -> float:
    """Number of closed trades."""
    return float(s.trips)


@metric("Win rate", "trades", "fraction", "high", "Wins over trades", interval=True)
def win_rate(s: Sums) -> float:
    """Share of the trades that ended with a profit after fees."""
    return s.won / s.trips if s.trips > 0 else nan


@metric("Profit factor", "trades", "ratio", "high", "Schwager (1984)", interval=True)
def profit_factor(s: Sums) -> float:
    """Sum of the profits divided by the sum of the losses without sign."""
    return s.profit / s.loss if s.loss > 0.0 else nan


@metric("Expectancy", "trades", "money", "high", "Tharp (1998)", interval=True)
def expectancy(s: Sums) -> float:
    """Mean profit or loss of a trade after fees, in the account's currency."""
    return s.earned / s.trips if s.trips > 0 else nan


@metric("Pay-off ratio", "trades", "ratio", "high", "Tharp (1998)", interval=True)
def payoff_ratio(s: Sums) -> float:
    """Mean profit of the winning trades divided by the mean loss of the losing ones without sign."""
    return (s.profit / s.won) / (s.loss / s.lost) if s.won > 0 and s.lost > 0 else nan


@metric(
    "System quality number", "trades", "ratio", "high", "Tharp (2008), without the cap at 100 trades", interval=True
)
def sqn(s: Sums) -> float:
    """Root of the number of trades, times the mean profit of a trade divided by its standard deviation."""
    return sqrt(s.trips) * (s.earned / s.trips) / s.spread if s.spread > 0.0 else nan


@metric("Longest winning streak", "trades", "count", "high", "Longest run of profits")
def longest_wins(s: Sums) -> float:
    """Most winning trades in a row, by time of exit."""
    return float(s.wins)


@metric("Longest losing streak", "trades", "count", "low", "Longest run of losses")
def longest_losses(s: Sums) -> float:
    """Most losing trades in a row, by time of exit."""
    return float(s.losing)


@metric("Exposure", "trades", "fraction", "neither", "Time in the market")
def exposure(s: Sums) -> float:
    """Share of the time during which at least one of the closed trades was open."""
    return s.covered / s.lasted


@metric("Turnover", "trades", "per year", "low", "Grinold & Kahn (1999), two-sided", annualised="÷ years")
def turnover(s: Sums) -> float:
    """Notional bought and sold by the closed trades, divided by the mean equity and the years."""
    return s.traded / s.money / s.years if s.money > 0.0 and s.years > 0.0 else nan
