"""Columns that come from outside a fused pass: the user's own columns, studies by libraries, and other instruments' prices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from tradewind.errors import StrategyError
from tradewind.features.column import Column
from tradewind.features.declare import FeatureUse
from tradewind.features.inputs import BAR_INPUTS
from tradewind.market.columns import Bars

Uses = Mapping[str, "FeatureUse | Column"]


class External(Protocol):
    """Values of one column at each bar, from what was known then."""

    def values(self, bars: Bars, others: Sequence[Bars] = ()) -> np.ndarray: ...

    def last(self, bars: Bars, others: Sequence[Bars] = ()) -> float:
        """The value at the last of `bars` alone: what a live session asks at each bar."""
        ...


@dataclass(frozen=True)
class Elsewhere:
    """A column of another instrument's bars, `GBPUSD.close`: at each bar its value at the last bar that had closed by then."""

    symbol: str
    name: str

    def values(self, bars: Bars, others: Sequence[Bars] = ()) -> np.ndarray:
        """(n,) float64; NaN before the other instrument's first bar.

        Raises
        ------
        StrategyError: there are no bars of that instrument.
        """
        found = [b for b in (*others, bars) if self.symbol in (b.instrument.symbol, b.instrument.id)]
        if not found:
            known = ", ".join(sorted({b.instrument.symbol for b in (bars, *others)}))
            raise StrategyError(
                f"a feature wants {self.symbol}.{self.name}; there are bars of {known} only",
                try_=f"add {self.symbol} to the instruments of the run",
            )
        last = np.searchsorted(found[0].ts_event, bars.ts_event, side="right") - 1
        if not len(found[0]):
            return np.full(len(bars), np.nan)
        return np.where(last >= 0, getattr(found[0], self.name)[np.maximum(last, 0)], np.nan)

    def last(self, bars: Bars, others: Sequence[Bars] = ()) -> float:
        return float(self.values(bars[-1:], (*others, bars))[-1])


@dataclass(frozen=True)
class StudyColumn:
    """One output of a study: a library's function of the last rows, called at each row."""

    use: FeatureUse
    output: int
    params: dict[str, int | float]
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def values(self, bars: Bars, others: Sequence[Bars] = ()) -> np.ndarray:
        """(n,) float64; NaN before the warm-up."""
        columns = [np.asarray(input_column(i, bars, others), dtype=np.float64) for i in self.use.inputs]
        key = hash(tuple(c.tobytes() for c in columns))
        if self.kept.get("key") != key:
            self.kept.update(key=key, made=study_values(self.use, columns, self.params))
        return self.kept["made"][self.output]

    def last(self, bars: Bars, others: Sequence[Bars] = ()) -> float:
        columns = [np.asarray(input_column(i, bars, others), dtype=np.float64) for i in self.use.inputs]
        return float(study_values(self.use, columns, self.params, since=len(bars) - 1)[self.output, -1])


def study_values(
    use: FeatureUse, columns: Sequence[np.ndarray], params: dict[str, int | float], *, since: int = 0
) -> np.ndarray:
    """(outputs, n) of a study over whole columns: at row i it sees the last `window(p)` rows up to i alone; NaN before row `since`."""
    kind = use.kind
    p = kind.params_type(**use.resolve(params))
    seen, first = use.window_size(p) or 1, kind.warmup(p)
    n = len(columns[0]) if columns else 0
    out = np.full((len(kind.outputs), n), np.nan)
    for i in range(max(first, since), n):
        rows = [c[max(0, i + 1 - seen) : i + 1] for c in columns]
        if not any(np.isnan(r).any() for r in rows):
            out[:, i] = kind.step(p, *rows)
    return out


def input_column(name: str, bars: Bars, others: Sequence[Bars]) -> np.ndarray:
    """The column that an input names: of the bars themselves, or of another instrument's."""
    if name == "ts":
        return bars.ts_event
    if "." in name:
        return elsewhere(name).values(bars, others)
    if name not in BAR_INPUTS:
        raise StrategyError(f"a study can take bar columns only, not {name!r}", try_=", ".join(("ts", *BAR_INPUTS)))
    return getattr(bars, name)


def elsewhere(name: str) -> Elsewhere:
    """`GBPUSD.close` as a column of another instrument."""
    symbol, _, column = name.rpartition(".")
    if column not in BAR_INPUTS:
        raise StrategyError(f"{name}: bars have no column {column!r}", try_=", ".join(BAR_INPUTS))
    return Elsewhere(symbol, column)


def external_names(uses: Uses) -> list[str]:
    """What a set of features wants from outside, in order: its own columns by name, studies' outputs, others' columns."""
    return list(external_columns(uses, None))


def external_columns(uses: Uses, params: dict[str, int | float] | None) -> dict[str, External]:
    """Name -> where its values come from. params: numbers for arguments given by name (None: only the names are wanted)."""
    return dict(_all(uses, {} if params is None else params))


def _all(uses: Uses, params: dict[str, int | float]) -> Iterator[tuple[str, External]]:
    for name, use in uses.items():
        if isinstance(use, Column):
            yield name, use
        elif use.kind.is_study:
            kept: dict[str, Any] = {}
            for j, column in enumerate(use.columns(name)):
                yield column, StudyColumn(use, j, params, kept)
        else:
            for wanted in use.inputs:
                if "." in wanted:
                    yield wanted, elsewhere(wanted)
