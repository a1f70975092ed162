"""The journal's tables, their version, and the joint where a later version migrates an older file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tradewind.errors import JournalError
from tradewind.ledger.disk import Connection

VERSION = 1
APPLICATION_ID = 0x54574A31  # "TWJ1": says in the file's header that it is a journal
PAGE_SIZE = 4096
INSERT = "insert into journal values (?, ?, ?, ?, ?, ?, ?, ?)"

# No secondary index, no trigger, no deletion: every page is of events, sessions or the schema; none is ever freed.
# `sessions` (starts and stops of processes, in wall-clock time) is outside the chain, so that a session that was
# interrupted and resumed ends with the chain of one that was not.
_TABLES = (
    """create table journal (
        seq integer primary key, ts_event integer not null, ts_init integer not null, kind text not null,
        id text not null, cause text, hash blob not null, body text not null) strict""",
    """create table sessions (
        number integer primary key, what text not null, wall_ns integer not null, seq integer not null,
        detail text not null) strict""",
)

# From version n to n + 1, inside one transaction. Hashes never change: a migration may add, not rewrite.
MIGRATIONS: dict[int, Callable[[Connection], None]] = {}


def create(db: Connection) -> None:
    """Lay an empty journal into an empty database file."""
    db.execute(f"pragma page_size={PAGE_SIZE}").fetchall()
    db.execute("pragma auto_vacuum=none").fetchall()
    db.execute("pragma journal_mode=wal").fetchall()
    db.execute("pragma synchronous=full").fetchall()
    db.execute("begin immediate")
    db.execute(f"pragma application_id={APPLICATION_ID}")
    db.execute(f"pragma user_version={VERSION}")
    for table in _TABLES:
        db.execute(table)
    db.execute("commit")


def version_of(db: Connection, path: Path) -> int:
    """The file's version; JournalError if it is no journal or newer than this program."""
    if db.execute("pragma application_id").fetchone()[0] != APPLICATION_ID:
        raise JournalError(f"{path} is a SQLite file, but not a Tradewind journal")
    version = db.execute("pragma user_version").fetchone()[0]
    if version > VERSION:
        raise JournalError(
            f"journal {path} has schema version {version}; this Tradewind knows up to {VERSION}",
            try_="a newer Tradewind",
        )
    return version


def migrate(db: Connection, path: Path) -> None:
    """Bring an older file up to VERSION, one transaction per step."""
    for version in range(version_of(db, path), VERSION):
        db.execute("begin immediate")
        MIGRATIONS[version](db)
        db.execute(f"pragma user_version={version + 1}")
        db.execute("commit")
