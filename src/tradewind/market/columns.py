"""Columns of market data, as the rest of the house passes them: plain numpy arrays of one length."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tradewind.errors import DataError
from tradewind.market.instrument import Instrument
from tradewind.market.timeframe import Timeframe

BAR_COLUMNS = ("ts_event", "ts_init", "open", "high", "low", "close", "volume")
QUOTE_COLUMNS = ("ts_event", "ts_init", "bid", "ask", "bid_size", "ask_size")
TRADE_COLUMNS = ("ts_event", "ts_init", "price", "size", "aggressor")

Floats = NDArray[np.float64]
Times = NDArray[np.int64]


@dataclass(frozen=True)
class Bars:
    """Bars of one instrument and timeframe, oldest first.

    `ts_event` is each bar's **close** in UTC nanoseconds (strictly rising); `ts_init` is when we knew it (>= ts_event).
    Prices are in quote currency per unit, `volume` in units (0 where the source has none). All arrays are (n,), contiguous.
    """

    instrument: Instrument
    timeframe: Timeframe
    ts_event: Times
    ts_init: Times
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats

    def __post_init__(self) -> None:
        lengths = {name: len(getattr(self, name)) for name in BAR_COLUMNS}
        if len(set(lengths.values())) != 1:
            raise DataError(f"{self.instrument.id} {self.timeframe}: columns of different lengths {lengths}")

    def __len__(self) -> int:
        return len(self.ts_event)

    def __getitem__(self, rows: slice) -> Bars:
        return replace(self, **{name: getattr(self, name)[rows] for name in BAR_COLUMNS})

    def columns(self) -> Iterator[tuple[str, NDArray]]:
        """(name, array) in the order of `BAR_COLUMNS`."""
        for name in BAR_COLUMNS:
            yield name, getattr(self, name)

    def between(self, start: int | None, end: int | None) -> Bars:
        """Bars with start <= ts_event < end (nanoseconds; None: open)."""
        first = 0 if start is None else int(np.searchsorted(self.ts_event, start, side="left"))
        last = len(self) if end is None else int(np.searchsorted(self.ts_event, end, side="left"))
        return self[first:last]


assert tuple(f.name for f in fields(Bars))[2:] == BAR_COLUMNS


def bars_of(instrument: Instrument, timeframe: Timeframe, columns: Mapping[str, ArrayLike]) -> Bars:
    """Bars from columns by their names in `BAR_COLUMNS`, as contiguous int64 times and float64 values."""
    times = [np.ascontiguousarray(columns[n], dtype=np.int64) for n in BAR_COLUMNS[:2]]
    values = [np.ascontiguousarray(columns[n], dtype=np.float64) for n in BAR_COLUMNS[2:]]
    return Bars(instrument, timeframe, times[0], times[1], *values)


def content_hash(bars: Bars) -> str:
    """Hex sha256 over instrument, timeframe and every column: the same data give the same hash anywhere."""
    digest = hashlib.sha256(f"{bars.instrument.id} {bars.timeframe}".encode())
    for _, column in bars.columns():
        digest.update(np.ascontiguousarray(column).tobytes())
    return digest.hexdigest()
