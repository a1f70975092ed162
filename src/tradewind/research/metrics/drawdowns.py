"""Drawdowns one by one: when each began, how deep it went, when it was over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Times = NDArray[np.int64]


@dataclass(frozen=True)
class Drawdown:
    """peak, trough, end: ns, end None while equity is not back. depth: fraction of the peak. bars: from peak to end."""

    peak: int
    trough: int
    end: int | None
    depth: float
    bars: int


def underwater(equity: Floats) -> Floats:
    """(n,) fraction below the highest equity so far, as 0 or a positive number."""
    return 1.0 - equity / np.maximum.accumulate(equity)


def deepest(ts: Times, equity: Floats, count: int = 5) -> list[Drawdown]:
    """The deepest drawdowns, deepest first; of equal ones the earlier first. ts, equity: (n,)."""
    below = underwater(equity)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], (below > 0).astype(np.int64), [0]])))
    found = []
    for first, after in zip(edges[::2], edges[1::2], strict=True):
        trough = int(first + np.argmax(below[first:after]))
        over = int(after) < len(ts)
        end = int(ts[after]) if over else None
        bars = int(after if over else len(ts) - 1) - int(first) + 1
        found.append(Drawdown(int(ts[first - 1]), int(ts[trough]), end, float(below[trough]), bars))
    return sorted(found, key=lambda d: (-d.depth, d.peak))[:count]
