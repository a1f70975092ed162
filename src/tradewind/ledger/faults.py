"""Turns what the database or the file system says into one line for a person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tradewind.errors import JournalError
from tradewind.ledger.disk import Disk

# What SQLite's messages mean for a user, and what to do next.
_MEANINGS = (
    ("locked", "another process has it locked", "stop the other process, or read with read_only"),
    ("busy", "another process has it locked", "stop the other process, or read with read_only"),
    ("full", "the disk is full; nothing of this was written", "free some space, then repeat"),
    ("readonly", "the file or its folder can't be written", "check owner and permissions"),
    ("read-only", "the file or its folder can't be written", "check owner and permissions"),
    ("not a database", "it is not a SQLite file, or its header was changed", "tradewind audit verify"),
    ("malformed", "the file is damaged", "tradewind audit verify"),
    ("no such table", "a table is missing: the file is no journal or is damaged", "tradewind audit verify"),
)


@contextmanager
def explained(disk: Disk, path: Path, act: str) -> Iterator[None]:
    """Raise every failure of disk or database inside as one JournalError."""
    try:
        yield
    except OSError as error:
        raise JournalError(f"can't {act} journal {path}: {error.strerror or error}") from None
    except (*disk.database_errors, ValueError) as error:
        text = str(error)
        for word, meaning, step in _MEANINGS:
            if word in text.lower():
                raise JournalError(f"can't {act} journal {path}: {meaning} ({text})", try_=step) from None
        raise JournalError(f"can't {act} journal {path}: {text}", try_="tradewind audit verify") from None
