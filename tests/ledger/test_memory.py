"""The journal in memory is the journal on the disk, less the disk."""

from __future__ import annotations

import pytest

from tradewind.errors import JournalError
from tradewind.ledger.compare import first_difference
from tradewind.ledger.event import NewEvent
from tradewind.ledger.memory import MemoryJournal

from .conftest import SESSION, bar, note


def test_the_same_events_have_the_same_head_and_reads(journal):
    memory = MemoryJournal(SESSION, 5)
    for target in (memory, journal):
        target.append([event for n in range(30) for event in (bar(n), note(n))])
        target.append([])
        with pytest.raises(JournalError):
            target.append([bar(99), NewEvent(1, 1, "fill", "f", {})])
    assert memory.head == journal.head and memory.counts() == journal.counts()
    assert first_difference(memory.events(), journal.events()) is None
    assert list(memory.events(4, ["bar"], 9)) == list(journal.events(4, ["bar"], 9))
    assert memory.last("note") == journal.last("note") and memory.last("fill") is None
    assert memory.find("note-7", "note") == journal.find("note-7", "note")
