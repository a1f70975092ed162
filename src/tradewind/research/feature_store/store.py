"""Feature sets computed over the lake's bars and kept as Parquet beside them, built again only where bars or code have changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tradewind import __version__
from tradewind.data.datasets import overlaps, partition_unit, split, write_parquet
from tradewind.data.files import batch, escape, locked
from tradewind.data.frames import content_hash
from tradewind.data.lake import Lake
from tradewind.errors import DataError
from tradewind.features.sets import NamedSet
from tradewind.features.tables import compute_columns
from tradewind.market.columns import Bars
from tradewind.research.feature_store.manifest import MANIFEST, Manifest, Part, read_manifest

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Built:
    """What a build did: names of the partitions that were written, of those that stood, and why it was not the same as before."""

    manifest: Manifest
    folder: Path
    written: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    why: str = ""


class FeatureStore:
    """Stored feature sets of one lake: `features/SET/VENUE/SYMBOL/TIMEFRAME/year=2020.parquet` and the manifest `set.json`.

    A partition holds `ts_event`, `ts_init` (when the row was known) and the set's columns, NaN where there is no value.
    """

    def __init__(self, lake: Lake) -> None:
        self.lake = lake

    def build(
        self,
        chosen: NamedSet,
        symbol: str,
        timeframe: str | None = None,
        *,
        built_at: int,
        progress: Callable[[int, int], None] | None = None,
    ) -> Built:
        """Bring a stored set up to date with its bars and its code; nothing is written where neither has changed.

        A feature sees no later bars, so the partitions before the first changed bar stay. timeframe: default the set's own.
        built_at: now, UTC ns, for the manifest.

        Raises
        ------
        DataError: no such bars, a set that is not of bars, disk full; then what was stored is as before.
        """
        bars, others = self._bars(chosen, symbol, timeframe)
        folder = self._folder(chosen.name, bars)
        old = read_manifest(folder)
        sources = _sources(bars, others)
        manifest = _manifest(chosen, bars, self._imports(bars), sources, built_at)
        standing = _standing(folder, old, manifest)
        if old is not None and len(standing) == len(sources) == len(old.partitions):
            return Built(old, folder, kept=tuple(standing), why="nothing has changed")
        values = compute_columns(chosen.uses, bars, others, progress=progress)
        written = [n for n in sources if n not in standing]
        with locked(self.lake.root), batch(f"{chosen.name} of {bars.instrument.id} {bars.timeframe}") as files:
            for name, rows in split(_frame(bars, values), partition_unit("bars", str(bars.timeframe))):
                if name in written:
                    stamp = _stamp(manifest, manifest.partitions[name])
                    files.add(folder / name, partial(write_parquet, frame=rows, metadata=stamp))
            files.add(folder / MANIFEST, partial(_write_text, text=manifest.to_json()))
        removed = [p for p in sorted(folder.glob("*=*.parquet")) if p.name not in sources]
        for path in removed:
            path.unlink(missing_ok=True)
        names = tuple(p.name for p in removed)
        return Built(manifest, folder, tuple(written), tuple(standing), names, _why(old, manifest))

    def read(
        self,
        chosen: NamedSet,
        symbol: str,
        timeframe: str | None = None,
        start: int | None = None,
        end: int | None = None,
    ) -> pl.DataFrame:
        """Stored rows with start <= ts_event < end (UTC ns): `ts_event`, `ts_init`, and the set's columns.

        Raises
        ------
        DataError: not built, built with other code or another version than the set has now, or a build that was cut short.
        """
        import polars as pl

        manifest, folder = self.stored(chosen, symbol, timeframe)
        wanted = [folder / n for n in manifest.partitions if overlaps(folder / n, start, end)]
        for path in wanted:
            if not path.is_file() or not _is_stamped(path, _stamp(manifest, manifest.partitions[path.name])):
                raise DataError(f"{path} is not what {MANIFEST} says", try_=_again(chosen, symbol, manifest.timeframe))
        if not wanted:
            empty = dict.fromkeys(("ts_event", "ts_init"), pl.Datetime("ns", "UTC"))
            return pl.DataFrame(schema={**empty, **dict.fromkeys(manifest.columns, pl.Float64)})
        at = pl.col("ts_event").to_physical()
        rows = pl.scan_parquet(wanted, hive_partitioning=False, glob=False)
        rows = rows if start is None else rows.filter(at >= start)
        return (rows if end is None else rows.filter(at < end)).collect()

    def stored(self, chosen: NamedSet, symbol: str, timeframe: str | None = None) -> tuple[Manifest, Path]:
        """Manifest and folder of a set that is stored as the set is now; errors as `read`."""
        frame = timeframe or str(chosen.timeframe)
        instrument = self.lake.instrument(symbol)
        folder = self._place(chosen.name, instrument.venue, instrument.symbol, frame)
        manifest = read_manifest(folder)
        what = f"feature set {chosen.name} of {instrument.id} {frame}"
        if manifest is None:
            raise DataError(f"{what} is not built", try_=_again(chosen, symbol, frame))
        if (manifest.version, manifest.hash) != (chosen.version, chosen.hash):
            raise DataError(
                f"{what} was built as version {manifest.version} ({manifest.hash}); "
                f"the set is now version {chosen.version} ({chosen.hash})",
                try_=_again(chosen, symbol, frame),
            )
        return manifest, folder

    def manifests(self) -> Iterator[Manifest]:
        """Of all stored sets, in the order of set, venue, symbol and timeframe."""
        for file in sorted((self.lake.root / "features").glob(f"*/*/*/*/{MANIFEST}")):
            found = read_manifest(file.parent)
            if found is not None:
                yield found

    def is_current(self, manifest: Manifest) -> bool:
        """Whether the bars are still those that a stored set was computed over."""
        bars, *others = (self.lake.bars(s, manifest.timeframe) for s in (manifest.instrument, *manifest.others))
        return {n: p.source for n, p in _sources(bars, others).items()} == {
            n: p.source for n, p in manifest.partitions.items()
        }

    def _bars(self, chosen: NamedSet, symbol: str, timeframe: str | None) -> tuple[Bars, list[Bars]]:
        if chosen.rows != "bars":
            raise DataError(
                f"feature set {chosen.name} is over {chosen.rows}; the store keeps sets over bars",
                try_="tradewind features compute",
            )
        frame = timeframe or str(chosen.timeframe)
        return self.lake.bars(symbol, frame), [self.lake.bars(s, frame) for s in _others(chosen)]

    def _imports(self, bars: Bars) -> list[dict]:
        return self.lake.provenance(bars.instrument.id)

    def _folder(self, name: str, bars: Bars) -> Path:
        return self._place(name, bars.instrument.venue, bars.instrument.symbol, str(bars.timeframe))

    def _place(self, name: str, venue: str, symbol: str, timeframe: str) -> Path:
        return self.lake.root / "features" / escape(name) / escape(venue) / escape(symbol) / timeframe


def _others(chosen: NamedSet) -> list[str]:
    """Other instruments whose columns the set reads."""
    return sorted({i.rpartition(".")[0] for use in chosen.uses.values() for i in use.inputs if "." in i})


def _frame(bars: Bars, values: dict) -> pl.DataFrame:
    import polars as pl

    times = [pl.Series(n, getattr(bars, n)).cast(pl.Datetime("ns", "UTC")) for n in ("ts_event", "ts_init")]
    return pl.DataFrame([*times, *(pl.Series(n, v) for n, v in values.items())])


def _sources(bars: Bars, others: list[Bars]) -> dict[str, Part]:
    """Partition -> hash and number of its bars."""
    import polars as pl

    beside = "".join(content_hash(o) for o in others)
    parts, begin = {}, 0
    times = pl.DataFrame({"ts_event": pl.Series(bars.ts_event).cast(pl.Datetime("ns", "UTC"))})
    for name, rows in split(times, partition_unit("bars", str(bars.timeframe))):
        text = content_hash(bars[begin : begin + rows.height]) + beside
        parts[name] = Part(hashlib.sha256(text.encode()).hexdigest(), rows.height)
        begin += rows.height
    return parts


def _manifest(chosen: NamedSet, bars: Bars, imports: list[dict], parts: dict[str, Part], built_at: int) -> Manifest:
    whole = hashlib.sha256("".join(p.source for p in parts.values()).encode()).hexdigest()
    return Manifest(
        chosen.name, chosen.version, chosen.hash, {n: u.text() for n, u in chosen.uses.items()}, chosen.columns,
        bars.instrument.id, _others(chosen), str(bars.timeframe), whole, len(bars), int(bars.ts_event[0]), int(bars.ts_event[-1]),
        imports, __version__, built_at, parts,
    )  # fmt: skip


def _standing(folder: Path, old: Manifest | None, new: Manifest) -> list[str]:
    """Partitions that stay as they are: up to the first whose bars are not the same, and none if the code is not."""
    if old is None or (old.set, old.version, old.hash) != (new.set, new.version, new.hash):
        return []
    standing = []
    for name, part in new.partitions.items():
        if old.partitions.get(name) != part or not _is_stamped(folder / name, _stamp(new, part)):
            break
        standing.append(name)
    return standing


def _stamp(manifest: Manifest, part: Part) -> dict[str, str]:
    """What a partition says of itself, so that a build that was cut short between two files is noticed."""
    return {"tradewind_set": f"{manifest.set} {manifest.version} {manifest.hash}", "tradewind_source": part.source}


def _is_stamped(path: Path, stamp: dict[str, str]) -> bool:
    import polars as pl

    if not path.is_file():
        return False
    try:
        said = pl.read_parquet_metadata(path)
    except (pl.exceptions.PolarsError, OSError):
        return False
    return all(said.get(key) == value for key, value in stamp.items())


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _why(old: Manifest | None, new: Manifest) -> str:
    if old is None:
        return "built for the first time"
    if old.version != new.version:
        return f"version {old.version} is now {new.version}"
    if old.hash != new.hash:
        return f"the code of its features has changed ({old.hash} is now {new.hash})"
    return "its bars have changed" if old.source_hash != new.source_hash else "files were missing or broken"


def _again(chosen: NamedSet, symbol: str, timeframe: str) -> str:
    return f"tradewind features build {chosen.name} --data {symbol} --timeframe {timeframe}"
