"""Reading and writing an array at an index that is known not to be negative: compiled, it saves the test for counting from the end."""

from __future__ import annotations

import types
from typing import Any

import numpy as np


def at(array: np.ndarray, i: int) -> Any:
    """`array[i]`, 0 <= i."""
    return array[i]


def put(array: np.ndarray, i: int, value: Any) -> None:
    """`array[i] = value`, 0 <= i."""
    array[i] = value


def compiled(function: types.FunctionType) -> Any:
    """What stands for `at` or `put` in compiled code; None for any other function."""
    if function not in (at, put):
        return None
    from numba import njit, uint64

    if function is at:
        return njit(lambda array, i: array[uint64(i)], boundscheck=False)

    def store(array, i, value):
        array[uint64(i)] = value

    return njit(store, boundscheck=False)
