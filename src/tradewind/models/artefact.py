"""A trained model as data: plain arrays and a record of where they come from, with a hash of both."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tradewind import __version__
from tradewind.errors import ModelError
from tradewind.models.catalogue import KINDS
from tradewind.models.evidence import evidence
from tradewind.models.linear import LinearModel
from tradewind.models.measuring import Figure
from tradewind.models.panel import Panel
from tradewind.models.training import Fold, WalkForwardResult

FORMAT = 1
_TIMES = ("valid_from", "trained_until")


@dataclass(frozen=True)
class Artefact:
    """A served model with its record.

    features: names, in the order of the model's columns. feature_set: hash of how they are computed.
    record: protocol, figures with intervals, evidence, instruments, data hash, versions: plain values, NaN as None.
    """

    features: tuple[str, ...]
    feature_set: str
    model: LinearModel
    record: dict[str, Any] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """First 16 hex digits of the content's SHA-256."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:16]

    def to_json(self) -> str:
        """Canonical JSON; floats are written with the digits that give the same float back."""
        arrays = {name: getattr(self.model, name).tolist() for name in LinearModel._fields}
        content = {
            "format": FORMAT,
            "kind": KINDS[0].kind,
            "features": list(self.features),
            "feature_set": self.feature_set,
            "model": arrays,
            "record": self.record,
        }
        return json.dumps(content, sort_keys=True, indent=1, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> Artefact:
        """Raises ModelError if the text is no artefact of a format that this version reads."""
        try:
            content = json.loads(text)
            if content["format"] != FORMAT:
                raise ModelError(f"model file has format {content['format']}; this version reads {FORMAT}")
            arrays: dict[str, Any] = {
                name: np.array(content["model"][name], dtype=np.int64 if name in _TIMES else np.float64)
                for name in LinearModel._fields
            }
            model = LinearModel(**arrays)
            made = cls(tuple(content["features"]), content["feature_set"], model, content["record"])
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(f"not a model file: {type(error).__name__} {error}") from None
        require_shapes(made)
        return made


def require_shapes(artefact: Artefact) -> None:
    """Raise ModelError unless arrays fit each other, values are finite and folds rise in time."""
    model, k = artefact.model, len(artefact.features)
    folds = len(model.valid_from)
    shapes = {
        "means": (folds, k),
        "scales": (folds, k),
        "weights": (folds, k),
        "bias": (folds,),
        "trained_until": (folds,),
    }
    for name, shape in shapes.items():
        array = getattr(model, name)
        if array.shape != shape or not np.isfinite(array).all():
            raise ModelError(f"model's {name} has shape {array.shape} or values that are not finite; expected {shape}")
    if folds == 0 or (np.diff(model.valid_from) <= 0).any() or (model.trained_until >= model.valid_from).any():
        raise ModelError("model's folds do not rise in time, or one was trained on what it speaks of")
    if (model.scales <= 0).any():
        raise ModelError("model has a scale that is not above 0")


def export(result: WalkForwardResult, feature_set: str) -> Artefact:
    """Turn a walk-forward result into what is served: its folds, and the final one for what comes after the data.

    feature_set: hash of the feature set that made the columns, checked again when the model is used.

    Raises
    ------
    ModelError: the estimator is not the default's kind (StandardScaler, then a binary LogisticRegression).
    """
    folds = (*result.folds, result.final)
    fitted = [_coefficients(fold) for fold in folds]
    means, scales, weights, bias = (np.array(part, dtype=np.float64) for part in zip(*fitted, strict=True))
    model = LinearModel(
        np.array([fold.valid_from for fold in folds], dtype=np.int64),
        np.array([fold.trained_until for fold in folds], dtype=np.int64),
        means,
        scales,
        weights,
        bias,
    )
    made = Artefact(result.panel.names, feature_set, model, _record(result))
    require_shapes(made)
    return made


def data_hash(panel: Panel) -> str:
    """SHA-256 of the instruments, times, closes and features that a model was trained and measured on."""
    digest = hashlib.sha256("\n".join([*panel.instruments, "", *panel.names]).encode())
    for array in (panel.instrument.astype(np.int64), panel.ts, panel.close, panel.features):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def _coefficients(fold: Fold) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    steps = [step for _, step in getattr(fold.estimator, "steps", [])]
    if [type(step).__name__ for step in steps] != ["StandardScaler", "LogisticRegression"]:
        raise ModelError(
            f"{type(fold.estimator).__name__} can be measured but not served yet: "
            "only StandardScaler + LogisticRegression",
            try_="train with the default estimator",
        )
    scaler, logistic = steps
    if list(logistic.classes_) != [-1, 1]:
        raise ModelError(f"model speaks of classes {list(logistic.classes_)}; expected down (-1) and up (1)")
    k = logistic.coef_.shape[1]
    mean = scaler.mean_ if scaler.mean_ is not None and scaler.with_mean else np.zeros(k)
    scale = scaler.scale_ if scaler.scale_ is not None else np.ones(k)
    return mean, scale, logistic.coef_[0], float(logistic.intercept_[0])


def _record(result: WalkForwardResult) -> dict[str, Any]:
    measured, verdict = result.measured, evidence(result)
    return {
        "protocol": result.protocol.as_dict(),
        "instruments": list(result.panel.instruments),
        "first_bar": int(result.panel.ts.min()),
        "last_bar": int(result.panel.ts.max()),
        "data_sha256": data_hash(result.panel),
        "figures": {name: _plain(figure) for name, figure in measured.model.items()},
        "buy_and_hold": {name: _plain(figure) for name, figure in measured.hold.items()},
        "sharpe_gap": _plain(measured.gap),
        "sharpe_standard_error": _number(measured.sharpe_error),
        "probabilistic_sharpe": _number(measured.psr),
        "deflated_sharpe": _number(measured.dsr),
        "shuffled": [{name: _number(value) for name, value in run.items()} for run in result.shuffled],
        "evidence": {"found": verdict.found, "sentence": verdict.sentence, "missing": list(verdict.missing)},
        "versions": _versions(("numpy", "scikit-learn")),
    }


def _plain(figure: Figure) -> list[float | None]:
    return [_number(figure.value), _number(figure.low), _number(figure.high)]


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _versions(packages: Sequence[str]) -> dict[str, str]:
    from importlib.metadata import version

    return {"tradewind": __version__} | {name: version(name) for name in packages}
