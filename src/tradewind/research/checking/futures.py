"""The same past with another future: of bars, and of the quotes, trades and depth beside them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tradewind.kernel.events_block import Source
from tradewind.kernel.history import History
from tradewind.market.depth import Depth
from tradewind.market.events import EventKind
from tradewind.market.ticks import Quotes, Trades
from tradewind.research.checking.columns import other_future


def another_future(history: History, end: int, rng: np.random.Generator) -> History:
    """All that happened before time `end` (ns), then other things at the same times; finer bars and rare happenings stay."""
    bars = tuple(other_future(b, end, rng) for b in history.bars)
    return replace(history, bars=bars, beside=tuple(_shuffled(s, end, rng) for s in history.beside))


def _shuffled(source: Source, end: int, rng: np.random.Generator) -> Source:
    """Each quote or trade after `end` is what another one was; of a book the sizes that stand at its levels change places."""
    first = int(np.searchsorted(source.ts_event, end))
    if isinstance(source, Quotes):
        names, rows = ("bid", "ask", "bid_size", "ask_size"), np.arange(first, len(source))
    elif isinstance(source, Trades):
        names, rows = ("price", "size", "aggressor"), np.arange(first, len(source))
    elif isinstance(source, Depth):
        names, rows = ("size",), first + np.flatnonzero(source.kind[first:] == EventKind.DEPTH)
    else:
        return source
    order = np.arange(len(source))
    order[rows] = rng.permutation(rows)
    return replace(source, **{name: getattr(source, name)[order] for name in names})
