"""The account rebuilt from events alone is the kernel's own, after every bar; and time can be walked both ways."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.errors import JournalError
from tradewind.ledger.event import Event, NewEvent
from tradewind.ledger.journal import Journal
from tradewind.ledger.player import numbered
from tradewind.ledger.rebuild import Rebuilt, state_at, states
from tradewind.ledger.steps import Steps
from tradewind.ledger.translate import events
from tradewind.market.instrument import to_plain

from ..kernel.random_runs import COSTS, random_block, two
from ..kernel.scenario import told_machine
from ..randombars import instrument

SHARE = instrument()
CASH = 10_000.0


def session(of=(SHARE,)) -> Event:
    body = {
        "config": {"cash": CASH, "currency": "USD"},
        "data": {"instruments": [to_plain(i) for i in of]},
        "strategy": {},
        "versions": {},
        "seed": 0,
        "run": "test",
        "mode": "backtest",
    }
    return Event(1, 0, 0, "session", "test", None, body)


def near(exact: Decimal, number: float) -> bool:
    return float(exact) == pytest.approx(float(number), rel=1e-9, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_after_every_bar_it_is_the_kernels_account(seed):
    """Working orders with what is left of them, positions, average prices and cash; random orders of all kinds, two instruments."""
    of = two()
    block = random_block(seed, 120, of)
    machine = told_machine(of, costs=COSTS, cash=CASH)
    account, seq, most = Rebuilt(session(of)), 2, 0
    for i in range(len(block)):
        for event in numbered(events(machine.step(block[i : i + 1]), machine), seq):
            account.apply(event)
            seq += 1
        now, w = account.state(), machine.world
        working = w.orders[: int(w.account["working"][0])]
        assert {o.id for o in now.orders} == {f"O{o['id']}" for o in working}
        left = {o.id: float(o.remaining) for o in now.orders}
        assert all(left[f"O{o['id']}"] == pytest.approx(o["quantity"]) for o in working)
        assert near(now.cash["USD"], w.account["cash"][0])
        held = {h.instrument: h for h in now.positions}
        kept = {k.id: p for k, p in zip(of, w.positions, strict=True) if p["quantity"]}
        assert held.keys() == kept.keys()
        for name, p in kept.items():
            assert near(held[name].quantity, p["quantity"]) and near(held[name].average_price, p["average_price"])
        most = max(most, len(working))
    assert seq == 2 or most > 0


# A story with a partial fill, a scale-in, an amendment, a decision that waits, and a kill.
def order(number: int, ts: int, side: str, size: float, purpose: str = "entry", **prices) -> NewEvent:
    body = {"instrument": SHARE.id, "side": side, "type": "limit", "purpose": purpose, "quantity": size}
    return NewEvent(ts, ts, "order", f"O{number}", {**body, "price": None, "trigger": None, **prices})


def fill(number: int, ts: int, of: int, side: str, size: float, price: float) -> NewEvent:
    body = {"order": f"O{of}", "instrument": SHARE.id, "side": side, "quantity": size, "price": price, "fee": 0.5}
    return NewEvent(ts, ts, "fill", f"F{number}", body)


def update(number: int, ts: int, of: int, status: str, **changes) -> NewEvent:
    return NewEvent(
        ts, ts, "order_update", f"U{number}", {"order": f"O{of}", "status": status, "reason": None, **changes}
    )


def decision(number: int, ts: int, outcome: str, price: float) -> NewEvent:
    body = {"instrument": SHARE.id, "level": "buy", "score": 0.7, "confidence": 0.8, "contributions": []}
    return NewEvent(
        ts,
        ts,
        "decision",
        f"D{number}",
        {**body, "violations": [], "outcome": outcome, "price": price, "quantity": 5.0},
    )


STORY = [
    order(1, 10, "buy", 10.0, price=100.0),
    fill(1, 20, 1, "buy", 4.0, 100.0),
    fill(2, 30, 1, "buy", 6.0, 99.0),
    order(2, 30, "sell", 10.0, "stop_loss", trigger=90.0),
    update(1, 40, 2, "working", trigger=95.0, quantity=8.0),
    decision(1, 50, "awaiting_approval", 103.0),
    fill(3, 60, 2, "sell", 3.0, 95.0),
    NewEvent(70, 70, "approval", "A1", {"decision": "D1", "verdict": "refused", "who": "me"}),
    order(3, 80, "sell", 50.0, "flatten"),
    NewEvent(80, 80, "risk", "R1", {"state": "killed", "reason": "kill switch"}),
    fill(4, 90, 3, "sell", 7.0, 101.0),
    update(2, 90, 2, "cancelled"),
]


@pytest.fixture
def journal(tmp_path):
    with Journal.create(tmp_path / "journal.db", session().body, 0) as made:
        made.append(STORY)
        yield made


def test_a_partly_filled_order_keeps_working_with_what_is_left(journal):
    now = state_at(journal, 25)
    (o,) = now.orders
    assert (o.id, o.quantity, o.filled, o.remaining, o.price) == ("O1", 10, 4, 6, 100)
    assert now.positions[0].quantity == 4 and now.cash["USD"] == Decimal("9599.5")
    assert now.equity == Decimal("9999.5") and now.fees == {"USD": Decimal("0.5")}


def test_an_amended_order_shows_what_holds_now(journal):
    (o,) = state_at(journal, 45).orders
    assert (o.id, o.trigger, o.quantity) == ("O2", 95, 8)
    assert state_at(journal, 45).positions[0].average_price == Decimal("99.4")


def test_a_decision_waits_until_it_is_answered_and_its_price_values_the_position(journal):
    now = state_at(journal, 50)
    assert [w.id for w in now.waiting] == ["D1"]
    assert (now.positions[0].last_price, now.positions[0].price_ts) == (103, 50)
    assert now.positions[0].unrealised == Decimal("36.0")
    assert state_at(journal, 75).waiting == ()


def test_an_exit_that_closes_the_position_is_over_whatever_its_size(journal):
    now = state_at(journal, 10**9)
    assert now.orders == () and now.positions == () and now.trading == "killed"
    assert now.cash == {"USD": 10_000 - 400 - 594 + 285 + 707 - 2}
    assert now.equity == now.cash["USD"]


def test_a_time_before_the_session_is_refused(journal):
    with pytest.raises(JournalError, match="nothing had happened by 1969-12-31"):
        state_at(journal, -1)
    with pytest.raises(JournalError, match="nothing had happened by"):
        Steps(journal).at(-1)


def test_a_journal_that_begins_otherwise_is_refused():
    (event,) = numbered([STORY[0]], 1)
    with pytest.raises(JournalError, match="begins with an event of kind order"):
        Rebuilt(event)


def test_an_event_that_cannot_be_read_is_named(journal):
    broken = Event(2, 1, 1, "order", "O9", None, {"instrument": "NONE.TEST"})
    with pytest.raises(JournalError, match=r"event 2 \(order O9\) can't be read"):
        Rebuilt(session()).apply(broken)


@settings(max_examples=40, deadline=None)
@given(moves=st.lists(st.one_of(st.integers(-3, 20), st.sampled_from(["n", "p"])), max_size=12))
def test_any_walk_shows_what_reading_from_the_start_shows(tmp_path_factory, moves):
    from tradewind.ledger import steps

    steps._EVERY, before = 3, steps._EVERY
    try:
        with Journal.create(tmp_path_factory.mktemp("walk") / "journal.db", session().body, 0) as journal:
            journal.append(STORY)
            straight = dict(enumerate(states(journal.events()), 1))
            walk, at = Steps(journal), 1
            for move in moves:
                wanted = at + 1 if move == "n" else at - 1 if move == "p" else int(move)
                moved = walk.next() if move == "n" else walk.previous() if move == "p" else walk.to(wanted)
                at = min(max(wanted, 1), len(straight))
                assert moved == straight[at]
    finally:
        steps._EVERY = before


def test_by_time_it_is_the_last_event_of_that_moment(journal):
    event, now = Steps(journal).at(85)
    assert (event.seq, event.id) == (11, "R1") and now == state_at(journal, 85)
