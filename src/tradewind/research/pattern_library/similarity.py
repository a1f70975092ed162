"""Stretches of a series that have the shape of an example: z-normalised Euclidean distance, compiled."""

from __future__ import annotations

from functools import cache
from math import sqrt

import numpy as np

from tradewind.compiler.arrays import ArrayType
from tradewind.compiler.entry import Entry, entry

_FLOATS = ArrayType(np.dtype("f8"))
FLAT = 1e-24  # a stretch whose variance is less than this share of its mean square is a straight line


def fill_profile(series, shape, out):
    """out[i]: distance of series[i : i + m] from `shape`, m values with mean 0 and standard deviation 1.

    Both z-normalised, their distance is sqrt(2 m (1 - r)), r their correlation (A. Mueen and others, The Fastest Similarity Search
    Algorithm for Time Series Subsequences under Euclidean Distance, 2017). A stretch that stands still has no shape: sqrt(m).
    """
    m = shape.size
    for i in range(out.size):
        first = series[i]
        total = squares = product = 0.0
        for j in range(m):
            x = series[i + j] - first
            total += x
            squares += x * x
            product += x * shape[j]
        variance = squares / m - (total / m) * (total / m)
        if variance <= FLAT * first * first:
            out[i] = sqrt(1.0 * m)
        else:
            out[i] = sqrt(max(0.0, 2.0 * (m - product / sqrt(variance))))
    return 0


@cache
def _entry() -> Entry:
    return entry(fill_profile, [_FLOATS, _FLOATS, _FLOATS])


def distance_profile(series: np.ndarray, example: np.ndarray) -> np.ndarray:
    """(n - m + 1,) float64: how far each stretch of m values of `series` is from the shape of `example` (m values that do not all agree)."""
    shape = (example - example.mean()) / example.std()
    out = np.empty(max(len(series) - len(example) + 1, 0))
    if len(out):
        _entry()([np.ascontiguousarray(series, np.float64), np.ascontiguousarray(shape, np.float64), out])
    return out


def matches(profile: np.ndarray, length: int, correlation: float) -> np.ndarray:
    """First bars of the stretches that correlate with the example by at least `correlation`, in order.

    The nearest first; of those that lie less than half a length from one that is taken, none: they are the same stretch.
    """
    limit = sqrt(2.0 * length * (1.0 - correlation))
    free = profile <= limit
    found = []
    for i in np.argsort(profile, kind="stable"):
        if profile[i] > limit:
            break
        if free[i]:
            found.append(int(i))
            free[max(0, i - length // 2 + 1) : i + (length + 1) // 2] = False
    return np.array(sorted(found), dtype=np.int64)
