"""One case for each registered feature: with which parameters it is put on trial, and where its true values come from."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tradewind.features import FeatureUse, registry
from tradewind.market.columns import Bars

Values = np.ndarray | Sequence[np.ndarray]


@dataclass(frozen=True)
class Case:
    """A feature with other parameters than its defaults, so that a mistaken default can't hide a mistaken use.

    reference: rows -> the true values, one array an output, each (n,) with NaN where there is none; or None, and
    checked_by: `tests/features/test_x.py::test_name`, a test against a published worked example or another library.
    rtol, atol: how near. skip: how many rows after the warm-up the reference takes to forget how it began.
    inputs: other inputs than the declared ones; others: symbols of further instruments that they name.
    rows: makes the rows (seed -> table) where random bars are not the right food.
    """

    name: str
    params: dict[str, int | float] = field(default_factory=dict)
    reference: Callable[[Any], Values] | None = None
    checked_by: str = ""
    rtol: float = 1e-9
    atol: float = 1e-9
    skip: int = 0
    inputs: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    rows: Callable[[int], Any] | None = None

    @property
    def use(self) -> FeatureUse:
        return registry()[self.name](*self.inputs, **self.params)

    @property
    def warmup(self) -> int:
        kind = self.use.kind
        return kind.warmup(kind.params_type(**self.use.resolve({})))


def all_cases() -> dict[str, Case]:
    """Every family's cases, by the feature's name."""
    found: dict[str, Case] = {}
    for module in pkgutil.iter_modules(__path__):
        for case in importlib.import_module(f"{__name__}.{module.name}").CASES:
            assert case.name not in found, f"two cases for {case.name}"
            found[case.name] = case
    return found


def windows(values: np.ndarray, n: int) -> np.ndarray:
    """(len - n + 1, n): every stretch of n values."""
    return np.lib.stride_tricks.sliding_window_view(values, n)


def late(values: np.ndarray, total: int) -> np.ndarray:
    """Values that begin later, with NaN before them."""
    return np.concatenate([np.full(total - len(values), np.nan), values])


def returns(b: Bars, n: int = 1) -> np.ndarray:
    """Log returns over n bars, from the n-th on."""
    return np.log(b.close[n:] / b.close[:-n])
