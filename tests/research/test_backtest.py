"""A backtest is the same every time, whole or in pieces; what is kept of it can be done again and is counted as a trial."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as within
from hypothesis import strategies as st

from tradewind.data.sources.samples import us_stocks
from tradewind.errors import JournalError
from tradewind.kernel.setup import Setup
from tradewind.ledger.audit import verify
from tradewind.ledger.journal import Journal
from tradewind.ledger.runs import Runs
from tradewind.research.backtest import backtest
from tradewind.research.recording import count_trials, record
from tradewind.research.replay import replay
from tradewind.risk.limits import Limits
from tradewind.strategies.loading import load

BARS = [b[-800:] for b, _ in us_stocks() if b.instrument.symbol in ("AAPL", "IBM")]
SETUP = Setup(
    load("moving_average_cross"),
    tuple(b.instrument for b in BARS),
    {"fast": 5, "slow": 20},
    Limits(max_drawdown=0.9, max_daily_loss=0.9, max_consecutive_losses=1000),
)


@pytest.fixture(scope="module")
def whole():
    return backtest(SETUP, BARS)


def bits(output) -> list[bytes]:
    return [getattr(output, n).tobytes() for n in ("records", "decisions", "votes", "used", "equity")]


def test_two_runs_give_the_same_bytes(whole):
    again = backtest(SETUP, BARS)
    assert len(whole.trades) > 10
    assert bits(again.output) == bits(whole.output)
    assert again.machine.snapshot() == whole.machine.snapshot()


@within(max_examples=25, deadline=None)
@given(cuts=st.lists(st.integers(1, 1599), max_size=5))
def test_in_pieces_it_is_the_same(whole, cuts):
    """Wherever the bars are cut, and although each piece is done by a new machine from the last one's snapshot."""
    edges = [0, *sorted(set(cuts)), len(whole.block)]
    machine, parts = SETUP.machine(), []
    for a, b in pairwise(edges):
        following = SETUP.machine()
        following.restore(machine.snapshot())
        parts.append(following.step(whole.block[a:b]))
        machine = following
    for name in ("records", "decisions", "votes", "used", "equity"):
        joined = np.concatenate([getattr(p, name) for p in parts])
        assert joined.tobytes() == getattr(whole.output, name).tobytes()


def test_equity_is_cash_and_what_is_held(whole):
    """The last value of the curve, from the fills alone."""
    cash, held = SETUP.cash, {}
    for r in whole.fills:
        signed = float(r["quantity"]) * int(r["side"])
        cash -= signed * float(r["price"]) + float(r["fee"])
        held[int(r["instrument"])] = held.get(int(r["instrument"]), 0.0) + signed
    value = sum(q * float(BARS[k].close[-1]) for k, q in held.items())
    assert whole.equity[-1] == pytest.approx(cash + value)
    closed = sum(t.pnl for t in whole.trades)
    if not any(held.values()):
        assert whole.equity[-1] == pytest.approx(SETUP.cash + closed)


def test_buy_and_hold_pays_its_entry_and_keeps_its_units(whole):
    hold = whole.buy_and_hold()
    assert len(hold) == len(whole.times)
    slippage = SETUP.costs.slippage + SETUP.costs.half_spread
    for row in (0, 100, -1):
        value = 0.0
        for k, bars in enumerate(BARS):
            fee = float(whole.machine.world.instruments[k]["taker_fee"])
            units = SETUP.cash / 2 / (bars.open[0] * (1 + slippage) * (1 + fee))
            value += units * bars.close[np.searchsorted(bars.ts_event, whole.times[row], side="right") - 1]
        assert hold[row] == pytest.approx(value)


def test_an_instrument_that_comes_later_waits_in_cash():
    later = [BARS[0], BARS[1][400:]]
    hold = backtest(SETUP, later).buy_and_hold()
    alone = backtest(SETUP, [BARS[0], BARS[1][-1:]]).buy_and_hold()
    assert hold[10] == pytest.approx(alone[10])


@pytest.fixture(scope="module")
def kept(whole, tmp_path_factory):
    runs = Runs(tmp_path_factory.mktemp("kept") / "runs")
    return runs, record(whole, runs, ts=1, draws=30)


def test_a_kept_backtest_has_report_journal_and_figures(kept, whole):
    _, made = kept
    assert {p.name for p in made.run.path.iterdir()} >= {"run.json", "journal.db", "report.html"}
    meta = json.loads((made.run.path / "run.json").read_text())
    assert meta["kind"] == "backtest" and meta["trials"] == 1 and meta["figures"] == made.figures
    assert made.figures["final_equity_usd"] == float(whole.equity[-1])
    assert made.figures["fees_usd"] == pytest.approx(float(whole.fills["fee"].sum()))
    assert made.figures["trades"] == len(whole.trades)
    peak = np.maximum.accumulate(np.concatenate([[SETUP.cash], whole.equity]))
    deepest = 100 * np.max(1 - np.concatenate([[SETUP.cash], whole.equity]) / peak)
    assert abs(made.figures["max_drawdown_pct"]) == pytest.approx(deepest)
    assert "moving" in made.run.report.read_text().lower()
    assert verify(made.run.journal).ok


def again(journal: Journal, bars=BARS):
    return replay(journal, bind=lambda s: s, fetch=lambda *_: bars)


def test_its_replay_is_identical(kept):
    with Journal.open(kept[1].run.journal, read_only=True) as journal:
        result = again(journal)
    assert result.identical and result.fills > 20, result.text


def test_its_replay_on_other_bars_says_so(kept):
    volume = BARS[1].volume.copy()
    volume[7] += 1
    with (
        Journal.open(kept[1].run.journal, read_only=True) as journal,
        pytest.raises(JournalError, match=r"the bars of IBM.XNYS have changed since run 0001"),
    ):
        again(journal, [BARS[0], replace(BARS[1], volume=volume)])


@pytest.mark.parametrize("kind", ["decision", "order", "fill", "order_update"])
def test_its_replay_names_a_changed_event(kept, tmp_path, kind):
    """A journal written anew with one number changed: every hash is right, and yet it is not what happened."""
    from tradewind.ledger.event import NewEvent

    with Journal.open(kept[1].run.journal, read_only=True) as journal:
        session, *events = list(journal.events())
    target = next(e for e in events if e.kind == kind)
    key = next(k for k in ("price", "quantity", "reason") if k in target.body and target.body[k] is not None)
    with Journal.create(tmp_path / "journal.db", session.body, session.ts_event) as forged:
        for e in events:
            body = e.body
            if e is target:
                value = body[key]
                body = {**body, key: value + "!" if isinstance(value, str) else np.nextafter(value, np.inf)}
            forged.append([NewEvent(e.ts_event, e.ts_init, e.kind, e.id, body, e.cause)])
        result = again(forged)
    assert not result.identical and result.difference is not None
    assert (result.difference.seq, result.difference.path) == (target.seq, f"body.{key}")
    assert f"first difference at event {target.seq:,}" in result.text


def test_trials_are_what_was_tried_on_the_same_data(tmp_path):
    runs = Runs(tmp_path / "runs")
    meta = {"strategy": "A", "params": {"fast": 5}, "instruments": ["AAPL.XNAS"], "timeframe": "1d"}

    def kept(**more):
        runs.create("backtest", {**meta, **more}, ts=1)

    assert count_trials(runs, meta) == 0
    kept()
    kept()
    assert count_trials(runs, meta) == 0, "a repetition is the same trial"
    assert count_trials(runs, {**meta, "params": {"fast": 6}}) == 1
    kept(params={"fast": 6})
    kept(strategy="B")
    assert count_trials(runs, meta) == 2
    kept(instruments=["IBM.XNYS"])
    kept(timeframe="1h")
    runs.create("paper", meta, ts=1)
    assert count_trials(runs, meta) == 2
    assert count_trials(runs, {**meta, "params": {"fast": 7}}) == 3
