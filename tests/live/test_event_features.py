"""A strategy on order flow, on paper: its features are computed in the loop from journalled quotes, also after a restart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tradewind.kernel.setup import Setup
from tradewind.ledger.journal import Journal
from tradewind.research.backtest import backtest
from tradewind.research.explain import explain_backtest, explain_journal
from tradewind.research.replay import replay
from tradewind.risk.limits import Limits
from tradewind.strategies.loading import load

from ..features.rows import quoted_history
from .conftest import kinds
from .test_every_event import EventDesk

LIMITS = Limits(min_seconds_between_trades=0.0, max_consecutive_losses=10**9)


@pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "plain Python"])
def test_paper_stopped_anywhere_is_the_backtest_and_its_journal_gives_it_again(tmp_path: Path, compiled: bool):
    definition = load(str(Path(__file__).parents[2] / "examples" / "order_flow.py"))
    history = quoted_history(1500, 5, definition.timeframe)
    instruments = (history[0].instrument,)
    setup = Setup(replace(definition, compiled=compiled), instruments, {"n": 20, "enter": 2.0}, LIMITS)
    desk = EventDesk(tmp_path, history, setup)
    for count in (1, 700, 250):
        desk.play(count)
    desk.play()
    run = backtest(setup, history)
    assert len(run.fills) > 10
    fills = [(e.ts_event, e.body["price"]) for e in kinds(desk.events(), "fill")]
    assert fills == [(int(r["ts"]), float(r["price"])) for r in run.fills]
    assert len(kinds(desk.events(), "market")) == len(history.beside[0])
    with Journal.open(desk.accounts.run("demo").journal, read_only=True) as journal:
        assert replay(journal, bind=lambda s: setup.strategy, fetch=lambda *_: []).identical
    bar, name = int(history[0].ts_event[20]), instruments[0].id
    told = explain_journal(setup, desk.events(), name, bar)["features"]
    assert told == explain_backtest(setup, history, name, bar)["features"]
    assert told["flow"] == told["flow"]
