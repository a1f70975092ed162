"""The books: nothing is lost or made by rounding, and they agree with the float64 account."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.errors import JournalError
from tradewind.ledger.books import Books, booked
from tradewind.ledger.event import Event
from tradewind.ledger.position import Position, netted
from tradewind.ledger.reconcile import compare
from tradewind.market.instrument import AssetClass, Instrument

STOCK = Instrument("AAPL", "XNAS", AssetClass.EQUITY, "USD", Decimal("0.01"), Decimal("0.001"))
FUTURE = Instrument(
    "ES",
    "XCME",
    AssetClass.FUTURE,
    "USD",
    Decimal("0.25"),
    Decimal(1),
    multiplier=Decimal(50),
    margin_initial=Decimal("0.1"),
)
YEN = Instrument("USDJPY", "ECB", AssetClass.FX, "JPY", Decimal("0.001"), Decimal(1), margin_initial=Decimal("0.05"))
ALL = {of.id: of for of in (STOCK, FUTURE, YEN)}


def fill(seq, instrument, side, quantity, price, fee=0.0, **more) -> Event:
    body = {
        "order": "o",
        "instrument": instrument,
        "side": side,
        "quantity": quantity,
        "price": price,
        "fee": fee,
        **more,
    }
    return Event(seq, seq, seq, "fill", f"f{seq}", None, body)


def fills(instrument: Instrument):
    steps = st.integers(1, 5000).map(lambda n: float(n * instrument.size_increment))
    prices = st.integers(1, 100_000).map(lambda n: float(n * instrument.price_increment))
    return st.lists(
        st.tuples(st.sampled_from(["buy", "sell"]), steps, prices, st.integers(-50, 500).map(lambda n: n / 100))
    )


def test_a_round_trip_that_a_trader_can_check():
    """Buy 10 at 100 and 10 at 110 (average 105), sell 15 at 120: 15 * 15 = 225; sell 10 at 100: 5 * -5 = -25."""
    books = Books(ALL, "USD", {"USD": 10_000})
    for seq, (side, quantity, price) in enumerate(
        [("buy", 10.0, 100.0), ("buy", 10.0, 110.0), ("sell", 15.0, 120.0)], 1
    ):
        books.apply(fill(seq, STOCK.id, side, quantity, price, fee=1.0))
    assert books.realised["USD"] == 225 and books.fees["USD"] == 3
    assert books.positions[STOCK.id].average_price() == 105
    assert books.cash["USD"] == 10_000 - 1000 - 1100 + 1800 - 3
    books.apply(fill(4, STOCK.id, "sell", 10.0, 100.0))
    assert books.realised["USD"] == 200
    assert books.positions[STOCK.id] == Position(Decimal(-5), Decimal(-500))
    assert books.equity() == 10_000 + 200 - 3


@given(fills(STOCK))
def test_cash_is_conserved_to_the_last_digit(trades):
    """Cash + cost of what is held = start + realised - fees, exactly; flat means that no cost is left."""
    books = Books(ALL, "USD", {"USD": 1_000})
    for seq, (side, quantity, price, fee) in enumerate(trades, 1):
        books.apply(fill(seq, STOCK.id, side, quantity, price, fee))
        held = books.positions[STOCK.id]
        total = Fraction(books.cash["USD"]) + Fraction(held.cost)
        assert total == 1_000 + Fraction(books.realised["USD"]) - Fraction(books.fees["USD"])
        assert (held.quantity == 0) == (held.cost == 0)


@given(fills(FUTURE))
def test_margined_cash_is_start_and_realised_less_fees(trades):
    books = Books(ALL, "USD", {"USD": 1_000})
    for seq, trade in enumerate(trades, 1):
        books.apply(fill(seq, FUTURE.id, *trade))
        assert books.cash["USD"] == 1_000 + books.realised["USD"] - books.fees["USD"]
        assert books.equity() == books.cash["USD"] + books.unrealised(FUTURE.id)


@given(fills(STOCK))
def test_netting_equals_average_cost_in_fractions(trades):
    """Reference: the definition, in exact fractions; ours rounds a released cost to 1e-18."""
    position, realised = Position(), Decimal(0)
    held, average, gained = Fraction(0), Fraction(0), Fraction(0)
    for side, quantity, price, _ in trades:
        signed = Decimal(repr(quantity)) * (1 if side == "buy" else -1)
        position, part = netted(position, signed, signed * Decimal(repr(price)))
        realised += part
        q, p = Fraction(signed), Fraction(repr(price))
        if held == 0 or held * q > 0:
            average = (abs(held) * average + abs(q) * p) / abs(held + q)
        else:
            closed = min(abs(held), abs(q))
            gained += closed * (p - average) * (1 if held > 0 else -1)
            average = average if abs(q) < abs(held) else p
        held += q
        assert Fraction(position.quantity) == held
        assert abs(Fraction(realised) - gained) < Fraction(1, 10**12)


@given(fills(STOCK), fills(FUTURE))
def test_the_float_account_agrees_within_its_rounding(stock, future):
    """The same sums in float64, as the kernel computes them, differ by less than 1e-6 of a dollar."""
    books, cash, seq = Books(ALL, "USD", {"USD": 1e6}), 1e6, 0
    for of, trades in ((STOCK, stock), (FUTURE, future)):
        for side, quantity, price, fee in trades:
            seq += 1
            before = books.realised.get("USD", Decimal(0))
            books.apply(fill(seq, of.id, side, quantity, price, fee))
            if of is STOCK:
                cash -= quantity * price * (1 if side == "buy" else -1)
            else:
                cash += float(books.realised["USD"] - before)
            cash -= fee
    account = {"currency": "USD", "cash": cash, "equity": float(books.equity() or 0)}
    assert compare(books, account, 1e-4) == []
    assert [d.field for d in compare(books, {**account, "cash": cash + 0.01}, 1e-4)] == ["cash"]


def test_a_fill_in_another_currency_is_booked_at_its_rate():
    books = Books(ALL, "USD", {"USD": 1_000})
    books.apply(fill(1, YEN.id, "buy", 1000.0, 150.0, rate=1 / 150))
    books.apply(fill(2, YEN.id, "sell", 1000.0, 151.5, fee=0.5, rate=0.0066))
    assert books.realised["USD"] == Decimal("1500") * Decimal("0.0066")
    assert books.cash["USD"] == Decimal("1000") + Decimal("9.9") - Decimal("0.5")


def test_equity_needs_a_rate_for_each_currency():
    books = Books(ALL, "USD", {"USD": 1_000, "JPY": 300})
    assert books.equity() is None
    assert books.equity({"JPY": Decimal("0.01")}) == 1_003


def test_positions_are_compared():
    books = Books(ALL, "USD")
    books.apply(fill(1, STOCK.id, "buy", 2.0, 10.0))
    held = {STOCK.id: {"quantity": 2.0, "average_price": 10.0}}
    assert compare(books, {"positions": held}, 1e-9) == []
    found = compare(books, {"positions": {STOCK.id: {"quantity": 3.0, "average_price": 10.5}}}, 1e-9)
    assert [str(d) for d in found] == [
        "AAPL.XNAS quantity: books 2, account 3", "AAPL.XNAS average_price: books 10, account 10.5"
    ]  # fmt: skip
    assert [d.field for d in compare(books, {"positions": {}}, 1e-9)] == ["AAPL.XNAS quantity"]


def test_float_noise_is_no_digit_but_a_price_off_the_grid_is():
    assert booked(0.1 + 0.2, Decimal("0.1")) == Decimal("0.3")
    assert booked(0.29999999999999993, Decimal("0.1")) == Decimal("0.3")
    assert booked(100.005, Decimal("0.01")) == Decimal("100.005")


@pytest.mark.parametrize("change", [{"instrument": "X.Y"}, {"price": "NaN"}, {"fee": None}, {"quantity": "two"}])
def test_a_fill_that_can_not_be_booked_is_named(change):
    event = fill(
        7,
        STOCK.id,
        "buy",
        1.0,
        10.0,
        **{k: v for k, v in change.items() if k not in ("instrument", "price", "fee", "quantity")},
    )
    event.body.update(change)
    with pytest.raises(JournalError, match="event 7"):
        Books(ALL, "USD").apply(event)
