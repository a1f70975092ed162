"""Metrics of closed trades. Each takes the whole `Sample`; a trade that ends with exactly 0 neither wins nor loses."""

from __future__ import annotations

import math

import numpy as np

from tradewind.research.metrics.catalogue import metric
from tradewind.research.metrics.sample import Sample


@metric("Trades", "trades", "count", "neither", "Closed positions")
def trade_count(sample: Sample) -> float:
    """Number of closed trades."""
    return float(len(sample.trades.pnl))


@metric("Win rate", "trades", "fraction", "high", "Wins over trades", interval=True)
def win_rate(sample: Sample) -> float:
    """Share of the trades that ended with a profit after fees."""
    pnl = sample.trades.pnl
    return float((pnl > 0).mean()) if len(pnl) else math.nan


@metric("Profit factor", "trades", "ratio", "high", "Schwager (1984)", interval=True)
def profit_factor(sample: Sample) -> float:
    """Sum of the profits divided by the sum of the losses without sign."""
    pnl = sample.trades.pnl
    lost = float(-pnl[pnl < 0].sum())
    return float(pnl[pnl > 0].sum()) / lost if lost > 0 else math.nan


@metric("Expectancy", "trades", "money", "high", "Tharp (1998)", interval=True)
def expectancy(sample: Sample) -> float:
    """Mean profit or loss of a trade after fees, in the account's currency."""
    return float(sample.trades.pnl.mean()) if len(sample.trades.pnl) else math.nan


@metric("Pay-off ratio", "trades", "ratio", "high", "Tharp (1998)", interval=True)
def payoff_ratio(sample: Sample) -> float:
    """Mean profit of the winning trades divided by the mean loss of the losing ones without sign."""
    pnl = sample.trades.pnl
    won, lost = pnl[pnl > 0], pnl[pnl < 0]
    return float(won.mean() / -lost.mean()) if len(won) and len(lost) else math.nan


@metric(
    "System quality number", "trades", "ratio", "high", "Tharp (2008), without the cap at 100 trades", interval=True
)
def sqn(sample: Sample) -> float:
    """Root of the number of trades, times the mean profit of a trade divided by its standard deviation."""
    pnl = sample.trades.pnl
    spread = float(np.std(pnl, ddof=1)) if len(pnl) > 1 else 0.0
    return math.sqrt(len(pnl)) * float(pnl.mean()) / spread if spread > 0 else math.nan


@metric("Longest winning streak", "trades", "count", "high", "Longest run of profits")
def longest_wins(sample: Sample) -> float:
    """Most winning trades in a row, by time of exit."""
    return _longest_run(sample.trades.pnl > 0)


@metric("Longest losing streak", "trades", "count", "low", "Longest run of losses")
def longest_losses(sample: Sample) -> float:
    """Most losing trades in a row, by time of exit."""
    return _longest_run(sample.trades.pnl < 0)


@metric("Exposure", "trades", "fraction", "neither", "Time in the market")
def exposure(sample: Sample) -> float:
    """Share of the time during which at least one of the closed trades was open."""
    order = np.argsort(sample.trades.entry_ts, kind="stable")
    starts = np.clip(sample.trades.entry_ts[order], sample.ts[0], sample.ts[-1])
    ends = np.clip(sample.trades.exit_ts[order], sample.ts[0], sample.ts[-1])
    if not len(starts):
        return 0.0
    reached = np.maximum.accumulate(np.concatenate([[sample.ts[0]], ends[:-1]]))
    covered = np.maximum(ends - np.maximum(starts, reached), 0).sum()
    return float(covered) / float(sample.ts[-1] - sample.ts[0])


@metric("Turnover", "trades", "per year", "low", "Grinold & Kahn (1999), two-sided", annualised="÷ years")
def turnover(sample: Sample) -> float:
    """Notional bought and sold by the closed trades, divided by the mean equity and the years."""
    mean = float(sample.equity.mean())
    return float(sample.trades.traded.sum()) / mean / sample.years if mean > 0 else math.nan


def _longest_run(hit: np.ndarray) -> float:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], hit.astype(np.int64), [0]])))
    return float((edges[1::2] - edges[::2]).max()) if len(edges) else 0.0
