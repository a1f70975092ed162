"""Paths from what a run has already done: blocks of its returns drawn anew, its trades in another order or with some missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tradewind.errors import DataError
from tradewind.market.time import DAY
from tradewind.models.bootstrap import block_length, stationary_indices
from tradewind.research.backtest import BacktestResult
from tradewind.research.montecarlo.paths import CELLS, Floats

_YEAR = 365.25 * DAY
MIN_RETURNS, MIN_TRADES = 20, 10  # below, a resample says too little


@dataclass(frozen=True)
class Steps:
    """Simple returns of the account, one a step. per_year: steps in a year. step: `day`, `bar` or `trade`."""

    returns: Floats
    per_year: float
    step: str


def account_steps(result: BacktestResult, step: str = "day") -> Steps:
    """Returns from one end of a UTC day to the next (`day`; a bar that closes at midnight belongs to the day that ended), or of each moment (`bar`).

    Raises
    ------
    DataError: fewer than MIN_RETURNS of them.
    """
    times, equity = result.times, result.equity
    if step == "day":
        days = (times - 1) // DAY
        ends = np.flatnonzero(np.append(days[1:] != days[:-1], True))
        rows = ends if ends[0] == 0 else np.concatenate([[0], ends])
        times, equity = times[rows], equity[rows]
    if len(equity) <= MIN_RETURNS:
        raise DataError(
            f"{len(equity) - 1} returns by {step} are too few to resample; needed: {MIN_RETURNS}",
            try_="--step bar" if step == "day" else "longer data",
        )
    gone = np.flatnonzero(equity <= 0)
    equity = equity[: gone[0]] if len(gone) else equity
    return Steps(equity[1:] / equity[:-1] - 1.0, (len(times) - 1) * _YEAR / float(times[-1] - times[0]), step)


def trade_steps(result: BacktestResult) -> Steps:
    """Profit or loss of each closed trade as a fraction of the account's equity at the moment before its entry, by time of exit.

    Raises
    ------
    DataError: fewer than MIN_TRADES of them.
    """
    trades = sorted(result.trades, key=lambda t: (t.exit_ts, t.entry_ts))
    if len(trades) < MIN_TRADES:
        raise DataError(f"{len(trades)} closed trades are too few to shuffle; needed: {MIN_TRADES}", try_="longer data")
    rows = np.searchsorted(result.times, np.array([t.entry_ts for t in trades]), side="left")
    before = np.concatenate([[result.setup.cash], result.equity])[rows]
    made = np.array([t.pnl for t in trades]) / before
    span = float(result.times[-1] - result.times[0]) / _YEAR
    return Steps(made, len(made) / span, "trade")


def bootstrapped(
    steps: Steps, paths: int, periods: int, rng: np.random.Generator, block: float | None = None
) -> Iterator[Floats]:
    """(c, periods) returns in blocks of random length. block: mean length; None: n ** (1/3).

    Source: D. Politis, J. Romano, The Stationary Bootstrap, JASA 89 (1994).
    """
    n = len(steps.returns)
    mean = block_length(n) if block is None else block
    for count in _chunks(paths, periods):
        yield steps.returns[stationary_indices(n, mean, count, rng, periods)]


def shuffled(steps: Steps, paths: int, rng: np.random.Generator) -> Iterator[Floats]:
    """(c, trades) the same returns in another order: the end is the same in each, the way there is not."""
    for count in _chunks(paths, len(steps.returns)):
        yield rng.permuted(np.tile(steps.returns, (count, 1)), axis=1)


def skipped(steps: Steps, paths: int, probability: float, rng: np.random.Generator) -> Iterator[Floats]:
    """(c, trades) each trade missed, a return of 0, with this probability, independently of the others."""
    for count in _chunks(paths, len(steps.returns)):
        yield steps.returns * (rng.random((count, len(steps.returns))) >= probability)


def _chunks(paths: int, steps: int) -> Iterator[int]:
    size = max(1, CELLS // max(steps, 1))
    for done in range(0, paths, size):
        yield min(size, paths - done)
