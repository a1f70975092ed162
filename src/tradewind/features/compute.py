"""A feature set over columns, or row by row: the fused code, compiled."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, overload

import numpy as np

from tradewind.compiler.arrays import ArraysType, ArrayType
from tradewind.compiler.entry import Entry, entry
from tradewind.compiler.inlined import inline
from tradewind.errors import DataError, StrategyError
from tradewind.features.declare import FeatureUse
from tradewind.features.external import external_columns
from tradewind.features.fused import FeatureSet
from tradewind.features.inputs import INPUTS, NUMBERS, Rows
from tradewind.market.columns import Bars
from tradewind.market.depth import Depth
from tradewind.market.ticks import Quotes, Trades

if TYPE_CHECKING:
    import polars as pl

Table = Bars | Quotes | Trades | Depth
TABLES: dict[Rows, type[Table]] = {"bars": Bars, "quotes": Quotes, "trades": Trades, "depth": Depth}

_FLOATS, _MATRIX = ArrayType(np.dtype("f8")), ArrayType(np.dtype("f8"), 2)
_TIMES, _WINDOWS = ArrayType(np.dtype("i8")), ArrayType(np.dtype("i8"), 2)
_NOTHING = np.empty(0)


class Feed(NamedTuple):
    """All that the compiled pass reads and writes. columns: (c, n) from outside; out: (outputs, n)."""

    times: Any
    number_0: Any
    number_1: Any
    number_2: Any
    number_3: Any
    number_4: Any
    memory: Any
    parameters: Any
    windows: Any
    columns: Any
    out: Any


_FEED = ArraysType(
    Feed,
    tuple(zip(Feed._fields, (_TIMES, *[_FLOATS] * NUMBERS, _FLOATS, _FLOATS, _WINDOWS, _MATRIX, _MATRIX), strict=True)),
)


@dataclass(frozen=True)
class _OneRow:
    """The path of a single row: the same buffers and the same address, call after call. `kept` keeps them alive."""

    pack: Callable[..., None]
    buffer: bytearray
    call: Callable[[int], int]
    address: int
    result: np.ndarray
    kept: tuple[Any, ...]


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
        self._one: _OneRow | None = None

    @property
    def columns(self) -> list[str]:
        return self.set.columns

    def update(self, rows: Table, others: Sequence[Bars] = (), out: np.ndarray | None = None) -> np.ndarray:
        """Values for each of `rows`, which follow those seen before: (columns, n) float64, NaN before the warm-up.

        others: bars of other instruments, from which inputs such as `GBPUSD.close` are read as they were known at each row.
        Studies and such inputs see the rows of this call alone. out: an array of that shape to write them to, of an earlier call say:
        memory that is new to the process can cost more than the computing.

        Raises
        ------
        DataError: `out` is of another shape or dtype, or not C-contiguous.
        """
        shape = (len(self.columns), len(rows))
        out = np.empty(shape) if out is None else out
        if out.shape != shape or out.dtype != np.float64 or not out.flags.c_contiguous:
            raise DataError(
                f"out has shape {out.shape} of {out.dtype}; the values have {shape} of float64, row after row"
            )
        numbers = [np.ascontiguousarray(getattr(rows, n), dtype=np.float64) for n in _attributes(self.set.rows)]
        numbers += [_NOTHING] * (NUMBERS - len(numbers))
        times = np.ascontiguousarray(rows.ts_event, dtype=np.int64)
        self._entry([self.feed(times, numbers, self._outside(rows, others), out)])
        return out

    def push(self, ts: int, *numbers: float) -> np.ndarray:
        """Values at one more row, given as its time (UTC ns) and numbers in the order of inputs.py: (columns,) float64.

        The array is written anew by the next call. This is the fast way to stream (one foreign call); `update` checks more.

        Raises
        ------
        StrategyError: other numbers than such rows have, or features with columns from outside.
        """
        one = self._one or self._one_row()
        try:
            one.pack(one.buffer, 0, ts, *numbers)
        except struct.error:
            names = ", ".join(INPUTS[self.set.rows])
            raise StrategyError(
                f"a row of {self.set.rows} is a time in ns and {names}; got {ts!r}, {numbers}"
            ) from None
        one.call(one.address)
        return one.result

    def _one_row(self) -> _OneRow:
        if self.set.external:
            raise StrategyError(
                f"{', '.join(self.set.external)}: columns from outside can't be pushed", try_="update(rows)"
            )
        buffer = bytearray(8 * (1 + NUMBERS))
        numbers = [np.frombuffer(buffer, np.float64, 1, 8 * (1 + j)) for j in range(NUMBERS)]
        out = np.full((len(self.columns), 1), np.nan)
        feed = self.feed(np.frombuffer(buffer, np.int64, 1), numbers, np.empty((0, 0)), out)
        block = _FEED.block(feed)
        row = struct.Struct(f"q{len(INPUTS[self.set.rows])}d")
        self._one = _OneRow(row.pack_into, buffer, self._entry.function, block.ctypes.data, out[:, 0], (feed, block))
        return self._one

    def feed(self, times: np.ndarray, numbers: Sequence[np.ndarray], columns: np.ndarray, out: np.ndarray) -> Feed:
        """What the compiled pass is given for rows with these numbers."""
        layout = self._layout
        return Feed._make((times, *numbers, self.memory, layout.parameters, layout.windows, columns, out))

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


@overload
def compute(
    uses: dict[str, FeatureUse],
    rows: pl.DataFrame,
    params: dict[str, int | float] | None = None,
    *,
    others: Sequence[Bars] = (),
) -> pl.DataFrame: ...


@overload
def compute(
    uses: dict[str, FeatureUse],
    rows: Table | Mapping[str, Any],
    params: dict[str, int | float] | None = None,
    *,
    others: Sequence[Bars] = (),
) -> dict[str, np.ndarray]: ...


def compute(
    uses: dict[str, FeatureUse],
    rows: Table | pl.DataFrame | Mapping[str, Any],
    params: dict[str, int | float] | None = None,
    *,
    others: Sequence[Bars] = (),
) -> dict[str, np.ndarray] | pl.DataFrame:
    """Feature columns of `rows` (bars, quotes, trades or depth): name -> (n,) float64.

    A Polars frame (see frames.py for its columns) gives a Polars frame, its time first; a mapping of NumPy columns gives a mapping.
    """
    if isinstance(rows, Bars | Quotes | Trades | Depth):
        stream = FeatureStream(uses, params, rows=kind_of_rows(rows))
        return dict(zip(stream.columns, stream.update(rows, others), strict=True))
    from tradewind.features.frames import rows_of_table

    time, table = rows_of_table(rows)
    made = compute(uses, table, params, others=others)
    if isinstance(rows, Mapping):
        return made
    import polars as pl

    return pl.DataFrame({time: rows[time], **made})


def rows_of(uses: dict[str, FeatureUse]) -> Rows:
    """What a set of features is computed over: what the first of them with inputs of its own kind is declared for."""
    kinds: list[Rows] = [u.kind.rows for u in uses.values() if u.inputs == u.kind.inputs]
    return kinds[0] if kinds else "bars"


def source(features: FeatureSet) -> str:
    """The generated code, for reading."""
    numbers = [f"number_{j}" for j in range(NUMBERS)]
    held = {"times": "times", **{n: n for n in numbers}, "memory": "memory", "columns": "columns", "out": "out"}
    held |= {"feature_params": "parameters", "feature_windows": "windows"}
    lines = ["def compute(feed):", *(f"    {name} = feed.{field}" for name, field in held.items())]
    lines += [*indent(features.setup_lines(), 1), *indent(features.load_lines(), 1)]
    lines += ["    for i in range(times.size):", "        ts = at(times, i)"]
    lines += [f"        {name} = at({number}, i)" for name, number in zip(INPUTS[features.rows], numbers, strict=False)]
    lines += indent(features.step_lines(), 2)
    lines += [f"        out[{j}, i] = {v}" for j, v in enumerate(features.variables())]
    return "\n".join([*lines, *indent(features.store_lines(), 1), "    return 0"]) + "\n"


def kind_of_rows(rows: Table) -> Rows:
    """What a table's rows are."""
    return next(kind for kind, table in TABLES.items() if isinstance(rows, table))


def _attributes(rows: Rows) -> list[str]:
    """Where a table of such rows has its inputs."""
    return ["kind" if name == "change" else name for name in INPUTS[rows]]


def _entry(features: FeatureSet, on_compile: Callable[[], None] | None) -> Entry:
    scope: dict[str, Any] = features.names()
    exec(compile(source(features), "<tradewind features>", "exec"), scope)
    inline(scope["compute"], alone=True)
    return entry(scope["compute"], [_FEED], on_compile=on_compile)


def indent(lines: list[str], depth: int) -> list[str]:
    return ["    " * depth + line for line in lines]
