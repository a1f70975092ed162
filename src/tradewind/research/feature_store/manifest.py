"""Where stored features came from: set and version, hash of their code, hash of the bars, code version. One JSON file a stored set."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tradewind.errors import DataError

MANIFEST = "set.json"


@dataclass(frozen=True)
class Part:
    """One partition. source: hash of the bars that its rows stand at."""

    source: str
    rows: int


@dataclass(frozen=True)
class Manifest:
    """The lineage of one stored set. Times are UTC ns.

    hash: of the set's code and arguments. others: instruments whose columns it reads. source_hash: of all bars, theirs too; imports:
    where the bars came from, as the lake recorded it. partitions: file name -> Part.
    """

    set: str
    version: int
    hash: str
    features: dict[str, str]
    columns: list[str]
    instrument: str
    others: list[str]
    timeframe: str
    source_hash: str
    rows: int
    first: int
    last: int
    imports: list[dict[str, Any]]
    code_version: str
    built_at: int
    partitions: dict[str, Part]

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=2, default=str) + "\n"


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a stored set; None where there is none.

    Raises
    ------
    DataError: it is there and can't be read.
    """
    file = folder / MANIFEST
    if not file.is_file():
        return None
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        return Manifest(**{**told, "partitions": {n: Part(**p) for n, p in told["partitions"].items()}})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise DataError(f"{file} can't be read: {error}", try_=f"remove {folder} and build the set again") from None
