"""Depth and other happenings as columns: plain numpy arrays of one length, in the order of their arrival."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tradewind.errors import DataError
from tradewind.market.columns import Floats, Times
from tradewind.market.events import EventKind
from tradewind.market.instrument import Instrument

DEPTH_COLUMNS = ("ts_event", "ts_init", "kind", "price", "size", "side", "order", "traded")
HAPPENING_COLUMNS = ("ts_event", "ts_init", "kind", "a", "b", "c", "d", "e")
OF_A_BOOK = (
    EventKind.DEPTH,
    EventKind.DEPTH_CLEAR,
    EventKind.ORDER_ADDED,
    EventKind.ORDER_CHANGED,
    EventKind.ORDER_GONE,
)


@dataclass(frozen=True)
class Depth:
    """Changes of one instrument's book, oldest first; several may share one `ts_event` (UTC ns).

    kind: int8 of EventKind (DEPTH, DEPTH_CLEAR and the three of orders by id). price: quote currency, 0 where there is none.
    size: units. side: int8, 1 bids, -1 asks, 0 both. order: int64 ids, 0 none. traded: int8, 1 where a gone order was filled.
    All arrays are (n,).
    """

    instrument: Instrument
    ts_event: Times
    ts_init: Times
    kind: NDArray[np.int8]
    price: Floats
    size: Floats
    side: NDArray[np.int8]
    order: NDArray[np.int64]
    traded: NDArray[np.int8]

    def __post_init__(self) -> None:
        _same_length(self.instrument, {name: len(array) for name, array in self.columns()})

    def __len__(self) -> int:
        return len(self.ts_event)

    def __getitem__(self, rows: slice) -> Depth:
        return replace(self, **{name: array[rows] for name, array in self.columns()})

    def columns(self) -> Iterator[tuple[str, NDArray]]:
        """(name, array) in the order of `DEPTH_COLUMNS`."""
        for name in DEPTH_COLUMNS:
            yield name, getattr(self, name)


@dataclass(frozen=True)
class Happenings:
    """Halts, sessions, timers, news, funding, dividends and the like of one instrument: numbers a to e as in events.py."""

    instrument: Instrument
    ts_event: Times
    ts_init: Times
    kind: NDArray[np.int8]
    a: Floats
    b: Floats
    c: Floats
    d: Floats
    e: Floats

    def __post_init__(self) -> None:
        _same_length(self.instrument, {name: len(array) for name, array in self.columns()})

    def __len__(self) -> int:
        return len(self.ts_event)

    def __getitem__(self, rows: slice | NDArray) -> Happenings:
        return replace(self, **{name: array[rows] for name, array in self.columns()})

    def columns(self) -> Iterator[tuple[str, NDArray]]:
        """(name, array) in the order of `HAPPENING_COLUMNS`."""
        for name in HAPPENING_COLUMNS:
            yield name, getattr(self, name)


def levels(
    instrument: Instrument,
    ts_event: Times,
    price: Floats,
    size: Floats,
    side: NDArray[np.int8],
    *,
    ts_init: Times | None = None,
    kind: NDArray[np.int8] | None = None,
) -> Depth:
    """Depth by price from what such sources have; `kind` where there are snapshots (DEPTH_CLEAR rows before their levels)."""
    n = len(ts_event)
    return Depth(
        instrument, ts_event, ts_event if ts_init is None else ts_init,
        np.full(n, EventKind.DEPTH, np.int8) if kind is None else kind, price, size, side,
        np.zeros(n, np.int64), np.zeros(n, np.int8),
    )  # fmt: skip


def _same_length(instrument: Instrument, lengths: dict[str, int]) -> None:
    if len(set(lengths.values())) != 1:
        raise DataError(f"{instrument.id}: columns of different lengths {lengths}")
