"""Over which kind of rows each of a strategy's features is computed: bars, or what happens between them."""

from __future__ import annotations

from collections.abc import Mapping

from tradewind.features.column import Column
from tradewind.features.declare import FeatureUse
from tradewind.features.inputs import INPUTS, Rows


def rows_of_each(uses: Mapping[str, FeatureUse | Column]) -> dict[str, Rows]:
    """Name -> kind of rows, in the order of `uses`.

    With its own inputs a feature is over what it is declared for. Given others it goes with the feature that one of them is, else with the
    first kind that has them all (`ema("bid")`). A column from outside is of bars.
    """
    found: dict[str, Rows] = {}
    columns: dict[str, Rows] = {}
    for name, use in uses.items():
        if isinstance(use, Column):
            found[name] = "bars"
        else:
            given = () if use.inputs == use.kind.inputs else use.inputs
            of_features: list[Rows] = [columns[i] for i in given if i in columns]
            found[name] = of_features[0] if of_features else _with(use)
        for column in [name] if isinstance(use, Column) else use.columns(name):
            columns[column] = found[name]
    return found


def _with(use: FeatureUse) -> Rows:
    """The kind of rows that has all of the inputs; what the feature is declared for goes first."""
    kinds: list[Rows] = [use.kind.rows, *INPUTS]
    for kind in kinds:
        if all(i in ("ts", *INPUTS[kind]) for i in use.inputs):
            return kind
    return use.kind.rows
