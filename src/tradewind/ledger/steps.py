"""Forwards and backwards through a journal: any event, with the account after it, without starting over each time."""

from __future__ import annotations

from tradewind.errors import JournalError
from tradewind.ledger.event import Event
from tradewind.ledger.journal import Journal
from tradewind.ledger.rebuild import Rebuilt, too_early
from tradewind.ledger.state import State

# A step back costs at most so many events; a million events keep a thousand small copies.
_EVERY = 1000


class Steps:
    """A place in a journal, at first its session event. Each move returns the event there and the account after it.

    Raises
    ------
    JournalError: the journal does not begin with a session.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        session = journal.around(1, 0)
        if not session:
            raise JournalError(f"{journal.path} does not begin with a session")
        self._event = session[0]
        self._account = Rebuilt(self._event)
        self._kept = {1: self._account.copy()}

    @property
    def total(self) -> int:
        """Number of the newest event."""
        return self._journal.head[0]

    @property
    def here(self) -> tuple[Event, State]:
        return self._event, self._account.state()

    def next(self) -> tuple[Event, State]:
        """One event on; stays at the last."""
        return self.to(self._event.seq + 1)

    def previous(self) -> tuple[Event, State]:
        """One event back; stays at the first."""
        return self.to(self._event.seq - 1)

    def at(self, ts: int) -> tuple[Event, State]:
        """The last event up to and including `ts` (ns). JournalError: that is before the session."""
        found = 0
        for event in self._journal.events():
            if event.ts_event > ts:
                break
            found = event.seq
        if not found:
            raise too_early(self._journal, ts)
        return self.to(found)

    def to(self, seq: int) -> tuple[Event, State]:
        """Event number `seq`, or the nearest that there is."""
        wanted = min(max(seq, 1), self.total)
        if wanted < self._event.seq:
            kept = max(n for n in self._kept if n <= wanted)
            self._account = self._kept[kept].copy()
            self._event = self._journal.around(kept, 0)[0]
        for event in self._journal.events(self._event.seq + 1, end_seq=wanted):
            self._account.apply(event)
            self._event = event
            if event.seq % _EVERY == 0 and event.seq not in self._kept:
                self._kept[event.seq] = self._account.copy()
        return self.here
