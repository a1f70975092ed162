"""What goes wrong around a node: a disk that refuses, a source that fails, is slow or is late with one instrument."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import numpy as np
import pytest

from tradewind.errors import DataError, JournalError, TradewindError
from tradewind.ledger.compare import first_difference
from tradewind.live.feeds import GrowingFeed
from tradewind.market.columns import Bars

from .conftest import kinds, turns
from .test_session import replayed, whole


def refuse(journal, times: int = 1):
    """Let the journal's next commits fail as on a full disk."""
    commit, left = journal._writer.commit, [times]

    def failing(rows):
        if left[0] > 0:
            left[0] -= 1
            raise OSError(28, "No space left on device")
        commit(rows)

    journal._writer.commit = failing


@pytest.mark.parametrize("act", ["a bar", "a command"])
def test_what_the_journal_refused_is_not_acted_on(make_desk, act):
    """The kernel has moved on and the journal has not: the node must stop, and may write nothing more."""
    desk = make_desk("AAPL", count=120)
    session = desk.open()
    turns(session, 60)
    refuse(session.journal)
    with pytest.raises(JournalError, match="No space left on device"):
        turns(session, 1) if act == "a bar" else session.node.pause(who="ana")
    for later in (lambda: turns(session, 1), lambda: session.node.resume(who="ana")):
        with pytest.raises(TradewindError):
            later()
    session.journal.close()
    desk.play()
    assert replayed(desk).identical
    events = [e for e in desk.events() if e.kind not in ("command", "risk")]
    assert len(kinds(events, "bar")) == 120


def test_a_running_node_says_that_its_journal_refused(make_desk):
    desk = make_desk("AAPL", count=120)
    session = desk.open()
    refuse(session.journal, 1)
    session.node.start()
    with pytest.raises(JournalError, match="No space left on device"):
        session.node.wait(10)
    assert isinstance(session.node.failure, JournalError)


class Source:
    """Bars that come out over time: `shown[k]` of each instrument's; `fails` times it can't be reached."""

    def __init__(self, bars: list[Bars], fails: int = 0) -> None:
        self.bars, self.shown, self.fails = bars, [0] * len(bars), fails

    def __call__(self, k: int, since: int | None) -> Bars:
        if self.fails > 0:
            self.fails -= 1
            raise DataError("the source does not answer")
        bars = self.bars[k][: self.shown[k]]
        return bars.between(since, None)


def growing(source: Source, history: int = 0, errors: list | None = None):
    def make(setup, bars, after):
        known = [b[:history] for b in source.bars]
        report = (errors if errors is not None else []).append
        return GrowingFeed(setup, source, every=0.01, history=known, after=after, on_error=report)

    return make


def test_a_source_that_grows_with_errors_in_between(make_desk):
    """Whatever comes in whichever portions, with failures between, is the session of the same bars at once."""
    desk = make_desk("AAPL", "IBM", count=120)
    source, errors = Source(desk.bars), []
    session = desk.open(make_feed=growing(source, errors=errors))
    for shown in range(0, 121, 7):
        source.shown = [shown, shown]
        source.fails = shown % 3
        turns(session, 12)
    source.shown = [120, 120]
    turns(session, 40)
    session.close()
    assert len(errors) > 5
    assert first_difference(desk.events(), whole(desk.bars, desk.setup)) is None


def test_a_grown_session_is_gone_on_with(make_desk):
    desk = make_desk("AAPL", count=120)
    source = Source(desk.bars)
    for shown in (50, 51, 90, 120):
        source.shown = [shown]
        session = desk.open(make_feed=growing(source))
        turns(session, 100)
        session.close()
    assert first_difference(desk.events(), whole(desk.bars, desk.setup)) is None


@pytest.mark.parametrize("late", [0, 1])
def test_an_instrument_whose_bar_comes_a_little_late_is_not_passed_over(make_desk, late):
    """Two instruments are asked for one after the other: a bar may be there for one and not yet for the other."""
    desk = make_desk("AAPL", "IBM", count=60)
    source = Source(desk.bars)
    session = desk.open(make_feed=growing(source))
    for shown in range(1, 61):
        source.shown[1 - late] = shown
        turns(session, 1)
        source.shown[late] = shown
        turns(session, 3)
    turns(session, 5)
    session.close()
    assert first_difference(desk.events(), whole(desk.bars, desk.setup)) is None


def test_an_instrument_that_does_not_trade_holds_the_others_up_only_for_a_while(make_desk):
    desk = make_desk("AAPL", "IBM", count=60)
    source = Source(desk.bars)
    source.shown = [60, 20]
    session = desk.open(make_feed=growing(source))
    turns(session, 80)
    assert session.node.status().bars_done == 60
    session.close()
    assert len(kinds(desk.events(), "bar")) == 80
    assert replayed(desk).identical


def test_history_warms_no_second_time(make_desk):
    """Bars that were there when the session began are not traded on."""
    desk = make_desk("AAPL", count=100)
    source = Source(desk.bars)
    source.shown = [100]
    session = desk.open(make_feed=growing(source, history=80))
    turns(session, 50)
    assert session.node.status().bars_done == 20


def test_a_slow_source_keeps_nobody_waiting(make_desk):
    """The kill switch and every reader answer at once while the source is being asked."""
    desk = make_desk("AAPL", count=100)
    asked, answer = threading.Event(), threading.Event()

    def slow(k: int, since: int | None) -> Bars:
        asked.set()
        answer.wait(20)
        return desk.bars[0]

    def make(setup, bars, after):
        return GrowingFeed(setup, slow, every=0.01, history=[bars[0][:50]], after=after)

    session = desk.open(make_feed=make)
    session.node.start()
    try:
        assert asked.wait(10)
        begun = time.monotonic()
        session.node.account()
        assert session.node.pause(who="ana").state == "paused"
        assert desk.accounts.command("demo", "kill", {}, who="ben", ts=1) == "done"
        assert session.node.status().state == "killed"
        assert time.monotonic() - begun < 5
    finally:
        answer.set()
        session.close()


def test_a_source_that_restates_an_old_bar_changes_nothing_that_was_decided(make_desk):
    desk = make_desk("AAPL", count=100)
    source = Source(desk.bars)
    source.shown = [60]
    session = desk.open(make_feed=growing(source))
    turns(session, 70)
    before = desk.events()
    changed = desk.bars[0].close.copy()
    changed[:60] *= np.linspace(0.9, 1.1, 60)
    source.bars = [replace(desk.bars[0], close=np.clip(changed, desk.bars[0].low, desk.bars[0].high))]
    source.shown = [100]
    turns(session, 70)
    session.close()
    assert desk.events()[: len(before)] == before
    assert replayed(desk).identical
