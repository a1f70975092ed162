"""Run folders: `runs/ID/` with `run.json`, the journal, the report and the logs of one backtest or session."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from tradewind.errors import UsageError
from tradewind.ledger.disk import Disk
from tradewind.ledger.event import encode
from tradewind.market.time import to_iso

RunKind = Literal["backtest", "paper", "live", "train", "walkforward", "sweep"]
KINDS: tuple[str, ...] = ("backtest", "paper", "live", "train", "walkforward", "sweep")
_ALPHABET = frozenset("0123456789abcdefghijklmnopqrstuvwxyz-")


@dataclass(frozen=True)
class Run:
    """One run. `meta` is what `run.json` holds: kind, created (ISO-8601), and whatever its maker put in."""

    id: str
    path: Path
    meta: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def kind(self) -> str:
        return self.meta["kind"]

    @property
    def journal(self) -> Path:
        return self.path / "journal.db"

    @property
    def report(self) -> Path:
        return self.path / "report.html"

    def discard(self) -> None:
        """Remove the folder of a run that could not be written to its end."""
        shutil.rmtree(self.path, ignore_errors=True)

    def update(self, **changes: Any) -> Run:
        """Change or add fields of `run.json`; the file is the old one or the new one, never a mixture."""
        meta = {**self.meta, **changes}
        _write(self.path / "run.json", meta)
        return Run(self.id, self.path, meta)


class Runs:
    """All runs under one folder. An id is 4 digits that count up, then 6 of the hash of what the run is."""

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root)

    def create(self, kind: RunKind, meta: Mapping[str, Any], *, ts: int, run_id: str | None = None) -> Run:
        """Make the folder of a new run; two processes that do so at once get different ids.

        Parameters
        ----------
        ts: when, UTC nanoseconds (this room reads no clock).
        run_id: letters, digits and '-'; None: the next number with the hash of `kind` and `meta`.

        Raises
        ------
        UsageError: the id is taken or not usable, `meta` has no form in JSON, or the folder can't be written.
        """
        if kind not in KINDS:
            raise UsageError(f"{kind!r} is not a kind of run; known: {', '.join(KINDS)}")
        body = {**meta, "kind": kind, "created": to_iso(ts), "created_ns": ts}
        try:
            digest = sha256(encode({**meta, "kind": kind})).hexdigest()
            self.root.mkdir(parents=True, exist_ok=True)
            path = self._folder(run_id, digest[:6])
            _write(path / "run.json", {"id": path.name, **body})
        except (TypeError, ValueError) as error:
            raise UsageError(f"the run's description has no form in JSON: {error}") from None
        except OSError as error:
            raise UsageError(f"can't make a run under {self.root}: {error.strerror or error}") from None
        return Run(path.name, path, {"id": path.name, **body})

    def list(self, kind: RunKind | None = None) -> list[Run]:
        """Runs oldest first; a folder without a readable `run.json` is none."""
        if not self.root.is_dir():
            return []
        found = [run for path in sorted(self.root.iterdir()) if (run := _read(path)) and kind in (None, run.kind)]
        return sorted(found, key=lambda run: (run.meta.get("created_ns", 0), run.id))

    def find(self, name: str, kind: RunKind | None = None) -> Run:
        """The newest run ("last"), or the one whose id is or begins with `name`.

        Raises
        ------
        UsageError: there is none, or several begin so.
        """
        runs = self.list(kind)
        what = "run" if kind is None else f"{kind} run"
        if not runs:
            raise UsageError(f"there is no {what} under {self.root}", try_="tradewind backtest or tradewind paper")
        if name == "last":
            return runs[-1]
        fitting = [run for run in runs if run.id == name] or [run for run in runs if name and run.id.startswith(name)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise UsageError(f"{len(fitting)} runs begin with {name!r}: {', '.join(run.id for run in fitting[:5])}")
        raise UsageError(f"no {what} begins with {name!r}; the newest is {runs[-1].id}", try_="the name 'last'")

    def _folder(self, run_id: str | None, digest: str) -> Path:
        if run_id is not None:
            if not run_id or run_id == "last" or not set(run_id) <= _ALPHABET:
                raise UsageError(f"{run_id!r} can't be the id of a run: use small letters, digits and '-'")
            return self._made(self.root / run_id) or self._taken(run_id)
        number = 1 + max((int(p.name[:4]) for p in self.root.iterdir() if p.name[:4].isdecimal()), default=0)
        while (path := self._made(self.root / f"{number:04d}{digest}")) is None:
            number += 1
        return path

    def _made(self, path: Path) -> Path | None:
        try:
            path.mkdir()
        except FileExistsError:
            return None
        return path

    def _taken(self, run_id: str) -> Path:
        raise UsageError(f"run {run_id} exists already under {self.root}")


def _write(path: Path, meta: Mapping[str, Any]) -> None:
    text = json.dumps(json.loads(encode(dict(meta))), indent=2, sort_keys=True)
    Disk().replace(path, text.encode() + os.linesep.encode())


def _read(path: Path) -> Run | None:
    try:
        meta = json.loads((path / "run.json").read_bytes())
    except (OSError, ValueError):
        return None
    return Run(path.name, path, meta) if isinstance(meta, dict) and meta.get("kind") in KINDS else None
