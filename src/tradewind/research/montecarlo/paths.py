"""Equity paths and what is kept of each: final value, lowest value, deepest drawdown, Sharpe ratio, a thinned curve."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

CELLS = 2_000_000  # returns that are held at a time, so that memory stays small
SHOWN = 252  # steps of a curve that are kept to be drawn


@dataclass(frozen=True)
class Paths:
    """n paths that begin with the same equity.

    final, low, drawdown, sharpe: (n,) account currency, account currency, fraction of the peak, a year (NaN without spread).
    curves: (n, m) account currency at the steps `at` (m,), which begin with 0 and end with the last.
    """

    final: Floats
    low: Floats
    drawdown: Floats
    sharpe: Floats
    curves: Floats
    at: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.final)


def from_returns(chunks: Iterable[Floats], start: float, per_year: float) -> Paths:
    """Paths that compound returns: chunks of (c, steps) simple returns. An account that lost everything stays at 0."""
    parts = [_reduced(np.asarray(chunk), start, per_year) for chunk in chunks]
    return joined(parts)


def joined(parts: list[Paths]) -> Paths:
    """The paths of all parts, in their order."""
    final, low, drawdown, sharpe, curves = (
        np.concatenate([getattr(p, n) for p in parts]) for n in ("final", "low", "drawdown", "sharpe", "curves")
    )
    return Paths(final, low, drawdown, sharpe, curves, parts[0].at)


def of_equity(equity: Floats, sharpe: Floats) -> Paths:
    """Paths as they are: equity (n, steps + 1), its first column the start."""
    peak = np.maximum.accumulate(equity, axis=1)
    at = shown(equity.shape[1] - 1)
    return Paths(equity[:, -1], equity.min(axis=1), (1.0 - equity / peak).max(axis=1), sharpe, equity[:, at], at)


def shown(steps: int) -> NDArray[np.intp]:
    """Steps of a curve that are drawn: all, or at most SHOWN + 1 of them, evenly."""
    return np.unique(np.linspace(0, steps, min(steps, SHOWN) + 1).round().astype(np.intp))


def sharpe_of(returns: Floats, per_year: float) -> Floats:
    """(n,) Sharpe ratio a year of each row of returns (n, steps), as in `models.sharpe`; NaN below 2 steps or without spread."""
    if returns.shape[1] < 2:
        return np.full(len(returns), math.nan)
    spread = returns.std(axis=1, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(spread > 1e-14, returns.mean(axis=1) / spread, math.nan) * math.sqrt(per_year)


def _reduced(returns: Floats, start: float, per_year: float) -> Paths:
    grown = np.cumprod(np.maximum(1.0 + returns, 0.0), axis=1)
    equity = start * np.concatenate([np.ones((len(returns), 1)), grown], axis=1)
    return of_equity(equity, sharpe_of(returns, per_year))
