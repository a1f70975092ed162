"""Labels: what a model is asked to foresee, and when each answer became known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tradewind.errors import ModelError

UP = 1
DOWN = -1
NO_MOVE = 0
UNKNOWN = 2  # the data end before the answer is known

NEVER = np.iinfo(np.int64).max  # end time of a label whose answer lies beyond the data

Floats = NDArray[np.float64]
Times = NDArray[np.int64]


def forward_return(close: Floats, horizon: int) -> Floats:
    """Simple return from this bar's close to the close `horizon` bars later: close[t + h] / close[t] - 1.

    close: (n,) float64, > 0. Returns (n,) float64, a fraction; NaN in the last `horizon` rows.

    Raises
    ------
    ModelError: a close that is not a positive number, or a horizon below 1.
    """
    close = np.asarray(close, dtype=np.float64)
    require_horizon(horizon)
    bad = ~(np.isfinite(close) & (close > 0))
    if bad.any():
        row = int(np.argmax(bad))
        raise ModelError(
            f"close at row {row} is {close[row]}; a label needs prices above 0", try_="tradewind data check"
        )
    forward = np.full(len(close), np.nan)
    if len(close) > horizon:
        forward[:-horizon] = close[horizon:] / close[:-horizon] - 1.0
    return forward


def direction(forward: Floats, band: float) -> NDArray[np.int8]:
    """UP where the forward return is above `band`, DOWN below -`band`, NO_MOVE between, UNKNOWN where it is NaN.

    A move that costs would eat is no move: `band` is the round-trip cost as a fraction (2 x the cost of one side).

    forward: (n,) float64. Returns (n,) int8.

    Raises
    ------
    ModelError: a band below 0 or not finite.
    """
    if not (np.isfinite(band) and band >= 0):
        raise ModelError(f"cost band is {band}; it must be a fraction of at least 0")
    label = np.full(len(forward), UNKNOWN, dtype=np.int8)
    label[forward > band] = UP
    label[forward < -band] = DOWN
    label[np.abs(forward) <= band] = NO_MOVE
    return label


def label_end(ts_event: Times, horizon: int) -> Times:
    """When each row's label became known: the close `horizon` bars later, NEVER in the last `horizon` rows.

    ts_event: (n,) int64 nanoseconds, strictly rising. Returns (n,) int64 nanoseconds. The splitter purges by it.

    Raises
    ------
    ModelError: times that do not rise, or a horizon below 1.
    """
    ts_event = np.asarray(ts_event, dtype=np.int64)
    require_horizon(horizon)
    steps = np.diff(ts_event)
    if (steps <= 0).any():
        row = int(np.argmax(steps <= 0)) + 1
        raise ModelError(f"ts_event does not rise at row {row}", try_="tradewind data check")
    end = np.full(len(ts_event), NEVER, dtype=np.int64)
    if len(ts_event) > horizon:
        end[:-horizon] = ts_event[horizon:]
    return end


def require_horizon(horizon: int) -> None:
    """Raise ModelError unless the horizon is a whole number of at least 1."""
    if isinstance(horizon, bool) or int(horizon) != horizon or horizon < 1:
        raise ModelError(f"horizon is {horizon}; it must be a whole number of bars, at least 1")
