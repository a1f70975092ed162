"""Plain tables in, the same out: a Polars frame or a mapping of NumPy columns as rows that features are computed over."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from tradewind.errors import DataError
from tradewind.market.columns import Bars
from tradewind.market.instrument import AssetClass, Instrument
from tradewind.market.ticks import Quotes, Trades
from tradewind.market.timeframe import Timeframe

if TYPE_CHECKING:
    import polars as pl

TIMES = ("ts_event", "time")
_NEEDED = {
    "bars": ("open", "high", "low", "close"),
    "quotes": ("bid", "ask"),
    "trades": ("price", "size"),
}
_FILLED = {"bars": ("volume",), "quotes": ("bid_size", "ask_size"), "trades": ("aggressor",)}  # 0: the source has none
# No feature of one instrument asks what it is of; XXX is ISO 4217's code for no currency.
_UNNAMED = Instrument("UNNAMED", "NONE", AssetClass.SPOT, "XXX", Decimal(1), Decimal(1))


def rows_of_table(table: pl.DataFrame | Mapping[str, Any]) -> tuple[str, Bars | Quotes | Trades]:
    """(name of the time column, rows) of a table with a column `ts_event` or `time` and those of bars, quotes or trades.

    Times are Polars datetimes, numpy datetime64 or int64 UTC ns, of bars their close; a missing volume, size or aggressor counts as 0.

    Raises
    ------
    DataError: no such columns, of different lengths, or bars whose times do not rise.
    """
    names = list(table.columns) if not isinstance(table, Mapping) else list(table)
    time = next((t for t in TIMES if t in names), None)
    kind = next((k for k, needed in _NEEDED.items() if set(needed) <= set(names)), None)
    if time is None or kind is None:
        wanted = "; or ".join(", ".join(needed) for needed in _NEEDED.values())
        raise DataError(f"a table of {', '.join(names) or 'nothing'} has no time or no prices", try_=f"time, {wanted}")
    times = _nanoseconds(table[time], time)
    values = [_floats(table[n], n) for n in _NEEDED[kind]]
    values += [_floats(table[n], n) if n in names else np.zeros(len(times)) for n in _FILLED[kind]]
    if any(len(v) != len(times) for v in values):
        raise DataError(f"columns of different lengths: {[len(times), *(len(v) for v in values)]}")
    if kind == "quotes":
        return time, Quotes(_UNNAMED, times, times, *values)
    if kind == "trades":
        return time, Trades(_UNNAMED, times, times, values[0], values[1], values[2].astype(np.int8))
    steps = np.diff(times)
    if (steps <= 0).any():
        at = int(np.flatnonzero(steps <= 0)[0]) + 1
        raise DataError(f"{time}: row {at} is not later than the row before it", try_=f"sort by {time}, once each")
    shortest = int(steps.min()) if len(steps) else 1
    return time, Bars(_UNNAMED, Timeframe(shortest, f"{shortest}ns"), times, times, *values)


def _nanoseconds(column: Any, name: str) -> np.ndarray:
    """UTC ns of a Polars series or a numpy array."""
    if hasattr(column, "to_physical"):
        import polars as pl

        if isinstance(column.dtype, pl.Datetime | pl.Date):
            column = column.cast(pl.Datetime("ns"))
        column = column.to_physical().to_numpy()
    array = np.asarray(column)
    if array.dtype.kind == "M":
        array = array.astype("datetime64[ns]").astype(np.int64)
    if array.dtype.kind not in "iu":
        raise DataError(f"{name}: {array.dtype} is no time", try_="a datetime, or int64 UTC nanoseconds")
    return np.ascontiguousarray(array, dtype=np.int64)


def _floats(column: Any, name: str) -> np.ndarray:
    try:
        return np.ascontiguousarray(column.to_numpy() if hasattr(column, "to_physical") else column, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(f"{name} is no column of numbers: {error}") from None
