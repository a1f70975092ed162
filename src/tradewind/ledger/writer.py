"""The one connection that may write a journal: commits, the head mark, checkpoints and their page checksums."""

from __future__ import annotations

import ctypes
import sqlite3
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from tradewind.errors import JournalError
from tradewind.ledger import creation, head, schema, sums, wal
from tradewind.ledger.disk import Connection, Disk, Mark

# A checkpoint costs some milliseconds; the log grows by about two pages per commit. 4 MiB is SQLite's own default.
_CHECKPOINT_BYTES = 4 << 20
_LOCK_TRIES, _LOCK_SECONDS = 20, 0.025


class Writer:
    """Holds the writer's lock (on the head mark) from `open` to `close`."""

    def __init__(self, path: Path, db: Connection, mark: Mark, disk: Disk) -> None:
        self.path, self.db = path, db
        self._mark, self._disk = mark, disk
        self._log_bytes = 0
        self._due = (
            False  # the log is in the database file, the checksums are not renewed: nothing may be written before
        )
        self._broken: str | None = None
        self.head = self._newest()
        self._sums = _read_sums(path)

    @classmethod
    def open(cls, path: Path, disk: Disk) -> Writer:
        creation.must_exist(path)
        mark = disk.mark(head.path_of(path))
        try:
            _lock(mark, path)
            _check_log(path)
            db = disk.connect(path)
        except BaseException:
            mark.close()
            raise
        try:
            schema.version_of(db, path)
            for pragma in ("journal_mode=wal", "synchronous=full", "wal_autocheckpoint=0"):
                db.execute(f"pragma {pragma}").fetchall()
            writer = cls(path, db, mark, disk)
            writer._check_mark()
            schema.migrate(db, path)
            writer._checkpoint()
        except BaseException:
            _abandon(db)
            mark.close()
            raise
        return writer

    def commit(self, rows: Sequence[tuple]) -> None:
        """All rows or none; durable when it returns."""
        self._transaction(schema.INSERT, rows)
        self.head = rows[-1][0], rows[-1][6]
        self._mark.write(head.Head(*self.head).packed())
        self._log_bytes += 2 * schema.PAGE_SIZE + sum(len(row[7]) + 200 for row in rows)
        if self._log_bytes > _CHECKPOINT_BYTES:
            # The events are durable already: a checkpoint that fails (a full disk) is tried again before the next ones.
            with suppress(OSError, *self._disk.database_errors):
                self._checkpoint("passive")  # waits for no reader

    def note(self, what: str, wall_ns: int, detail: str) -> None:
        row = (what, wall_ns, self.head[0], detail)
        self._transaction("insert into sessions (what, wall_ns, seq, detail) values (?, ?, ?, ?)", [row])

    def close(self) -> None:
        """Bring the log into the file and renew the checksums; if that fails, leave both to the next open."""
        try:
            if self._broken is None:
                self._checkpoint()
            self._mark.sync()
        except BaseException:
            self._broken = "closing failed"
            raise
        finally:
            if self._broken is None:
                self.db.close()
            else:
                _abandon(self.db)
            self._mark.close()

    def let_go(self) -> None:
        """`close` for a writer that nobody closed (its process ends): what fails is left to the next open."""
        with suppress(OSError, *self._disk.database_errors):
            self.close()

    def _transaction(self, sql: str, rows: Sequence[tuple]) -> None:
        if self._broken:
            raise JournalError(
                f"journal {self.path} stopped after a failed write ({self._broken})", try_="open it again"
            )
        if self._due:
            self._checkpoint()
        try:
            self.db.execute("begin immediate")
            self.db.executemany(sql, rows)
            self.db.execute("commit")
        except BaseException as error:
            self._undo(error)
            raise

    def _undo(self, error: BaseException) -> None:
        """Roll back; if then the newest event is not the one we knew, what is on the disk is unknown: write no more."""
        try:
            if getattr(self.db, "in_transaction", False):
                self.db.execute("rollback")
            unchanged = self._newest() == self.head
        except self._disk.database_errors:
            unchanged = False
        if not unchanged:
            self._broken = str(error) or type(error).__name__

    def _newest(self) -> tuple[int, bytes]:
        row = self.db.execute("select seq, hash from journal order by seq desc limit 1").fetchone()
        if row is None:
            raise JournalError(f"journal {self.path} has no events", try_="tradewind audit verify")
        return row[0], bytes(row[1])

    def _check_mark(self) -> None:
        """The mark is never ahead of a whole journal. It may be behind after a power cut: then it is brought up."""
        try:
            mark = head.unpack(self._mark.read())
        except ValueError as error:
            raise JournalError(f"{self._mark.path}: {error}", try_="tradewind audit verify") from None
        row = self.db.execute("select hash from journal where seq = ?", (mark.seq,)).fetchone()
        if row is None or bytes(row[0]) != mark.hash:
            raise JournalError(
                f"journal {self.path}: event {mark.seq} was acknowledged, but is not there (newest: {self.head[0]})",
                try_="tradewind audit verify",
            )
        self._mark.write(head.Head(*self.head).packed())

    def _checkpoint(self, mode: str = "full") -> None:
        """Bring the log into the database file, then renew the digests of its pages, before the log may be overwritten.

        A reader may hold the checkpoint back: then the log is kept whole, and so the old digests stay right.
        """
        self._log_bytes = 0
        busy, frames, done = self.db.execute(f"pragma wal_checkpoint({mode})").fetchone()
        if busy or frames != done or frames <= 0:
            return
        self._due = True
        pages, count = wal.newest_pages(wal.path_of(self.path), frames, schema.PAGE_SIZE)
        renewed = self._sums.renewed({page: sums.digest(content) for page, content in pages.items()}, count)
        if renewed != self._sums:
            self._disk.replace(sums.path_of(self.path), renewed.packed())
            self._sums = renewed
        self._due = False


def _lock(mark: Mark, path: Path) -> None:
    """Become the one writer. An audit holds the lock too, to see whole files: a short one is waited for."""
    for _ in range(_LOCK_TRIES):
        if mark.lock():
            return
        time.sleep(_LOCK_SECONDS)
    what = f"journal {path} is locked: another process writes it (or audits it: then repeat)"
    raise JournalError(what, try_="stop the other process, or read with read_only")


def _check_log(path: Path) -> None:
    fault = wal.scan(wal.path_of(path)).fault
    if fault:
        raise JournalError(f"{wal.path_of(path)}: {fault}", try_="tradewind audit verify")


def _read_sums(path: Path) -> sums.Sums:
    try:
        return sums.unpack(sums.path_of(path).read_bytes())
    except ValueError as error:
        raise JournalError(f"{sums.path_of(path)}: {error}", try_="tradewind audit verify") from None


def _abandon(db: Any) -> None:
    """Let go of a connection without SQLite's own checkpoint on closing: it would change pages behind the checksums."""
    if isinstance(db, sqlite3.Connection) and hasattr(db, "setconfig"):  # Python 3.12
        db.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, True)  # type: ignore[attr-defined]
        db.close()
    else:
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(db))  # never collected, so never closed: the process's end frees it
