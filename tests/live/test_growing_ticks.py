"""A live session on files that grow: bars, quotes, trades and a book come in while the node runs, in the order of a backtest."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tradewind.data.gather import ticks_since
from tradewind.data.lake import Lake
from tradewind.errors import DataError
from tradewind.kernel.history import History
from tradewind.ledger.compare import first_difference
from tradewind.ledger.player import Player, numbered
from tradewind.live.feeds import GrowingFeed, past
from tradewind.market.columns import Bars
from tradewind.market.depth import Depth
from tradewind.market.ticks import Quotes, Trades
from tradewind.market.time import MINUTE, SECOND

from .conftest import Desk, kinds, turns
from .test_every_event import COUNT, everything, setup_of
from .test_session import replayed

SAID = {"source": "a test"}
WRITE = {Bars: Lake.write_bars, Quotes: Lake.write_quotes, Trades: Lake.write_trades, Depth: Lake.write_depth}


def whole_history() -> History:
    """Two instruments: one with quotes and trades, one with a book."""
    history = everything()
    beside = tuple(s for s in history.beside if isinstance(s, Quotes | Trades | Depth))
    return replace(history, bars=history.bars[:2], beside=beside, fine=())


class Growing:
    """A lake that has what was known at a time, and a desk whose feed reads it."""

    def __init__(self, folder: Path) -> None:
        self.lake, self.errors = Lake(folder / "lake"), []
        self.history = whole_history()
        self.setup = setup_of(self.history)
        self.grow(5)
        self.known = replace(
            self.history,
            bars=tuple(b[:5] for b in self.history),
            beside=tuple(self._until(s, 5) for s in self.history.beside),
        )
        self.desk = Desk(folder, self.known, self.setup)

    def _time(self, minute: int) -> int:
        return int(self.history.bars[0].ts_event[0]) + (minute - 1) * MINUTE

    def _until(self, source, minute: int):
        return source[: int(np.searchsorted(source.ts_event, self._time(minute) + SECOND))]

    def grow(self, minute: int, only: tuple[type, ...] = (Bars, Quotes, Trades, Depth)) -> None:
        for source in (*self.history.bars, *self.history.beside):
            if isinstance(source, only):
                WRITE[type(source)](self.lake, self._until(source, minute), provenance=SAID)

    def feed(self, setup, bars, after):
        def fetch(k, since):
            return self.lake.bars(setup.instruments[k].id, setup.strategy.timeframe, since)

        def ticks(stream, since):
            return ticks_since(self.lake, stream.instrument.id, type(stream).__name__.lower(), since)[0]

        return GrowingFeed(
            setup, fetch, every=0.01, history=bars, after=after, ticks=ticks, on_error=self.errors.append
        )

    def at_once(self, last: int) -> list:
        """The events of a node that is given the same, from the sixth bar on, all at once."""
        feed, player, made = past(self.setup, self.history, speed=0, after=self._time(5)), Player(self.setup), []
        while (taken := feed.take()) and taken[0].ts_event <= last:
            made += player.moment(taken)
        return numbered(made, 2)


@pytest.fixture
def growing(tmp_path: Path):
    made = Growing(tmp_path)
    yield made
    made.desk.close()


@pytest.mark.parametrize("portions", [(6, 7, 8, 40, COUNT), (COUNT,), (30, 31, 60, COUNT)])
def test_ticks_come_in_while_a_node_runs(growing: Growing, portions):
    session = growing.desk.open(make_feed=growing.feed)
    for minute in portions:
        growing.grow(minute)
        turns(session, 1200)
    session.close()
    events = growing.desk.events()
    assert {e.body["event"] for e in kinds(events, "market")} >= {"quote", "trade", "depth", "order_added"}
    assert len(kinds(events, "fill")) > 10 and not growing.errors
    assert first_difference(events, growing.at_once(events[-1].ts_event)) is None
    assert kinds(events, "bar")[-1].ts_event >= growing._time(COUNT) - 2 * MINUTE
    assert replayed(growing.desk).identical


def test_a_new_start_in_between_goes_on(growing: Growing):
    for minute in (20, 21, 50, COUNT):
        growing.grow(minute)
        session = growing.desk.open(make_feed=growing.feed)
        turns(session, 1500)
        session.close()
    events = growing.desk.events()
    assert first_difference(events, growing.at_once(events[-1].ts_event)) is None


def test_bars_wait_for_their_ticks_and_say_so(growing: Growing):
    session = growing.desk.open(make_feed=growing.feed)
    growing.grow(20, only=(Bars, Quotes, Depth))
    turns(session, 200)
    assert not kinds(growing.desk.events(), "bar")
    (said,) = growing.errors
    assert isinstance(said, DataError) and "waits for the trades of DOLLAR.TEST" in str(said)
    growing.grow(20)
    turns(session, 200)
    session.close()
    assert len(kinds(growing.desk.events(), "bar")) > 20
