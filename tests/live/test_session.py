"""A paper session is its journal: done again, or stopped and gone on with, it is the same, event for event."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.ledger.audit import verify
from tradewind.ledger.compare import first_difference
from tradewind.ledger.journal import Journal
from tradewind.ledger.player import Player, numbered
from tradewind.live.feeds import ReplayFeed
from tradewind.research.backtest import backtest
from tradewind.research.replay import replay

from .conftest import Desk, kinds, setup_for, some


def replayed(desk: Desk, account: str = "demo"):
    with Journal.open(desk.accounts.run(account).journal, read_only=True) as journal:
        return replay(journal, bind=lambda s: s, fetch=lambda *_: [])


def test_a_session_to_the_end_is_replayed_bit_for_bit(make_desk):
    desk = make_desk("AAPL", "IBM")
    desk.play()
    result = replayed(desk)
    assert result.identical, result.text
    assert result.orders > 10 and result.fills > 10
    assert verify(desk.accounts.run("demo").journal).ok


def test_paper_and_backtest_do_the_same(make_desk):
    """One kernel: the fills of a session on the past are those of a backtest on it."""
    desk = make_desk("AAPL", "IBM")
    desk.play()
    fills = kinds(desk.events(), "fill")
    past = backtest(desk.setup, desk.bars)
    assert [(e.ts_event, e.body["price"], e.body["quantity"], e.body["fee"]) for e in fills] == [
        (int(r["ts"]), float(r["price"]), float(r["quantity"]), float(r["fee"])) for r in past.fills
    ]
    assert kinds(desk.events(), "account")[-1].body["equity"] == float(past.equity[-1])


def whole(bars, setup):
    """The events of an uninterrupted session, from the player alone."""
    player, feed, made = Player(setup), ReplayFeed(setup, bars, speed=0), []
    while taken := feed.take():
        made += player.moment(taken)
    return list(numbered(made, 2))


@settings(max_examples=8)
@given(cuts=st.lists(st.integers(0, 60), min_size=1, max_size=6))
def test_stopping_at_any_moment_changes_nothing(cuts):
    bars = some("AAPL", "IBM", count=150)
    setup = setup_for(bars)
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), bars, setup)
        for count in cuts:
            desk.play(count)
        desk.play()
        assert first_difference(desk.events(), whole(bars, setup)) is None
        assert len(desk.runs.list()) == 1


def test_an_ended_session_goes_on_with_longer_data(make_desk):
    desk = make_desk("AAPL", count=250)
    complete = desk.bars
    desk.bars = [complete[0][:120]]
    desk.play()
    assert desk.open().node.finished
    desk.close()
    desk.bars = complete
    desk.play()
    assert first_difference(desk.events(), whole(complete, desk.setup)) is None
