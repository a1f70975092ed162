"""A small journal to write, damage and read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tradewind.ledger.event import NewEvent
from tradewind.ledger.journal import Journal

SESSION = {
    "config": {"risk": {"max_position": 0.1}},
    "strategy": {"name": "cross", "sha256": "00"},
    "data": {},
    "versions": {},
    "seed": 7,
}


def bar(number: int, close: float = 1.5) -> NewEvent:
    body = {
        "instrument": "EURUSD.ECB",
        "timeframe": "1d",
        "open": 1.0,
        "high": 2.0,
        "low": 0.5,
        "close": close,
        "volume": 0.0,
    }
    return NewEvent(number * 10, number * 10, "bar", f"bar-{number}", body)


def note(number: int, text: str = "") -> NewEvent:
    return NewEvent(number * 10, number * 10 + 1, "note", f"note-{number}", {"text": text}, cause=f"bar-{number}")


@pytest.fixture
def journal_path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def journal(journal_path: Path):
    with Journal.create(journal_path, SESSION, 5) as journal:
        yield journal
