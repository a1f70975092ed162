"""A full disk, a read-only folder, a file that is no journal: one clear line, nothing half-written."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tradewind.errors import JournalError
from tradewind.ledger import writer
from tradewind.ledger.audit import verify
from tradewind.ledger.inbox import Inbox
from tradewind.ledger.journal import Journal

from .conftest import SESSION, bar, note


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 256 KiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)], capture_output=True)
    if done.returncode:
        pytest.skip("a small tmpfs can't be mounted here (needs root)")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)  # a connection that was let go may still hold it


@pytest.fixture
def read_only_folder():
    """A folder with a closed journal that its reader may not write. Root may write everywhere: the reader is nobody."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Journal.create(folder / "journal.db", SESSION, 5) as journal:
            journal.append([bar(1)])
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


def as_nobody(code: str) -> str:
    """What `code` prints in a process that has no rights here."""
    root = Path(__file__).parents[2]
    start = f"import sys, urllib.parse; sys.path.insert(0, {str(root / 'src')!r})\nfrom tradewind.ledger.journal import Journal\n"
    start += "from tradewind.ledger.audit import verify\nfrom tradewind.errors import TradewindError\n"
    drop = "import os\nif os.geteuid() == 0: os.setgid(65534); os.setuid(65534)\n"
    done = subprocess.run([sys.executable, "-c", start + drop + code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_full_disk_is_said_and_nothing_is_half_written(small_disk):
    path = small_disk / "journal.db"
    journal = Journal.create(path, SESSION, 5)
    filler = small_disk / "filler"
    filler.write_bytes(bytes(120_000))
    with pytest.raises(JournalError, match="disk is full"):
        for n in range(1000):
            journal.append([bar(n), note(n, "x" * 1000)])
    seq, _ = journal.head
    assert seq % 2 == 1, "a batch of two is there whole or not at all"
    filler.unlink()
    assert journal.append([bar(2000)])[0].seq == seq + 1
    journal.close()
    assert verify(path).ok and verify(path).events == seq + 1


def test_a_disk_that_is_full_on_closing_loses_nothing(small_disk):
    path = small_disk / "journal.db"
    journal = Journal.create(path, SESSION, 5)
    for n in range(20):
        journal.append([bar(n), note(n, "x" * 1000)])
    with (small_disk / "filler").open("wb", buffering=0) as filler, pytest.raises(OSError, match="No space"):
        while True:
            filler.write(bytes(512))
    with pytest.raises(JournalError):
        journal.close()
    (small_disk / "filler").unlink()
    assert verify(path).ok and verify(path).events == 41
    with Journal.open(path) as again:
        assert again.head[0] == 41


def test_an_append_is_not_refused_because_a_checkpoint_failed(journal, journal_path, monkeypatch):
    """The checksums can't be written: what was appended counts; the next append waits until they can."""
    monkeypatch.setattr(writer, "_CHECKPOINT_BYTES", 1)
    replace, broken = journal._disk.replace, True

    def refuse(path, data):
        if broken:
            raise OSError(28, "No space left on device")
        replace(path, data)

    monkeypatch.setattr(journal._disk, "replace", refuse)
    assert journal.append([bar(1)])[0].seq == 2
    with pytest.raises(JournalError, match="No space left"):
        journal.append([bar(2)])
    assert journal.head[0] == 2
    broken = False
    assert journal.append([bar(2)])[0].seq == 3
    journal.close()
    assert verify(journal_path).ok


def test_a_disk_too_small_for_a_new_journal_leaves_none(small_disk):
    (small_disk / "filler").write_bytes(bytes(255_000))
    with pytest.raises(JournalError, match=r"full|No space"):
        Journal.create(small_disk / "journal.db", SESSION, 5)
    assert not (small_disk / "journal.db").exists()
    with pytest.raises(JournalError, match=r"full|No space"):
        Inbox(small_disk / "inbox.db").put("kill", {"text": "x" * 4000}, "me", 1)


def test_a_read_only_folder_can_be_read_and_audited(read_only_folder):
    code = f"""
path = {str(read_only_folder / "journal.db")!r}
print(Journal.open(path, read_only=True).head[0], verify(path).ok)
for act in (lambda: Journal.open(path), lambda: Journal.create(path + "x", {SESSION!r}, 5)):
    try: act()
    except TradewindError as error: print(error)
"""
    lines = as_nobody(code).splitlines()
    assert lines[0] == "2 True"
    assert len(lines) == 3 and all(
        "Permission denied" in line or "can't be written" in line or "unable" in line for line in lines[1:]
    )
    assert sorted(path.name for path in read_only_folder.iterdir()) == [
        "journal.db",
        "journal.db.head",
        "journal.db.sum",
    ]


@pytest.mark.parametrize("content", [b"", b"text" * 2000, b"SQLite format 3\0" + bytes(4080)])
@pytest.mark.parametrize("read_only", [True, False])
def test_a_file_that_is_no_journal_is_refused(tmp_path, content, read_only):
    path = tmp_path / "journal.db"
    path.write_bytes(content)
    with pytest.raises(JournalError):
        Journal.open(path, read_only=read_only)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_no_journal_and_a_journal_in_the_way(tmp_path):
    with pytest.raises(JournalError, match="there is no journal at"):
        Journal.open(tmp_path / "none.db")
    with pytest.raises(JournalError, match="does not exist"):
        Journal.create(tmp_path / "no" / "journal.db", SESSION, 5)
    Journal.create(tmp_path / "a.db", SESSION, 5).close()
    with pytest.raises(JournalError, match="never overwritten"):
        Journal.create(tmp_path / "a.db", SESSION, 5)


def test_a_journal_that_lost_its_tail_is_not_written_on(tmp_path):
    path = tmp_path / "journal.db"
    code = f"""
import os, sys; sys.path[:0] = ['src', '.']
from tests.ledger.conftest import SESSION, bar
from tradewind.ledger.journal import Journal
j = Journal.create({str(path)!r}, SESSION, 5)
for n in range(5): j.append([bar(n)])
os._exit(0)
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
    log = path.with_name("journal.db-wal")
    os.truncate(log, log.stat().st_size - 100)
    with pytest.raises(JournalError, match="event 6 was acknowledged, but is not there"):
        Journal.open(path)
    assert verify(path).first_bad == 6


def test_a_sparse_ten_gigabyte_file_is_refused_at_once(tmp_path):
    path = tmp_path / "journal.db"
    Journal.create(path, SESSION, 5).close()
    os.truncate(path, 10 << 30)
    assert "bytes long" in verify(path).reason
