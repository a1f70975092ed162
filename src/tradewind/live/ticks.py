"""Quotes, trades and books that a source adds while we wait, beside the bars of a `GrowingFeed`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tradewind.kernel.block import Block
from tradewind.kernel.events_block import Source, events_block
from tradewind.kernel.history import History
from tradewind.kernel.setup import Setup
from tradewind.ledger.player import EventInput
from tradewind.market.columns import Bars
from tradewind.market.depth import Happenings
from tradewind.market.events import EventKind

# All that a source knows of these ticks with ts_event >= the time (ns), those of that time included.
FetchTicks = Callable[[Source, int], Source]


class GrowingTicks:
    """The streams of ticks that a history has, as they go on.

    A tick is taken once its stream has a later one: until then more of the same time may come. So a moment waits for every stream;
    bars wait with it, because what the ticks of a bar fill must be known before the strategy is asked at its close.

    Parameters
    ----------
    history: its quotes, trades and books name the streams. fetch: a stream and a time -> its rows from then on. after: time (ns) up to
    which all was taken. A book that was taken before is not known after a new start: it builds up from the next levels, or a snapshot.
    """

    def __init__(self, setup: Setup, history: History, fetch: FetchTicks, *, after: int) -> None:
        self._instruments = setup.instruments
        self._fetch = fetch
        self.streams = [s for s in history.beside if len(s) and not isinstance(s, Bars | Happenings)]
        # A row of each stream that is known to be there: asked for again, so that an answer without rows is an error of the source.
        self._since = [int(s.ts_event[max(0, np.searchsorted(s.ts_event, after, "right") - 1)]) for s in self.streams]
        self._block: Block | None = None
        self._ends: list[int] = []

    def poll(self) -> None:
        """Ask every stream for more.

        Raises
        ------
        DataError: a source does not answer, or has what can't be (see `events_block`), with the event's index and time.
        """
        found = [self._fetch(s, since) for s, since in zip(self.streams, self._since, strict=True)]
        self._block = events_block(self._instruments, found) if found else None
        self._ends = [
            int(np.maximum(f.ts_event, f.ts_init).max()) if len(f) else t
            for f, t in zip(found, self._since, strict=True)
        ]
        self._found = found

    @property
    def known_until(self) -> int:
        """The last time (ns) up to which no stream can bring more."""
        return min(self._ends, default=2**63 - 1) - 1

    def waits_for(self) -> str:
        """The stream that is furthest behind, in words."""
        last = int(np.argmin(self._ends))
        return f"{type(self.streams[last]).__name__.lower()} of {self.streams[last].instrument.id}"

    def between(self, after: int, until: int) -> dict[int, list[EventInput]]:
        """What happened after the one time and up to the other (ns), by moment, in the order of a backtest; it is taken with that."""
        if self._block is None:
            return {}
        rows = np.flatnonzero((self._block.times > after) & (self._block.times <= until))
        moments: dict[int, list[EventInput]] = {}
        for i in rows.tolist():
            one = event_input(self._block, i)
            moments.setdefault(one.ts_event, []).append(one)
        for j, f in enumerate(self._found):
            taken = np.flatnonzero(np.maximum(f.ts_event, f.ts_init) <= until)
            self._since[j] = int(f.ts_event[taken[-1]]) if len(taken) else self._since[j]
        return moments


def event_input(block: Block, i: int, delay: int = 0) -> EventInput:
    """Row i of a block as an input. delay: ns, the feed latency that is in the block's times and not in an input's."""
    ts = int(block.times[i]) - delay
    numbers = tuple(float(x[i]) for x in (block.opens, block.highs, block.lows, block.closes, block.volumes))
    return EventInput(int(block.index[i]), ts, ts, EventKind(int(block.kinds[i])), numbers)
