"""Another future of a check: the same past, the same times, other quotes, trades, sizes and bars."""

from __future__ import annotations

import numpy as np
import pytest

from tradewind.features.inputs import Rows
from tradewind.kernel.history import History
from tradewind.market.depth import Depth, Happenings
from tradewind.market.events import EventKind
from tradewind.research.checking.futures import another_future

from ..features.rows import random_rows

CHANGED = {"bars": "close", "quotes": "bid", "trades": "price", "depth": "size"}
KINDS: tuple[Rows, ...] = ("bars", "quotes", "trades", "depth")


@pytest.mark.parametrize("kind", KINDS)
def test_the_past_stays_and_the_future_changes_at_the_same_times(kind: Rows):
    rows = random_rows(kind, 400, 3)
    given = History((rows,)) if kind == "bars" else History((random_rows("bars", 5, 1),), (rows,))
    end = int(rows.ts_event[200])
    made = another_future(given, end, np.random.default_rng(1))
    other = made.bars[0] if kind == "bars" else made.beside[0]
    first = int(np.searchsorted(rows.ts_event, end))
    for (name, a), (_, b) in zip(rows.columns(), other.columns(), strict=True):
        assert a[:first].tobytes() == b[:first].tobytes()
        if name.startswith("ts_"):
            assert a.tobytes() == b.tobytes()
    assert (getattr(rows, CHANGED[kind])[first:] != getattr(other, CHANGED[kind])[first:]).mean() > 0.3
    if isinstance(rows, Depth):
        assert other.price.tobytes() == rows.price.tobytes()


def test_what_happens_rarely_stays():
    bars = random_rows("bars", 50, 1)
    times, zero = bars.ts_event[:3], np.zeros(3)
    rare = Happenings(bars.instrument, times, times, np.full(3, EventKind.NEWS, np.int8), zero, zero, zero, zero, zero)
    made = another_future(History((bars,), (rare,)), int(bars.ts_event[0]), np.random.default_rng(1))
    assert made.beside == (rare,)
