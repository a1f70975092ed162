"""How well probabilities foresaw directions: scores, and their spread under resampling of time.

Written as sums over time stamps, so that a bootstrap over time (all instruments of a stamp together) is one product.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

SCORES = ("accuracy", "balanced_accuracy", "roc_auc", "mcc", "brier", "log_loss")
_CLIP = 1e-15  # log loss of a certain, wrong forecast stays finite


@dataclass(frozen=True)
class Forecasts:
    """Probabilities of "up" with what happened. All (m,): `up` is 0 or 1, `stamp` numbers the time stamps from 0."""

    up: Floats
    probability: Floats
    stamp: NDArray[np.intp]
    stamps: int

    def score(self, counts: Floats | None = None) -> dict[str, Floats]:
        """Each score of `SCORES` for each resample, (draws,); NaN where undefined (one class only).

        counts: (draws, stamps), how often each time stamp was drawn; None: every stamp once.

        accuracy: share of right directions (up when probability > 0.5). balanced_accuracy: mean recall of both classes.
        roc_auc: probability that an up bar got the higher forecast, ties half. mcc: Matthews correlation.
        brier: mean (p - up)**2. log_loss: mean -ln of the probability given to what happened, natural units.

        Source: Matthews (1975); Brier (1950); Hanley & McNeil (1982); definitions as scikit-learn's metrics.
        """
        if counts is None:
            counts = np.ones((1, self.stamps))
        tp, fp, tn, fn, square, log = (counts @ self._sums()).T
        with np.errstate(divide="ignore", invalid="ignore"):
            total = tp + fp + tn + fn
            balanced = 0.5 * (tp / (tp + fn) + tn / (tn + fp))
            mcc = (tp * tn - fp * fn) / np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
            return {
                "accuracy": (tp + tn) / total,
                "balanced_accuracy": balanced,
                "roc_auc": self._auc(counts),
                "mcc": mcc,
                "brier": square / total,
                "log_loss": log / total,
            }

    def _sums(self) -> Floats:
        """(stamps, 6): true/false positives and negatives, squared error, log loss, summed over each stamp's rows."""
        said = self.probability > 0.5
        up = self.up > 0.5
        chance = np.clip(np.where(up, self.probability, 1.0 - self.probability), _CLIP, 1.0)
        rows = (said & up, said & ~up, ~said & ~up, ~said & up, (self.probability - self.up) ** 2, -np.log(chance))
        return np.column_stack([np.bincount(self.stamp, r.astype(np.float64), self.stamps) for r in rows]).astype(
            np.float64
        )

    def _auc(self, counts: Floats) -> Floats:
        """Area under the ROC curve by ranks, weighted by how often each row was drawn."""
        if len(self.up) == 0:
            return np.full(len(counts), math.nan, dtype=np.float64)
        order = np.argsort(self.probability, kind="stable")
        stamp, up, sorted_p = self.stamp[order], self.up[order], self.probability[order]
        groups = np.flatnonzero(np.concatenate([[True], np.diff(sorted_p) > 0]))
        areas = np.empty(len(counts))
        for draw, count in enumerate(counts):
            weight = count[stamp]
            ups = np.add.reduceat(weight * up, groups)
            downs = np.add.reduceat(weight * (1.0 - up), groups)
            pairs = ups.sum() * downs.sum()
            areas[draw] = (ups * (np.cumsum(downs) - 0.5 * downs)).sum() / pairs if pairs > 0 else math.nan
        return areas
