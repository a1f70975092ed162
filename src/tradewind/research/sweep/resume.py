"""Chunks of a sweep on disk: each is there whole or not at all, and a restart goes on with those that are missing."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tradewind import __version__
from tradewind.errors import UsageError
from tradewind.research.sweep.space import Space
from tradewind.research.sweep.tally import FIGURES

if TYPE_CHECKING:
    from tradewind.research.sweep.engine import Task

Kept = tuple[np.ndarray, np.ndarray]


def describe(task: Task, space: Space) -> dict[str, Any]:
    """What a sweep is: everything that its figures depend on, as hashes and short texts."""
    setup, block = task.setup, task.ground.block
    data = hashlib.sha256()
    for array in (*block.arrays(), *(() if task.ground.before is None else task.ground.before.arrays())):
        data.update(np.ascontiguousarray(array).tobytes())
    rules = repr(
        (
            setup.instruments,
            setup.limits,
            setup.costs,
            setup.cash,
            setup.currency,
            task.rule,
            setup.account,
            setup.conditions,
        )
    )
    return {
        "tradewind": __version__,
        "strategy": setup.strategy.name,
        "program": hashlib.sha256((setup.strategy.source + setup.fills_program.source).encode()).hexdigest(),
        "data": data.hexdigest(),
        "rules": hashlib.sha256(rules.encode()).hexdigest(),
        "combinations": len(space.values),
        "values": space.digest,
        "figures": list(FIGURES),
    }


class Store:
    """The chunks of one sweep in one folder.

    Raises
    ------
    UsageError: the folder holds another sweep, or can't be written.
    """

    def __init__(self, folder: Path, description: dict[str, Any]) -> None:
        self.folder = folder
        path = folder / "sweep.json"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if path.exists():
                self._compare(json.loads(path.read_text(encoding="utf-8")), description)
            else:
                write_whole(path, json.dumps(description, indent=2).encode())
        except (OSError, ValueError) as error:
            raise UsageError(f"sweep folder {folder}: {error}", try_="another folder") from None

    def _compare(self, found: Any, wanted: dict[str, Any]) -> None:
        differ = [k for k, v in wanted.items() if not isinstance(found, dict) or found.get(k) != v]
        if differ:
            raise UsageError(
                f"{self.folder} holds another sweep: {', '.join(differ)} differ",
                try_="the same call as then, or a new folder",
            )

    def load(self, figures: int, rows: Callable[[int], int]) -> dict[int, Kept]:
        """Chunks that are there, by number; a torn or foreign file is as if it were not. rows: how many a chunk has."""
        found = {}
        for path in sorted(self.folder.glob("chunk-*.bin")):
            number = int(path.stem[6:]) if path.stem[6:].isdecimal() else -1
            if number >= 0 and (kept := _read(path, rows(number), figures)) is not None:
                found[number] = kept
        return found

    def keep(self, chunk: tuple[int, np.ndarray, np.ndarray]) -> None:
        """Write one chunk."""
        number, figures, ended = chunk
        body = figures.astype("<f8").tobytes() + ended.astype(np.int8).tobytes()
        try:
            write_whole(self.folder / f"chunk-{number:06d}.bin", hashlib.sha256(body).digest() + body)
        except OSError as error:
            raise UsageError(
                f"sweep folder {self.folder}: {error.strerror or error}", try_="free some space, then the same call"
            ) from None

    def clear(self) -> None:
        """Remove the chunks, once the result is written."""
        for path in self.folder.glob("chunk-*.bin"):
            path.unlink(missing_ok=True)


def _read(path: Path, rows: int, figures: int) -> Kept | None:
    data = path.read_bytes()
    body = data[32:]
    if rows < 1 or len(body) != rows * (8 * figures + 1) or hashlib.sha256(body).digest() != data[:32]:
        return None
    made = np.frombuffer(body, "<f8", rows * figures).reshape(rows, figures)
    return made, np.frombuffer(body, np.int8, rows, 8 * rows * figures)


def write_whole(path: Path, data: bytes) -> None:
    """The file is the old one or the new one, never a part of it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
