"""Fewer points for a long line, without losing a single extreme."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.intp]


def keep(values: NDArray[np.floating], buckets: int) -> Rows:
    """Rows to draw: first, last, lowest and highest of each of `buckets` runs; all rows if there are few.

    values: (n,) finite. Returns rising rows, at most 4 * buckets, the first and the last among them.
    Source: U. Jugel et al., M4: A Visualization-Oriented Time Series Data Aggregation, VLDB 7 (2014).
    """
    n = len(values)
    if n <= 4 * buckets:
        return np.arange(n)
    bounds = np.linspace(0, n, buckets + 1).astype(np.intp)
    rows = [(a, b - 1, a + int(np.argmin(values[a:b])), a + int(np.argmax(values[a:b]))) for a, b in pairwise(bounds)]
    return np.unique(np.array(rows, dtype=np.intp))


def envelope(low: NDArray[np.floating], high: NDArray[np.floating], buckets: int) -> tuple[Rows, Rows]:
    """For each of at most `buckets` runs, the row of its lowest low and the row of its highest high."""
    bounds = np.unique(np.linspace(0, len(low), min(buckets, len(low)) + 1).astype(np.intp))
    pairs = list(pairwise(bounds))
    lows = np.array([a + int(np.argmin(low[a:b])) for a, b in pairs], dtype=np.intp)
    highs = np.array([a + int(np.argmax(high[a:b])) for a, b in pairs], dtype=np.intp)
    return lows, highs


def segments(ts: NDArray[np.int64]) -> Rows:
    """(n,) number of the unbroken stretch that each row lies in: a pause of over 20 usual steps begins a new one."""
    steps = np.diff(ts)
    if len(steps) == 0:
        return np.zeros(len(ts), dtype=np.intp)
    return np.concatenate([[0], np.cumsum(steps > 20 * np.median(steps))]).astype(np.intp)
