"""The simple rule that a model's probabilities are traded by when its worth is measured: in or out, bar by bar."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tradewind.models.sharpe import sharpe_ratio

Floats = NDArray[np.floating]
Times = NDArray[np.int64]
Rule = Literal["long_flat", "long_short"]

TRADING = ("net_return", "sharpe", "max_drawdown", "trades")
_YEAR = 365.25 * 86_400e9


@dataclass(frozen=True)
class Curve:
    """Mean equity of equal accounts, one an instrument, that start with 1. ts, equity: (t,); trades: entries."""

    ts: Times
    equity: Floats
    trades: int

    @property
    def returns(self) -> Floats:
        """(t - 1,) simple returns per time stamp."""
        return self.equity[1:] / self.equity[:-1] - 1.0

    @property
    def periods_per_year(self) -> float:
        """Time stamps a year, see `periods_per_year`."""
        return periods_per_year(self.ts)

    def figures(self) -> dict[str, float]:
        """The figures of `TRADING`: net return and drawdown as fractions, Sharpe annualised, number of entries."""
        paths = self.equity[None, 1:] / self.equity[0]
        return {
            "net_return": float(self.equity[-1] / self.equity[0] - 1.0),
            "sharpe": sharpe_ratio(self.returns, self.periods_per_year),
            "max_drawdown": float(deepest_fall(paths)[0]),
            "trades": float(self.trades),
        }


def periods_per_year(ts: Times) -> float:
    """Time stamps in a year of 365.25 days, from their own spacing: 252 for daily stocks, 365 for daily crypto.

    ts: (n,) int64 ns, rising. NaN below two.
    """
    span = float(ts[-1] - ts[0]) if len(ts) else 0.0
    return (len(ts) - 1) * _YEAR / span if span > 0 else math.nan


def positions(probability: Floats, rule: Rule, margin: float = 0.0) -> Floats:
    """+1 where the probability of up is above 0.5 + margin; -1 below 0.5 - margin if shorts are allowed; else 0.

    probability: (n,), NaN holds nothing. Returns (n,) fraction of the account to hold from this bar's close on.
    """
    hold = np.zeros(len(probability))
    hold[probability > 0.5 + margin] = 1.0
    if rule == "long_short":
        hold[probability < 0.5 - margin] = -1.0
    return hold


def account(close: Floats, hold: Floats, cost: float) -> Floats:
    """Equity (n,) of one account that starts with 1 before the first bar's trade and is flat after the last.

    A change of position is filled at the close that decided it and pays `cost` (fee and slippage, fraction of the
    notional) on each side. Assumption: that close can be had; the backtest through the kernel fills later than this.
    """
    hold = hold.copy()
    hold[-1] = 0.0
    change = np.abs(np.diff(hold, prepend=0.0))
    growth = np.ones(len(close))
    growth[1:] = 1.0 + hold[:-1] * (close[1:] / close[:-1] - 1.0)
    return np.cumprod(np.maximum(growth, 0.0) * (1.0 - cost * change), dtype=np.float64)


def entries(hold: Floats) -> int:
    """How often a position was opened or turned around. The last bar only closes."""
    opened = hold[:-1]
    before = np.concatenate([[0.0], opened[:-1]])
    return int(((opened != 0.0) & (opened != before)).sum())


def combine(ts: Sequence[Times], equity: Sequence[Floats], trades: int) -> Curve:
    """Mean of the accounts on the union of their times; in cash before an account's first bar and after its last."""
    grid = np.unique(np.concatenate(ts))
    total = np.zeros(len(grid))
    for times, values in zip(ts, equity, strict=True):
        at = np.searchsorted(times, grid, side="right")
        total += np.concatenate([[1.0], values])[at]
    return Curve(grid, total / len(ts), trades)


def deepest_fall(paths: Floats) -> Floats:
    """Largest fall from a running peak of each path, a positive fraction. paths: (draws, t), the start 1 left out."""
    peak = np.maximum(np.maximum.accumulate(paths, axis=1), 1.0)
    return np.max(1.0 - paths / peak, axis=1)
