"""A byte that is flipped or cut off anywhere in a journal's files is found."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tradewind.errors import JournalError
from tradewind.ledger import wal
from tradewind.ledger.audit import verify
from tradewind.ledger.disk import Mark
from tradewind.ledger.journal import Journal

from .conftest import SESSION, bar, note

FILES = ("journal.db", "journal.db.sum", "journal.db.head", "journal.db-wal")
SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))

# Leaves a journal as a killed process does: events in the database file, newer ones in the log, an older round's rest.
KILLED = """
import os, sys
sys.path[:0] = {path!r}
from tests.ledger.conftest import SESSION, bar, note
from tradewind.ledger.journal import Journal
journal = Journal.create({journal!r}, SESSION, 5)
for n in range(40):
    journal.append([bar(n)])
journal._writer._checkpoint()
for n in range(40, 60):
    journal.append([bar(n), note(n, "x" * 90)])
os._exit(0)
"""


@pytest.fixture(scope="module")
def closed(tmp_path_factory) -> Path:
    """The files of a journal that was closed, with pages of all sorts: roots, leaves, overflow, free space."""
    folder = tmp_path_factory.mktemp("closed")
    with Journal.create(folder / "journal.db", SESSION, 5) as journal:
        for n in range(60):
            journal.append([bar(n), note(n, "y" * (9000 if n == 30 else 20))])
        journal.mark_process("start", 123)
    return folder


@pytest.fixture(scope="module")
def killed(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("killed")
    root = Path(__file__).parents[2]
    code = KILLED.format(path=[str(root / "src"), str(root)], journal=str(folder / "journal.db"))
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)
    return folder


def damaged(source: Path, folder: Path, name: str, change) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder)
    data = bytearray((folder / name).read_bytes())
    (folder / name).write_bytes(change(data))
    return folder / "journal.db"


def flipped(position: int, bit: int):
    def change(data: bytearray) -> bytearray:
        data[position] ^= 1 << bit
        return data

    return change


def carries_nothing(folder: Path, name: str, position: int) -> bool:
    """What the audit's notes say: pages that the log has newer, and the log after its last commit."""
    log = wal.scan(folder / "journal.db-wal")
    if name == "journal.db":
        return position // 4096 + 1 in log.pages
    return name == "journal.db-wal" and position >= log.end


def test_whole_journals_verify(closed, killed):
    for folder, events in ((closed, 121), (killed, 81)):
        result = verify(folder / "journal.db")
        assert (result.ok, result.events, result.first_bad, result.reason) == (True, events, None, "")
    log = wal.scan(killed / "journal.db-wal")
    assert log.pages and 0 < log.end < (killed / "journal.db-wal").stat().st_size  # all classes of bytes are there


@SETTINGS
@given(data=st.data())
def test_a_flipped_bit_is_found_anywhere(closed, killed, tmp_path, data):
    """Every file, every position: found, unless the byte is in a class that the audit says carries no information."""
    source = data.draw(st.sampled_from([closed, killed]))
    name = data.draw(st.sampled_from([name for name in FILES if (source / name).exists()]))
    position = data.draw(st.integers(0, (source / name).stat().st_size - 1))
    path = damaged(source, tmp_path / "copy", name, flipped(position, data.draw(st.integers(0, 7))))
    result = verify(path)
    if carries_nothing(source, name, position):
        assert result.ok and result.events == 81
    else:
        assert not result.ok and result.reason


@SETTINGS
@given(data=st.data())
def test_a_file_cut_off_anywhere_is_found(closed, killed, tmp_path, data):
    source = data.draw(st.sampled_from([closed, killed]))
    name = data.draw(st.sampled_from([name for name in FILES if (source / name).exists()]))
    size = data.draw(st.integers(0, (source / name).stat().st_size - 1))
    result = verify(damaged(source, tmp_path / "copy", name, lambda content: content[:size]))
    log = wal.scan(source / "journal.db-wal")
    lost_pages = set(range(size // 4096 + 1, (source / name).stat().st_size // 4096 + 1))
    if (name == "journal.db-wal" and size >= log.end) or (name == "journal.db" and lost_pages <= log.pages):
        assert result.ok
    else:
        assert not result.ok and result.reason


@pytest.mark.parametrize("name", FILES[:3])
def test_bytes_added_at_the_end_are_found(closed, tmp_path, name):
    assert not verify(damaged(closed, tmp_path / "copy", name, lambda content: content + b"\0")).ok


@pytest.mark.parametrize("name", FILES[:3])
def test_a_missing_file_is_found(closed, tmp_path, name):
    path = damaged(closed, tmp_path / "copy", name, lambda content: content)
    path.with_name(name).unlink()
    assert not verify(path).ok


def test_every_position_of_the_log_header_and_marks_is_found(killed, tmp_path):
    """The small parts whole: the log's header, the first frame's header, the head mark."""
    spans = [("journal.db-wal", 0, 56), ("journal.db.head", 0, 80), ("journal.db.sum", 0, 16)]
    for name, first, end in spans:
        for position in range(first, end):
            assert not verify(damaged(killed, tmp_path / "copy", name, flipped(position, position % 8))).ok, (
                name,
                position,
            )


@pytest.mark.parametrize(
    ("sql", "first_bad", "words"),
    [
        ("update journal set body = replace(body, '1.5', '1.6') where seq = 20", 20, "event 20 (bar bar-9)"),
        ("update journal set hash = zeroblob(32) where seq = 21", 21, "event 21"),
        ("update journal set ts_init = ts_init + 1 where seq = 5", 5, "event 5"),
        ("delete from journal where seq = 33", 33, "event 33 is missing"),
        ("delete from journal where seq > 100", 101, "event 101 and later are missing: 121 had been acknowledged"),
        ("update journal set cause = null where seq = 3", 3, "event 3"),
        ("update sessions set wall_ns = 1", None, "all 121 events still verify"),
        ("drop table journal", 1, "no such table"),
    ],
)
def test_a_change_by_sql_names_the_first_bad_record(closed, tmp_path, sql, first_bad, words):
    path = damaged(closed, tmp_path / "copy", "journal.db", lambda content: content)
    with sqlite3.connect(path) as db:
        db.execute(sql)
    db.close()
    result = verify(path)
    assert (result.ok, result.first_bad) == (False, first_bad)
    assert words in result.reason


@pytest.mark.parametrize("content", [b"", b"no journal", b"SQLite format 3\0" + bytes(4080), bytes(100_000)])
def test_a_file_that_is_no_journal_is_a_result(tmp_path, content):
    path = tmp_path / "journal.db"
    path.write_bytes(content)
    assert not verify(path).ok
    (tmp_path / "journal.db.head").write_bytes(b"x")
    assert not verify(path).ok
    assert not verify(tmp_path / "nothing.db").ok and not verify(tmp_path).ok


def test_a_journal_in_use_verifies_up_to_its_newest_event(journal, journal_path):
    journal.append([bar(1), note(1)])
    result = verify(journal_path)
    assert result.ok and result.events == 3
    assert any("writing this journal" in line for line in result.notes)
    journal.append([bar(2)])
    assert journal.head[0] == 4


def test_an_audit_changes_no_file(killed):
    before = {name: (killed / name).read_bytes() for name in FILES}
    assert verify(killed / "journal.db").ok
    assert before == {name: (killed / name).read_bytes() for name in FILES}


def test_a_writer_waits_for_a_short_audit(closed, tmp_path):
    """The audit's shared lock keeps a writer out, who then gets in or is told."""
    path = damaged(closed, tmp_path / "copy", "journal.db", lambda content: content)
    audit = Mark(path.with_name("journal.db.head"), write=False)
    assert audit.lock(shared=True)
    with pytest.raises(JournalError, match="or audits it"):
        Journal.open(path)
    timer = threading.Timer(0.1, audit.close)
    timer.start()
    with Journal.open(path) as journal:
        assert journal.head[0] == 121
    timer.join()
