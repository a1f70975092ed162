"""What readers are shown is what the kernel holds; what a node explains and predicts is what it decides."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from tradewind.errors import TradewindError
from tradewind.kernel.opening import Account
from tradewind.ledger.journal import Journal
from tradewind.ledger.rebuild import state_at
from tradewind.live.interface import OrderRequest
from tradewind.market.time import to_iso

from .conftest import kinds, moment_of, turns


def test_the_read_model_is_the_kernel_s_state_at_every_moment(make_desk):
    desk = make_desk("AAPL", "IBM")
    session = desk.open()
    node = session.node
    while not session.node._feed.finished:
        turns(session, 1)
        world = node._player.machine.world
        account = node.account()
        assert account.cash == world.account["cash"][0]
        assert account.equity == pytest.approx(float(world.account["equity"][0]), abs=0)
        assert account.fees_paid == pytest.approx(sum(f.fee for f in node.fills(limit=10_000)))
        held = {desk.setup.instruments[k].id: p["quantity"] for k, p in enumerate(world.positions) if p["quantity"]}
        assert {p.instrument: p.quantity for p in node.positions()} == held
        working = {f"O{o['id']}" for o in world.orders[: int(world.account["working"][0])]}
        assert {o.id for o in node.orders(working_only=True)} == working
        total = account.cash + sum(p.quantity * p.last_price for p in node.positions())
        assert account.equity == pytest.approx(total)
        assert account.unrealised_pnl == pytest.approx(sum(p.unrealised_pnl for p in node.positions()))


def test_positions_show_their_stop_and_target(make_desk):
    desk = make_desk("AAPL")
    session = desk.open()
    while not session.node.positions():
        turns(session, 1)
    (position,) = session.node.positions()
    resting = {o.purpose: o for o in session.node.orders(working_only=True)}
    assert position.stop == resting["stop_loss"].trigger
    assert position.target == resting["take_profit"].price
    assert position.opened == session.node.fills()[0].time


def test_lists_are_newest_first_and_limited(make_desk):
    desk = make_desk("AAPL", "IBM")
    session = desk.open()
    session.node.run_to_end()
    node = session.node
    for rows in (node.decisions(limit=1000), node.orders(limit=1000), node.fills(limit=1000)):
        numbers = [int(r.id[1:]) for r in rows]
        assert numbers == sorted(numbers, reverse=True) and len(numbers) > 10
    assert [d.id for d in node.decisions(limit=3)] == [d.id for d in node.decisions(limit=1000)[:3]]
    assert {d.instrument for d in node.decisions(instrument="IBM", limit=1000)} == {"IBM.XNYS"}
    points = node.equity(limit=50)
    assert len(points) == 50 and points[-1] == node.equity()[-1]
    assert [p.time for p in points] == sorted(p.time for p in points)
    bars = node.bars("AAPL", limit=20)
    assert np.array_equal(bars.close, desk.bars[0].close[-20:])
    with pytest.raises(TradewindError, match=r"no instrument 'TSLA' in this session"):
        node.bars("TSLA")


def test_a_restarted_node_shows_the_same(make_desk):
    desk = make_desk("AAPL", "IBM", count=200)
    session = desk.open()
    turns(session, 150)

    def shown(node):
        status = replace(node.status(), events=0)
        return (
            status,
            node.account(),
            node.positions(),
            node.orders(),
            node.fills(),
            node.decisions(),
            node.equity(),
            node.risk(),
        )

    before = shown(session.node)
    session.close()
    assert shown(desk.open().node) == before


def test_limits_show_the_room_that_is_left(make_desk):
    """Room is limit less use; an order that goes beyond it is refused, by the same numbers."""
    desk = make_desk("AAPL", max_leverage=0.5)
    session = desk.open()
    turns(session, 5)
    price = float(desk.bars[0].close[4])
    session.node.submit(OrderRequest("AAPL", "buy", int(1000 / price), stop_loss=1.0), who="ana")
    turns(session, 2)
    risk = session.node.risk()
    position = next(v for v in risk.limits if v.rule == "max_position")
    (held,) = session.node.positions()
    account = session.node.account()
    assert position.used == pytest.approx(held.quantity * held.last_price / account.equity)
    assert all(v.room == pytest.approx(max(0.0, v.limit - v.used)) for v in risk.limits)
    assert [v.rule for v in risk.limits if v.binding] == [max(risk.limits, key=lambda v: v.used / v.limit).rule]
    units = position.room * account.equity / held.last_price
    session.node.submit(OrderRequest("AAPL", "buy", int(units * 0.98)), who="ana")
    with pytest.raises(TradewindError, match=re.escape("risk.max_position_fraction")):
        session.node.submit(OrderRequest("AAPL", "buy", int(units)), who="ana")  # the other one is still waiting


def test_a_hedging_account_shows_both_legs_and_is_rebuilt_with_them(make_desk):
    desk = make_desk("AAPL")
    desk.setup = replace(desk.setup, account=Account(hedging=True))
    session = desk.open()
    node = session.node
    turns(session, 3)
    price = node._player.machine.world.positions["last_price"][0]
    for side, stop in (("buy", 1.0), ("sell", round(float(price) * 3, 2))):
        node.submit(OrderRequest("AAPL", side, int(800 / price), stop_loss=stop), who="ana")
        turns(session, 2)
    long, short = node.positions()
    assert (long.leg, short.leg) == ("long", "short")
    assert (long.quantity, short.quantity) == (int(800 / price), -int(800 / price))
    assert (long.stop, short.stop) == (1.0, round(float(price) * 3, 2))
    account = node.account()
    assert account.unrealised_pnl == pytest.approx(long.unrealised_pnl + short.unrealised_pnl)
    assert account.equity == pytest.approx(account.cash + sum(p.quantity * p.last_price for p in (long, short)))
    session.close()
    with Journal.open(desk.accounts.run("demo").journal, read_only=True) as journal:
        state = state_at(journal, 2**62)
    assert [(h.instrument, float(h.quantity)) for h in state.positions] == [
        (p.instrument, p.quantity) for p in (long, short)
    ]
    assert state.equity is not None and float(state.equity) == pytest.approx(account.equity)
    again = desk.open()
    assert again.node.positions() == [long, short], "as they were, after a new start"


def test_updates_tell_all_that_happens_in_order(make_desk):
    desk = make_desk("AAPL", count=200)
    session, heard = desk.open(), []
    end = session.node.subscribe(heard.append)
    session.node.run_to_end()
    assert [u.seq for u in heard] == list(range(1, len(heard) + 1))
    events = desk.events()
    for kind in ("bar", "fill", "decision"):
        assert sum(u.kind == kind for u in heard) == len(kinds(events, kind))
    assert heard[-1].kind == "status" and heard[-1].data["state"] == "finished"
    end()
    session.node.pause(who="ana")
    assert heard[-1].kind == "status"


def test_a_prediction_is_what_the_step_decided(make_desk):
    """Asking what the newest bar leads to gives what it led to, and changes nothing."""
    desk = make_desk("AAPL", "IBM", count=200)
    session = desk.open()
    node, compared = session.node, 0
    while not node.finished:
        turns(session, 1)
        newest = {d.instrument: d for d in node.decisions(limit=2) if d.time == node.status().time}
        before = node._player.machine.snapshot()
        for instrument in ("AAPL.XNAS", "IBM.XNYS"):
            told = node.predict(instrument)
            assert told.id == f"@{node.status().time}", "it is no decision of the journal"
            if instrument in newest:
                done = newest[instrument]  # with the orders that came of it, an exit's among them
                assert replace(told, id=done.id, orders=done.orders) == done
                compared += 1
            else:
                assert told.outcome == "hold"
        assert node._player.machine.snapshot() == before
    assert compared > 10


def explained(session, desk, moment, instrument="AAPL"):
    return session.node.explain(instrument, to_iso(int(desk.bars[0].ts_event[moment])))


def test_every_bar_can_be_explained(make_desk):
    desk = make_desk("AAPL", "IBM")
    session = desk.open()
    session.node.run_to_end()
    events = desk.events()
    assert "Not warmed up yet: fast, slow, atr." in explained(session, desk, 3).text
    for event in kinds(events, "decision")[:12]:
        told = session.node.explain(event.body["instrument"], to_iso(event.ts_event))
        assert told.id == f"@{to_iso(event.ts_event)}"
        assert (told.outcome, told.score, told.confidence) == tuple(
            event.body[k] for k in ("outcome", "score", "confidence")
        )
        assert event.body["text"] in told.text
    quiet = explained(session, desk, moment_of(events, "decision", 0) - 2)
    assert "no source gives a signal" in quiet.text and "Features: fast " in quiet.text


def test_explaining_a_time_without_data_names_the_nearest_bars(make_desk):
    desk = make_desk("AAPL", count=60)
    session = desk.open()
    session.node.run_to_end()
    with pytest.raises(TradewindError, match=r"no data: no bar of AAPL.XNAS closed .*the next at 2009-01-02T21:00:00"):
        session.node.explain("AAPL", "2008-06-01T00:00:00Z")
    with pytest.raises(TradewindError, match=r"no data: .*there is none after"):
        session.node.explain("AAPL", "2019-06-01T00:00:00Z")
    with pytest.raises(TradewindError, match=r"no instrument 'TSLA'"):
        session.node.explain("TSLA", "2009-02-01T00:00:00Z")
    with pytest.raises(TradewindError, match=r"sometime"):
        session.node.explain("AAPL", "sometime")


def test_a_weak_signal_is_explained_by_what_it_lacks(make_desk):
    desk = make_desk("AAPL", plain_confidence=0.75, strong_confidence=0.9)
    session = desk.open()
    session.node.run_to_end()
    held = next(e for e in kinds(desk.events(), "decision") if e.body["outcome"] == "hold")
    told = session.node.explain("AAPL", to_iso(held.ts_event))
    assert "Too weak to act: buying needs confidence above 0.75" in told.text
    assert "confidence 0.700" in told.text


def test_a_veto_is_explained_with_value_limit_and_setting(make_desk):
    desk = make_desk("AAPL", min_confidence=0.95)
    session = desk.open()
    session.node.run_to_end()
    vetoed = next(e for e in kinds(desk.events(), "decision") if e.body["outcome"] == "vetoed")
    told = session.node.explain("AAPL", to_iso(vetoed.ts_event))
    assert "Vetoed: Confidence 0.7, limit 0.95 (risk.min_confidence)." in told.text


def test_a_position_and_its_resting_orders_are_explained(make_desk):
    desk = make_desk("AAPL")
    session = desk.open()
    session.node.run_to_end()
    events = desk.events()
    moment = moment_of(events, "fill", purpose="entry")
    told = explained(session, desk, moment).text
    bar = desk.bars[0][moment : moment + 1]
    orders = kinds(events, "order")
    stop, target = (next(o for o in orders if o.body["purpose"] == p) for p in ("stop_loss", "take_profit"))
    assert f"{stop.id} (stop loss, sell" in told and f"{target.id} (take profit, sell" in told
    assert told.count("rests: the bar went from") == 2
    assert float(bar.low[0]) > stop.body["trigger"] and float(bar.high[0]) < target.body["price"]
