"""Where trained models are kept: `WORKSPACE/models/NAME/VERSION/model.json`, the version being the content's hash."""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tradewind.errors import ModelError
from tradewind.models.artefact import Artefact

_FILE = "model.json"
_INDEX = "versions.json"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_VERSION = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Entry:
    """One stored version; `latest` marks the one that was saved last."""

    name: str
    version: str
    latest: bool


@dataclass(frozen=True)
class ModelRegistry:
    """Models under `workspace / "models"`. Files are JSON: nothing that is loaded can run code."""

    workspace: Path

    def save(self, name: str, artefact: Artefact) -> str:
        """Store a model and make it the latest of its name; saving the same content again changes nothing else.

        Returns the version. The version's file appears whole or not at all.

        Raises
        ------
        ModelError: the name is not lower-case letters, digits, - and _, or the folder can't be written.
        """
        folder = self._folder(name)
        version = artefact.version
        try:
            (folder / version).mkdir(parents=True, exist_ok=True)
            _write(folder / version / _FILE, artefact.to_json())
            order = [v for v in self._order(name) if v != version]
            _write(folder / _INDEX, json.dumps([*order, version]))
        except OSError as error:
            raise ModelError(f"can't write model {name} to {folder}: {error.strerror or error}") from None
        return version

    def load(self, name: str, version: str | None = None) -> Artefact:
        """The given version (any unambiguous prefix), or the latest.

        Raises
        ------
        ModelError: no such model or version, or its file is not what was saved.
        """
        version = self._resolve(name, version)
        path = self._folder(name) / version / _FILE
        try:
            text = path.read_bytes().decode("utf-8")  # bytes: a changed line ending is a change too
        except (OSError, UnicodeDecodeError) as error:
            raise ModelError(f"model {name} {version}: can't read {path}: {error}") from None
        try:
            artefact = Artefact.from_json(text)
        except ModelError as error:
            raise ModelError(f"model {name} {version} at {path}: {error.what}", try_=f"train {name} again") from None
        if artefact.version != version or artefact.to_json() != text:
            raise ModelError(
                f"model {name} {version} was changed after it was saved: content hash {artefact.version} ({path})",
                try_=f"train {name} again, or put the file back",
            )
        return artefact

    def list(self) -> list[Entry]:
        """All stored versions, by name, oldest save first."""
        root = self.workspace / "models"
        names = (
            sorted(p.name for p in root.iterdir() if p.is_dir() and _NAME.fullmatch(p.name)) if root.is_dir() else []
        )
        entries = []
        for name in names:
            order = self._order(name)
            entries += [Entry(name, version, version == order[-1]) for version in order]
        return entries

    def latest(self, name: str) -> str:
        """Version that was saved last. Raises ModelError if there is none."""
        order = self._order(name)
        if not order:
            known = ", ".join(sorted({e.name for e in self.list()})) or "none yet"
            raise ModelError(f"no model named {name} (there are: {known})", try_="tradewind train")
        return order[-1]

    def _resolve(self, name: str, version: str | None) -> str:
        latest = self.latest(name)
        if version is None:
            return latest
        found = [v for v in self._order(name) if version and v.startswith(version)]
        if len(found) != 1:
            what = "no version" if not found else f"{len(found)} versions"
            raise ModelError(f"model {name} has {what} {version!r}; latest is {latest}", try_="tradewind models list")
        return found[0]

    def _order(self, name: str) -> list[str]:
        """Versions by time of save. What a crash left out of the index comes first, so it is never the latest."""
        folder = self._folder(name)
        stored = {p.parent.name for p in folder.glob(f"*/{_FILE}") if _VERSION.fullmatch(p.parent.name)}
        try:
            index = json.loads((folder / _INDEX).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            index = []
        known = [v for v in index if v in stored] if isinstance(index, list) else []
        return sorted(stored - set(known)) + known

    def _folder(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ModelError(f"{name!r} is not a model name: lower-case letters, digits, - and _, at most 64")
        return self.workspace / "models" / name


def _write(path: Path, text: str) -> None:
    """Replace the file at once: a reader sees the old content or the new one."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
