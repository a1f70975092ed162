"""What a person may do to an account, from the node itself and from another process, running or not."""

from __future__ import annotations

import threading
import time

import pytest

from tradewind.errors import OrderError, TradewindError, UsageError
from tradewind.ledger.inbox import Inbox
from tradewind.live.accounts import state_of
from tradewind.live.interface import OrderRequest

from .conftest import kinds, moment_of, turns
from .test_session import replayed


def first(make_desk, kind, **body):
    """The moment of the first such event in an undisturbed session."""
    desk = make_desk("AAPL", folder="undisturbed")
    desk.play()
    return moment_of(desk.events(), kind, **body)


@pytest.fixture
def in_position(make_desk):
    """A session that stands one moment after its first entry was filled."""
    moment = first(make_desk, "fill", purpose="entry")
    desk = make_desk("AAPL")
    session = desk.open()
    turns(session, moment)
    assert session.node.positions()
    return desk, session


def test_a_pause_stops_entries_and_lets_exits_live_on(in_position):
    desk, session = in_position
    node = session.node
    assert node.pause(who="ana", reason="rate decision").state == "paused"
    assert (node.risk().state_by, node.status().state) == ("ana", "paused")
    before = len(node.orders())
    node.run_to_end()
    since = node.orders()[: len(node.orders()) - before]
    assert not node.positions(), "its stop, target or the strategy's own exit closed the position"
    assert not [o for o in since if o.purpose == "entry"]
    vetoed = [d for d in node.decisions() if d.outcome == "vetoed"]
    assert {v.rule for d in vetoed for v in d.violations} == {"paused"}
    assert "trading is paused; entries wait for `tradewind resume`" in vetoed[0].text
    session.close()
    assert replayed(desk).identical


def test_a_resume_lets_entries_in_again(make_desk):
    desk = make_desk("AAPL")
    session = desk.open()
    node = session.node
    node.pause(who="ana")
    turns(session, 150)
    assert not node.fills()
    assert node.resume(who="ben").state == "running"
    node.run_to_end()
    assert node.fills()


def test_the_kill_switch_cancels_and_flattens(in_position):
    desk, session = in_position
    node = session.node
    assert {o.purpose for o in node.orders(working_only=True)} == {"stop_loss", "take_profit"}
    assert node.kill(who="ana", reason="not what I expected").state == "killed"
    assert [o.purpose for o in node.orders(working_only=True)] == ["flatten"]
    assert {o.reason for o in node.orders() if o.status == "cancelled"} >= {"kill switch"}
    turns(session, 1)
    assert not node.positions()
    assert not node.orders(working_only=True)
    fills = len(node.fills())
    node.run_to_end()
    assert len(node.fills()) == fills
    session.close()
    assert replayed(desk).identical


@pytest.mark.parametrize("then", [[], ["resume"], ["pause"], ["pause", "resume"]])
def test_a_killed_account_stays_killed_until_it_is_rearmed(in_position, then):
    """Over restarts, over a pause or its end; a new session would go around it and is refused."""
    desk, session = in_position
    session.node.kill(who="ana")
    for act in then:
        getattr(session.node, act)(who="ana")
    session.close()
    session = desk.open()
    assert session.node.status().state == "killed"
    turns(session, 30)
    session.close()
    assert state_of(session.run) == "killed"
    with pytest.raises(UsageError, match=r"kill switch; a new session would go around it\. Try: tradewind rearm"):
        desk.open(new=True)
    assert desk.accounts.command("demo", "rearm", {}, who="ana", ts=1) == "done"
    assert state_of(session.run) == "running"
    again = desk.open()
    assert again.node.status().state == "running"
    again.node.run_to_end()
    assert again.node.fills(limit=1)[0].time > again.node.equity()[100].time, "it trades again"


def test_a_running_account_gets_no_second_session(make_desk):
    """A new session beside a node that runs would leave two nodes on one account."""
    desk = make_desk("AAPL", count=100)
    desk.open()
    with pytest.raises(TradewindError, match=r"running|locked"):
        desk.open(new=True)
    assert len(desk.runs.list()) == 1


def test_a_manual_order_is_taken_and_cancelled(in_position):
    desk, session = in_position
    node = session.node
    price = node.positions()[0].last_price
    turns(session, 1)  # some time since the last trade
    asked = OrderRequest("AAPL", "buy", 2, "limit", price=round(price * 0.5, 2))
    order = node.submit(asked, who="ana")
    assert (order.status, order.side, order.quantity, order.price) == ("working", "buy", 2, asked.price)
    assert node.decision(order.decision).orders == [order.id]
    assert node.cancel(order.id, who="ana").status == "cancelled"
    with pytest.raises(OrderError, match=f"order {order.id} is not working"):
        node.cancel(order.id, who="ana")
    with pytest.raises(OrderError, match=r"order O999 is not working"):
        node.cancel("O999", who="ana")
    session.close()
    assert replayed(desk).identical


def test_a_manual_order_at_the_market_is_filled_at_the_next_open(make_desk):
    desk = make_desk("AAPL")
    session = desk.open()
    turns(session, 10)
    order = session.node.submit(OrderRequest("AAPL", "buy", 3, stop_loss=1.0), who="ana")
    turns(session, 1)
    (fill,) = session.node.fills()
    bar = desk.bars[0]
    assert fill.order == order.id and fill.time == session.node.status().time
    assert fill.price == pytest.approx(float(bar.open[10]), rel=1e-3)
    (position,) = session.node.positions()
    assert (position.quantity, position.stop) == (3, 1.0)


def test_a_refused_order_names_every_violation(in_position):
    desk, session = in_position
    session.node.pause(who="ana")
    with pytest.raises(OrderError) as refused:
        session.node.submit(OrderRequest("AAPL", "buy", 1_000_000), who="ana")
    text = str(refused.value)
    for part in (
        "order rejected: ",
        "trading is paused",
        "risk.max_position_fraction",
        "limit 25.00% of equity",
        "risk.max_leverage",
    ):
        assert part in text
    decision = session.node.decisions(limit=1)[0]
    assert decision.outcome == "vetoed" and len(decision.violations) >= 3
    assert all(v.text in text for v in decision.violations)
    session.close()
    assert replayed(desk).identical


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (OrderRequest("AAPL", "buy", 0), "quantity 0 must be above 0"),
        (OrderRequest("AAPL", "buy", float("nan")), "quantity nan must be above 0"),
        (OrderRequest("AAPL", "buy", float("inf")), "quantity inf must be above 0"),
        (OrderRequest("AAPL", "buy", 1, "limit"), "a limit order needs price"),
        (OrderRequest("AAPL", "buy", 1, "market", price=3.0), "a market order takes no price"),
        (OrderRequest("AAPL", "buy", 1, "stop", price=3.0, trigger=2.0), "a stop order takes no price"),
        (OrderRequest("AAPL", "buy", 1, "stop"), "a stop order needs trigger"),
        (OrderRequest("AAPL", "buy", 1, "limit", price=-1.0), "price -1.0 must be above 0"),
        (OrderRequest("AAPL", "buy", 1, stop_loss=float("nan")), "stop_loss nan must be above 0"),
        (OrderRequest("TSLA", "buy", 1), "no instrument 'TSLA' in this session"),
        (OrderRequest("AAPL", "buy", 0.2), "Size|size"),
    ],
)
def test_an_order_that_makes_no_sense_changes_nothing(in_position, request_, said):
    _, session = in_position
    before = session.node.account()
    with pytest.raises(TradewindError, match=said):
        session.node.submit(request_, who="ana")
    assert session.node.account() == before
    turns(session, 1)
    assert session.node.failure is None


def test_an_order_before_the_first_price_is_refused(make_desk):
    session = make_desk("AAPL", count=100).open()
    with pytest.raises(OrderError, match=r"no price of AAPL"):
        session.node.submit(OrderRequest("AAPL", "buy", 1), who="ana")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("order", {"order": {"instrument": "TSLA.XNAS", "quantity": 1}}),
        ("order", {"order": {"quantity": 1}}),
        ("order", {"order": {"instrument": "AAPL", "quantity": "many"}}),
        ("order", {}),
        ("order", {"order": {"instrument": "AAPL", "quantity": 1, "limit": -5}}),
        ("order", {"order": {"instrument": "AAPL", "quantity": 0}}),
        ("order", {"order": "AAPL"}),
        ("cancel", {"order": None}),
        ("cancel", {}),
        ("approve", {"decision": "D" + "9" * 30}),
        ("approve", {"decision": "D²"}),
        ("approve", {}),
        ("refuse", {"decision": ["D1"]}),
    ],
)
def test_a_senseless_command_in_the_inbox_does_not_stop_the_node(in_position, kind, body):
    """It lies there durably: a node that died of it would die of it at every start."""
    desk, session = in_position
    command = session.node._inbox.put(kind, body, "a script", 1)
    turns(session, 2)
    assert session.node._inbox.get(command).applied_seq is not None
    done = kinds(desk.events(), "command")
    assert [e.body["result"] for e in done] == ["not_found"]
    session.close()
    assert replayed(desk).identical
    again = desk.open()
    turns(again, 1)


def test_only_a_decision_s_name_approves_and_only_an_order_s_cancels(in_position):
    _, session = in_position
    order = session.node.orders(working_only=True)[0]
    with pytest.raises(OrderError, match=r"is not working"):
        session.node.cancel(f"D{order.id[1:]}", who="ana")
    assert order.id in [o.id for o in session.node.orders(working_only=True)]


def test_commands_of_another_process_while_a_node_runs(make_desk):
    """They are taken within a moment although the feed is slow."""
    desk = make_desk("AAPL")
    session = desk.open(speed=0.2)
    session.node.start()
    try:
        begun = time.monotonic()
        assert desk.accounts.command("demo", "pause", {"reason": "lunch"}, who="ben", ts=1) == "done"
        assert time.monotonic() - begun < 3
        assert session.node.status().state == "paused"
        assert session.node.risk().state_reason
        assert desk.accounts.command("demo", "kill", {}, who="ben", ts=2) == "done"
        assert session.node.status().state == "killed"
        assert desk.accounts.command("demo", "approve", {"decision": "D1"}, who="ben", ts=3) == "not_found"
    finally:
        session.close()
    assert [e.body["command"] for e in kinds(desk.events(), "command")] == ["pause", "kill", "approve"]
    assert replayed(desk).identical


def test_commands_while_nothing_runs_are_applied_here_and_now(in_position):
    desk, session = in_position
    session.close()
    assert desk.accounts.command("demo", "kill", {"reason": "night"}, who="ben", ts=1) == "done"
    assert state_of(session.run) == "killed"
    events = desk.events()
    assert kinds(events, "command")[0].body["who"] == "ben"
    assert kinds(events, "order")[-1].body["purpose"] == "flatten"
    assert Inbox.beside(session.run.journal).pending() == []
    desk.play(1)
    assert kinds(desk.events(), "fill")[-1].body["purpose"] == "flatten"
    assert replayed(desk).identical


def test_commands_from_many_threads_are_all_applied_once(make_desk):
    desk = make_desk("AAPL")
    session = desk.open()
    session.node.start()
    acts = ["pause", "resume"] * 10
    threads = [threading.Thread(target=getattr(session.node, a), kwargs={"who": f"t{i}"}) for i, a in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.close()
    assert sorted(e.body["who"] for e in kinds(desk.events(), "command")) == sorted(f"t{i}" for i in range(20))
    assert replayed(desk).identical


def test_waiting_orders_count_against_the_position_limit(make_desk):
    """Two orders that each would fit, and together would not: the second is refused while the first waits."""
    desk = make_desk("AAPL", count=100)
    session = desk.open()
    turns(session, 5)
    units = int(0.2 * 10_000 / desk.bars[0].close[4])
    session.node.submit(OrderRequest("AAPL", "buy", units), who="ana")
    with pytest.raises(OrderError, match=r"Position size 3[89].*limit 25.00% of equity"):
        session.node.submit(OrderRequest("AAPL", "buy", units), who="ana")


def test_a_killed_account_can_t_be_turned_round(in_position):
    """While the kill switch's own order closes the position, another one to close it would open the opposite."""
    _, session = in_position
    held = session.node.positions()[0].quantity
    session.node.kill(who="ana")
    with pytest.raises(OrderError, match=r"the kill switch is on"):
        session.node.submit(OrderRequest("AAPL", "sell", held), who="ana")
    turns(session, 2)
    assert not session.node.positions()


def test_a_position_can_t_be_closed_twice(in_position):
    _, session = in_position
    held = session.node.positions()[0].quantity
    session.node.pause(who="ana")
    session.node.submit(OrderRequest("AAPL", "sell", held), who="ana")
    with pytest.raises(OrderError, match=r"trading is paused"):
        session.node.submit(OrderRequest("AAPL", "sell", held), who="ana")
    turns(session, 2)
    assert not session.node.positions()
