"""The journal's promises to those who write and read it."""

from __future__ import annotations

import math
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tradewind.errors import JournalError
from tradewind.ledger import kinds, schema, writer
from tradewind.ledger.audit import verify
from tradewind.ledger.event import GENESIS, NewEvent, chained
from tradewind.ledger.journal import Journal

from .conftest import SESSION, bar, note

ROOT = Path(__file__).parents[2]


def test_the_first_event_is_the_session(journal):
    assert journal.counts() == {"session": 1}
    first = journal.find("session")
    assert first is not None and (first.seq, first.kind, first.ts_event, first.body) == (1, "session", 5, SESSION)


def test_what_append_returns_is_what_a_reader_reads(journal, journal_path):
    kept = journal.append(
        [bar(1), NewEvent(2, 3, "note", "n", {"text": "é\u2028", "x": math.inf, "y": (1, 0.1)}, "bar-1")]
    )
    with Journal.open(journal_path, read_only=True) as reader:
        assert list(reader.events(2)) == kept
        assert reader.head == journal.head
    assert kept[1].body == {"text": "é\u2028", "x": "Infinity", "y": [1, 0.1]}


def test_the_chain_is_the_published_one(journal):
    """hash_n = sha256(hash_{n-1} || canonical bytes), from 32 zero bytes on."""
    journal.append([bar(1), note(1)])
    journal.append([bar(2)])
    value = GENESIS
    for event in journal.events():
        value = chained(value, event.canonical())
    assert journal.head == (4, value.hex())


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(cuts=st.lists(st.integers(0, 7), max_size=8))
def test_how_events_are_batched_and_resumed_does_not_change_the_chain(tmp_path_factory, cuts):
    """Batches of any size, closing and opening between them, and process marks: the same head."""
    folder, n = tmp_path_factory.mktemp("batches"), 0
    Journal.create(folder / "a.db", SESSION, 5).close()
    for size in cuts:
        with Journal.open(folder / "a.db") as journal:
            journal.mark_process("start", n)
            journal.append([bar(k) for k in range(n, n + size)])
        n += size
    with Journal.open(folder / "a.db") as journal, Journal.create(folder / "b.db", SESSION, 5) as once:
        once.append([bar(k) for k in range(n)])
        assert journal.head == once.head
        assert len(journal.processes()) == len(cuts)


def test_events_are_selected(journal):
    journal.append([event for n in range(700) for event in (bar(n), note(n))])
    assert [event.seq for event in journal.events(5, end_seq=8)] == [5, 6, 7, 8]
    assert len(list(journal.events(kinds=["bar"]))) == 700
    assert len(list(journal.events(kinds=["bar", "note"], start_seq=1000))) == 402
    assert list(journal.events(5000)) == [] and list(journal.events(kinds=[])) == []
    assert [event.seq for event in journal.around(1, 1)] == [1, 2]
    assert [event.seq for event in journal.around(1401, 2)] == [1399, 1400, 1401]
    assert journal.last("bar").id == "bar-699" and journal.last("fill") is None
    assert journal.find("note-3", "note").seq == 9 and journal.find("note-3", "bar") is None
    assert journal.counts() == {"session": 1, "bar": 700, "note": 700}


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (NewEvent(1, 1, "trade", "x", {}), "unknown kind 'trade'; known: session, bar"),
        (NewEvent(1, 1, "fill", "x", {"order": "o", "fee": 0.0}), "lacks instrument, price, quantity, side"),
        (NewEvent(1, 1, "note", "x", {"text": object()}), "object has no exact form"),
        (NewEvent(1, 1, "note", "x", [("text", "a")]), "the body is a list"),  # type: ignore[arg-type]
        (NewEvent(1.5, 1, "note", "x", {"text": ""}), "ts_event is 1.5"),  # type: ignore[arg-type]
        (NewEvent(1, 1 << 63, "note", "x", {"text": ""}), "not int64 nanoseconds"),
        (NewEvent(1, 1, "note", "", {"text": ""}), "text that is not empty"),
    ],
)
def test_a_bad_event_is_refused_with_its_whole_batch(journal, event, words):
    with pytest.raises(JournalError, match="(?s)" + words.replace("(", r"\(")):
        journal.append([bar(1), event])
    assert journal.head[0] == 1
    journal.append([bar(1)])
    assert journal.head[0] == 2


def test_a_second_writer_is_refused_and_a_reader_is_not(journal, journal_path):
    with pytest.raises(JournalError, match="another process writes it"):
        Journal.open(journal_path)
    code = f"from tradewind.ledger.journal import Journal; Journal.open({str(journal_path)!r})"
    process = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env={"PYTHONPATH": "src"}
    )
    assert "JournalError" in process.stderr and "is locked" in process.stderr
    with Journal.open(journal_path, read_only=True) as reader:
        with pytest.raises(JournalError, match="open for reading only"):
            reader.append([bar(1)])
        journal.append([bar(1)])
        assert reader.head[0] == 2


def test_a_lock_by_another_program_is_said_and_passes(journal, journal_path, monkeypatch):
    journal._db.execute("pragma busy_timeout=50").fetchall()
    other = sqlite3.connect(journal_path, isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(JournalError, match="another process has it locked"):
        journal.append([bar(1)])
    other.execute("rollback")
    other.close()
    assert journal.append([bar(1)])[0].seq == 2


def test_many_threads_may_read_and_append(journal):
    def work(first: int) -> None:
        for n in range(first, first + 20):
            journal.append([bar(n)])
            assert journal.find(f"bar-{n}") is not None

    threads = [threading.Thread(target=work, args=(100 * k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert journal.counts()["bar"] == 80


def test_checkpoints_while_a_reader_holds_one_back(journal, journal_path, monkeypatch):
    """The log is kept whole until the reader lets go; the audit is content at each step."""
    monkeypatch.setattr(writer, "_CHECKPOINT_BYTES", 20_000)
    journal._db.execute("pragma busy_timeout=10").fetchall()
    reader = sqlite3.connect(journal_path, isolation_level=None)
    reader.execute("begin")
    reader.execute("select count(*) from journal").fetchone()
    for n in range(30):
        journal.append([bar(n)])
    assert verify(journal_path).ok
    reader.execute("rollback")
    for n in range(30, 60):
        journal.append([bar(n)])
    journal.close()
    assert verify(journal_path).events == 61
    reader.close()
    assert verify(journal_path).ok


def test_a_journal_that_nobody_closed_is_closed_at_the_end_of_the_process(tmp_path):
    code = (
        "import sys; sys.path[:0] = ['src', '.']\n"
        "from tests.ledger.conftest import SESSION, bar\n"
        "from tradewind.ledger.journal import Journal\n"
        f"j = Journal.create({str(tmp_path / 'journal.db')!r}, SESSION, 5)\nj.append([bar(1)])\nraise SystemExit"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    result = verify(tmp_path / "journal.db")
    assert result.ok and result.events == 2


def test_a_reader_of_a_killed_writers_journal_changes_nothing(tmp_path):
    code = (
        "import os, sys; sys.path[:0] = ['src', '.']\n"
        "from tests.ledger.conftest import SESSION, bar\n"
        "from tradewind.ledger.journal import Journal\n"
        f"j = Journal.create({str(tmp_path / 'journal.db')!r}, SESSION, 5)\nj.append([bar(1)])\nos._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    path = tmp_path / "journal.db"
    before = path.read_bytes(), (tmp_path / "journal.db-wal").read_bytes()
    with Journal.open(path, read_only=True) as reader:
        assert reader.head[0] == 2
    assert before == (path.read_bytes(), (tmp_path / "journal.db-wal").read_bytes())
    assert verify(path).ok


def test_an_older_schema_is_migrated_and_a_newer_one_refused(journal_path, monkeypatch):
    Journal.create(journal_path, SESSION, 5).close()
    monkeypatch.setattr(schema, "VERSION", 2)
    monkeypatch.setitem(schema.MIGRATIONS, 1, lambda db: db.execute("create table more (a integer) strict"))
    with Journal.open(journal_path) as journal:
        journal.append([bar(1)])
    assert verify(journal_path).ok
    monkeypatch.setattr(schema, "VERSION", 1)
    for read_only in (True, False):
        with pytest.raises(JournalError, match="schema version 2; this Tradewind knows up to 1"):
            Journal.open(journal_path, read_only=read_only)


def test_a_missing_field_of_the_session_leaves_nothing(journal_path):
    with pytest.raises(JournalError, match="lacks seed"):
        Journal.create(journal_path, {key: SESSION[key] for key in SESSION if key != "seed"}, 5)
    assert list(journal_path.parent.iterdir()) == []


def test_the_docs_table_has_every_kind():
    table = kinds.table()
    assert all(f"| `{name}` |" in table for name in kinds.KINDS)
    assert "`verdict`: approved, refused or expired" in table
