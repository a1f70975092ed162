"""Data that a column's function brings along by itself: a check can't cut it, so it says so."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from typing import Any

from tradewind.features.column import Column
from tradewind.features.external import External

_DATA = {"ndarray", "DataFrame", "LazyFrame", "Series", "Bars", "Quotes", "Trades", "Depth"}
_READERS = {
    "read_csv",
    "read_parquet",
    "scan_parquet",
    "scan_csv",
    "read_feather",
    "read_ipc",
    "load",
    "loadtxt",
    "open",
    "urlopen",
}


def data_of_their_own(columns: Mapping[str, External]) -> tuple[str, ...]:
    """One note for each column whose function holds data or reads files."""
    notes = []
    for name, column in columns.items():
        function = getattr(column, "compute", None) if isinstance(column, Column) else None
        for what in dict.fromkeys(_held(function)) if isinstance(function, types.FunctionType) else ():
            notes.append(
                f"feature {name!r} {what}: the check can't cut that where it cuts the bars; take other instruments from its second argument"
            )
    return tuple(notes)


def _held(function: types.FunctionType) -> Iterator[str]:
    for cell, name in zip(function.__closure__ or (), function.__code__.co_freevars, strict=True):
        if type(cell.cell_contents).__name__ in _DATA:
            yield f"holds data of its own ({name})"
    for name in function.__code__.co_names:
        value: Any = function.__globals__.get(name)
        if type(value).__name__ in _DATA:
            yield f"holds data of its own ({name})"
        elif name in _READERS:
            yield f"reads data of its own ({name})"
