"""Between the house's numpy columns and the Polars frames that Parquet files hold."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

from tradewind.errors import DataError
from tradewind.market.columns import BAR_COLUMNS, QUOTE_COLUMNS, TRADE_COLUMNS, Bars
from tradewind.market.depth import DEPTH_COLUMNS, HAPPENING_COLUMNS, Depth, Happenings
from tradewind.market.instrument import Instrument
from tradewind.market.ticks import Quotes, Trades
from tradewind.market.time import to_iso
from tradewind.market.timeframe import Timeframe

if TYPE_CHECKING:
    import polars as pl

Columns = Bars | Quotes | Trades | Depth | Happenings

COLUMNS = {
    "bars": BAR_COLUMNS,
    "quotes": QUOTE_COLUMNS,
    "trades": TRADE_COLUMNS,
    "depth": DEPTH_COLUMNS,
    "happenings": HAPPENING_COLUMNS,
}
_CLASSES: dict[str, Any] = {"quotes": Quotes, "trades": Trades, "depth": Depth, "happenings": Happenings}
TIMES = ("ts_event", "ts_init")


def kind_of(data: Columns) -> str:
    """`bars`, `quotes`, `trades`, `depth` or `happenings`."""
    return "bars" if isinstance(data, Bars) else next(k for k, c in _CLASSES.items() if isinstance(data, c))


def to_frame(data: Columns) -> pl.DataFrame:
    """A frame with times as UTC nanosecond datetimes, so that any Parquet reader shows them as times."""
    import polars as pl

    frame = pl.DataFrame(dict(data.columns()))
    return frame.with_columns(pl.col(TIMES).cast(pl.Datetime("ns", "UTC")))


def from_frame(frame: pl.DataFrame, instrument: Instrument, timeframe: Timeframe | None) -> Any:
    """Bars, quotes, trades, depth or happenings by the frame's columns; arrays are writable and contiguous."""
    kind = next(kind for kind, names in COLUMNS.items() if set(names) <= set(frame.columns))
    arrays = {name: frame[name].to_physical().rechunk().to_numpy(writable=True) for name in COLUMNS[kind]}
    if kind == "bars":
        if timeframe is None:
            raise DataError(f"{instrument.id}: bars need a timeframe")
        return Bars(instrument, timeframe, **arrays)
    return _CLASSES[kind](instrument, **arrays)


def content_hash(data: Columns) -> str:
    """sha256 (hex) over instrument, timeframe and every column's name, type and bytes: the same data, the same hash."""
    digest = hashlib.sha256(data.instrument.id.encode())
    if isinstance(data, Bars):
        digest.update(str(data.timeframe).encode())
    for name, array in data.columns():
        digest.update(f"{name}:{array.dtype.str}:{len(array)}".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def check(data: Columns) -> None:
    """Refuse what the lake must never hold: times out of order, repeated bars, numbers that are none.

    Raises
    ------
    DataError: with the first row at fault.
    """
    name = data.instrument.id
    steps = np.diff(data.ts_event)
    bad = np.flatnonzero(steps <= 0 if isinstance(data, Bars) else steps < 0)
    if len(bad):
        at = int(bad[0]) + 1
        raise DataError(
            f"{name}: row {at} at {to_iso(int(data.ts_event[at]))} does not follow the row before it "
            f"({to_iso(int(data.ts_event[at - 1]))}); {len(bad)} such rows",
            try_="repair with sort,drop_duplicates",
        )
    early = np.flatnonzero(data.ts_init < data.ts_event)
    if len(early):
        raise DataError(f"{name}: row {int(early[0])} is known (ts_init) before it happened (ts_event)")
    for column, array in data.columns():
        if isinstance(data, Happenings):
            break  # a number that is not known is nan there, see market/events.py
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            at = int(np.flatnonzero(~np.isfinite(array))[0])
            raise DataError(
                f"{name}: {column} is {array[at]} in row {at} at {to_iso(int(data.ts_event[at]))}",
                try_="repair with drop_nan",
            )
