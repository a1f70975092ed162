"""Files of what is no bar, quote or trade: funding, dividends, splits, adjustment factors, changes of a book.

They belong to an instrument that the lake knows, because its calendar says when a day begins. What has a date only happens at that day's
midnight where the market is, so before anything trades on it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from tradewind.data.importing.book_rows import BOOK_ROWS, SIZE_NAMES, begins, sides, words
from tradewind.data.importing.draft import number
from tradewind.data.importing.table import Table, plain
from tradewind.data.importing.times import parse_times, to_utc
from tradewind.errors import DataError, UsageError
from tradewind.market.calendar import day_start, next_session_day
from tradewind.market.columns import Times
from tradewind.market.depth import Depth, Happenings, levels
from tradewind.market.events import EventKind
from tradewind.market.instrument import Instrument
from tradewind.market.time import DAY, to_iso

Other = Depth | Happenings
_TIMES = ("ts", "timestamp", "datetime", "time", "date", "ts_event", "ex_date", "unix")
_SYMBOLS = ("symbol", "ticker", "instrument")
# Kind -> our field -> the names that files give it; those of _OPTIONAL may be missing.
FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "funding": {"rate": ("rate", "funding_rate", "fundingrate"), "mark": ("mark", "mark_price", "markprice")},
    "dividends": {"amount": ("amount", "dividend", "dividends", "cash")},
    "splits": {"ratio": ("ratio", "split", "split_ratio", "stock_splits")},
    "factors": {"price_factor": ("price_factor",), "split_factor": ("split_factor",), "close": ("reference_price",)},
    "depth": {"price": ("price",), "size": SIZE_NAMES, "side": ("side",), "event": ("event", "type")},
}  # fmt: skip
_OPTIONAL = ("mark", "event")
KINDS = tuple(FIELDS)


@dataclass(frozen=True)
class Rows:
    """One instrument's rows of a file; `values` has our fields that are there."""

    kind: str
    instrument: Instrument
    times: Times
    dated: bool
    values: pl.DataFrame


def read_beside(
    table: Table,
    kind: str,
    instrument: Callable[[str], Instrument | None],
    *,
    symbol: str | None,
    columns: dict[str, str] | None = None,
    timezone: str | None = None,
    time_format: str | None = None,
    repairs: Sequence[str] = (),
) -> list[tuple[Other, tuple[str, ...]]]:
    """Each instrument's data with remarks to it. instrument: by its symbol, None where the lake has none of that name.

    repairs: `sort` puts rows into the order of time, those of one time as they are.
    A file of many symbols gives those that the lake knows, or the one that `symbol` names.

    Raises
    ------
    DataError: a column is missing, a number is none, or none of the instruments is known.
    """
    where = str(table.path)
    if unasked := [r for r in repairs if r != "sort"]:
        raise UsageError(f"repair {unasked[0]!r} is unknown for {kind}", try_="sort")
    found = _find(table, kind, columns or {})
    made: list[tuple[Other, tuple[str, ...]]] = []
    unknown: list[str] = []
    for name, frame in _by_symbol(table.frame, found.get("symbol"), symbol, where):
        of = instrument(name)
        if of is None:
            unknown.append(name)
            continue
        parsed = parse_times(frame[found["ts"]], where, time_format)
        if parsed.naive.null_count():
            raise DataError(f"{where}: row {int(parsed.naive.is_null().arg_max() or 0) + 1} has no time")
        times = _days(parsed.naive) if parsed.dates else to_utc(parsed, timezone, where).to_numpy(writable=True)
        values = frame.select(pl.col(found[f]).alias(f) for f in FIELDS[kind] if f in found)
        if repairs:
            order = np.argsort(times, kind="stable")
            times, values = times[order], values[order]
        rows = Rows(kind, of, times, parsed.dates, values)
        made.append(_MADE[kind](rows, where))
    if not made:
        names = ", ".join(unknown[:5])
        raise DataError(
            f"{where}: {names} is not in the lake yet", try_=f"tradewind data import BARS --symbol {unknown[0]}"
        )
    return made


def _find(table: Table, kind: str, given: dict[str, str]) -> dict[str, str]:
    """Our name -> the file's column."""
    there = {plain(name).replace(" ", "_"): name for name in reversed(table.frame.columns)}
    wanted = {"ts": _TIMES, "symbol": _SYMBOLS, **FIELDS[kind]}
    found = {ours: there[alias] for ours, names in wanted.items() for alias in reversed(names) if alias in there}
    for ours, theirs in given.items():
        if ours not in wanted:
            raise UsageError(f"column map: {kind} have no field {ours!r}", try_=", ".join(wanted))
        if theirs not in table.frame.columns:
            raise UsageError(f"{table.path}: no column {theirs!r}; there are {', '.join(table.frame.columns)}")
        found[ours] = theirs
    missing = [name for name in wanted if name not in found and name not in ("symbol", *_OPTIONAL)]
    if missing:
        raise DataError(
            f"{table.path}: {kind} need {', '.join(missing)}; there are {', '.join(table.frame.columns)}",
            try_=f"--column {missing[0]}=NAME",
        )
    return found


def _by_symbol(
    frame: pl.DataFrame, column: str | None, symbol: str | None, where: str
) -> list[tuple[str, pl.DataFrame]]:
    if column is None or (symbol is not None and symbol not in frame[column].cast(pl.String).unique()):
        if symbol is None:
            raise DataError(f"{where}: the file does not name its instrument", try_="--symbol AAPL")
        if column is not None and frame[column].n_unique() > 1:
            raise DataError(f"{where}: no rows of symbol {symbol!r}")
        return [(symbol, frame)]
    parts = frame.group_by(pl.col(column).cast(pl.String), maintain_order=True)
    return [(str(name), rows) for (name,), rows in parts if symbol in (None, name)]


def _days(naive: pl.Series) -> Times:
    return naive.to_physical().to_numpy() // DAY


def _number(rows: Rows, name: str, where: str) -> np.ndarray:
    return number(rows.values[name], name, where).to_numpy(writable=True)


def _moments(rows: Rows) -> Times:
    return day_start(rows.instrument.calendar, rows.times) if rows.dated else rows.times


def _happenings(rows: Rows, kind: np.ndarray, times: Times, a: np.ndarray, b: np.ndarray | None = None) -> Happenings:
    """In the order of time."""
    order = np.argsort(times, kind="stable")
    zero = np.zeros(len(times))
    t = times[order]
    return Happenings(
        rows.instrument, t, t.copy(), kind[order], a[order], (zero if b is None else b)[order], zero, zero, zero
    )


def _refuse(rows: Rows, bad: np.ndarray, name: str, values: np.ndarray, must: str, where: str) -> None:
    if bad.any():
        at = int(np.argmax(bad))
        when = to_iso(int(_moments(rows)[at]))
        raise DataError(f"{where}: row {at + 1} at {when}: {name} is {values[at]:g}, must be {must}")


def _funding(rows: Rows, where: str) -> tuple[Other, tuple[str, ...]]:
    rate = _number(rows, "rate", where)
    _refuse(rows, ~(np.abs(rate) < 1), "rate", rate, "a fraction of the notional", where)
    mark = _number(rows, "mark", where) if "mark" in rows.values.columns else np.full(len(rate), np.nan)
    _refuse(rows, mark <= 0, "mark", mark, "above 0", where)
    kind = np.full(len(rate), EventKind.FUNDING, np.int8)
    note = () if "mark" in rows.values.columns else ("no mark prices: funding is counted on the last price",)
    return _happenings(rows, kind, _moments(rows), rate, mark), note


def _dividends(rows: Rows, where: str) -> tuple[Other, tuple[str, ...]]:
    amount = _number(rows, "amount", where)
    _refuse(rows, ~(amount > 0), "amount", amount, "above 0", where)
    return _happenings(rows, np.full(len(amount), EventKind.DIVIDEND, np.int8), _moments(rows), amount), ()


def _splits(rows: Rows, where: str) -> tuple[Other, tuple[str, ...]]:
    ratio = _number(rows, "ratio", where)
    _refuse(rows, ~(ratio > 0), "ratio", ratio, "units after for one before, above 0", where)
    return _happenings(rows, np.full(len(ratio), EventKind.SPLIT, np.int8), _moments(rows), ratio), ()


def _factors(rows: Rows, where: str) -> tuple[Other, tuple[str, ...]]:
    """Dividends and splits out of cumulative adjustment factors.

    Row i holds up to the end of its date: on the next trading day the units are multiplied by split[i + 1] / split[i] and
    close[i] * (1 - price[i] / price[i + 1]) is paid a unit. Source: QuantConnect LEAN, CorporateFactorProvider (Apache-2.0).
    """
    if not rows.dated:
        raise DataError(f"{where}: factors hold up to the end of a date; these rows have a time of day")
    price, split, close = (_number(rows, n, where) for n in ("price_factor", "split_factor", "close"))
    for name, values in (("price_factor", price), ("split_factor", split)):
        _refuse(rows, ~(values > 0), name, values, "above 0", where)
    paid = close[:-1] * (1.0 - price[:-1] / price[1:])
    ratio = split[1:] / split[:-1]
    pays, splits = np.abs(paid) > 5e-5, np.abs(ratio - 1.0) > 1e-4
    days = next_session_day(rows.instrument.calendar, rows.times[:-1])
    moments = day_start(rows.instrument.calendar, days)
    times = np.concatenate([moments[splits], moments[pays]])
    kind = np.concatenate(
        [np.full(splits.sum(), EventKind.SPLIT, np.int8), np.full(pays.sum(), EventKind.DIVIDEND, np.int8)]
    )
    # Factors are printed with six or seven digits, so amounts are good to about 1e-4, and a ratio near a whole number is that number.
    amounts = np.concatenate([_whole(ratio[splits]), np.round(paid[pays], 4)])
    notes = (f"{int(splits.sum())} splits and {int(pays.sum())} dividends from {len(price)} factors",)
    return _happenings(rows, kind, times, amounts), notes


def _whole(ratio: np.ndarray) -> np.ndarray:
    for near in (np.round(ratio), 1.0 / np.maximum(np.round(1.0 / ratio), 1.0), np.round(2.0 * ratio) / 2.0):
        ratio = np.where((np.abs(ratio - near) < 1e-3 * ratio) & (near > 0), near, ratio)
    return ratio


def _depth(rows: Rows, where: str) -> tuple[Other, tuple[str, ...]]:
    """Levels by price; rows that are a snapshot replace the book. Rows of other events (trades, best prices) are left out."""
    values = rows.values.with_row_index("row")
    if "event" in values.columns:
        values = values.filter(words(values["event"]).is_in(BOOK_ROWS))
    left_out = rows.values.height - values.height
    side = sides(values["side"], where)
    price, size = (number(values[n], n, where).to_numpy(writable=True) for n in ("price", "size"))
    times = _moments(rows)[values["row"].to_numpy()]
    back = np.flatnonzero(np.diff(times) < 0)
    if len(back):
        raise DataError(
            f"{where}: time goes back at row {int(values['row'][int(back[0]) + 1]) + 1}", try_="--repair sort"
        )
    kind = np.full(len(times), EventKind.DEPTH, np.int8)
    whole = np.flatnonzero(begins(values["event"])) if "event" in values.columns else np.empty(0, np.int64)
    book = levels(rows.instrument, times, price, size, side, kind=kind)
    notes = (f"{left_out:,} rows of other events left out",) if left_out else ()
    return (_with_clears(book, whole) if len(whole) else book), (*notes, f"{len(whole)} snapshots")


def _with_clears(book: Depth, at: np.ndarray) -> Depth:
    """The same with an event before each row of `at` that empties the book."""
    clears = {
        "ts_event": book.ts_event[at], "ts_init": book.ts_init[at], "kind": np.full(len(at), EventKind.DEPTH_CLEAR, np.int8),
    }  # fmt: skip
    joined = {name: np.insert(array, at, clears.get(name, 0)) for name, array in book.columns()}
    return Depth(book.instrument, **joined)


_MADE = {"funding": _funding, "dividends": _dividends, "splits": _splits, "factors": _factors, "depth": _depth}
