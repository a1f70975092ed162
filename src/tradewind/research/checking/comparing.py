"""Where two columns, or two tables of rows, are the first time not the same."""

from __future__ import annotations

import numpy as np


def first_value(a: np.ndarray, b: np.ndarray) -> int:
    """Index of the first value that is another one, NaN being NaN; -1 if none is. Both (n,) float64."""
    if np.array_equal(a.view(np.int64), b.view(np.int64)):  # nearly always, and one pass tells
        return -1
    differ = np.flatnonzero((a != b) & ~(np.isnan(a) & np.isnan(b)))
    return int(differ[0]) if len(differ) else -1


def first_row(a: np.ndarray, b: np.ndarray) -> int:
    """Index of the first row that is another one, or is there on one side alone; -1 if none is. Rows of 8-byte fields, bit for bit."""
    shorter = min(len(a), len(b))
    rest = shorter if len(a) != len(b) else -1
    words_a, words_b = (np.ascontiguousarray(x[:shorter]).view(np.int64) for x in (a, b))
    if np.array_equal(words_a, words_b):
        return rest
    return int(np.flatnonzero(words_a != words_b)[0]) // (words_a.size // shorter)
