"""Bars along given turning points, for patterns and waves that are planted and must be found."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from tradewind.market.columns import Bars

from ..randombars import bars_of, instrument

BARS_A_LEG = 16


def along(prices: Sequence[float], *, noise: float = 0.0, seed: int = 0, bars: int = BARS_A_LEG) -> Bars:
    """Bars that go straight from one price to the next, after a quiet start and with a last leg that lets the last point become known.

    noise: of each bar's ends, as a part of the shortest leg; the turning points themselves are met exactly without it.
    """
    rng = np.random.default_rng(seed)
    points = np.asarray(prices, dtype=float)
    shortest = np.abs(np.diff(points)).min()
    first = points[0] + 0.6 * (points[1] - points[0])
    last = points[-1] + 0.9 * (points[-2] - points[-1])
    path = np.concatenate([[first], points, [last]])
    ends = np.concatenate([np.linspace(a, z, bars, endpoint=False) for a, z in pairwise(path)] + [path[-1:]])
    ends = ends + noise * shortest * rng.uniform(-1.0, 1.0, len(ends))
    rows = [(a, max(a, z), min(a, z), z) for a, z in pairwise(ends)]
    return bars_of(instrument(), rows)
