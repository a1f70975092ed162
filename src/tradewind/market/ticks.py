"""Quotes and trades as columns: plain numpy arrays of one length, in the order of their arrival."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tradewind.errors import DataError
from tradewind.market.columns import QUOTE_COLUMNS, TRADE_COLUMNS, Floats, Times
from tradewind.market.instrument import Instrument


@dataclass(frozen=True)
class Quotes:
    """Best bid and ask of one instrument, oldest first; several may share one `ts_event` (UTC ns).

    Prices in quote currency per unit, sizes in units (0: the source has none). All arrays are (n,) float64 but the
    times.
    """

    instrument: Instrument
    ts_event: Times
    ts_init: Times
    bid: Floats
    ask: Floats
    bid_size: Floats
    ask_size: Floats

    def __post_init__(self) -> None:
        _same_length(self.instrument, {name: len(array) for name, array in self.columns()})

    def __len__(self) -> int:
        return len(self.ts_event)

    def __getitem__(self, rows: slice) -> Quotes:
        return replace(self, **{name: array[rows] for name, array in self.columns()})

    def columns(self) -> Iterator[tuple[str, NDArray]]:
        """(name, array) in the order of `QUOTE_COLUMNS`."""
        for name in QUOTE_COLUMNS:
            yield name, getattr(self, name)


@dataclass(frozen=True)
class Trades:
    """Trades of one instrument, oldest first; several may share one `ts_event` (UTC ns).

    `aggressor` is int8: 1 a buyer took liquidity, -1 a seller, 0 the source does not say.
    """

    instrument: Instrument
    ts_event: Times
    ts_init: Times
    price: Floats
    size: Floats
    aggressor: NDArray[np.int8]

    def __post_init__(self) -> None:
        _same_length(self.instrument, {name: len(array) for name, array in self.columns()})

    def __len__(self) -> int:
        return len(self.ts_event)

    def __getitem__(self, rows: slice) -> Trades:
        return replace(self, **{name: array[rows] for name, array in self.columns()})

    def columns(self) -> Iterator[tuple[str, NDArray]]:
        """(name, array) in the order of `TRADE_COLUMNS`."""
        for name in TRADE_COLUMNS:
            yield name, getattr(self, name)


def _same_length(instrument: Instrument, lengths: dict[str, int]) -> None:
    if len(set(lengths.values())) != 1:
        raise DataError(f"{instrument.id}: columns of different lengths {lengths}")
