"""The durable inbox beside a journal: where people put commands, and the process that trades takes them.

A command is applied exactly once: the journal's event of kind `command` carries its id, so a process that died between
the journal's commit and `mark_applied` finds it there (`journal.find(command_id, "command")`) and only marks.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tradewind.errors import JournalError
from tradewind.ledger.disk import Connection, Disk
from tradewind.ledger.event import decode, encode
from tradewind.ledger.faults import explained

COMMANDS = ("kill", "rearm", "pause", "resume", "order", "cancel", "approve", "refuse")
_APPLICATION_ID = 0x54574931  # "TWI1"
_VERSION = 1
_POLL_SECONDS = 0.02
_COLUMNS = "id, kind, who, ts, body, applied_seq"


@dataclass(frozen=True)
class Command:
    """`ts`: when it was put, UTC nanoseconds; `applied_seq`: the event that it became, None while it waits."""

    id: str
    kind: str
    who: str
    ts: int
    body: dict[str, Any]
    applied_seq: int | None


class Inbox:
    """`inbox.db`. Any process may put and wait; each call is one durable transaction on a connection of its own."""

    def __init__(self, path: str | Path, *, disk: Disk | None = None) -> None:
        """Open the inbox at `path`, making it if it is not there."""
        self.path = Path(path)
        self._disk = disk or Disk()
        with self._database("rwc") as db:
            self._lay(db)

    @classmethod
    def beside(cls, journal: str | Path) -> Inbox:
        """The inbox of the journal at this path."""
        return cls(Path(journal).with_name("inbox.db"))

    def put(self, kind: str, body: dict[str, Any], who: str, ts: int, *, command_id: str | None = None) -> str:
        """Leave a command; returns its id once it is on the disk. The same `command_id` twice is one command.

        Raises
        ------
        JournalError: the kind is unknown, `who` is empty, the body has no form in JSON, or the disk refuses.
        """
        if kind not in COMMANDS:
            raise JournalError(f"{kind!r} is not a command; known: {', '.join(COMMANDS)}")
        if not who:
            raise JournalError(f"command {kind}: `who` is empty; a command carries the person or token that asks")
        command_id = command_id or f"c-{secrets.token_hex(6)}"
        try:
            text = encode(body).decode("ascii")
        except (TypeError, ValueError, RecursionError) as error:
            raise JournalError(f"command {kind} can't be written: {error}") from None
        with self._database() as db:
            insert = "insert into commands (id, kind, who, ts, body) values (?, ?, ?, ?, ?) on conflict (id) do nothing"
            db.execute(insert, (command_id, kind, who, ts, text)).fetchall()
        return command_id

    def pending(self) -> list[Command]:
        """Commands that wait, in the order in which they were put."""
        with self._database() as db:
            rows = db.execute(f"select {_COLUMNS} from commands where applied_seq is null order by number").fetchall()
        return [_command(row) for row in rows]

    def get(self, command_id: str) -> Command:
        """JournalError if there is none with this id."""
        with self._database() as db:
            row = db.execute(f"select {_COLUMNS} from commands where id = ?", (command_id,)).fetchone()
        if row is None:
            raise JournalError(f"there is no command {command_id} in {self.path}")
        return _command(row)

    def mark_applied(self, command_id: str, journal_seq: int) -> None:
        """Note which event the command became. Again with the same number: nothing; with another: JournalError."""
        with self._database() as db:
            update = "update commands set applied_seq = ? where id = ? and applied_seq is null"
            db.execute(update, (journal_seq, command_id)).fetchall()
        applied = self.get(command_id).applied_seq
        if applied != journal_seq:
            raise JournalError(f"command {command_id} was applied as event {applied} already, not {journal_seq}")

    def wait_applied(
        self, command_id: str, timeout: float, *, clock: Callable[[], float] = time.monotonic
    ) -> Command | None:
        """The command once it is applied, or None after `timeout` seconds without."""
        end = clock() + timeout
        while (command := self.get(command_id)).applied_seq is None:
            if clock() >= end:
                return None
            time.sleep(min(_POLL_SECONDS, max(0.0, end - clock())))
        return command

    @contextmanager
    def _database(self, mode: str = "rw") -> Iterator[Connection]:
        with explained(self._disk, self.path, "use the inbox of"):
            db = self._disk.connect(self.path, mode)
            try:
                db.execute("pragma synchronous=full").fetchall()
                yield db
            finally:
                db.close()

    def _lay(self, db: Connection) -> None:
        found, version = (db.execute(f"pragma {name}").fetchone()[0] for name in ("application_id", "user_version"))
        if found == _APPLICATION_ID and version == _VERSION:
            return
        if found or version:
            raise JournalError(f"{self.path} is not an inbox of this version (id {found:#x}, version {version})")
        db.execute("begin immediate")
        db.execute(
            """create table if not exists commands (
            number integer primary key, id text not null unique, kind text not null, who text not null,
            ts integer not null, body text not null, applied_seq integer) strict"""
        )
        db.execute(f"pragma application_id={_APPLICATION_ID}")
        db.execute(f"pragma user_version={_VERSION}")
        db.execute("commit")


def _command(row: Any) -> Command:
    return Command(row[0], row[1], row[2], row[3], decode(row[4]), row[5])


assert sqlite3.sqlite_version_info >= (3, 37), "strict tables need SQLite 3.37"
