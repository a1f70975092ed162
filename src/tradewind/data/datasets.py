"""One dataset on disk: its partitions, its record of where the rows came from, and how to merge more rows in."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradewind.data.files import batch, escape, unescape
from tradewind.data.merge import merge
from tradewind.errors import DataError
from tradewind.market.time import DAY
from tradewind.market.timeframe import Timeframe

if TYPE_CHECKING:
    import polars as pl

RECORD = "dataset.json"
TICKS = "tick"
# How many imports a record remembers, the first one always among them.
_HISTORY = 50


@dataclass(frozen=True)
class WriteSummary:
    """What a write did; times are the first and last `ts_event` (UTC ns) of what was handed in, None if that was
    empty.
    """

    rows_added: int = 0
    rows_same: int = 0
    rows_replaced: int = 0
    first: int | None = None
    last: int | None = None

    @property
    def changed(self) -> bool:
        """Whether the lake is another than before."""
        return bool(self.rows_added or self.rows_replaced)


@dataclass(frozen=True)
class DatasetInfo:
    """One line of `tradewind data list`; `quality` is the score 0 to 100 of the last import, None where none was
    taken.
    """

    instrument: str
    timeframe: str | None
    kind: str
    rows: int
    first: int
    last: int
    source: str
    licence: str
    quality: float | None
    symbol: str
    venue: str


@dataclass(frozen=True)
class Dataset:
    """The folder of one kind, instrument and timeframe (`tick` for what is no bar)."""

    root: Path
    kind: str
    venue: str
    symbol: str
    timeframe: str

    @property
    def folder(self) -> Path:
        """`bars/XNAS/AAPL/1d` under the lake's root."""
        return self.root / self.kind / escape(self.venue) / escape(self.symbol) / self.timeframe

    @property
    def id(self) -> str:
        """`AAPL.XNAS`."""
        return f"{self.symbol}.{self.venue}"

    def partitions(self) -> list[Path]:
        """Parquet files, oldest first."""
        return sorted(self.folder.glob("*=*.parquet"))

    def read(self, start: int | None, end: int | None) -> pl.DataFrame:
        """Rows with start <= ts_event < end, in order; only the partitions that overlap are opened."""
        import polars as pl

        files = [path for path in self.partitions() if overlaps(path, start, end)]
        if not files:
            return pl.DataFrame()
        try:
            rows = pl.scan_parquet(files, hive_partitioning=False, glob=False)
            at = pl.col("ts_event").to_physical()
            if start is not None:
                rows = rows.filter(at >= start)
            if end is not None:
                rows = rows.filter(at < end)
            return rows.collect()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise DataError(
                f"{self.id} {self.timeframe}: {self.folder} can't be read ({_first_line(error)})",
                try_="move the broken file away and import again",
            ) from None

    def write(self, frame: pl.DataFrame, provenance: dict[str, Any], *, anew: bool = False) -> WriteSummary:
        """Merge rows in, partition by partition; the caller holds the lake's lock. `anew`: forget the rows stored so
        far.

        Raises
        ------
        DataError: disk full or not writable; then all partitions are as before.
        """
        summary = WriteSummary()
        stale = set(self.partitions()) if anew else set()
        with batch(f"{self.id} {self.timeframe}") as files:
            for name, rows in split(frame, partition_unit(self.kind, self.timeframe)):
                path = self.folder / name
                stale.discard(path)
                merged = merge(self.kind, None if anew else _read_one(path), rows)
                summary = _count(summary, merged.added, merged.same, merged.replaced)
                if merged.added or merged.replaced:
                    files.add(path, lambda temporary, m=merged: write_parquet(temporary, m.frame))
            if summary.changed:
                record = _extended(self.record(), provenance)
                files.add(self.folder / RECORD, lambda p: _write_text(p, json.dumps(record, indent=2, default=str)))
        for path in stale:
            path.unlink(missing_ok=True)
        times = frame["ts_event"].to_physical()
        return replace(summary, first=times[0], last=times[-1]) if frame.height else summary

    def record(self) -> dict[str, Any]:
        """The provenance of its imports: `{"imports": [...]}`, oldest first."""
        try:
            return json.loads((self.folder / RECORD).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {"imports": []}

    def span(self) -> tuple[int, int, int]:
        """(rows, first, last), from the files' own statistics: (0, 0, 0) where there are none."""
        import polars as pl

        files = self.partitions()
        if not files:
            return 0, 0, 0
        at = pl.col("ts_event").to_physical()
        one = pl.scan_parquet(files, hive_partitioning=False, glob=False)
        rows, first, last = one.select(pl.len(), at.min().alias("first"), at.max().alias("last")).collect().row(0)
        return rows, first, last

    def info(self) -> DatasetInfo:
        """Its line of the list."""
        rows, first, last = self.span()
        imports = self.record()["imports"]
        latest = imports[-1] if imports else {}
        quality = latest.get("quality")
        return DatasetInfo(
            instrument=self.id,
            timeframe=None if self.timeframe == TICKS else self.timeframe,
            kind=self.kind,
            rows=rows,
            first=first,
            last=last,
            source=str(latest.get("source", "unknown")),
            licence=str(latest.get("licence", "unknown")),
            quality=None if quality is None else float(quality),
            symbol=self.symbol,
            venue=self.venue,
        )


def find(root: Path, kind: str | None = None) -> Iterator[Dataset]:
    """Every dataset under the root, in the order of kind, venue, symbol and timeframe."""
    for folder in sorted(root.glob(f"{kind or '*'}/*/*/*")):
        if folder.is_dir() and next(folder.glob("*=*.parquet"), None) is not None:
            kind_, venue, symbol, timeframe = folder.relative_to(root).parts
            yield Dataset(root, kind_, unescape(venue), unescape(symbol), timeframe)


def partition_unit(kind: str, timeframe: str) -> str:
    """`day` for ticks and depth, `year` for intraday bars, `decade` from one day on: files of useful size in each case."""
    if kind == "happenings":
        return "decade"
    if kind != "bars":
        return "day"
    return "decade" if Timeframe.parse(timeframe).ns >= DAY else "year"


def split(frame: pl.DataFrame, unit: str) -> Iterator[tuple[str, pl.DataFrame]]:
    """(file name, rows) of each partition, oldest first, by `ts_event`; unit as `partition_unit` gives it."""
    import polars as pl

    year = pl.col("ts_event").dt.year()
    label = {
        "day": pl.col("ts_event").dt.strftime("%Y-%m-%d"),
        "year": year.cast(pl.String),
        "decade": (year // 10 * 10).cast(pl.String),
    }[unit]
    for (name,), rows in frame.with_columns(label.alias("_part")).group_by("_part", maintain_order=True):
        yield f"{unit}={name}.parquet", rows.drop("_part")


def overlaps(path: Path, start: int | None, end: int | None) -> bool:
    """Whether a partition can hold rows with start <= ts_event < end."""
    import numpy as np

    unit, label = path.stem.split("=", 1)
    days = {"day": 1, "year": 366, "decade": 3653}[unit]
    first = int(np.datetime64(label, "ns").astype(np.int64))
    return (end is None or first < end) and (start is None or first + days * DAY > start)


def _read_one(path: Path) -> pl.DataFrame | None:
    import polars as pl

    if not path.exists():
        return None
    try:
        return pl.read_parquet(path, hive_partitioning=False, glob=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise DataError(
            f"{path}: not readable as Parquet ({_first_line(error)})", try_="move it away and import again"
        ) from None


def _count(summary: WriteSummary, added: int, same: int, replaced: int) -> WriteSummary:
    return replace(
        summary,
        rows_added=summary.rows_added + added,
        rows_same=summary.rows_same + same,
        rows_replaced=summary.rows_replaced + replaced,
    )


def _extended(record: dict[str, Any], provenance: dict[str, Any]) -> dict[str, Any]:
    imports = [*record.get("imports", []), provenance]
    return {"imports": imports if len(imports) <= _HISTORY else [imports[0], *imports[1 - _HISTORY :]]}


def write_parquet(path: Path, frame: pl.DataFrame, metadata: dict[str, str] | None = None) -> None:
    """Write a frame, compressed; `metadata` goes into the file's own key-value metadata."""
    # By way of memory: Polars tells a full disk only as the text of an error, Python as an OSError with its number.
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", metadata=metadata)
    path.write_bytes(buffer.getvalue())


def _write_text(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="utf-8")


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
