"""A journal that is kept in memory alone: for a replay, a check or a research run, whose events are only compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from tradewind.ledger import kinds as registry
from tradewind.ledger.event import GENESIS, Event, NewEvent
from tradewind.ledger.numbering import numbered


class MemoryJournal:
    """Numbers and chains as `Journal` does, so that the same events have the same head; keeps nothing on the disk."""

    def __init__(self, session_body: dict[str, Any], ts: int) -> None:
        self._events: list[Event] = []
        self._hash = GENESIS
        self.append([NewEvent(ts, ts, "session", str(session_body.get("run", "session")), session_body)])

    def append(self, events: Sequence[NewEvent]) -> list[Event]:
        """Take all of `events` or, with a JournalError, none of them."""
        kept, rows = numbered(events, len(self._events), self._hash)
        if rows:
            self._events += kept
            self._hash = rows[-1][6]
        return kept

    def events(
        self, start_seq: int = 1, kinds: Collection[str] | None = None, end_seq: int | None = None
    ) -> Iterator[Event]:
        chosen = self._events[max(0, start_seq - 1) : end_seq]
        return (event for event in chosen if kinds is None or event.kind in kinds)

    def last(self, kind: str) -> Event | None:
        return next((event for event in reversed(self._events) if event.kind == kind), None)

    def find(self, event_id: str, kind: str | None = None) -> Event | None:
        fitting = (event for event in self._events if event.id == event_id and kind in (None, event.kind))
        return next(fitting, None)

    @property
    def head(self) -> tuple[int, str]:
        return len(self._events), self._hash.hex()

    def counts(self) -> dict[str, int]:
        found = Counter(event.kind for event in self._events)
        return {kind: found[kind] for kind in registry.KINDS if kind in found}
