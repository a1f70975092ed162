"""Audit of a journal's files: is every byte that matters what was written, and where is the first that is not?"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tradewind.ledger import head, schema, sums, wal
from tradewind.ledger.disk import Mark
from tradewind.ledger.event import GENESIS, canonical, chained

_WRONG = (sqlite3.Error, ValueError, TypeError, AttributeError, OverflowError, MemoryError)  # of damage


@dataclass(frozen=True)
class AuditResult:
    """`events`: how many verified from the first on; `first_bad`: number of the first record that does not, or None.

    `reason` says in one line what is wrong ("" if `ok`); `notes` says which bytes carry no information.
    """

    ok: bool
    events: int
    first_bad: int | None
    reason: str
    head_hash: str | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Chain:
    events: int
    hash: bytes
    fault: str | None
    at_mark: bytes | None = None


def verify(path: str | Path) -> AuditResult:
    """Check the files of a journal without changing any: checksums of all pages, the log, the chain, the head mark.

    Never raises for what is in the files: a file that is missing, unreadable or no journal is a result that says so.
    A journal that a process writes meanwhile is checked up to its newest event; its page checksums are then left out,
    because they are only complete while nobody writes.
    """
    path = Path(path)
    try:
        with _mark(path) as (mark, in_use):
            return _verify(path, mark, in_use)
    except OSError as error:
        return AuditResult(False, 0, None, f"{error.filename or path} can't be read: {error.strerror or error}", None)


@contextmanager
def _mark(path: Path) -> Iterator[tuple[bytes, bool]]:
    """The head mark's bytes and whether a writer is alive; a shared lock keeps one from starting during the audit."""
    if not path.is_file():
        raise FileNotFoundError(2, "there is no journal", str(path))
    mark = Mark(head.path_of(path), write=False)
    try:
        free = mark.lock(shared=True)
        yield mark.read(), not free
    finally:
        mark.close()


def _verify(path: Path, mark: bytes, in_use: bool) -> AuditResult:
    notes = [f"{path.name}-shm is an index that SQLite rebuilds from the log: it carries no information"]
    if in_use:
        notes.append("a process is writing this journal: page checksums are checked when it has closed")
        fault = None
    else:
        fault, unused = _bytes_fault(path)
        notes += unused
    try:
        newest, mark_fault = head.unpack(mark), None
    except ValueError as error:
        newest, mark_fault = None, f"{head.path_of(path).name}: {error}"
    with _readable(path, copy=not in_use and wal.path_of(path).exists()) as uri:
        chain = _walk(uri, newest.seq if newest else 0)
    result = AuditResult(True, chain.events, None, "", chain.hash.hex(), tuple(notes))
    if chain.fault:
        return replace(result, ok=False, first_bad=chain.events + 1, reason=_both(chain.fault, fault or mark_fault))
    if newest and newest.seq > chain.events:
        text = f"event {chain.events + 1} and later are missing: {newest.seq} had been acknowledged"
        return replace(result, ok=False, first_bad=chain.events + 1, reason=_both(text, fault))
    if newest and chain.at_mark != newest.hash:
        return replace(result, ok=False, first_bad=newest.seq, reason=f"event {newest.seq} is not the one acknowledged")
    if fault or mark_fault:
        text = f"{fault or mark_fault}; all {chain.events} events still verify"
        return replace(result, ok=False, reason=text)
    return result


def _both(record: str, beneath: str | None) -> str:
    return f"{record} ({beneath})" if beneath else record


def _bytes_fault(path: Path) -> tuple[str | None, list[str]]:
    """What is wrong with the database file, its checksums or its log as bytes; and which bytes carry no information."""
    log_path, table_path = wal.path_of(path), sums.path_of(path)
    log = wal.scan(log_path)
    if log.fault:
        return f"{log_path.name}: {log.fault}", []
    if log_path.exists() and log_path.stat().st_size > log.end:
        unused = [
            f"{log_path.name} from byte {log.end} on: never committed or of an earlier round, carries no information"
        ]
    else:
        unused = []
    try:
        table = sums.unpack(table_path.read_bytes())
    except FileNotFoundError:
        return f"{table_path.name} is missing", unused
    except ValueError as error:
        return f"{table_path.name}: {error}", unused
    if log.pages:
        unused.append(
            f"pages of {path.name} whose newest version is in the log ({len(log.pages)}) carry no information"
        )
    return _pages_fault(path, table, log), unused


def _pages_fault(path: Path, table: sums.Sums, log: wal.Wal) -> str | None:
    size = table.page_size
    count = log.count or len(table)
    length = path.stat().st_size
    if length > count * size or (length < count * size and not log.count):
        return f"{path.name} is {length} bytes long, not {count * size}"
    for number, page in enumerate(sums.pages_of(path, size), start=1):
        if number not in log.pages and sums.digest(page) != table.of(number):
            return f"{path.name}: page {number} (bytes {(number - 1) * size} to {number * size - 1}) was changed"
    missing = [n for n in range(length // size + 1, count + 1) if n not in log.pages]
    return f"{path.name}: page {missing[0]} is missing" if missing else None


@contextmanager
def _readable(path: Path, *, copy: bool) -> Iterator[str]:
    """A URI to read the database by: of a copy if there is a log, so that SQLite recovers that and not the evidence."""
    if not copy:
        log = wal.path_of(path).exists()
        yield f"{path.absolute().as_uri()}?mode=ro" + ("" if log else "&immutable=1")
        return
    with tempfile.TemporaryDirectory(prefix="tradewind-audit-") as folder:
        for source in (path, wal.path_of(path)):
            shutil.copyfile(source, os.path.join(folder, source.name))  # noqa: PTH118
        yield f"{(Path(folder) / path.name).as_uri()}?mode=rw"


def _walk(uri: str, mark_seq: int) -> _Chain:
    """Follow the chain from the first event to the first that does not fit."""
    events, value, at_mark = 0, GENESIS, None
    try:
        db = sqlite3.connect(uri, uri=True)
    except _WRONG as error:
        return _Chain(0, GENESIS, f"the database can't be opened: {error}")
    try:
        schema.version_of(db, Path(uri))
        db.text_factory = bytes
        for row in db.execute("select seq, ts_event, ts_init, kind, id, cause, hash, body from journal order by seq"):
            fault = _record_fault(row, events + 1, value)
            if fault:
                return _Chain(events, value, fault)
            events, value = events + 1, row[6]
            at_mark = value if events == mark_seq else at_mark
        answer = db.execute("pragma integrity_check(1)").fetchone()[0]
        if answer != b"ok":
            return _Chain(events, value, f"the database's structure is damaged: {answer.decode('ascii', 'replace')}")
    except schema.JournalError as error:
        return _Chain(events, value, error.what)
    except _WRONG as error:
        return _Chain(events, value, f"event {events + 1} can't be read: {error}")
    finally:
        db.close()
    return _Chain(events, value, None, at_mark)


def _record_fault(row: tuple, expected: int, previous: bytes) -> str | None:
    seq, ts_event, ts_init, kind, event_id, cause, value, body = row
    if seq != expected:
        return f"event {expected} is missing: the next one is {seq}"
    kind, event_id = kind.decode("utf-8"), event_id.decode("utf-8")
    cause = None if cause is None else cause.decode("utf-8")
    if chained(previous, canonical(seq, ts_event, ts_init, kind, event_id, cause, body)) != value:
        return f"event {seq} ({kind} {event_id}) does not fit its hash: it, its hash or the one before was changed"
    return None
