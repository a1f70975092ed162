"""What each combination of parameters hands to the loop, for many combinations at once: see `FeatureSet.layout` for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tradewind.features.declare import FeatureUse
from tradewind.features.fused import FeatureSet
from tradewind.features.parameters import Int


@dataclass(frozen=True)
class Feeds:
    """Rows of combinations. features: (n, f) arguments of the steps. windows: (n, steps, 2) where each one's window lies.

    width: length of the longest state vector among them.
    """

    features: np.ndarray
    windows: np.ndarray
    width: int


def feeds(features: FeatureSet, names: Sequence[str], values: np.ndarray) -> Feeds:
    """For each row of `values` (n, p) of the strategy's parameters `names` what `features.layout` gives, column by column.

    Raises
    ------
    StrategyError: a parameter's value is out of the range of a feature that takes it.
    """
    uses = list(features.steps.values())
    arguments = [_arguments(use, names, values) for use in uses]
    sizes = [_window_sizes(use, a) for use, a in zip(uses, arguments, strict=True)]
    windows = np.zeros((len(values), len(uses), 2), np.int64)
    position = np.full(len(values), features.scalars, np.int64)
    for j, size in enumerate(sizes):
        windows[:, j, 0] = position
        position = position + size
        windows[:, j, 1] = position
    joined = np.concatenate(arguments, axis=1) if arguments else np.empty((len(values), 0))
    return Feeds(np.ascontiguousarray(joined), windows, int(position.max(initial=features.scalars)))


def _arguments(use: FeatureUse, names: Sequence[str], values: np.ndarray) -> np.ndarray:
    """(n, arguments of the use). Of a parameter's values the extremes are checked, and the first that is no whole number."""
    if not use.arguments:
        return np.empty((len(values), 0))
    chosen = {n: values[:, names.index(a)] for n, a in use.arguments.items() if isinstance(a, str)}
    for name, column in chosen.items():
        broken = np.flatnonzero(column != np.floor(column)) if isinstance(use.kind.params[name], Int) else []
        for row in (int(column.argmin()), int(column.argmax()), *broken[:1]):
            use.resolve({p: float(v) for p, v in zip(names, values[row], strict=True)})
    fixed = use.resolve({p: float(v) for p, v in zip(names, values[0], strict=True)})
    return np.stack([chosen.get(n, np.full(len(values), float(v))) for n, v in fixed.items()], axis=1)


def _window_sizes(use: FeatureUse, arguments: np.ndarray) -> np.ndarray:
    """(n,) length of the window that the use wants with each row of arguments."""
    if use.kind.window is None:
        return np.zeros(len(arguments), np.int64)
    distinct, row = np.unique(arguments, axis=0, return_inverse=True)
    made = []
    for line in distinct:
        given = use.kind.params_type(*line)
        checked = {n: p.check(n, v) for (n, p), v in zip(use.kind.params.items(), given, strict=True)}
        made.append(use.window_size(use.kind.params_type(**checked)))
    return np.array(made, dtype=np.int64)[row.reshape(-1)]
