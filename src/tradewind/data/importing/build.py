"""From a draft to checked bars, quotes or trades of one instrument."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from tradewind.data.frames import Columns
from tradewind.data.importing.draft import Draft
from tradewind.data.importing.guess import guess_instrument
from tradewind.data.importing.stamping import closes, daily_closes, infer_timeframe, named
from tradewind.data.importing.times import to_utc
from tradewind.data.quality import QualityReport, RepairRecord, check_quality, repair
from tradewind.data.quality.prices import MAY_BE_NEGATIVE, crossed
from tradewind.data.quality.repair import repair_quotes
from tradewind.data.quality.score import score
from tradewind.errors import DataError, UsageError
from tradewind.market.calendar import ALWAYS, check_calendar
from tradewind.market.columns import Bars, Floats
from tradewind.market.instrument import Instrument
from tradewind.market.ticks import Quotes, Trades
from tradewind.market.time import DAY, to_iso
from tradewind.market.timeframe import Timeframe


@dataclass(frozen=True)
class Wishes:
    """What the user said about a file; None: not said."""

    symbol: str | None = None
    venue: str | None = None
    timeframe: str | None = None
    timezone: str | None = None
    stamp: str | None = None
    instrument: Instrument | None = None
    calendar: str | None = None
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Built:
    """One instrument's data, the remarks to it, its quality, and the repairs that were asked for."""

    data: Columns
    notes: tuple[str, ...]
    quality: QualityReport
    repairs: RepairRecord | None


def build(draft: Draft, wishes: Wishes, where: str) -> Built:
    """Settle zone, stamping, timeframe and instrument, and refuse what can't be traded on.

    Raises
    ------
    DataError: something is not known, or a row is not usable; names the option or the row.
    """
    if draft.times.naive.null_count():
        row = int(draft.times.naive.is_null().arg_max() or 0)
        raise DataError(f"{where}: row {row + 1} has no time", try_="remove that row from the file")
    symbol = wishes.symbol or (wishes.instrument.symbol if wishes.instrument else None) or draft.symbol
    if symbol is None:
        raise DataError(f"{where}: the file does not name its instrument", try_="--symbol EURUSD")
    venue = wishes.venue or draft.venue or "LOCAL"
    arrays = {name: draft.columns[name].to_numpy(writable=True) for name in draft.columns.columns}
    instrument, note = _instrument(wishes, symbol, venue, arrays)
    notes = [*draft.notes, *note]
    if draft.kind == "bars":
        return _bars(draft, wishes, instrument, arrays, notes, where)
    times = _utc(draft, wishes, where)
    zero = np.zeros(len(times))
    if draft.kind == "quotes":
        sizes = {name: arrays.get(name, zero) for name in ("bid_size", "ask_size")}
        data: Columns = Quotes(instrument, times, times.copy(), arrays["bid"], arrays["ask"], **sizes)
    else:
        side = arrays.get("aggressor", zero).astype(np.int8)
        data = Trades(instrument, times, times.copy(), arrays["price"], arrays["size"], side)
    record = None
    if isinstance(data, Quotes) and wishes.repairs:
        data, record = repair_quotes(data, wishes.repairs)
        arrays = {name: array for name, array in data.columns() if not name.startswith("ts_")}
    _refuse(data, arrays, where)
    return Built(data, tuple(notes), check_quality(data), record)


def _bars(
    draft: Draft, wishes: Wishes, instrument: Instrument, arrays: dict[str, Floats], notes: list[str], where: str
) -> Built:
    times, timeframe = _bar_times(draft, wishes, instrument, notes, where)
    volume = arrays.get("volume", np.zeros(len(times)))
    ohlc = {name: arrays[name] for name in ("open", "high", "low", "close")}
    bars = Bars(instrument, timeframe, times, times.copy(), **ohlc, volume=volume)
    record = None
    if wishes.repairs:
        bars, record = repair(bars, wishes.repairs)
    _refuse(bars, {name: getattr(bars, name) for name in (*ohlc, "volume")}, where)
    report = check_quality(bars)
    if "bid" in arrays and len(bars) == len(times):  # quote bars: their closing bid and ask
        findings = (*report.findings, *crossed(arrays["bid"], arrays["ask"], times))
        report = replace(report, findings=findings, score=score(findings))
    return Built(bars, tuple(notes), report, record)


def _bar_times(
    draft: Draft, wishes: Wishes, instrument: Instrument, notes: list[str], where: str
) -> tuple[np.ndarray, Timeframe]:
    naive = draft.times.naive.to_physical().to_numpy()
    said = wishes.timeframe or draft.timeframe
    timeframe = named(Timeframe.parse(said).ns) if said else infer_timeframe(naive, where)
    if not said:
        notes.append(f"timeframe {timeframe} taken from the distance of the rows")
    if draft.times.dates and timeframe.ns == DAY:
        end = "midnight UTC" if instrument.calendar == ALWAYS else f"the close of {instrument.calendar}'s session"
        notes.append(f"rows carry a date only: stamped with {end} of that date")
        return daily_closes(naive // DAY, instrument.calendar), timeframe
    stamp = wishes.stamp or draft.stamp
    if stamp is None:
        raise DataError(
            f"{where}: can't know whether its {timeframe} bars are stamped with their open or their close",
            try_="--stamp open (what most exports do) or --stamp close",
        )
    if stamp not in ("open", "close"):
        raise UsageError(f"stamp {stamp!r} is unknown", try_="open or close")
    notes.append(
        f"bars stamped with their {stamp}" + (f", moved by {timeframe} to their close" if stamp == "open" else "")
    )
    return closes(_utc(draft, wishes, where), stamp, timeframe), timeframe


def _utc(draft: Draft, wishes: Wishes, where: str) -> np.ndarray:
    return to_utc(draft.times, wishes.timezone or draft.timezone, where).to_numpy(writable=True)


def _instrument(wishes: Wishes, symbol: str, venue: str, arrays: dict[str, Floats]) -> tuple[Instrument, list[str]]:
    if wishes.calendar is not None:
        check_calendar(wishes.calendar)
    if wishes.instrument is not None:
        return wishes.instrument, []
    prices = next(arrays[name] for name in ("close", "bid", "price") if name in arrays)
    instrument, note = guess_instrument(symbol, venue, prices, wishes.calendar)
    return instrument, [note]


def _refuse(data: Columns, arrays: dict[str, Floats], where: str) -> None:
    """NaN, infinities, impossible prices and disorder never reach the lake; each names its first row and its repair."""
    for name, values in arrays.items():
        _first(~np.isfinite(values), values, name, data, where, "a number", "drop_nan")
        lowest = _lowest(name, data)
        if lowest is not None:
            bad = values < 0 if lowest == 0 else values <= 0
            _first(bad, values, name, data, where, "above 0" if lowest else "0 or above", "drop_not_positive")
    times = data.ts_event
    if isinstance(data, Bars) and len(np.unique(times)) < len(times):
        order = np.argsort(times, kind="stable")
        at = int(order[1:][np.diff(times[order]) == 0].min())
        count = len(times) - len(np.unique(times))
        raise DataError(
            f"{where}: row {at + 1} repeats the time {to_iso(int(times[at]))}; {count:,} such rows",
            try_="--repair drop_duplicates (keeps the first) or keep_last_duplicate",
        )
    back = np.flatnonzero(np.diff(times) < 0)
    if len(back):
        at = int(back[0]) + 1
        raise DataError(
            f"{where}: row {at + 1} at {to_iso(int(times[at]))} is earlier than the row before it; "
            f"{len(back):,} such rows",
            try_="--repair sort",
        )


def _lowest(name: str, data: Columns) -> int | None:
    """0: may be zero; 1: must be above zero; None: may be anything."""
    if name == "aggressor" or (data.instrument.asset_class in MAY_BE_NEGATIVE and name not in ("volume", "size")):
        return None
    return 0 if name in ("volume", "size", "bid", "ask", "bid_size", "ask_size") else 1


def _first(bad: np.ndarray, values: Floats, name: str, data: Columns, where: str, must: str, action: str) -> None:
    if bad.any():
        at = int(np.argmax(bad))
        option = f"--repair {action}" if isinstance(data, Bars) else "remove those rows from the file"
        raise DataError(
            f"{where}: row {at + 1} at {to_iso(int(data.ts_event[at]))}: {name} is {values[at]:g}, must be {must}; "
            f"{int(bad.sum()):,} such rows",
            try_=option,
        )


def select(draft: Draft, rows: pl.Series) -> Draft:
    """Only the rows where `rows` (bool) is true."""
    times = replace(draft.times, naive=draft.times.naive.filter(rows))
    keys = draft.keys.filter(rows) if draft.keys.width else draft.keys
    return replace(draft, times=times, columns=draft.columns.filter(rows), keys=keys)


def provenance(built: Built, recognised: str, source: str, more: dict[str, Any]) -> dict[str, Any]:
    """What the lake remembers of an import."""
    entry: dict[str, Any] = {
        "source": source,
        "licence": "not stated",
        "format": recognised,
        "notes": list(built.notes),
    }
    entry["quality"] = built.quality.score
    if built.repairs is not None:
        entry["repairs"] = built.repairs.to_dict()
    return entry | more
