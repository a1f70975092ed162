"""Premium, exercise and assignment of options, in cash and delivered, with numbers to check by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from tradewind.kernel.codes import ORDER_CANCELLED, REASON_NAMES, SETTLED
from tradewind.kernel.opening import Account
from tradewind.kernel.setup import Setup
from tradewind.ledger.books import Books
from tradewind.ledger.event import Event
from tradewind.ledger.kinds import check
from tradewind.ledger.reconcile import compare
from tradewind.ledger.translate import account_event, events
from tradewind.market.events import EventKind
from tradewind.market.instrument import AssetClass, Instrument, OptionRight
from tradewind.market.time import HOUR

from ..randombars import START, instrument
from .scenario import FREE, TOLD, WIDE, one_bar, one_event, scenario

D = Decimal
UNTIL = instrument("AAA")


def option(right: OptionRight = OptionRight.CALL, **more) -> Instrument:
    return instrument(
        "OPT",
        asset_class=AssetClass.OPTION,
        multiplier=D(100),
        size_increment=D(1),
        strike=D(100),
        right=right,
        underlying=UNTIL.id,
        **more,
    )


@scenario(
    """
    event                              | position | cash      | equity    | money                   | orders | why
    bar 3 3 3 3 -> buy 2 target 9      | 0        | 10_000.00 | 10_000.00 | none                    | 1      |
    bar 3 3 3 3                        | 2        | 9_400.00  | 10_000.00 | none                    | 1      | the premium: 2 * 100 * 3
    bar 6 6 6 6                        | 2        | 9_400.00  | 10_600.00 | none                    | 1      |
    event exercise 1 108 0             | 1        | 10_200.00 | 10_800.00 | exercise 500            | 1      | 108 - 100 on 100 shares, 300 of them paid before; one is left at 6
    event exercise 5 110 0             | 0        | 11_200.00 | 11_200.00 | exercise 700            | 0      | no more than there is; the target goes with it
""",
    of=option(),
)
def test_a_call_is_exercised_in_cash(): ...


@scenario(
    """
    event                   | position | cash      | equity    | money           | why
    bar 4 4 4 4 -> sell 1   | 0        | 10_000.00 |           | none            |
    bar 4 4 4 4             | -1       | 10_400.00 | 10_000.00 | none            | the premium is ours, and owed
    event exercise 1 93 0   | 0        | 9_700.00  | 9_700.00  | assignment -300 | 400 less 100 * (100 - 93)
""",
    of=option(OptionRight.PUT),
)
def test_a_put_that_was_sold_is_assigned_in_cash(): ...


@scenario(
    """
    event                   | position | cash      | money       | why
    bar 4 4 4 4 -> buy 1    | 0        | 10_000.00 | none        |
    bar 4 4 4 4             | 1        | 9_600.00  | none        |
    event expiry 99         | 0        | 9_600.00  | expiry -400 | below the strike: the premium is lost
    event exercise 1 120 0  | 0        | 9_600.00  | none        | there is nothing left
""",
    of=option(),
)
def test_a_call_that_is_worth_nothing_ends_without_exercise(): ...


# (right, held, underlying at, what is exercised) -> cash, shares, their price, equity at 90 or 107
DELIVERED = [
    (OptionRight.CALL, 1, 107.0, "exercise", 9_700.0 - 10_000.0, 100.0, 10_400.0),  # bought at 100, worth 107: 700 less the premium of 300
    (OptionRight.CALL, -1, 107.0, "assignment", 10_300.0 + 10_000.0, -100.0, 9_600.0),
    (OptionRight.PUT, 1, 90.0, "exercise", 9_700.0 + 10_000.0, -100.0, 10_700.0),
    (OptionRight.PUT, -1, 90.0, "assignment", 10_300.0 - 10_000.0, 100.0, 9_300.0),
]  # fmt: skip


@pytest.mark.parametrize("hedging", [False, True])
@pytest.mark.parametrize(("right", "held", "price", "said", "cash", "shares", "equity"), DELIVERED)
def test_delivery_moves_shares_at_the_strike_and_the_books_follow(
    right, held, price, said, cash, shares, equity, hedging
) -> None:
    of = (option(right), UNTIL)
    machine = Setup(TOLD, of, {}, limits=WIDE, costs=FREE, account=Account(hedging=hedging)).machine()
    books = Books({i.id: i for i in of}, "USD", {"USD": D(10_000)})
    side = "buy" if held > 0 else "sell"
    story = [one_bar(START + HOUR, [3.0] * 4, [side, "1"]), one_bar(START + 2 * HOUR, [3.0] * 4, ["hold"]),
             replace(one_bar(START + 3 * HOUR, [price] * 4, ["hold"]), index=np.ones(1, np.int32)),
             one_event(START + 4 * HOUR, EventKind.EXERCISE, [held, price, 1.0])]  # fmt: skip
    reasons: list[str] = []
    for block in story:
        output = machine.step(block)
        reasons += [REASON_NAMES[r["reason"]] for r in output.records if r["kind"] == SETTLED]
        for n, new in enumerate(events(output, machine)):
            check(new.kind, new.body, new.id)
            books.apply(Event(n, new.ts_event, new.ts_init, new.kind, new.id, None, new.body))
        books.mark(
            of[int(block.index[0])].id, float(block.closes[0]) if not block.kinds.size or block.kinds[0] == 0 else price
        )
    books.mark(UNTIL.id, price)
    account = machine.world.account[0]
    assert (float(account["cash"]), float(account["equity"])) == pytest.approx((cash, equity))
    assert machine.world.positions["quantity"].sum() == shares
    assert reasons == [said, said], "the option goes, the shares come"
    assert compare(books, account_event(machine, START + 4 * HOUR, "USD").body, 1e-9) == []


def test_delivered_shares_that_close_a_position_take_its_stop_with_them() -> None:
    """Covered call: 100 shares with a stop, called away at the strike."""
    of = (option(), UNTIL)
    machine = Setup(TOLD, of, {}, limits=WIDE, costs=FREE, cash=20_000.0).machine()
    other = np.ones(1, np.int32)
    machine.step(replace(one_bar(START + HOUR, [95.0] * 4, ["buy", "100", "stop", "80"]), index=other))
    machine.step(replace(one_bar(START + 2 * HOUR, [95.0] * 4, ["hold"]), index=other))
    machine.step(one_bar(START + 3 * HOUR, [3.0] * 4, ["sell", "1"]))
    machine.step(one_bar(START + 4 * HOUR, [3.0] * 4, ["hold"]))
    output = machine.step(one_event(START + 5 * HOUR, EventKind.EXERCISE, [1.0, 107.0, 1.0]))
    assert not machine.world.positions["quantity"].any() and machine.world.account["working"][0] == 0
    assert (output.records["kind"] == ORDER_CANCELLED).sum() == 1
    assert machine.world.account["cash"][0] == pytest.approx(20_000 + 300 + 500), "the premium, and 95 to 100"
