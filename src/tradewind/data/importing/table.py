"""Opening a file as a table of text or typed columns, after looking at its first bytes only."""

from __future__ import annotations

import csv
import gzip
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tradewind.errors import DataError

if TYPE_CHECKING:
    import polars as pl

# A CSV of this size needs about three times as much memory while it is read.
MAX_BYTES = 4 * 2**30
_LOOK = 64 * 1024
_DELIMITERS = ",;\t|"
_NUMBER_OR_DATE = re.compile(r'^"?[-+]?\d[\d.:/\- TZ+]*"?$')


@dataclass(frozen=True)
class Table:
    """A file's rows. From text, all columns are strings; without a header line they are named c0, c1, ..."""

    path: Path
    frame: pl.DataFrame
    header: bool
    text: bool
    # The name that tells of the content: of the file inside a zip, else of the file.
    name: str

    @property
    def names(self) -> list[str]:
        """Column names in lower case, without spaces and angle brackets around them."""
        return [plain(name) for name in self.frame.columns]


def plain(name: str) -> str:
    """`<DATE>` and ` Date ` -> `date`."""
    return name.strip().strip("<>").strip().lower()


def open_table(path: Path) -> Table:
    """Read Parquet, Feather (Arrow IPC), or text with delimiters (plain, .gz, or the one file in a .zip; UTF-8 or
    UTF-16).

    Raises
    ------
    DataError: no such file, empty, larger than 4 GiB of text, not a table, or damaged; one line with the reason.
    """
    import polars as pl

    path = Path(path)
    try:
        if not path.is_file():
            raise DataError(f"{path}: no such file" if not path.exists() else f"{path}: not a file")
        if path.stat().st_size == 0:
            raise DataError(f"{path}: the file is empty")
        with path.open("rb") as handle:
            magic = handle.read(8)
        if magic.startswith(b"PAR1"):
            return _typed(path, pl.read_parquet(path, hive_partitioning=False, glob=False))
        if magic.startswith(b"ARROW1"):
            return _typed(path, pl.read_ipc(path))
        return _text(path, magic)
    except pl.exceptions.PolarsError as error:
        raise DataError(f"{path}: not readable as a table ({str(error).strip().splitlines()[0]})") from None
    except (OSError, zipfile.BadZipFile, EOFError, UnicodeError) as error:
        raise DataError(f"{path}: not readable ({getattr(error, 'strerror', None) or error})") from None


def _typed(path: Path, frame: pl.DataFrame) -> Table:
    if frame.height == 0:
        raise DataError(f"{path}: the file has columns ({', '.join(frame.columns)}) but no rows")
    return Table(path, frame, header=True, text=False, name=path.name)


def _text(path: Path, magic: bytes) -> Table:
    if magic.startswith(b"PK"):
        name, raw = _unzip(path)
    elif magic.startswith(b"\x1f\x8b"):
        name, raw = path.stem, _gunzip(path)
    else:
        _refuse_binary(path)
        name, raw = path.name, path.read_bytes()
    raw = _decode(path, raw)
    return _parse(path, name, raw)


def _refuse_binary(path: Path) -> None:
    """Look at the beginning, the middle and the end: a sparse or binary file shows itself before anything is read."""
    size = path.stat().st_size
    with path.open("rb") as handle:
        for at in (0, size // 2, max(0, size - _LOOK)):
            handle.seek(at)
            block = handle.read(_LOOK)
            wide = at == 0 and block[:2] in (b"\xff\xfe", b"\xfe\xff")
            if wide:
                break
            if b"\0" in block:
                raise DataError(f"{path}: not a text file (zero bytes near byte {at:,} of {size:,}); nothing was read")
    _refuse_large(path, size)


def _refuse_large(path: Path, size: int) -> None:
    if size > MAX_BYTES:
        raise DataError(
            f"{path}: {size / 2**30:.1f} GiB of text; limit {MAX_BYTES / 2**30:g} GiB",
            try_="split it by year, or convert it to Parquet",
        )


def _unzip(path: Path) -> tuple[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        inside = [i for i in archive.infolist() if i.filename.lower().endswith((".csv", ".txt")) and not i.is_dir()]
        if len(inside) != 1:
            shown = ", ".join(i.filename for i in inside[:3])
            raise DataError(
                f"{path}: the zip holds {len(inside)} CSV files ({shown}); one is expected", try_="unzip it"
            )
        _refuse_large(path, inside[0].file_size)
        return Path(inside[0].filename).name, archive.read(inside[0])


def _gunzip(path: Path) -> bytes:
    with gzip.open(path) as handle:
        raw = handle.read(MAX_BYTES + 1)
    _refuse_large(path, len(raw))
    return raw


def _decode(path: Path, raw: bytes) -> bytes:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16").encode()
    if b"\0" in raw[:_LOOK]:
        raise DataError(f"{path}: not a text file (zero bytes in it)")
    return raw.removeprefix(b"\xef\xbb\xbf")


def _parse(path: Path, name: str, raw: bytes) -> Table:
    import polars as pl

    lines = [line for line in raw[:_LOOK].decode("utf-8", errors="replace").splitlines()[:20] if line.strip()]
    if not lines:
        raise DataError(f"{path}: the file is empty")
    delimiter = _delimiter(path, lines)
    first = next(csv.reader([lines[0]], delimiter=delimiter))
    header = not _NUMBER_OR_DATE.match(first[0].strip())
    frame = pl.read_csv(
        raw, has_header=header, separator=delimiter, infer_schema=False, raise_if_empty=False,
        null_values=[""], encoding="utf8",
    )  # fmt: skip
    if not header:
        frame.columns = [f"c{n}" for n in range(frame.width)]
    frame = frame.filter(~pl.all_horizontal(pl.all().is_null()))  # blank lines
    if frame.height == 0:
        raise DataError(f"{path}: the file has a header ({', '.join(frame.columns)}) but no rows")
    return Table(path, frame, header=header, text=True, name=name)


def _delimiter(path: Path, lines: list[str]) -> str:
    # The one that splits all first lines into the same number of fields, most fields first.
    fits = {d: counts.pop() for d in _DELIMITERS if len(counts := {line.count(d) for line in lines[:-1] or lines}) == 1}
    best = max(fits, key=lambda d: fits[d], default=",")
    if fits.get(best, 0) < 1:
        raise DataError(f"{path}: not a table: no delimiter of comma, semicolon, tab or | splits its first lines alike")
    return best
