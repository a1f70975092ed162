"""A model's predictions as a feature: named in the strategy's file, bound to a trained version before a run."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tradewind.compiler.entry import ArrayType, Entry, entry
from tradewind.errors import ModelError, StrategyError
from tradewind.features.column import Column
from tradewind.features.compute import FeatureStream
from tradewind.features.declare import FeatureUse
from tradewind.features.expressions import parse
from tradewind.features.sets import set_hash
from tradewind.market.columns import Bars
from tradewind.models.artefact import Artefact
from tradewind.models.linear import LinearModel, predict_one
from tradewind.models.registry import ModelRegistry

_FLOATS, _MATRIX, _TIMES = ArrayType(np.dtype("f8")), ArrayType(np.dtype("f8"), 2), ArrayType(np.dtype("i8"))


@dataclass(frozen=True, eq=False)
class Prediction(Column):
    """A column that a model fills once it is bound to a version."""

    model: str = ""


def prediction(model: str) -> Prediction:
    """The probability of a rise by the model `model`, NaN where it has not been trained on the time before: a feature like any other."""

    def unbound(bars: Bars) -> np.ndarray:
        raise ModelError(f"model {model!r} is not trained yet", try_=f"tradewind train {model}")

    return Prediction(unbound, f"prediction({model})", model)


def bind(
    features: dict, registry: ModelRegistry, versions: dict[str, str] | None = None
) -> tuple[dict, dict[str, str]]:
    """Features with every prediction bound to a stored model, and which version each name got.

    versions: name -> version to use (of a past run); others get the latest.

    Raises
    ------
    ModelError: a model that is not there, or that was trained on another feature set than this version computes.
    """
    bound, used = dict(features), {}
    for name, use in features.items():
        if isinstance(use, Prediction):
            artefact = registry.load(use.model, (versions or {}).get(use.model))
            used[use.model] = artefact.version
            bound[name] = replace(
                use, compute=Server(artefact).values, label=f"prediction({use.model}@{artefact.version})"
            )
    return bound, used


def features_of(artefact: Artefact) -> dict[str, FeatureUse]:
    """The features that a model was trained on, as it keeps them.

    Raises
    ------
    ModelError: this version computes them otherwise, or knows one of them no more.
    """
    try:
        uses = parse(str(artefact.record.get("uses", "")))
        same = set_hash(uses) == artefact.feature_set
    except StrategyError as error:
        raise ModelError(f"model version {artefact.version}: {error.what}", try_="tradewind train") from None
    if not same:
        name = artefact.record.get("set")
        raise ModelError(
            f"model version {artefact.version} was trained on another form of the feature set {name!r}",
            try_="tradewind train",
        )
    return uses


class Server:
    """Serves one model: the same bits for a whole history and for its newest bar."""

    def __init__(self, artefact: Artefact) -> None:
        self._model: LinearModel = artefact.model
        self._stream = FeatureStream(features_of(artefact))
        self._entry = serving_entry()

    def values(self, bars: Bars) -> np.ndarray:
        """(n,) probability of a rise at each bar."""
        self._stream.reset()
        matrix = self._stream.update(bars)
        out = np.empty(len(bars))
        self._entry([*self._model, np.ascontiguousarray(bars.ts_event), matrix, out])
        return out


def serve(valid_from, trained_until, means, scales, weights, bias, ts, features, out):
    """`predict_one` for each column of `features` (k, n), written to `out` (n,)."""
    model = LinearModel(valid_from, trained_until, means, scales, weights, bias)
    for i in range(ts.size):
        out[i] = predict_one(model, ts[i], features[:, i])
    return ts.size


def serving_entry() -> Entry:
    """The compiled `serve`."""
    return entry(serve, [_TIMES, _TIMES, _MATRIX, _MATRIX, _MATRIX, _FLOATS, _TIMES, _MATRIX, _FLOATS])
