"""The power fails after each single operation on the disk: nothing acknowledged is lost, nothing becomes unreadable.

Every write, truncation, sync, deletion and replacement is recorded while a journal is laid, written, checkpointed and
closed. Then the disk is built as it may be after a cut behind each of them: only what was synced; all of it; and
sampled mixtures, in which unsynced writes are missing, out of order or torn. A sector (512 bytes) is written whole or
not, as disks and SQLite assume (https://www.sqlite.org/psow.html); a replacement is synced before its rename.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tradewind.errors import JournalError
from tradewind.ledger import writer as writing
from tradewind.ledger.audit import verify
from tradewind.ledger.disk import Disk, Mark
from tradewind.ledger.journal import Journal

from .conftest import SESSION, bar, note

apsw = pytest.importorskip("apsw", reason="apsw is not installed: no VFS to record the disk's operations with")

SECTOR = 512


@dataclass
class Record:
    """What happened to the disk, in order: (operation, file name, offset or size, data)."""

    operations: list[tuple[str, str, int, bytes]] = field(default_factory=list)

    def add(self, operation: str, path: str | Path, where: int = 0, data: bytes = b"") -> None:
        self.operations.append((operation, Path(path).name, where, bytes(data)))


class RecordingFile(apsw.VFSFile):
    def __init__(self, record, name, flags):
        self.record = record
        self.path = name.filename() if hasattr(name, "filename") else name
        super().__init__("", name, flags)

    def xWrite(self, data, offset):
        self.record.add("write", self.path, offset, data)
        return super().xWrite(data, offset)

    def xTruncate(self, size):
        self.record.add("truncate", self.path, size)
        return super().xTruncate(size)

    def xSync(self, flags):
        self.record.add("sync", self.path)
        return super().xSync(flags)


class RecordingVfs(apsw.VFS):
    def __init__(self, record):
        self.record = record
        super().__init__("recording", "")

    def xOpen(self, name, flags):
        return RecordingFile(self.record, name, flags)

    def xDelete(self, name, sync_directory):
        self.record.add("delete", name)
        return super().xDelete(name, sync_directory)


class RecordingMark(Mark):
    def __init__(self, path, *, create, record):
        super().__init__(path, write=True, create=create)
        self.record = record

    def write(self, data):
        self.record.add("write", self.path, 0, data)
        super().write(data)

    def sync(self):
        self.record.add("sync", self.path)
        super().sync()


class RecordingDisk(Disk):
    """The real disk, every change of which is recorded."""

    database_errors = (apsw.Error,)

    def __init__(self):
        self.record = Record()
        self.vfs = RecordingVfs(self.record)

    def connect(self, path, mode="rw"):
        flags = {"rw": apsw.SQLITE_OPEN_READWRITE, "rwc": apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE}[mode]
        return apsw.Connection(str(path), flags=flags, vfs="recording")

    def mark(self, path, *, create=False):
        return RecordingMark(path, create=create, record=self.record)

    def replace(self, path, data):
        super().replace(path, data)
        self.record.add("replace", path, 0, data)

    def rename(self, old, new):
        super().rename(old, new)
        self.record.add("rename", old, 0, new.name.encode())


def disk_after(operations, folder: Path, choose) -> None:
    """Write the files as the disk may hold them; `choose()` says whether an unsynced piece got there."""
    synced = {name: i for i, (operation, name, _, _) in enumerate(operations) if operation == "sync"}
    files: dict[str, bytearray] = {}
    for i, (operation, name, where, data) in enumerate(operations):
        safe = i < synced.get(name, -1)
        if operation == "replace":
            files[name] = bytearray(data)
        elif operation == "rename":
            files[data.decode()] = files.pop(name, bytearray())
        elif operation == "delete":
            if i == len(operations) - 1 and not choose():
                continue  # the folder's entry had not got there
            files.pop(name, None)
        elif operation == "truncate" and (safe or choose()):
            del files.setdefault(name, bytearray())[where:]
        elif operation == "write":
            write(files.setdefault(name, bytearray()), where, data, (lambda: True) if safe else choose)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def write(content: bytearray, where: int, data: bytes, choose) -> None:
    """Sector by sector; what is skipped inside a file reads as zeros."""
    at = 0
    while at < len(data):
        end = min(len(data), ((where + at) // SECTOR + 1) * SECTOR - where)
        if choose():
            content.extend(bytes(max(0, where + end - len(content))))
            content[where + at : where + end] = data[at:end]
        at = end


def life(path: Path, disk: RecordingDisk) -> list[tuple[int, int]]:
    """A journal's life; returns (operations done, newest event) at each acknowledgement."""
    acknowledged = []

    def promise(journal: Journal) -> None:
        acknowledged.append((len(disk.record.operations), journal.head[0]))

    for sitting in range(3):
        journal = Journal.open(path, disk=disk) if sitting else Journal.create(path, SESSION, 5, disk=disk)
        promise(journal)
        for n in range(sitting * 6, sitting * 6 + 6):
            journal.append([bar(n), note(n, "z" * (6000 if n == 7 else 500))])
            promise(journal)
        journal.mark_process("stop", 99)
        if sitting == 1:
            writing._abandon(journal._shut.detach()[1].__self__.db)  # this one dies instead of closing
            journal._writer._mark.close()
        else:
            journal.close()
    return acknowledged


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    limit, writing._CHECKPOINT_BYTES = writing._CHECKPOINT_BYTES, 30_000
    try:
        disk = RecordingDisk()
        path = tmp_path_factory.mktemp("life") / "journal.db"
        acknowledged = life(path, disk)
        with Journal.open(path) as journal:
            events = list(journal.events())
        return disk.record.operations, acknowledged, events
    finally:
        writing._CHECKPOINT_BYTES = limit


def survives(operations, acknowledged, events, choose) -> None:
    promised = max((seq for done, seq in acknowledged if done <= len(operations)), default=0)
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
    folder = Path(tempfile.mkdtemp(dir=memory, prefix="powercut-"))
    try:
        disk_after(operations, folder, choose)
        path = folder / "journal.db"
        if not path.exists():
            assert promised == 0
            return
        result = verify(path)
        assert result.ok, result.reason
        assert promised <= result.events <= promised + 2 or promised == 0
        with Journal.open(path) as journal:
            found = list(journal.events())
            assert found == events[: len(found)] and len(found) == result.events
            journal.append([bar(1000)])
        after = verify(path)
        assert after.ok and after.events == result.events + 1, after.reason
    finally:
        shutil.rmtree(folder)


def cuts(recorded):
    operations, acknowledged, events = recorded
    assert {operation for operation, *_ in operations} >= {"write", "sync", "delete", "replace", "rename"}
    return ((operations[:cut], acknowledged, events) for cut in range(len(operations) + 1))


def test_after_a_cut_that_loses_all_that_was_not_synced(recorded):
    for case in cuts(recorded):
        survives(*case, choose=lambda: False)


def test_after_a_cut_that_loses_nothing(recorded):
    for case in cuts(recorded):
        survives(*case, choose=lambda: True)


@pytest.mark.parametrize("seed", range(4))
def test_after_a_cut_that_tears_and_reorders(recorded, seed):
    draw = random.Random(seed)
    for case in cuts(recorded):
        share = draw.random()
        survives(*case, choose=lambda share=share: draw.random() < share)


def test_a_disk_that_lies_about_syncing_the_log_is_caught(recorded):
    """The test can fail: without the log's syncs, acknowledged events are lost after some cut."""
    operations, acknowledged, events = recorded
    lying = [
        ("lie", *rest) if (what, rest[0]) == ("sync", "journal.db-wal") else (what, *rest) for what, *rest in operations
    ]
    lost = 0
    for cut in range(len(lying) + 1):
        try:
            survives(lying[:cut], acknowledged, events, choose=lambda: False)
        except (AssertionError, JournalError):
            lost += 1
    assert lost > 20
