"""The lake: market data as partitioned Parquet under one folder, written atomically, read as columns."""

from __future__ import annotations

import difflib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradewind.data import definitions
from tradewind.data.datasets import TICKS, Dataset, DatasetInfo, WriteSummary, find
from tradewind.data.files import batch, escape, locked
from tradewind.data.frames import Columns, check, content_hash, from_frame, kind_of, to_frame
from tradewind.data.resample import resample
from tradewind.errors import DataError
from tradewind.market.columns import Bars
from tradewind.market.depth import Depth, Happenings
from tradewind.market.instrument import Instrument
from tradewind.market.ticks import Quotes, Trades
from tradewind.market.time import DAY, to_iso
from tradewind.market.timeframe import Timeframe

if TYPE_CHECKING:
    import polars as pl

__all__ = ["DatasetInfo", "Lake", "WriteSummary", "content_hash"]


class Lake:
    """Market data under one folder.

    `bars/VENUE/SYMBOL/TIMEFRAME/year=2020.parquet` (`decade=2020` from one day on),
    `quotes/…/tick/day=2020-05-01.parquet`, `instruments/VENUE/SYMBOL.json`; any Parquet reader can read them. A
    folder that is not there is an empty lake.
    """

    def __init__(self, root: Path) -> None:
        self.root = Path(root).expanduser()

    def write_bars(self, bars: Bars, *, provenance: dict[str, Any]) -> WriteSummary:
        """Add bars, idempotently: the same bars again change nothing, bars restated by their source replace the old
        ones.

        `provenance` says at least `source` and `licence`; `quality` (0 to 100), `notes` and `repairs` where there are
        any.

        Raises
        ------
        DataError: times not strictly rising, a number that is none, lake locked, disk full, folder not writable; then
            the lake is as before.
        """
        return self._write(bars, str(bars.timeframe), provenance)

    def replace_bars(self, bars: Bars, *, provenance: dict[str, Any]) -> WriteSummary:
        """Put repaired bars in the place of all stored ones of their timeframe; the import records stay.

        Raises
        ------
        DataError: as `write_bars`, and for no bars at all (remove the dataset instead).
        """
        if len(bars) == 0:
            raise DataError(f"{bars.instrument.id}: no bars left to store", try_="Lake.remove")
        return self._write(bars, str(bars.timeframe), provenance, anew=True)

    def write_quotes(self, quotes: Quotes, *, provenance: dict[str, Any]) -> WriteSummary:
        """Add quotes, idempotently; otherwise as `write_bars`."""
        return self._write(quotes, TICKS, provenance)

    def write_trades(self, trades: Trades, *, provenance: dict[str, Any]) -> WriteSummary:
        """Add trades, idempotently; otherwise as `write_bars`."""
        return self._write(trades, TICKS, provenance)

    def write_depth(self, depth: Depth, *, provenance: dict[str, Any]) -> WriteSummary:
        """Add changes of a book, idempotently; otherwise as `write_bars`."""
        return self._write(depth, TICKS, provenance)

    def write_happenings(self, happenings: Happenings, *, provenance: dict[str, Any]) -> WriteSummary:
        """Add dividends, splits, funding and the like, idempotently; otherwise as `write_bars`."""
        return self._write(happenings, TICKS, provenance)

    def bars(self, symbol: str, timeframe: str | Timeframe, start: int | None = None, end: int | None = None) -> Bars:
        """Bars with start <= ts_event < end (UTC ns; None: open), made from the nearest finer timeframe if need be.

        `symbol` is `AAPL` where one venue has it, else `AAPL.XNAS`.

        Raises
        ------
        DataError: unknown symbol (with the nearest names), timeframe or period without bars (with what there is and the
            command that gets the rest).
        """
        wanted = timeframe if isinstance(timeframe, Timeframe) else Timeframe.parse(timeframe)
        stored = self._stored(symbol, "bars")
        source = _source_of(stored, wanted)
        if source is None:
            names = ", ".join(d.timeframe for d in stored)
            raise DataError(f"{stored[0].id}: no {wanted} bars, only {names}", try_=_get(stored[0].symbol, str(wanted)))
        instrument = self.instrument(source.id)
        finer = Timeframe.parse(source.timeframe)
        if finer.ns == wanted.ns:
            frame = source.read(start, end)
            found = from_frame(frame, instrument, wanted) if frame.height else None
        else:
            # One long bar more on each side, so that the edges are whole; a weekend may lie between two bars of a day.
            margin = 2 * max(wanted.ns, DAY)
            frame = source.read(None if start is None else start - margin, None if end is None else end + margin)
            found = resample(from_frame(frame, instrument, finer), wanted).between(start, end) if frame.height else None
        if found is None or len(found) == 0:
            raise _no_period(source, wanted, start, end)
        return found

    def quotes(self, symbol: str, start: int | None = None, end: int | None = None) -> Quotes:
        """Quotes with start <= ts_event < end; errors as `bars`."""
        return self._ticks(symbol, "quotes", start, end)

    def trades(self, symbol: str, start: int | None = None, end: int | None = None) -> Trades:
        """Trades with start <= ts_event < end; errors as `bars`."""
        return self._ticks(symbol, "trades", start, end)

    def depth(self, symbol: str, start: int | None = None, end: int | None = None) -> Depth:
        """Changes of a book with start <= ts_event < end; errors as `bars`."""
        return self._ticks(symbol, "depth", start, end)

    def happenings(self, symbol: str, start: int | None = None, end: int | None = None) -> Happenings:
        """Dividends, splits, funding and the like with start <= ts_event < end; errors as `bars`."""
        return self._ticks(symbol, "happenings", start, end)

    def kinds(self, symbol: str) -> dict[str, list[str]]:
        """What there is of one instrument: kind -> timeframes, shortest first (`tick` where it has none)."""
        of = self.instrument(symbol)
        found: dict[str, list[str]] = {}
        for d in find(self.root):
            if (d.venue, d.symbol) == (of.venue, of.symbol):
                found.setdefault(d.kind, []).append(d.timeframe)
        return {k: sorted(v, key=lambda t: 0 if t == TICKS else Timeframe.parse(t).ns) for k, v in found.items()}

    def datasets(self) -> list[DatasetInfo]:
        """What is in the lake, one entry a kind, instrument and timeframe."""
        return [dataset.info() for dataset in find(self.root)]

    def instrument(self, symbol: str) -> Instrument:
        """The definition saved with a symbol's data.

        Raises
        ------
        DataError: unknown or ambiguous symbol.
        """
        known = self._instruments()
        venue, name = _resolve(symbol, list(known), self.root)
        return definitions.read(known[venue, name])

    def instruments(self) -> list[Instrument]:
        """All definitions, in the order of venue and symbol."""
        return [definitions.read(path) for path in self._instruments().values()]

    def save_instrument(self, instrument: Instrument) -> None:
        """Save or change a definition (a fee, an increment) without touching the data."""
        with locked(self.root), batch(instrument.id) as files:
            files.add(self._definition(instrument), lambda p: _write_text(p, definitions.to_json(instrument)))

    def provenance(self, symbol: str, timeframe: str | None = None, kind: str = "bars") -> list[dict[str, Any]]:
        """The records of a dataset's imports, oldest first."""
        stored = self._stored(symbol, kind)
        return [entry for d in stored if timeframe in (None, d.timeframe) for entry in d.record()["imports"]]

    def remove(self, symbol: str, timeframe: str | None = None, kind: str = "bars") -> int:
        """Delete a symbol's datasets of one kind (and timeframe); returns how many files went."""
        gone = 0
        with locked(self.root):
            for dataset in self._stored(symbol, kind):
                if timeframe in (None, dataset.timeframe):
                    for path in [*dataset.partitions(), *dataset.folder.glob("*.json")]:
                        path.unlink()
                        gone += 1
        return gone

    def sql(self, query: str) -> pl.DataFrame:
        """Run SQL over the views `bars`, `quotes`, `trades`, `depth` and `happenings` (columns plus venue, symbol, timeframe), by DuckDB.

        Raises
        ------
        DataError: DuckDB is not installed (extra `lake`), or the query is wrong.
        """
        from tradewind.data.sql import run

        return run(self.root, query)

    def _write(self, data: Columns, timeframe: str, provenance: dict[str, Any], *, anew: bool = False) -> WriteSummary:
        check(data)
        instrument = data.instrument
        if len(data) == 0:
            return WriteSummary()
        dataset = Dataset(self.root, kind_of(data), instrument.venue, instrument.symbol, timeframe)
        with locked(self.root):
            summary = dataset.write(to_frame(data), provenance, anew=anew)
            path = self._definition(instrument)
            if not path.exists():  # a definition that someone has since changed stays
                with batch(instrument.id) as files:
                    files.add(path, lambda p: _write_text(p, definitions.to_json(instrument)))
        return summary

    def _ticks(self, symbol: str, kind: str, start: int | None, end: int | None) -> Any:
        dataset = self._stored(symbol, kind)[0]
        frame = dataset.read(start, end)
        if frame.height == 0:
            raise _no_period(dataset, None, start, end)
        return from_frame(frame, self.instrument(dataset.id), None)

    def _stored(self, symbol: str, kind: str) -> list[Dataset]:
        known = list(find(self.root, kind))
        venue, name = _resolve(symbol, [(d.venue, d.symbol) for d in known], self.root, kind)
        found = [replace(d) for d in known if (d.venue, d.symbol) == (venue, name)]
        return sorted(found, key=lambda d: 0 if d.timeframe == TICKS else Timeframe.parse(d.timeframe).ns)

    def _instruments(self) -> dict[tuple[str, str], Path]:
        from tradewind.data.files import unescape

        paths = sorted((self.root / "instruments").glob("*/*.json"))
        return {(unescape(p.parent.name), unescape(p.name.removesuffix(".json"))): p for p in paths}

    def _definition(self, instrument: Instrument) -> Path:
        return self.root / "instruments" / escape(instrument.venue) / f"{escape(instrument.symbol)}.json"


def _source_of(stored: list[Dataset], wanted: Timeframe) -> Dataset | None:
    """The stored timeframe itself, else the longest one that divides the wanted one."""
    fitting = [d for d in stored if wanted.ns % Timeframe.parse(d.timeframe).ns == 0]
    return max(fitting, key=lambda d: Timeframe.parse(d.timeframe).ns, default=None)


def _resolve(symbol: str, known: list[tuple[str, str]], root: Path, kind: str | None = None) -> tuple[str, str]:
    """(venue, symbol) of what a user typed; symbols may themselves hold a dot (`BRK.B`)."""
    pairs = dict.fromkeys(known)
    exact = [(v, s) for v, s in pairs if symbol in (s, f"{s}.{v}")]
    if not exact:
        exact = [(v, s) for v, s in pairs if symbol.upper() in (s.upper(), f"{s}.{v}".upper())]
    if len(exact) == 1:
        return exact[0]
    if exact:
        ids = " or ".join(f"{s}.{v}" for v, s in exact)
        raise DataError(f"{symbol} is at {len(exact)} venues", try_=ids)
    what = f"no {kind} of {symbol!r}" if kind else f"no instrument {symbol!r}"
    if not pairs:
        raise DataError(f"{what}: the lake {root} holds none", try_=_get(symbol, None, kind))
    names = sorted({name for v, s in pairs for name in (s, f"{s}.{v}")})
    upper = {name.upper(): name for name in reversed(names)}
    near = [upper[n] for n in difflib.get_close_matches(symbol.upper(), upper, n=3, cutoff=0.5)]
    hint = f" (nearest: {', '.join(near)})" if near else ""
    raise DataError(f"{what} in the lake {root}{hint}", try_=_get(symbol, None, kind))


def _get(symbol: str, timeframe: str | None, kind: str | None = None) -> str:
    if kind not in (None, "bars"):
        return f"tradewind data import FILE --kind {kind} --symbol {symbol}"
    frame = timeframe or "TIMEFRAME"
    return f"tradewind data fetch EXCHANGE {symbol} {frame}, or tradewind data import FILE --symbol {symbol}"


def _no_period(dataset: Dataset, wanted: Timeframe | None, start: int | None, end: int | None) -> DataError:
    rows, first, last = dataset.span()
    what = f"{wanted} bars" if wanted else dataset.kind
    asked = f"{'the beginning' if start is None else to_iso(start)} to {'the end' if end is None else to_iso(end)}"
    since = "" if start is None else f" --since {to_iso(start)[:10]}"
    frame = str(wanted) if wanted else "TIMEFRAME"
    return DataError(
        f"{dataset.id}: no {what} from {asked}; there are {rows:,} {dataset.timeframe} rows, "
        f"{to_iso(first)} to {to_iso(last)}",
        try_=f"tradewind data fetch EXCHANGE {dataset.symbol} {frame}{since}, or "
        f"tradewind data import FILE --symbol {dataset.symbol}",
    )


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
