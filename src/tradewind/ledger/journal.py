"""The append-only journal: events in, durable and chained, before anything that they describe may happen."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from tradewind.errors import JournalError
from tradewind.ledger import creation, kinds
from tradewind.ledger.disk import Connection, Disk
from tradewind.ledger.event import Event, NewEvent, decode
from tradewind.ledger.faults import explained
from tradewind.ledger.numbering import numbered
from tradewind.ledger.writer import Writer

_COLUMNS = "seq, ts_event, ts_init, kind, id, cause, body"
_BATCH = 500


class Journal:
    """One journal file. One process may write it, any number may read it meanwhile; safe to use from several threads.

    Use it as a context manager: `close` brings everything into the file and renews its checksums. A process that dies
    without it loses nothing that `append` returned.
    """

    def __init__(self, path: Path, db: Connection, writer: Writer | None, disk: Disk) -> None:
        self.path = path
        self._db = db
        self._writer = writer
        self._disk = disk
        self._lock = threading.RLock()
        self._shut = weakref.finalize(self, writer.let_go if writer else db.close)

    @classmethod
    def create(cls, path: str | Path, session_body: dict[str, Any], ts: int, *, disk: Disk | None = None) -> Journal:
        """Lay a new journal whose first event is the session, and open it for writing.

        Raises
        ------
        JournalError: something is there already, the folder can't be written, or a field of the session is missing.
        """
        disk, path = disk or Disk(), Path(path)
        session = NewEvent(ts, ts, "session", str(session_body.get("run", "session")), session_body)
        with explained(disk, path, "create"):
            creation.lay(path, session, disk)
        return cls.open(path, disk=disk)

    @classmethod
    def open(cls, path: str | Path, *, read_only: bool = False, disk: Disk | None = None) -> Journal:
        """Open a journal; for writing, what an earlier process left in the write-ahead log is brought into the file.

        Raises
        ------
        JournalError: no journal is there, another process writes it, or acknowledged events are missing from it.
        """
        disk, path = disk or Disk(), Path(path)
        with explained(disk, path, "open"):
            if read_only:
                return cls(path, creation.reader(path, disk), None, disk)
            writer = Writer.open(path, disk)
            return cls(path, writer.db, writer, disk)

    def append(self, events: Sequence[NewEvent]) -> list[Event]:
        """Write all of `events` or none of them; returns once they are on the disk.

        Raises
        ------
        JournalError: an event does not fit the registry of kinds, or the disk is full, gone or read-only.
        """
        with self._lock:
            writer = self._writer
            if writer is None or not self._shut.alive:
                raise JournalError(f"journal {self.path} is {'open for reading only' if writer is None else 'closed'}")
            kept, rows = numbered(events, *writer.head)
            if rows:
                with explained(self._disk, self.path, "append to"):
                    writer.commit(rows)
            return kept

    def mark_process(self, what: str, wall_ns: int, detail: str = "") -> None:
        """Note a start, stop or recovery of a process, in wall-clock time; it is outside the chain."""
        with self._lock, explained(self._disk, self.path, "append to"):
            if self._writer is None:
                raise JournalError(f"journal {self.path} is open for reading only")
            self._writer.note(what, wall_ns, detail)

    def processes(self) -> list[tuple[str, int, int, str]]:
        """What `mark_process` noted: (what, wall-clock nanoseconds, newest seq at that time, detail), oldest first."""
        return self._rows("select what, wall_ns, seq, detail from sessions order by number")

    def events(
        self, start_seq: int = 1, kinds: Sequence[str] | None = None, end_seq: int | None = None
    ) -> Iterator[Event]:
        """Events from `start_seq` on (to `end_seq`, inclusive), of all kinds or of `kinds`, in order."""
        wanted = "" if kinds is None else f" and kind in ({','.join('?' * len(kinds))})"
        last = (1 << 63) - 1 if end_seq is None else end_seq
        sql = f"select {_COLUMNS} from journal where seq >= ? and seq <= ?{wanted} order by seq limit {_BATCH}"
        while rows := self._rows(sql, (start_seq, last, *(kinds or ()))):
            yield from map(_event, rows)
            start_seq = rows[-1][0] + 1

    def last(self, kind: str) -> Event | None:
        """The newest event of a kind."""
        return self._one(f"select {_COLUMNS} from journal where kind = ? order by seq desc limit 1", (kind,))

    def find(self, event_id: str, kind: str | None = None) -> Event | None:
        """The first event with this id, of any kind or of `kind`. Reads from the start: there is no index."""
        if kind is None:
            return self._one(f"select {_COLUMNS} from journal where id = ? order by seq limit 1", (event_id,))
        return self._one(
            f"select {_COLUMNS} from journal where id = ? and kind = ? order by seq limit 1", (event_id, kind)
        )

    def around(self, seq: int, n: int = 5) -> list[Event]:
        """The event `seq` with up to `n` before and `n` after it."""
        return list(self.events(max(1, seq - n), end_seq=seq + n))

    @property
    def head(self) -> tuple[int, str]:
        """Number and hash (hex) of the newest event."""
        seq, value = self._rows("select seq, hash from journal order by seq desc limit 1")[0]
        return seq, bytes(value).hex()

    def counts(self) -> dict[str, int]:
        """How many events there are of each kind, in the registry's order."""
        found = dict(self._rows("select kind, count(*) from journal group by kind"))
        return {kind: found[kind] for kind in kinds.KINDS if kind in found}

    def close(self) -> None:
        """Bring everything into the one file, renew the checksums, let go. May be called again."""
        with self._lock, explained(self._disk, self.path, "close"):
            if self._shut.detach():
                (self._writer or self._db).close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        with self._lock, explained(self._disk, self.path, "read"):
            if not self._shut.alive:
                raise JournalError(f"journal {self.path} is closed")
            return self._db.execute(sql, parameters).fetchall()

    def _one(self, sql: str, parameters: Sequence[Any]) -> Event | None:
        rows = self._rows(sql, parameters)
        return _event(rows[0]) if rows else None


def _event(row: Sequence[Any]) -> Event:
    *envelope, body = row
    try:
        return Event(*envelope, body=decode(body))
    except ValueError as error:
        raise JournalError(f"event {row[0]}: its body is damaged ({error})", try_="tradewind audit verify") from None
