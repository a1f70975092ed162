"""All that happened to a run's instruments: the bars that the strategy is asked at, and beside them whatever else is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import overload

import numpy as np

from tradewind.kernel.events_block import Source
from tradewind.market.columns import Bars
from tradewind.market.depth import Depth


@dataclass(frozen=True)
class History(Sequence[Bars]):
    """Goes wherever a run's bars go: it is the sequence of them, and carries the rest along.

    bars: one for each of the setup's instruments, in their order. beside: quotes, trades, depth and other happenings of them, any number.
    fine: bars of finer timeframes, which only match. kinds: what a lake was asked for beside bars, so that it can be asked again.
    parts: where several strategies share an account, the history of each; the rest is then all of them, one after the other.
    """

    bars: tuple[Bars, ...]
    beside: tuple[Source, ...] = ()
    fine: tuple[Bars, ...] = ()
    kinds: tuple[str, ...] = ()
    parts: tuple[History, ...] = ()

    @classmethod
    def joined(cls, parts: Sequence[History]) -> History:
        """Of several strategies in one account."""
        return cls(
            tuple(b for p in parts for b in p.bars), tuple(s for p in parts for s in p.beside), tuple(f for p in parts for f in p.fine),
            parts[0].kinds, tuple(parts),
        )  # fmt: skip

    @overload
    def __getitem__(self, index: int) -> Bars: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Bars]: ...

    def __getitem__(self, index: int | slice) -> Bars | Sequence[Bars]:
        return self.bars[index]

    def __len__(self) -> int:
        return len(self.bars)

    def __iter__(self) -> Iterator[Bars]:
        return iter(self.bars)

    def between(self, start: int | None, end: int | None) -> History:
        """Bars with start <= ts_event < end (ns; None: open), and what happened from the first one's beginning on; of a book all before."""
        if self.parts:
            return History.joined([p.between(start, end) for p in self.parts])
        since = None if start is None else start - max((b.timeframe.ns for b in self.bars), default=0)
        return replace(
            self,
            bars=tuple(b.between(start, end) for b in self.bars),
            beside=tuple(_part(s, None if isinstance(s, Depth) else since, end) for s in self.beside),
            fine=tuple(b.between(since, end) for b in self.fine),
        )

    @property
    def more(self) -> tuple[Source, ...]:
        """All that is not a bar that the strategy is asked at."""
        return (*self.beside, *self.fine)


def _part(source: Source, start: int | None, end: int | None) -> Source:
    first = 0 if start is None else int(np.searchsorted(source.ts_event, start, side="left"))
    last = len(source) if end is None else int(np.searchsorted(source.ts_event, end, side="left"))
    return source[first:last]


def history_of(bars: Sequence[Bars]) -> History:
    """Bars alone are a history too."""
    return bars if isinstance(bars, History) else History(tuple(bars))
