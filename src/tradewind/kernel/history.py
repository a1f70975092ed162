"""All that happened to a run's instruments: the bars that the strategy is asked at, and beside them whatever else is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from tradewind.kernel.events_block import Source
from tradewind.market.columns import Bars


@dataclass(frozen=True)
class History(Sequence[Bars]):
    """Goes wherever a run's bars go: it is the sequence of them, and carries the rest along.

    bars: one for each of the setup's instruments, in their order. beside: quotes, trades, depth and other happenings of them, any number.
    fine: bars of finer timeframes, which only match.
    """

    bars: tuple[Bars, ...]
    beside: tuple[Source, ...] = ()
    fine: tuple[Bars, ...] = ()

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

    @property
    def more(self) -> tuple[Source, ...]:
        """All that is not a bar that the strategy is asked at."""
        return (*self.beside, *self.fine)


def history_of(bars: Sequence[Bars]) -> History:
    """Bars alone are a history too."""
    return bars if isinstance(bars, History) else History(tuple(bars))
