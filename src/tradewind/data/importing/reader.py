"""Importing a file: recognise its format, build what is in it, write it to the lake."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from tradewind.data.frames import Columns
from tradewind.data.importing import beside, binance, dukascopy, histdata, metatrader, named, tradingview, yahoo
from tradewind.data.importing.build import Built, Wishes, build, provenance, select
from tradewind.data.importing.draft import Draft
from tradewind.data.importing.table import Table, open_table
from tradewind.data.importing.times import check_zone
from tradewind.data.lake import Lake, WriteSummary
from tradewind.data.quality import QualityReport, check_quality
from tradewind.errors import DataError, UsageError
from tradewind.market.columns import Bars
from tradewind.market.depth import Depth, Happenings
from tradewind.market.instrument import Instrument
from tradewind.market.ticks import Quotes, Trades
from tradewind.market.timeframe import Timeframe

# In the order in which they are asked; each recognises its own files alone.
FORMATS: dict[str, Any] = {
    "metatrader": metatrader,
    "histdata": histdata,
    "dukascopy": dukascopy,
    "binance": binance,
    "yahoo": yahoo,
    "tradingview": tradingview,
}
_READ = ("bars", "quotes", "trades")


@dataclass(frozen=True)
class ImportResult:
    """What a file held: one of `bars`, `quotes`, `trades`, `other` (depth, happenings); the format that was recognised; remarks; quality."""

    recognised_format: str
    notes: tuple[str, ...]
    quality: QualityReport
    bars: Bars | None = None
    quotes: Quotes | None = None
    trades: Trades | None = None
    other: Depth | Happenings | None = None

    @property
    def data(self) -> Columns:
        """Whichever of them there is."""
        found = next((d for d in (self.bars, self.quotes, self.trades, self.other) if d is not None), None)
        assert found is not None
        return found


def import_file(
    path: Path | str,
    *,
    symbol: str | None = None,
    venue: str | None = None,
    timeframe: str | None = None,
    kind: str | None = None,
    columns: dict[str, str] | None = None,
    timezone: str | None = None,
    stamp: str | None = None,
    instrument: Instrument | None = None,
    calendar: str | None = None,
    price: str = "mid",
    repairs: Sequence[str] = (),
    where: dict[str, str] | None = None,
    time_format: str | None = None,
) -> ImportResult:
    """Read one instrument's bars, quotes or trades from a CSV, Parquet or Feather file.

    Known formats (MetaTrader, TradingView, HistData, Dukascopy, Binance Vision, Yahoo) are recognised; what they say
    about zone and stamping is taken unless said otherwise. For other files `timezone` and, for bars, `stamp` ("open" or
    "close") must be said. `columns` maps our names to the file's; `where` keeps rows whose column has that value;
    `price` picks mid, bid or ask of quote bars; `repairs` are actions of `tradewind.data.quality.repair`.

    Raises
    ------
    DataError, UsageError: one line with the file, the row or option, and what to pass.
    """
    wishes = Wishes(symbol, venue, timeframe, timezone, stamp, instrument, calendar, tuple(repairs))
    draft = _draft(Path(path), kind, columns, price, where, time_format)
    one = _only(draft, wishes, str(path))
    return _result(one, build(one, wishes, str(path)))


def import_into(
    lake: Lake, path: Path | str, *, symbol: str | None = None, licence: str | None = None,
    progress: Callable[[str, int, int], None] | None = None, **options: Any,
) -> list[tuple[ImportResult, WriteSummary]]:  # fmt: skip
    """Import a file into the lake: one instrument, or every symbol (and timeframe) of a file that holds many.

    Options are those of `import_file`. Everything is read and checked before anything is written. `progress(what, done,
    total)` is called after each series. Returns (what was read, what was written) for each.

    Raises
    ------
    DataError, UsageError: as `import_file`, and what `Lake.write_bars` raises.
    """
    where = str(path)
    names = ("venue", "timeframe", "timezone", "stamp", "instrument", "calendar")
    if options.get("kind") in beside.KINDS:
        return _beside_into(lake, Path(path), symbol, licence, options)
    wishes = Wishes(
        symbol=symbol, repairs=tuple(options.pop("repairs", ())), **{n: options.pop(n, None) for n in names}
    )
    draft = _draft(
        Path(path), **{"kind": None, "columns": None, "price": "mid", "where": None, "time_format": None} | options
    )
    series = []
    for one in _series(draft, wishes, where):
        series.append((one, build(one, replace(wishes, symbol=one.symbol or wishes.symbol), where)))
    more = {"licence": licence} if licence else {}
    written = []
    for done, (one, built) in enumerate(series, start=1):
        entry = provenance(built, one.format, f"file {Path(path).name}", more)
        write = getattr(lake, f"write_{one.kind}")
        written.append((_result(one, built), write(built.data, provenance=entry)))
        if progress is not None:
            progress(built.data.instrument.id, done, len(series))
    return written


def _beside_into(
    lake: Lake, path: Path, symbol: str | None, licence: str | None, options: dict[str, Any]
) -> list[tuple[ImportResult, WriteSummary]]:
    """What is no bar, quote or trade, for instruments that the lake has already."""
    venue = options.get("venue")

    def known(name: str) -> Instrument | None:
        found = [i for i in lake.instruments() if name in (i.symbol, i.id) and venue in (None, i.venue)]
        return lake.instrument(name) if len(found) > 1 else next(iter(found), None)

    kind = str(options["kind"])
    read = beside.read_beside(
        _filter(open_table(path), options.get("where") or {}), kind, known, symbol=symbol, columns=options.get("columns"),
        timezone=options.get("timezone"), time_format=options.get("time_format"),
        repairs=options.get("repairs") or (),
    )  # fmt: skip
    written = []
    for data, notes in read:
        quality = check_quality(data)
        entry: dict[str, Any] = {
            "source": f"file {path.name}",
            "licence": licence or "not stated",
            "format": kind,
            "notes": list(notes),
        }
        entry["quality"] = quality.score
        if isinstance(data, Depth):
            summary = lake.write_depth(data, provenance=entry)
        else:
            summary = lake.write_happenings(data, provenance=entry)
        written.append((ImportResult(kind, notes, quality, other=data), summary))
    return written


def _draft(
    path: Path, kind: str | None, columns: dict[str, str] | None, price: str, where: dict[str, str] | None,
    time_format: str | None,
) -> Draft:  # fmt: skip
    if kind is not None and kind not in _READ:
        raise UsageError(f"kind {kind!r} is unknown", try_=", ".join((*_READ, *beside.KINDS)))
    table = _filter(open_table(path), where or {})
    if not columns and kind is None:
        for module in FORMATS.values():
            if module.recognise(table):
                return module.read(table, time_format)
    if not table.header and not columns:
        raise DataError(
            f"{path}: no header, and no format that is known ({', '.join(FORMATS)}); "
            f"columns are {', '.join(table.names)}",
            try_="--columns ts=c0 open=c1 high=c2 low=c3 close=c4",
        )
    return named.read(table, columns, kind, price, time_format)


def read_draft(
    path: Path, kind: str | None, columns: dict[str, str] | None, price: str, symbol: str | None, timeframe: str | None
) -> Draft:
    """One series of a file, before zone and stamping are settled.

    Raises
    ------
    DataError: the file holds nothing that is known, or several series.
    """
    wishes = Wishes(symbol, None, timeframe, None, None, None, None, ())
    return _only(_draft(path, kind, columns, price, None, None), wishes, str(path))


def _filter(table: Table, where: dict[str, str]) -> Table:
    frame = table.frame
    for name, value in where.items():
        if name not in frame.columns:
            raise UsageError(f"{table.path}: no column {name!r} to filter by; there are {', '.join(frame.columns)}")
        frame = frame.filter(pl.col(name).cast(pl.String) == value)
        if frame.height == 0:
            raise DataError(f"{table.path}: no row has {name} = {value!r}")
    return replace(table, frame=frame)


def _only(draft: Draft, wishes: Wishes, where: str) -> Draft:
    found = _series(draft, wishes, where)
    if len(found) == 1:
        return found[0]
    names = sorted({one.symbol or "" for one in found})
    frames = sorted({one.timeframe or "" for one in found} - {""})
    if len(names) > 1:
        shown = ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
        raise DataError(f"{where}: holds {len(names):,} symbols ({shown})", try_=f"--symbol {names[0]}")
    raise DataError(f"{where}: holds {len(frames)} timeframes ({', '.join(frames)})", try_=f"--timeframe {frames[0]}")


def _series(draft: Draft, wishes: Wishes, where: str) -> list[Draft]:
    """One draft a symbol and timeframe, those that were asked for."""
    if wishes.timezone is not None and not wishes.timezone.upper().startswith(("UTC", "GMT", "+", "-")):
        check_zone(wishes.timezone)
    by = [name for name in ("symbol", "timeframe") if name in draft.keys.columns]
    if not by:
        return [draft]
    wanted = _wanted(draft, wishes, where)
    found = []
    for key, rows in wanted.group_by(by, maintain_order=True):
        at = dict(zip(by, key, strict=True))
        mask = pl.Series([False]).new_from_index(0, draft.columns.height).scatter(rows["row"], True)
        one = select(draft, mask)
        found.append(
            replace(
                one, symbol=at.get("symbol") or wishes.symbol, timeframe=_known(at.get("timeframe")) or one.timeframe
            )
        )
    return found


def _wanted(draft: Draft, wishes: Wishes, where: str) -> pl.DataFrame:
    rows = draft.keys.with_row_index("row")
    if "symbol" in rows.columns and wishes.symbol is not None:
        names = rows["symbol"].unique().to_list()
        rows = rows.filter(pl.col("symbol") == wishes.symbol)
        if rows.height == 0:
            import difflib

            near = difflib.get_close_matches(wishes.symbol, [n for n in names if n], n=3, cutoff=0.3)
            raise DataError(
                f"{where}: no rows of symbol {wishes.symbol!r} among {len(names):,}", try_=", ".join(near) or None
            )
    if "timeframe" in rows.columns and wishes.timeframe is not None:
        same = [t for t in rows["timeframe"].unique() if _same(t, wishes.timeframe)]
        rows = rows.filter(pl.col("timeframe").is_in(same))
        if rows.height == 0:
            raise DataError(f"{where}: no rows of timeframe {wishes.timeframe!r}")
    return rows


def _same(text: str, timeframe: str) -> bool:
    return _known(text) == str(Timeframe.parse(timeframe))


def _known(text: str | None) -> str | None:
    """`1wk` and `15m` as ours; None for what is no timeframe of ours (months)."""
    if text is None or text.endswith(("M", "mo")):
        return None
    try:
        return str(Timeframe.parse(text.removesuffix("k") if text.endswith("wk") else text))
    except UsageError:
        return None


def _result(draft: Draft, built: Built) -> ImportResult:
    data = built.data
    return ImportResult(
        recognised_format=draft.format,
        notes=built.notes,
        quality=built.quality,
        bars=data if isinstance(data, Bars) else None,
        quotes=data if isinstance(data, Quotes) else None,
        trades=data if isinstance(data, Trades) else None,
    )
