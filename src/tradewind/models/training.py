"""Train a model of direction by purged walk-forward, and measure it beside what it has to beat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from tradewind.errors import ModelError
from tradewind.models.measuring import Measured, measure, point_figures
from tradewind.models.panel import Panel, Series, pool
from tradewind.models.protocol import Protocol
from tradewind.models.shuffling import permute_blocks
from tradewind.models.splits import PurgedWalkForward, WalkForward

Floats = NDArray[np.float64]
Times = NDArray[np.int64]
Labels = NDArray[np.int8]
Relabel = Callable[[Labels, NDArray[np.intp], int], Labels]  # labels, their rows, fold -> labels to train on


@dataclass(frozen=True)
class Fold:
    """A fitted model with the time stamps (ns) it may speak from and had seen until; `trained_until` < `valid_from`."""

    valid_from: int
    trained_until: int
    rows: int
    estimator: Any


@dataclass(frozen=True)
class WalkForwardResult:
    """An out-of-sample record: what was foreseen when, what it was worth, and what meaningless labels were worth.

    probability: (n,) chance of an up move, NaN before the first test window and where a feature is unknown.
    Rows are those of `panel`. `final` was fitted the same way on all rows and speaks from after the last of them: it
    serves what comes next, and nothing here measures it. `shuffled` holds the figures of each shuffled-label run.
    """

    protocol: Protocol
    panel: Panel
    probability: Floats
    folds: tuple[Fold, ...]
    final: Fold
    measured: Measured
    shuffled: tuple[dict[str, float], ...]

    def probability_of(self, instrument: str) -> tuple[Times, Floats]:
        """(ts_event, probability) of one instrument's bars."""
        rows = self.panel.rows_of(self.panel.instruments.index(instrument))
        return self.panel.ts[rows], self.probability[rows]


def default_estimator() -> Any:
    """Standardise, then logistic regression: small, convex, and served bit for bit by `models.linear`."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import StandardScaler

    return Pipeline([("scale", StandardScaler()), ("logistic", LogisticRegression(C=1.0, max_iter=1000, tol=1e-8))])


def train_direction(
    features: Floats,
    names: Sequence[str],
    close: Floats,
    ts_event: Times,
    *,
    horizon: int,
    splits: WalkForward,
    cost: float,
    seed: int,
    estimator: Any = None,
    instrument: str = "instrument",
    **options: Any,
) -> WalkForwardResult:
    """One instrument: see `train_panel`. features (n, k), close (n,), ts_event (n,) int64 ns of each bar's close."""
    one = Series(instrument, ts_event, close, np.asarray(features, dtype=np.float64))
    return train_panel(
        [one], names, horizon=horizon, splits=splits, cost=cost, seed=seed, estimator=estimator, **options
    )


def train_panel(
    series: Sequence[Series],
    names: Sequence[str],
    *,
    horizon: int,
    splits: WalkForward,
    cost: float,
    seed: int,
    estimator: Any = None,
    progress: Callable[[int, int], None] | None = None,
    **options: Any,
) -> WalkForwardResult:
    """Fit one pooled model of direction in each walk-forward window and foresee the window with it.

    The label is whether the close `horizon` bars on is above or below this one by more than the round-trip cost; rows
    without such a move train nothing. Each fold is fitted, scaling included, on its training rows alone.

    Parameters
    ----------
    cost: fee and slippage of one side, fraction of the notional.
    estimator: any scikit-learn classifier with `predict_proba`; cloned for each fold. None: `default_estimator`.
    options: further fields of `Protocol` (rule, margin, shuffles, draws, level, trials).
    progress: called with (fits done, fits in all).

    The same inputs and seed give the same bits on any number of cores: fits run on one thread. An own estimator needs
    its own `random_state` and `n_jobs=1`.

    Raises
    ------
    ModelError: data that can't be labelled or split, or a window whose training rows hold one class only.
    """
    estimator = default_estimator() if estimator is None else estimator
    protocol = Protocol(horizon, splits, cost, seed, estimator=describe(estimator), **options)
    panel = pool(series, names, horizon=horizon, band=protocol.band)
    splitter = PurgedWalkForward(splits, panel.ts, panel.label_end)
    walk = _Walk(panel, splitter, estimator, splits.n_splits * (1 + protocol.shuffles), progress)
    with threadpool_limits(limits=1):
        probability, folds = walk.run(_as_it_is)
        final = _fit(panel, splitter.last_training(), _as_it_is, estimator, int(panel.ts.max()) + 1, splits.n_splits)
        measured = measure(panel, probability, protocol, folds[0].valid_from)
        guesses = (walk.run(_shuffle(panel, protocol, number))[0] for number in range(protocol.shuffles))
        shuffled = tuple(point_figures(panel, guess, protocol, folds[0].valid_from) for guess in guesses)
    return WalkForwardResult(protocol, panel, probability, folds, final, measured, shuffled)


@dataclass
class _Walk:
    """Fits and foresees window after window, and counts its fits over all runs."""

    panel: Panel
    splitter: PurgedWalkForward
    estimator: Any
    fits: int
    progress: Callable[[int, int], None] | None
    done: int = 0

    def run(self, relabel: Relabel) -> tuple[Floats, tuple[Fold, ...]]:
        """Probability of each row (NaN outside the test windows) and the fitted folds."""
        probability, folds = np.full(len(self.panel.ts), np.nan), []
        for number, (train, test) in enumerate(self.splitter.split()):
            valid_from = int(self.panel.ts[test].min())
            folds.append(_fit(self.panel, train, relabel, self.estimator, valid_from, number))
            _foresee(self.panel, test, folds[-1].estimator, probability)
            self.done += 1
            if self.progress is not None:
                self.progress(self.done, self.fits)
        return probability, tuple(folds)


def _shuffle(panel: Panel, protocol: Protocol, number: int) -> Relabel:
    """The labels of each fold with their blocks in a random order of this run's own."""

    def relabel(label: Labels, rows: NDArray[np.intp], fold: int) -> Labels:
        return permute_blocks(label, panel.instrument[rows], protocol.shuffle_block, (protocol.seed, number, fold))

    return relabel


def _as_it_is(label: Labels, rows: NDArray[np.intp], fold: int) -> Labels:
    return label


def describe(estimator: Any) -> str:
    """An estimator's text with all its parameters, on one line."""
    return " ".join(repr(estimator).split())


def _fit(
    panel: Panel,
    train: NDArray[np.intp],
    relabel: Relabel,
    estimator: Any,
    valid_from: int,
    number: int,
) -> Fold:
    """Fit a clone on the training rows whose features are known and whose label is a move."""
    from sklearn.base import clone

    rows = train[(panel.usable & panel.moved)[train]]
    label = relabel(panel.label[rows], rows, number)
    if len(np.unique(label)) < 2:
        raise ModelError(
            f"training rows of test window {number + 1} hold {len(rows)} moves, not both up and down",
            try_="more data, a shorter horizon, or lower costs",
        )
    model: Any = clone(estimator)
    model.fit(panel.features[rows], label)
    return Fold(valid_from, int(panel.label_end[rows].max()), len(rows), model)


def _foresee(panel: Panel, test: NDArray[np.intp], model: Any, probability: Floats) -> None:
    """Write the chance of an up move of the test rows whose features are known into `probability`."""
    known = test[panel.usable[test]]
    if len(known):
        probability[known] = model.predict_proba(panel.features[known])[:, list(model.classes_).index(1)]
