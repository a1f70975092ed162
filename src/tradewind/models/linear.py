"""Serve a walk-forward of logistic regressions: the same bits in a batch, one row at a time, and compiled.

Plain functions over numpy arrays, loops and `math` only, so that a compiler of kernels can link them as they are.
Sums run in the order of the features, one addition after the other, whoever calls.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Times = NDArray[np.int64]


class LinearModel(NamedTuple):
    """f folds of k features, oldest first. A fold speaks from `valid_from` (ns) until the next one's.

    valid_from, trained_until: (f,) int64. means, scales, weights: (f, k) float64. bias: (f,) float64.
    """

    valid_from: Times
    trained_until: Times
    means: Floats
    scales: Floats
    weights: Floats
    bias: Floats


def predict_one(model: LinearModel, ts: int, x: Floats) -> float:
    """Probability of an up move at `ts` (ns) for one row x (k,), by the last fold with valid_from <= ts.

    p = 1 / (1 + exp(-z)),   z = bias + sum_j (x_j - mean_j) / scale_j * weight_j
    NaN before the first fold, or if any feature is NaN or infinite.
    """
    fold = -1
    for i in range(model.valid_from.shape[0]):
        if model.valid_from[i] <= ts:
            fold = i
    if fold < 0:
        return math.nan
    z = model.bias[fold]
    for j in range(model.weights.shape[1]):
        if not math.isfinite(x[j]):
            return math.nan
        z = z + (x[j] - model.means[fold, j]) / model.scales[fold, j] * model.weights[fold, j]
    if z >= 0.0:
        return 1.0 / (1.0 + math.exp(-z))
    small = math.exp(z)
    return small / (1.0 + small)


def predict(model: LinearModel, ts: Times, X: Floats) -> Floats:
    """`predict_one` of each row. ts: (n,) int64, X: (n, k) float64. Returns (n,) float64."""
    out = np.empty(ts.shape[0])
    for i in range(ts.shape[0]):
        out[i] = predict_one(model, ts[i], X[i])
    return out
