"""A feature set over columns, or bar by bar: the fused code, compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tradewind.compiler.entry import ArrayType, Entry, entry
from tradewind.features.declare import FeatureUse
from tradewind.features.fused import FeatureSet
from tradewind.market.columns import Bars

_FLOATS, _MATRIX = ArrayType(np.dtype("f8")), ArrayType(np.dtype("f8"), 2)
_TIMES, _WINDOWS = ArrayType(np.dtype("i8")), ArrayType(np.dtype("i8"), 2)
_ARGUMENTS = [_TIMES, *[_FLOATS] * 5, _FLOATS, _FLOATS, _WINDOWS, _MATRIX]
_NAMES = "ts_column, open_column, high_column, low_column, close_column, volume_column, memory, feature_params, feature_windows, out"


class FeatureStream:
    """A feature set with its state: feed it bars in any number of pieces, the values are the same to the last bit.

    Parameters
    ----------
    uses: name -> feature. params: numbers for arguments given by name.
    """

    def __init__(
        self,
        uses: dict[str, FeatureUse],
        params: dict[str, int | float] | None = None,
        *,
        on_compile: Callable[[], None] | None = None,
    ) -> None:
        self.set = FeatureSet(dict(uses))
        self._layout = self.set.layout(params or {})
        self._entry = _entry(self.set, on_compile)
        self.memory = self._layout.initial.copy()

    @property
    def columns(self) -> list[str]:
        return self.set.columns

    def update(self, bars: Bars) -> np.ndarray:
        """Values for each of `bars`, which follow those seen before: (columns, n) float64, NaN before the warm-up."""
        out = np.empty((len(self.columns), len(bars)))
        prices = [
            np.ascontiguousarray(getattr(bars, name), dtype=np.float64)
            for name in ("open", "high", "low", "close", "volume")
        ]
        times = np.ascontiguousarray(bars.ts_event, dtype=np.int64)
        self._entry([times, *prices, self.memory, self._layout.parameters, self._layout.windows, out])
        return out

    def reset(self) -> None:
        """Forget every bar seen."""
        self.memory[:] = self._layout.initial

    def snapshot(self) -> bytes:
        return self.memory.tobytes()

    def restore(self, snapshot: bytes) -> None:
        self.memory[:] = np.frombuffer(snapshot)


def compute(
    uses: dict[str, FeatureUse], bars: Bars, params: dict[str, int | float] | None = None
) -> dict[str, np.ndarray]:
    """Feature columns of `bars`: name -> (n,) float64."""
    stream = FeatureStream(uses, params)
    return dict(zip(stream.columns, stream.update(bars), strict=True))


def source(features: FeatureSet) -> str:
    """The generated code, for reading."""
    lines = [f"def compute({_NAMES}):", *indent(features.setup_lines(), 1), *indent(features.load_lines(), 1)]
    lines += ["    for i in range(ts_column.size):", "        ts = ts_column[i]"]
    lines += [f"        {name} = {name}_column[i]" for name in ("open", "high", "low", "close", "volume")]
    lines += indent(features.step_lines(), 2)
    lines += [f"        out[{j}, i] = {v}" for j, v in enumerate(features.variables())]
    return "\n".join([*lines, *indent(features.store_lines(), 1), "    return 0"]) + "\n"


def _entry(features: FeatureSet, on_compile: Callable[[], None] | None) -> Entry:
    scope: dict[str, Any] = features.names()
    exec(compile(source(features), "<tradewind features>", "exec"), scope)
    return entry(scope["compute"], _ARGUMENTS, on_compile=on_compile)


def indent(lines: list[str], depth: int) -> list[str]:
    return ["    " * depth + line for line in lines]
