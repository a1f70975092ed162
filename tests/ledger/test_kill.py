"""A writer that is killed at random moments: nothing acknowledged is lost, and the chain is an undisturbed one's."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tradewind.ledger.audit import verify
from tradewind.ledger.journal import Journal

from .conftest import SESSION, bar, note

WRITER = """
import sys
sys.path[:0] = {path!r}
from pathlib import Path
from tests.ledger.conftest import SESSION, bar, note
from tradewind.ledger import writer
from tradewind.ledger.journal import Journal
writer._CHECKPOINT_BYTES = 100_000
path = Path({journal!r})
with Journal.open(path) if path.exists() else Journal.create(path, SESSION, 5) as journal:
    journal.mark_process("start", 1)
    print(journal.head[0], flush=True)
    while True:
        n = journal.head[0] // 2
        journal.append([bar(n), note(n)])
        print(journal.head[0], flush=True)
"""


@pytest.mark.slow
def test_kill_at_fifty_random_moments(tmp_path: Path):
    path, root, draw, promised = tmp_path / "journal.db", Path(__file__).parents[2], random.Random(50), 0
    code = WRITER.format(path=[str(root / "src"), str(root)], journal=str(path))
    for _ in range(50):
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        first = int(process.stdout.readline())
        assert promised <= first <= promised + 2, "a resumed writer starts where the last one was acknowledged"
        time.sleep(draw.random() * 0.06)
        process.kill()
        rest = process.stdout.read().split("\n")[:-1]
        process.wait()
        promised = int(rest[-1]) if rest else first
        result = verify(path)
        assert result.ok and promised <= result.events <= promised + 2, result.reason
    with Journal.open(path) as journal, Journal.create(tmp_path / "whole.db", SESSION, 5) as whole:
        seq, value = journal.head
        whole.append([event for n in range(seq // 2) for event in (bar(n), note(n))])
        assert whole.head == (seq, value)
        assert len(journal.processes()) == 50
