"""Every touch of the disk that the journal makes, in one place, so that a test can cut the power after each of them."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

BUSY_SECONDS = 2.0


class Cursor(Protocol):
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...


class Connection(Protocol):
    """What the journal asks of a database connection; sqlite3's and apsw's both have it."""

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> Cursor: ...
    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> Any: ...
    def close(self) -> None: ...


class Mark:
    """A small file that is overwritten in place and locked by the one who may write (its inode never changes)."""

    def __init__(self, path: Path, *, write: bool, create: bool = False) -> None:
        self.path = path
        flags = (os.O_RDWR if write else os.O_RDONLY) | (os.O_CREAT if create else 0)
        self._fd = os.open(path, flags | os.O_CLOEXEC, 0o644)

    def lock(self, *, shared: bool = False) -> bool:
        """Whether the lock was got at once; it ends with `close` or with the process."""
        try:
            fcntl.flock(self._fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def read(self) -> bytes:
        return os.pread(self._fd, 4096, 0)

    def write(self, data: bytes) -> None:
        os.pwrite(self._fd, data, 0)

    def sync(self) -> None:
        os.fsync(self._fd)

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


class Disk:
    """The real disk."""

    database_errors: tuple[type[Exception], ...] = (sqlite3.Error,)

    def connect(self, path: Path, mode: str = "rw") -> Connection:
        """`mode` is SQLite's: rwc (create), rw, ro, or ro&immutable=1 (nobody writes)."""
        uri = f"{path.absolute().as_uri()}?mode={mode}"
        return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)

    def mark(self, path: Path, *, create: bool = False) -> Mark:
        """Open the head mark for writing."""
        return Mark(path, write=True, create=create)

    def replace(self, path: Path, data: bytes) -> None:
        """Write a whole file so that after a power cut it is the old one or the new one, never a mixture."""
        new = path.with_name(path.name + ".new")
        try:
            with new.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            new.replace(path)
        except OSError:
            new.unlink(missing_ok=True)
            raise
        self.sync_folder(path.parent)

    def rename(self, old: Path, new: Path) -> None:
        old.replace(new)
        self.sync_folder(new.parent)

    def sync_folder(self, folder: Path) -> None:
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)
