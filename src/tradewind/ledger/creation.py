"""Lays a new journal, and opens an existing one for reading."""

from __future__ import annotations

import os
from pathlib import Path

from tradewind.errors import JournalError
from tradewind.ledger import head, schema, sums, wal
from tradewind.ledger.disk import Connection, Disk
from tradewind.ledger.event import GENESIS, NewEvent
from tradewind.ledger.numbering import numbered


def lay(path: Path, session: NewEvent, disk: Disk) -> None:
    """Make the journal's files under another name; the rename at the end is what makes it exist."""
    _, (row,) = numbered([session], 0, GENESIS)
    if path.exists():
        raise JournalError(
            f"{path} exists already; a journal is never overwritten", try_="Journal.open, or another path"
        )
    if not path.parent.is_dir():
        raise JournalError(f"the folder {path.parent} does not exist")
    new = path.with_name(path.name + ".laying")
    try:
        _database(new, row, disk)
        disk.replace(sums.path_of(path), sums.take(new, schema.PAGE_SIZE).packed())
        mark = disk.mark(head.path_of(path), create=True)
        try:
            if not mark.lock():
                raise JournalError(f"journal {path} is being created by another process")
            mark.write(head.Head(1, row[6]).packed())
            mark.sync()
            disk.rename(new, path)
        finally:
            mark.close()
    finally:
        _leftovers(new)


def _database(new: Path, row: tuple, disk: Disk) -> None:
    _leftovers(new)
    db = disk.connect(new, "rwc")
    try:
        schema.create(db)
        db.execute(schema.INSERT, row)
    finally:
        db.close()  # the last connection: brings the log into the file and deletes it


def _leftovers(new: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        new.with_name(new.name + suffix).unlink(missing_ok=True)


def must_exist(path: Path) -> None:
    if not path.is_file():
        raise JournalError(f"there is no journal at {path}", try_="tradewind paper or tradewind backtest makes one")


def reader(path: Path, disk: Disk) -> Connection:
    """A connection that writes no page, beside a writer or after it; also in a folder that can't be written."""
    must_exist(path)
    try:
        return _checked(disk.connect(path, "ro"), path)
    except disk.database_errors:
        # Even a reader needs the log's index file, which a read-only folder refuses. There no writer can be either.
        if os.access(path.parent, os.W_OK) or wal.path_of(path).exists():
            raise
        return _checked(disk.connect(path, "ro&immutable=1"), path)


def _checked(db: Connection, path: Path) -> Connection:
    try:
        schema.version_of(db, path)
    except BaseException:
        db.close()
        raise
    return db
