"""The exact books follow every kind of booking: after each event they agree with the kernel's account."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from tradewind.kernel.machine import Machine
from tradewind.kernel.opening import Account
from tradewind.kernel.setup import Setup
from tradewind.ledger.books import Books
from tradewind.ledger.event import Event
from tradewind.ledger.kinds import check
from tradewind.ledger.reconcile import compare
from tradewind.ledger.translate import account_event, events
from tradewind.market.events import EventKind
from tradewind.market.instrument import AssetClass, Instrument, Settlement
from tradewind.market.time import HOUR

from ..kernel.scenario import FREE, TOLD, WIDE, one_bar, one_event, told_machine
from ..randombars import START, instrument

D = Decimal
SHARE = instrument(withholding=D("0.15"), size_increment=D(1), borrow_fee=D("0.1"))
FOREIGN = instrument(quote_currency="EUR", withholding=D("0.15"))
PERP = instrument(asset_class=AssetClass.PERPETUAL, margin_initial=D("0.1"), margin_maintenance=D("0.05"))
FUTURE = instrument(
    asset_class=AssetClass.FUTURE, quote_currency="EUR", multiplier=D(5), margin_initial=D("0.1"), daily_settlement=True
)
COIN = instrument(settlement=Settlement.INVERSE, settlement_currency="XBT", multiplier=D(100), margin_initial=D("0.1"))
MARGIN = Account(rates={"EUR": 1.1, "XBT": 50.0}, debit_rate=0.05, credit_rate=0.02)
CASH = Account(kind="cash", rates={"EUR": 1.1, "XBT": 50.0})
STORY = [
    "bar 100 101 99 100 buy 20", "bar 101 103 100 102", "event FUNDING 0.0005 102", "event DIVIDEND 0.75", "bar 103 104 101 103 sell 7",
    "bar 104 105 103 104", "event RATE 1.2 1", "bar 104 106 103 105", "event SPLIT 0.3", "bar 350 351 345 347", "event ROLLOVER 0.01 0.02 1",
    "bar 348 349 330 340 close", "bar 339 341 338 340", "bar 340 342 338 341 sell 3", "bar 341 343 340 342", "event EXPIRY 335 0",
]  # fmt: skip


@pytest.mark.parametrize("account", [MARGIN, CASH], ids=["margin", "cash"])
@pytest.mark.parametrize("of", [SHARE, FOREIGN, PERP, FUTURE, COIN], ids=["share", "foreign", "perp", "future", "coin"])
def test_the_books_agree_with_the_account_after_every_event(of: Instrument, account: Account) -> None:
    machine = told_machine((of,), cash=50_000.0, account=account)
    follow(machine, of, STORY, account)


def follow(machine: Machine, of: Instrument, story: list[str], account: Account, most: set[str] | None = None) -> Books:
    """Let the story happen; the books agree with the account after each of its lines. most: receives all names held at one time."""
    # Scenarios are kept in the first instrument's money; this account is in dollars.
    books = Books({of.id: of}, "USD", {"USD": D(50_000)})
    clock, kinds, bar = START, set(), {}
    for line in story:
        words = line.split()
        if words[0] == "bar":
            clock += 9 * HOUR
            block = one_bar(clock, [float(w) for w in words[1:5]], words[5:])
            bar = {"instrument": of.id, "close": float(words[4])}
            books.apply(Event(0, clock, clock, "bar", "b", None, bar))
        else:
            block = one_event(clock, EventKind[words[1]], [float(w) for w in words[2:]])
        happened = events(machine.step(block), machine)
        for n, new in enumerate(happened):
            check(new.kind, new.body, new.id)
            books.apply(Event(n, new.ts_event, new.ts_init, new.kind, new.id, None, new.body))
            kinds.add(new.kind)
        if words[0] == "bar":  # a fill's price is not the last one once the bar has closed
            books.apply(Event(0, clock, clock, "bar", "b", None, bar))
        body = account_event(machine, clock, "USD").body
        assert compare(books, body, 1e-6) == [], line
        if most is not None:
            most |= set(body["positions"]) if len(body["positions"]) > len(most) else set()
    expected = (
        {"fill", "cash"} | (set() if of is COIN else {"split"}) | ({"settlement"} if account is not CASH else set())
    )
    assert expected <= kinds
    return books


def test_the_books_agree_when_a_currency_is_converted_over_another_one() -> None:
    """SAP is paid in EUR, the account kept in JPY: 10 at 100 EUR, worth 1.10 * 150 yen each, then 1.20 * 160."""
    margin = D("0.04")
    pairs = [
        instrument(b + q, asset_class=AssetClass.FX, base_currency=b, quote_currency=q, margin_initial=margin)
        for b, q in (("EUR", "USD"), ("USD", "JPY"))
    ]
    of = (instrument("SAP", quote_currency="EUR"), *pairs)
    machine = Setup(TOLD, of, {}, limits=WIDE, costs=FREE, cash=1_000_000.0, currency="JPY").machine()
    books = Books({i.id: i for i in of}, "JPY", {"JPY": D(1_000_000)})
    story = [(1, 1.10, "hold"), (2, 150.0, "hold"), (0, 100.0, "buy 10"), (0, 100.0, "hold"), (1, 1.20, "hold"), (2, 160.0, "hold"),
             (0, 101.0, "close"), (0, 102.0, "hold")]  # fmt: skip
    for hour, (k, price, answer) in enumerate(story, 1):
        clock = START + hour * HOUR
        block = replace(one_bar(clock, [price] * 4, answer.split()), index=np.array([k], np.int32))
        happened = events(machine.step(block), machine)
        bar = Event(0, clock, clock, "bar", "b", None, {"instrument": of[k].id, "close": price})
        for n, new in enumerate(happened):
            books.apply(Event(n, new.ts_event, new.ts_init, new.kind, new.id, None, new.body))
        books.apply(bar)
        assert compare(books, account_event(machine, clock, "JPY").body, 1e-6) == [], (k, price)
    # Bought with borrowed euros at 100, sold at 102: 20 EUR, at 1.20 * 160.
    assert books.cash["EUR"] == 20 and machine.world.account["equity"][0] == pytest.approx(1_000_000 + 20 * 1.20 * 160)


LEGS = Account(hedging=True, rates={"EUR": 1.1, "XBT": 50.0}, debit_rate=0.05, credit_rate=0.02)
BOTH_WAYS = [
    "bar 100 101 99 100 buy 20", "bar 101 103 100 102 sell 15", "bar 102 104 101 103", "event FUNDING 0.0005 102", "event DIVIDEND 0.75",
    "bar 103 104 101 103 buy 5", "bar 104 105 103 104 sell 2", "event RATE 1.2 1", "bar 104 106 103 105", "event SPLIT 0.3",
    "bar 350 351 345 347", "event ROLLOVER 0.01 0.02 1", "bar 348 349 330 340 close", "bar 339 341 338 340 sell 3", "bar 340 342 338 341 buy 3",
    "bar 340 343 339 342", "event EXPIRY 335 0",
]  # fmt: skip


@pytest.mark.parametrize("of", [SHARE, FOREIGN, PERP, FUTURE, COIN], ids=["share", "foreign", "perp", "future", "coin"])
def test_the_books_hold_both_legs_of_a_hedging_account(of: Instrument) -> None:
    machine = told_machine((of,), cash=50_000.0, account=LEGS)
    most: set[str] = set()
    books = follow(machine, of, BOTH_WAYS, LEGS, most)
    assert most == {of.id, f"{of.id} short"}
    assert all(not p.quantity for p in books.positions.values())
