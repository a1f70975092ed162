"""Train a model of direction on bars of the lake's instruments, measure it honestly, and store what may be served."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tradewind.errors import ModelError
from tradewind.features.compute import FeatureStream
from tradewind.features.declare import FeatureUse
from tradewind.features.sets import NamedSet, named_set
from tradewind.market.columns import Bars
from tradewind.models.artefact import Artefact, export
from tradewind.models.evidence import Evidence, evidence
from tradewind.models.panel import Series
from tradewind.models.registry import ModelRegistry
from tradewind.models.splits import WalkForward
from tradewind.models.training import WalkForwardResult, train_panel


@dataclass(frozen=True)
class Trained:
    """A stored model with everything that was measured about it."""

    name: str
    version: str
    result: WalkForwardResult
    evidence: Evidence
    artefact: Artefact


def train(
    bars: Sequence[Bars],
    registry: ModelRegistry,
    *,
    name: str = "direction",
    features: NamedSet | None = None,
    horizon: int = 5,
    folds: int = 8,
    cost: float = 0.0015,
    shuffles: int = 20,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Trained:
    """Purged walk-forward over all of `bars`, pooled; the model is stored as the newest version of `name`.

    features: the feature set, `direction_1` if none is given; kept with the model, which is served with it.
    cost: fee and slippage of one side as a fraction of the notional (defaults: taker 0.1% and slippage 0.05%).

    Raises
    ------
    ModelError: the set is not over bars, or there is too little data.
    """
    chosen = features or named_set("direction_1")
    if chosen.rows != "bars":
        raise ModelError(
            f"feature set {chosen.name!r} is over {chosen.rows}", try_="a set over bars: tradewind features sets"
        )
    series = [_series(b, chosen.uses) for b in bars]
    result = train_panel(
        series, chosen.columns, horizon=horizon, splits=WalkForward(n_splits=folds, embargo=horizon), cost=cost, seed=seed,
        shuffles=shuffles, progress=progress,
    )  # fmt: skip
    artefact = export(result, chosen.hash)
    written = ", ".join(f"{column}={use.text()}" for column, use in chosen.uses.items())
    artefact = replace(artefact, record={**artefact.record, "set": chosen.name, "uses": written})
    version = registry.save(name, artefact)
    return Trained(name, version, result, evidence(result), artefact)


def _series(bars: Bars, uses: dict[str, FeatureUse]) -> Series:
    matrix = FeatureStream(uses).update(bars)
    return Series(bars.instrument.id, bars.ts_event, bars.close, np.ascontiguousarray(matrix.T))
