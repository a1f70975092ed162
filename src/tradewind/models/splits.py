"""Purged walk-forward splits: train on the past, skip what leaks, test on what came next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradewind.errors import ModelError

Times = NDArray[np.int64]
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class WalkForward:
    """The plan of a walk-forward: how many test windows, what is trained on, how much is left out between.

    n_splits: number of test windows, of equal length, one after the other.
    first_test: fraction of the time stamps before the first test window; None: 1 / (n_splits + 1).
    window: train on this many time stamps before the test window (rolling); None: on all before (expanding).
    embargo: time stamps left out before each test window, beyond the purge.
    """

    n_splits: int = 8
    first_test: float | None = None
    window: int | None = None
    embargo: int = 0

    def __post_init__(self) -> None:
        if self.n_splits < 1:
            raise ModelError(f"walk-forward with {self.n_splits} test windows; at least 1")
        if self.first_test is not None and not 0.0 < self.first_test < 1.0:
            raise ModelError(f"first_test is {self.first_test}; it must lie between 0 and 1")
        if self.window is not None and self.window < 1:
            raise ModelError(f"training window is {self.window} bars; at least 1 (or None: all the past)")
        if self.embargo < 0:
            raise ModelError(f"embargo is {self.embargo} bars; at least 0")

    def __str__(self) -> str:
        trained = "all the past" if self.window is None else f"the last {self.window} bars"
        return f"{self.n_splits} test windows, each trained on {trained}; labels purged, {self.embargo} bars embargoed"


class PurgedWalkForward:
    """Walk-forward splitter with scikit-learn's interface, which knows when each row's label ended.

    A row trains for a test window only if its label ended *before* the window's first time stamp, less the embargo:
    what the row was asked to foresee was known by then. Rows of one time stamp (several instruments) always stay
    together. Every training row lies before its test window, so the embargo widens the gap before the window; the
    embargo *after* a test set, which cross-validation needs, has nothing to act on here.

    Parameters
    ----------
    plan: the plan.
    ts: (n,) int64, when each row was known; in any order, repeated for several instruments.
    label_end: (n,) int64, when each row's label was known; `labels.NEVER` if it is not.

    Raises
    ------
    ModelError: lengths differ, a label ends before its row, or too few time stamps for the plan.

    Source: M. López de Prado, Advances in Financial Machine Learning (2018), ch. 7 (purge, embargo), 12 (walk-forward).
    """

    def __init__(self, plan: WalkForward, ts: Times, label_end: Times) -> None:
        self.plan = plan
        self.ts = np.asarray(ts, dtype=np.int64)
        self.label_end = np.asarray(label_end, dtype=np.int64)
        if self.ts.shape != self.label_end.shape:
            raise ModelError(f"{len(self.ts)} times but {len(self.label_end)} label end times; they must pair up")
        if (self.label_end <= self.ts).any():
            row = int(np.argmax(self.label_end <= self.ts))
            raise ModelError(f"label of row {row} ends at its own time or before; a label must lie in the future")
        self.times = np.unique(self.ts)
        share = plan.first_test if plan.first_test is not None else 1.0 / (plan.n_splits + 1)
        self._first = int(len(self.times) * share)
        if self._first < 1 or len(self.times) - self._first < plan.n_splits:
            raise ModelError(
                f"{len(self.times)} time stamps are too few for {plan.n_splits} test windows",
                try_="fewer splits or more data",
            )

    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:
        """Number of test windows."""
        return self.plan.n_splits

    def windows(self) -> list[tuple[int, int]]:
        """Each test window's (first, last) time stamp, nanoseconds, both inside. They cover the end without a gap."""
        bounds = np.linspace(self._first, len(self.times), self.plan.n_splits + 1).astype(int)
        return [(int(self.times[a]), int(self.times[b - 1])) for a, b in pairwise(bounds)]

    def split(self, X: Any = None, y: Any = None, groups: Any = None) -> Iterator[tuple[Rows, Rows]]:
        """Yield (training rows, test rows) for each test window, in order of time.

        Raises
        ------
        ModelError: X has another number of rows than `ts`, or purging leaves a window nothing to train on.
        """
        if X is not None and len(X) != len(self.ts):
            raise ModelError(f"{len(X)} rows to split but {len(self.ts)} times; they must pair up")
        for number, (first, last) in enumerate(self.windows(), start=1):
            train = self._train_rows(first)
            if len(train) == 0:
                raise ModelError(
                    f"test window {number} of {self.plan.n_splits} has nothing to train on after purge and embargo",
                    try_="fewer splits, a shorter horizon or embargo, or more data",
                )
            yield train, np.flatnonzero((self.ts >= first) & (self.ts <= last))

    def last_training(self) -> Rows:
        """Rows to train on for what comes after the data: all with a known label, or the newest `window` of them."""
        known = self.label_end <= self.times[-1]
        if self.plan.window is not None:
            known &= self.ts >= self.times[max(0, len(self.times) - self.plan.window)]
        return np.flatnonzero(known)

    def _train_rows(self, first: int) -> Rows:
        """Rows whose label was known before the test window's first stamp, less embargo, within the rolling window."""
        edge = int(np.searchsorted(self.times, first)) - self.plan.embargo
        if edge < 1:
            return np.empty(0, dtype=np.intp)
        inside = self.label_end < self.times[edge]
        if self.plan.window is not None:
            inside &= self.ts >= self.times[max(0, edge - self.plan.window)]
        return np.flatnonzero(inside)
