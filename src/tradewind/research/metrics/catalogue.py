"""The catalogue of metrics: name, title, unit, definition and source, from which tables and docs are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

from tradewind.research.metrics.sums import Sums

Kind = Literal["returns", "benchmark", "trades", "belief"]
# How a figure per period becomes one per year: not at all, compounded growth, times the root of the periods in a year, times the
# periods, through the growth per year that it is made of, or divided by the sample's years.
Annualised = Literal["no", "compounded", "× √ periods a year", "× periods a year", "through growth a year", "÷ years"]
Unit = Literal["fraction", "fraction per year", "ratio", "probability", "bars", "count", "money", "per year"]


@dataclass(frozen=True)
class Metric:
    """One metric. `definition` is its function's docstring; `interval`: whether its uncertainty is shown beside it.

    The function takes the `Sums` of an account (sums.py). kind says what of them it reads, and so what its uncertainty is resampled from:
    `returns`, `benchmark`, `trades` or `belief` (which has none). better: `high`, `low` or `neither`.
    """

    name: str
    title: str
    kind: Kind
    unit: Unit
    better: Literal["high", "low", "neither"]
    definition: str
    source: str
    interval: bool
    function: Callable[[Sums], float]
    annualised: Annualised = "no"


METRICS: dict[str, Metric] = {}

_F = TypeVar("_F", bound=Callable[[Sums], float])


def metric(
    title: str,
    kind: Kind,
    unit: Unit,
    better: Literal["high", "low", "neither"],
    source: str,
    *,
    interval: bool = False,
    annualised: Annualised = "no",
) -> Callable[[_F], _F]:
    """Enter a function into the catalogue under its own name. Its docstring is the definition that users read."""

    def enter(function: _F) -> _F:
        definition = " ".join((function.__doc__ or "").split())
        METRICS[function.__name__] = Metric(
            function.__name__, title, kind, unit, better, definition, source, interval, function, annualised
        )
        return function

    return enter


def markdown_table() -> str:
    """The catalogue as a Markdown table: what the docs show."""
    rows = ["| metric | unit | annualised | definition | source |", "| --- | --- | --- | --- | --- |"]
    rows += [
        f"| {m.title} (`{m.name}`) | {m.unit} | {m.annualised} | {m.definition} | {m.source} |"
        for m in METRICS.values()
    ]
    return "\n".join(rows)
