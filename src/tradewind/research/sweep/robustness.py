"""How a combination's neighbours did: a good one among bad ones is luck more often than one on a plateau."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import nan

import numpy as np

from tradewind.research.sweep.result import SweepResult, ranked

_NEAREST = 8


@dataclass(frozen=True)
class Neighbourhood:
    """Of each combination: median: (n,) of the figure among its neighbours, NaN without any. worst: (n,). count: (n,) neighbours.

    A neighbour that was given up, or has no such figure, counts as the worst value that any combination has.
    """

    by: str
    median: np.ndarray
    worst: np.ndarray
    count: np.ndarray
    low_is_good: bool

    def plateau(self, own: np.ndarray) -> int:
        """Row that is best when each combination is taken for the worse of its own figure and its neighbours' median; -1 if none."""
        pick = np.maximum if self.low_is_good else np.minimum
        order = ranked(pick(own, self.median), self.by)
        return int(order[0]) if len(order) else -1


def neighbourhood(result: SweepResult, by: str = "sharpe") -> Neighbourhood:
    """Neighbours on a grid: at most one step away in every parameter. Of drawn combinations: the 8 nearest, each range scaled to 1.

    Source: R. Pardo, The Evaluation and Optimization of Trading Strategies, 2nd ed. (2008), on robust regions of the parameter space.
    """
    from tradewind.research.metrics import METRICS

    own = result.figure(by)
    low = by in METRICS and METRICS[by].better == "low"
    known = own[np.isfinite(own)]
    worst = (known.max() if low else known.min()) if len(known) else nan
    filled = np.where(np.isfinite(own), own, worst)
    beside = _on_grid(result, filled) if result.space.method == "grid" else _nearest(result, filled)
    count = np.isfinite(beside).sum(axis=1)
    median, extreme = np.full(len(own), nan), np.full(len(own), nan)
    some = count > 0
    if some.any():
        median[some] = np.nanmedian(beside[some], axis=1)
        extreme[some] = (np.nanmax if low else np.nanmin)(beside[some], axis=1)
    return Neighbourhood(by, median, extreme, count, low)


def _on_grid(result: SweepResult, values: np.ndarray) -> np.ndarray:
    """(n, neighbours) values one step away, NaN where the grid ends or a constraint left the place out."""
    grids = result.space.grids
    at = np.stack([np.searchsorted(v, result.space.column(n)) for n, v in grids.items()], axis=1)
    sizes = np.array([len(v) for v in grids.values()])
    # A border of NaN all around, so that no step leads outside.
    cells = np.full(sizes + 2, nan)
    cells[tuple((at + 1).T)] = values
    # With many parameters the corners are too many (3 ** p): then only single steps count.
    steps = [s for s in product((-1, 0, 1), repeat=len(sizes)) if any(s) and (len(sizes) <= 4 or sum(map(abs, s)) == 1)]
    return np.stack([cells[tuple((at + 1 + np.array(s)).T)] for s in steps], axis=1)


def _nearest(result: SweepResult, values: np.ndarray) -> np.ndarray:
    """(n, up to 8) values of the nearest combinations."""
    columns = [result.space.column(n) for n in result.space.swept]
    spans = [float(np.ptp(c)) or 1.0 for c in columns]
    places = np.stack([c / s for c, s in zip(columns, spans, strict=True)], axis=1)
    count = min(_NEAREST, len(values) - 1)
    beside = np.full((len(values), max(count, 1)), nan)
    if count < 1:
        return beside
    from sklearn.neighbors import KDTree

    rows = KDTree(places).query(places, count + 1, return_distance=False, sort_results=True)
    for i, near in enumerate(rows):
        beside[i] = values[[j for j in near if j != i][:count]]
    return beside
