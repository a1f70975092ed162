"""A file's rows as they stand, for features: bars, quotes, trades or depth, without the lake's demands on quality and with none left out.

`import_file` refuses what can't be traded on. Here a row that lacks a number stays in its place and gets no values.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tradewind.data.importing.book_rows import BOOK_ROWS, SIZE_NAMES, begins, sides, words
from tradewind.data.importing.draft import Draft, number
from tradewind.data.importing.guess import guess_instrument
from tradewind.data.importing.named import ALIASES
from tradewind.data.importing.reader import read_draft
from tradewind.data.importing.stamping import closes, daily_closes, infer_timeframe, named
from tradewind.data.importing.table import Table, open_table
from tradewind.data.importing.times import parse_times, to_utc
from tradewind.errors import DataError
from tradewind.market.calendar import ALWAYS
from tradewind.market.columns import Bars
from tradewind.market.depth import Depth, levels
from tradewind.market.events import EventKind
from tradewind.market.ticks import Quotes, Trades
from tradewind.market.time import DAY, to_iso
from tradewind.market.timeframe import Timeframe

if TYPE_CHECKING:
    import polars as pl

Rows = Bars | Quotes | Trades | Depth
_KIND_COLUMNS = ("event", "type", "action")


@dataclass(frozen=True)
class FileRows:
    """Rows of a file. kept: (n,) bool, which of the file's rows are in `rows`; times: (n,) int64 of all. notes: what was taken for granted."""

    rows: Rows
    kept: np.ndarray
    times: np.ndarray
    notes: tuple[str, ...]


def read_rows(
    path: Path | str,
    *,
    kind: str | None = None,
    symbol: str | None = None,
    timeframe: str | None = None,
    timezone: str | None = None,
    stamp: str | None = None,
    price: str = "mid",
    columns: dict[str, str] | None = None,
) -> FileRows:
    """Read `path` (CSV, Parquet or Feather). What is not said is assumed and noted: UTC, and bars stamped with their close.

    Raises
    ------
    DataError: the file has no such rows, holds several series, or its times run back.
    """
    path = Path(path)
    if kind == "depth" or (kind is None and _is_book(open_table(path))):
        return _depth(open_table(path), symbol or path.stem, timezone)
    draft = read_draft(path, kind, columns, price, symbol, timeframe)
    notes = [*draft.notes]
    times = _times(draft, timezone, notes, str(path))
    arrays = {n: draft.columns[n].to_numpy(writable=True) for n in draft.columns.columns}
    wanted = {"bars": ("open", "high", "low", "close"), "quotes": ("bid", "ask"), "trades": ("price", "size")}[
        draft.kind
    ]
    kept = np.all([np.isfinite(arrays[n]) for n in wanted], axis=0)
    if not kept.any():
        raise DataError(f"{path}: no row has {', '.join(wanted)}")
    instrument, _ = guess_instrument(draft.symbol or symbol or path.stem, "FILE", arrays[wanted[-1]][kept], None)
    given = {n: np.ascontiguousarray(a[kept]) for n, a in arrays.items()}
    zero = np.zeros(int(kept.sum()))
    if draft.kind == "bars":
        frame, times = _frame(draft, timeframe, stamp, times, notes, str(path))
        volume = np.nan_to_num(given.get("volume", zero))
        o, h, l, c = (given[n] for n in wanted)
        rows: Rows = Bars(instrument, frame, times[kept], times[kept], o, h, l, c, volume)
    elif draft.kind == "quotes":
        sizes = [np.nan_to_num(given.get(n, zero)) for n in ("bid_size", "ask_size")]
        rows = Quotes(instrument, times[kept], times[kept], given["bid"], given["ask"], *sizes)
    else:
        side = given.get("aggressor", zero).astype(np.int8)
        rows = Trades(instrument, times[kept], times[kept], given["price"], given["size"], side)
    if not kept.all():
        notes.append(f"{int((~kept).sum()):,} rows lack {' or '.join(wanted)}: they get no values")
    _forward(times[kept], str(path))
    return FileRows(rows, kept, times, tuple(notes))


def read_bars(path: Path | str, symbol: str, **options: str | None) -> Bars:
    """Bars of a file under the name `symbol`, as `read_rows` reads them.

    Raises
    ------
    DataError: the file holds something else.
    """
    read = read_rows(path, symbol=symbol, **options)  # type: ignore[arg-type]
    if not isinstance(read.rows, Bars):
        raise DataError(f"{path} holds no bars", try_="a file of bars")
    return replace(read.rows, instrument=replace(read.rows.instrument, symbol=symbol))


def _times(draft: Draft, timezone: str | None, notes: list[str], where: str) -> np.ndarray:
    zone = timezone or draft.timezone
    if zone is None and not draft.times.aware and not draft.times.dates:
        zone = "UTC"
        notes.append("the file names no zone: its times are taken as UTC (--timezone says otherwise)")
    return to_utc(draft.times, zone, where).to_numpy(writable=True)


def _frame(
    draft: Draft, timeframe: str | None, stamp: str | None, times: np.ndarray, notes: list[str], where: str
) -> tuple[Timeframe, np.ndarray]:
    said = timeframe or draft.timeframe
    naive = draft.times.naive.to_physical().to_numpy()
    frame = named(Timeframe.parse(said).ns) if said else infer_timeframe(naive, where)
    if draft.times.dates and frame.ns == DAY:
        return frame, daily_closes(naive // DAY, ALWAYS)
    stamp = stamp or draft.stamp
    if stamp is None:
        stamp = "close"
        notes.append(
            "the file does not say whether bars are stamped with their open or close: taken as the close (--stamp open)"
        )
    return frame, closes(times, stamp, frame)


def _forward(times: np.ndarray, where: str) -> None:
    back = np.flatnonzero(np.diff(times) < 0)
    if len(back):
        at = int(back[0]) + 1
        raise DataError(
            f"{where}: row {at + 1} at {to_iso(int(times[at]))} is earlier than the row before it; {len(back):,} such rows",
            try_="sort the file by time",
        )


def _is_book(table: Table) -> bool:
    """Prices of a side with a column that calls its rows snapshots or changes."""
    kinds = _kind_column(table.frame)
    if kinds is None or not {"side", "price"} <= set(table.names):
        return False
    return bool(words(table.frame[kinds]).is_in(BOOK_ROWS).any())


def _kind_column(frame: pl.DataFrame) -> str | None:
    import polars as pl

    return next(
        (n for n in _KIND_COLUMNS if n in frame.columns and frame[n].dtype in (pl.String, pl.Categorical)), None
    )


def _depth(table: Table, symbol: str, timezone: str | None) -> FileRows:
    """Changes of a book by price. The first row of a snapshot is marked DEPTH_CLEAR: a step clears the book at it, then takes its level."""
    where, frame = str(table.path), table.frame
    at = next((n for n in (*ALIASES["ts"], "ts_local") if n in frame.columns), None)
    size = next((n for n in SIZE_NAMES if n in frame.columns), None)
    if at is None or size is None or not {"side", "price"} <= set(frame.columns):
        raise DataError(f"{where}: depth needs a time, side, price and size; there are {', '.join(frame.columns)}")
    times = to_utc(parse_times(frame[at], where), timezone or "UTC", where).to_numpy(writable=True)
    prices, sizes = (number(frame[n], n, where).to_numpy() for n in ("price", size))
    kept = np.isfinite(prices) & np.isfinite(sizes) & (prices > 0)
    name = _kind_column(frame)
    if name is not None:
        kept &= words(frame[name]).is_in(BOOK_ROWS).fill_null(False).to_numpy()
    if not kept.any():
        raise DataError(f"{where}: no row is a change of a book's level")
    # What arrives in disorder (venues' clocks) is taken in the file's order.
    ordered = np.maximum.accumulate(times)
    notes = () if (ordered == times).all() else ("some rows are earlier than those before: taken at those rows' time",)
    instrument, _ = guess_instrument(symbol, "FILE", prices[kept], None)
    rows = frame.filter(kept)
    first = np.zeros(len(rows), bool) if name is None else begins(rows[name])
    kind = np.where(first, EventKind.DEPTH_CLEAR, EventKind.DEPTH).astype(np.int8)
    depth = levels(instrument, ordered[kept], prices[kept], sizes[kept], sides(rows["side"], where), kind=kind)
    if not kept.all():
        notes = (*notes, f"{int((~kept).sum()):,} rows are no change of a level: they get no values")
    return FileRows(depth, kept, ordered, notes)
