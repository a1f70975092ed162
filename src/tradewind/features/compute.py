"""A feature set over columns, or row by row: the fused code, compiled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tradewind.compiler.entry import ArrayType, Entry, entry
from tradewind.compiler.inlined import inline
from tradewind.errors import StrategyError
from tradewind.features.declare import FeatureUse
from tradewind.features.external import external_columns
from tradewind.features.fused import FeatureSet
from tradewind.features.inputs import INPUTS, NUMBERS, Rows
from tradewind.market.columns import Bars
from tradewind.market.depth import Depth
from tradewind.market.ticks import Quotes, Trades

Table = Bars | Quotes | Trades | Depth

_FLOATS, _MATRIX = ArrayType(np.dtype("f8")), ArrayType(np.dtype("f8"), 2)
_TIMES, _WINDOWS = ArrayType(np.dtype("i8")), ArrayType(np.dtype("i8"), 2)
_ARGUMENTS = [_TIMES, *[_FLOATS] * NUMBERS, _FLOATS, _FLOATS, _WINDOWS, _MATRIX, _MATRIX]
_COLUMNS = [f"column_{j}" for j in range(NUMBERS)]
_NAMES = f"ts_column, {', '.join(_COLUMNS)}, memory, feature_params, feature_windows, columns, out"
_NOTHING = np.empty(0)


class FeatureStream:
    """A feature set with its state: feed it rows in any number of pieces, the values are the same to the last bit.

    Parameters
    ----------
    uses: name -> feature. params: numbers for arguments given by name. rows: what the features are computed over (None: what the
    first of them is declared for).
    """

    def __init__(
        self,
        uses: dict[str, FeatureUse],
        params: dict[str, int | float] | None = None,
        *,
        rows: Rows | None = None,
        on_compile: Callable[[], None] | None = None,
    ) -> None:
        self.set = FeatureSet(dict(uses), rows=rows or rows_of(uses))
        self._layout = self.set.layout(params or {})
        self._external = external_columns(uses, params or {})
        self._entry = _entry(self.set, on_compile)
        self.memory = self._layout.initial.copy()

    @property
    def columns(self) -> list[str]:
        return self.set.columns

    def update(self, rows: Table, others: Sequence[Bars] = ()) -> np.ndarray:
        """Values for each of `rows`, which follow those seen before: (columns, n) float64, NaN before the warm-up.

        others: bars of other instruments, from which inputs such as `GBPUSD.close` are read as they were known at each row.
        Studies and such inputs see the rows of this call alone.
        """
        out = np.empty((len(self.columns), len(rows)))
        numbers = [np.ascontiguousarray(getattr(rows, n), dtype=np.float64) for n in _attributes(self.set.rows)]
        numbers += [_NOTHING] * (NUMBERS - len(numbers))
        times = np.ascontiguousarray(rows.ts_event, dtype=np.int64)
        self._entry([times, *numbers, self.memory, self._layout.parameters, self._layout.windows,
                     self._outside(rows, others), out])  # fmt: skip
        return out

    def _outside(self, rows: Table, others: Sequence[Bars]) -> np.ndarray:
        if not self._external:
            return np.empty((0, 0))
        if not isinstance(rows, Bars):
            raise StrategyError(
                f"{', '.join(self._external)}: columns from outside are of bars, not of {self.set.rows}"
            )
        return np.ascontiguousarray(np.stack([c.values(rows, others) for c in self._external.values()]))

    def reset(self) -> None:
        """Forget every row seen."""
        self.memory[:] = self._layout.initial

    def snapshot(self) -> bytes:
        return self.memory.tobytes()

    def restore(self, snapshot: bytes) -> None:
        self.memory[:] = np.frombuffer(snapshot)


def compute(
    uses: dict[str, FeatureUse],
    rows: Table,
    params: dict[str, int | float] | None = None,
    *,
    others: Sequence[Bars] = (),
) -> dict[str, np.ndarray]:
    """Feature columns of `rows` (bars, quotes, trades or depth): name -> (n,) float64."""
    stream = FeatureStream(uses, params, rows=_kind_of(rows))
    return dict(zip(stream.columns, stream.update(rows, others), strict=True))


def rows_of(uses: dict[str, FeatureUse]) -> Rows:
    """What a set of features is computed over: what the first of them with inputs of its own kind is declared for."""
    kinds: list[Rows] = [u.kind.rows for u in uses.values() if u.inputs == u.kind.inputs]
    return kinds[0] if kinds else "bars"


def source(features: FeatureSet) -> str:
    """The generated code, for reading."""
    lines = [f"def compute({_NAMES}):", *indent(features.setup_lines(), 1), *indent(features.load_lines(), 1)]
    lines += ["    for i in range(ts_column.size):", "        ts = at(ts_column, i)"]
    lines += [f"        {n} = at({c}, i)" for n, c in zip(INPUTS[features.rows], _COLUMNS, strict=False)]
    lines += indent(features.step_lines(), 2)
    lines += [f"        out[{j}, i] = {v}" for j, v in enumerate(features.variables())]
    return "\n".join([*lines, *indent(features.store_lines(), 1), "    return 0"]) + "\n"


def _kind_of(rows: Table) -> Rows:
    kinds: dict[type, Rows] = {Bars: "bars", Quotes: "quotes", Trades: "trades", Depth: "depth"}
    return kinds[type(rows)]


def _attributes(rows: Rows) -> list[str]:
    """Where a table of such rows has its inputs."""
    return ["kind" if name == "change" else name for name in INPUTS[rows]]


def _entry(features: FeatureSet, on_compile: Callable[[], None] | None) -> Entry:
    scope: dict[str, Any] = features.names()
    exec(compile(source(features), "<tradewind features>", "exec"), scope)
    inline(scope["compute"], alone=True)
    return entry(scope["compute"], _ARGUMENTS, on_compile=on_compile)


def indent(lines: list[str], depth: int) -> list[str]:
    return ["    " * depth + line for line in lines]
