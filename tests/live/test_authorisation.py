"""Strategies that a person must agree to, and those that may only speak."""

from __future__ import annotations

import pytest

from tradewind.errors import OrderError
from tradewind.kernel.setup import Setup
from tradewind.live.interface import OrderRequest
from tradewind.market.orders import Authorisation
from tradewind.risk.limits import Limits

from .conftest import PARAMS, definition, kinds, moment_of, some, turns
from .test_session import replayed

DAYS = 86_400.0


def waiting(make_desk, **limits):
    """A session in which the first decision waits for a person's word."""
    limits = {"approval_expiry_seconds": 10 * DAYS, **limits}
    undisturbed = make_desk("AAPL", folder="undisturbed", authorisation="approve", **limits)
    undisturbed.play()
    moment = moment_of(undisturbed.events(), "decision", outcome="awaiting_approval")
    desk = make_desk("AAPL", authorisation="approve", **limits)
    session = desk.open()
    turns(session, moment)
    decision = session.node.decisions()[0]
    assert (decision.outcome, session.node.orders()) == ("awaiting_approval", [])
    assert decision.expires is not None and decision.text.count("Waits for a person's word to buy") == 1
    return desk, session, decision


def test_an_approved_decision_becomes_its_order(make_desk):
    desk, session, decision = waiting(make_desk)
    answered = session.node.approve(decision.id, who="ana")
    assert (answered.outcome, answered.decided_by) == ("approved", "ana")
    (order,) = session.node.orders()
    assert answered.orders == [order.id]
    assert (order.decision, order.purpose, order.status) == (decision.id, "entry", "working")
    turns(session, 1)
    assert session.node.positions()
    assert {o.purpose for o in session.node.orders(working_only=True)} == {"stop_loss", "take_profit"}
    with pytest.raises(OrderError, match=f"decision {decision.id} does not wait for an answer; it is approved"):
        session.node.approve(decision.id, who="ben")
    session.close()
    assert replayed(desk).identical


def test_exits_never_wait_for_a_person(make_desk):
    """Stop, target and the strategy's own exit of an approved entry are carried out at once."""
    desk, session, decision = waiting(make_desk)
    session.node.approve(decision.id, who="ana")
    turns(session, 1)
    session.node.run_to_end()
    assert not session.node.positions()
    purposes = {o.purpose for o in session.node.orders() if o.status == "filled"}
    assert purposes & {"stop_loss", "take_profit", "exit"}
    left = [o for o in session.node.orders() if o.purpose == "exit"]
    assert all(session.node.decision(o.decision).outcome == "exit" for o in left)
    session.close()
    assert replayed(desk).identical


def test_a_refused_decision_orders_nothing(make_desk):
    desk, session, decision = waiting(make_desk)
    answered = session.node.refuse(decision.id, who="ben")
    assert (answered.outcome, answered.decided_by, answered.orders) == ("refused", "ben", [])
    turns(session, 1)
    assert not session.node.orders()
    with pytest.raises(OrderError, match="does not wait for an answer; it is refused"):
        session.node.approve(decision.id, who="ana")
    session.close()
    assert replayed(desk).identical


def test_a_decision_that_nobody_answers_expires(make_desk):
    desk, session, decision = waiting(make_desk, approval_expiry_seconds=2 * DAYS)
    turns(session, 4)
    seen = session.node.decision(decision.id)
    assert (seen.outcome, seen.decided_by) == ("expired", "clock")
    with pytest.raises(OrderError, match="it is expired"):
        session.node.approve(decision.id, who="ana")
    assert not session.node.orders()
    session.close()
    assert replayed(desk).identical


def test_an_approval_passes_risk_again(make_desk):
    """Much may have happened since the decision was made: a pause, for one."""
    desk, session, decision = waiting(make_desk)
    session.node.pause(who="ana")
    with pytest.raises(OrderError, match=f"decision {decision.id} was approved, but risk refuses it now"):
        session.node.approve(decision.id, who="ana")
    assert session.node.decision(decision.id).outcome == "refused"
    assert not session.node.orders()
    session.close()
    assert replayed(desk).identical


def test_a_kill_refuses_what_waits(make_desk):
    desk, session, decision = waiting(make_desk)
    session.node.kill(who="ana")
    assert session.node.decision(decision.id).outcome == "refused"
    (event,) = kinds(desk.events(), "approval")
    assert event.body["reason"] == "kill switch"


def test_a_wait_outlives_a_restart_and_another_process_may_answer(make_desk):
    desk, session, decision = waiting(make_desk)
    session.close()
    assert desk.accounts.command("demo", "approve", {"decision": decision.id}, who="ben", ts=1) == "done"
    again = desk.open()
    seen = again.node.decision(decision.id)
    assert (seen.outcome, seen.decided_by) == ("approved", "ben")
    turns(again, 1)
    assert again.node.positions()
    again.close()
    assert replayed(desk).identical


def test_an_unknown_decision_can_t_be_approved(make_desk):
    _, session, _ = waiting(make_desk)
    with pytest.raises(OrderError, match="no decision 'D999' in run"):
        session.node.approve("D999", who="ana")


def test_a_signal_only_strategy_never_orders(make_desk):
    desk = make_desk("AAPL", authorisation="signal_only")
    desk.play()
    events = desk.events()
    outcomes = {e.body["outcome"] for e in kinds(events, "decision")}
    assert "signal_only" in outcomes and not outcomes & {"ordered", "awaiting_approval"}
    assert not kinds(events, "order") and not kinds(events, "fill")
    assert replayed(desk).identical


@pytest.mark.parametrize("authorisation", ["approve", "signal_only"])
def test_a_person_s_own_order_waits_for_nobody(make_desk, authorisation):
    """Whoever gives it is the person whose word would be waited for."""
    desk = make_desk("AAPL", count=100, authorisation=authorisation)
    session = desk.open()
    turns(session, 5)
    session.node.submit(OrderRequest("AAPL", "buy", 1), who="ana")
    turns(session, 1)
    assert session.node.positions()[0].quantity == 1


def test_the_stricter_of_strategy_and_account_counts():
    instruments = tuple(b.instrument for b in some("AAPL", count=60))
    for strategy in ("auto", "approve", "signal_only"):
        for account in Authorisation:
            setup = Setup(definition(strategy), instruments, PARAMS, Limits(authorisation=int(account)))
            assert setup.limits.authorisation == max(int(Authorisation[strategy.upper()]), int(account))
