"""Writing so that a crash, a full disk or a second writer never leaves half a file."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, unquote

from tradewind.errors import DataError

_LOCK_WAIT_S = 5.0
_LOCK_POLL_S = 0.05


def escape(name: str) -> str:
    """A symbol as one path component: `BTC/USDT` -> `BTC%2FUSDT`; never `.` or `..`, never hidden."""
    text = quote(name, safe="")
    return f"%2E{text[1:]}" if text.startswith(".") else text


def unescape(component: str) -> str:
    """The reverse of `escape`."""
    return unquote(component)


class Batch:
    """Files that are written first as temporary files and renamed together at the end.

    Whatever fails while writing (a full disk, an interrupt) leaves all old files; each rename is atomic.
    """

    def __init__(self) -> None:
        self._renames: list[tuple[Path, Path]] = []

    def add(self, path: Path, write: Callable[[Path], None]) -> None:
        """Write `path`'s next content through `write(temporary path)`, which must raise if it can't."""
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        self._renames.append((temporary, path))
        write(temporary)
        _sync(temporary)

    def commit(self) -> None:
        """Put all files in their places."""
        for temporary, path in self._renames:
            temporary.replace(path)
        self._renames.clear()

    def discard(self) -> None:
        """Remove what was not committed."""
        for temporary, _ in self._renames:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
        self._renames.clear()


@contextmanager
def batch(what: str) -> Iterator[Batch]:
    """A batch that commits at the end of the block and discards on any error, told in one line.

    Raises
    ------
    DataError: disk full, read-only folder, or any other refusal of the file system, naming `what`.
    """
    files = Batch()
    try:
        yield files
        files.commit()
    except OSError as error:
        raise refused(what, error) from error
    finally:
        files.discard()


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold the lake's lock; the system releases it when the process ends, however it ends.

    Raises
    ------
    DataError: another process still writes after 5 s, or the folder can't be written.
    """
    path = root / ".lock"
    try:
        root.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise refused(f"lake {root}", error) from error
    try:
        _acquire(handle, root)
        os.ftruncate(handle, 0)
        with suppress(OSError):  # the number is a courtesy to whoever waits; a full disk must not stop a reader of it
            os.write(handle, str(os.getpid()).encode())
        yield
    finally:
        os.close(handle)


def refused(what: str, error: OSError) -> DataError:
    """The file system's refusal as one line with a next step."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DataError(f"{what}: disk full ({error.strerror}); nothing was changed", try_="free space, then repeat")
    if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        where = f" {error.filename}" if error.filename else ""
        return DataError(f"{what}: not writable{where} ({error.strerror})", try_="another folder, or chmod u+w")
    return DataError(f"{what}: {error.strerror or error}")


def _acquire(handle: int, root: Path) -> None:
    deadline = time.monotonic() + _LOCK_WAIT_S
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                owner = os.pread(handle, 20, 0).decode(errors="replace") or "unknown"
                raise DataError(
                    f"lake {root}: locked by process {owner} for over {_LOCK_WAIT_S:g} s",
                    try_="wait until it has finished",
                ) from None
            time.sleep(_LOCK_POLL_S)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
