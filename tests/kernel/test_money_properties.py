"""Random trades, marks, rates and payments: the account is that of the slow decimal one, and its running sums are those made from nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.kernel.accounting import mark, revalue
from tradewind.kernel.corporate import on_dividend
from tradewind.kernel.currencies import on_rate
from tradewind.kernel.financing import on_funding, on_settlement
from tradewind.kernel.opening import Account
from tradewind.market.instrument import AssetClass, LeverageTier, Settlement

from ..oracle.money import Contract, Money
from ..randombars import instrument
from .plainworld import MONDAY, fill, sums, world

D = Decimal
TIERS = (LeverageTier(D(0), D("0.1"), D("0.05")), LeverageTier(D(5_000), D("0.2"), D("0.1"), D(250)))
OF = (
    instrument("SHARE", withholding=D("0.15")),
    instrument("PERP", asset_class=AssetClass.PERPETUAL, margin_initial=D("0.1"), leverage_tiers=TIERS),
    instrument("FUTURE", asset_class=AssetClass.FUTURE, quote_currency="EUR", multiplier=D(5), margin_initial=D("0.05"), margin_maintenance=D("0.04")),
    instrument("INVERSE", settlement=Settlement.INVERSE, settlement_currency="XBT", multiplier=D(100), margin_initial=D("0.02")),
    instrument("QUANTO", settlement=Settlement.QUANTO, settlement_currency="XBT", multiplier=D("0.001"), margin_initial=D("0.02")),
)  # fmt: skip
CONTRACTS = (
    Contract(withholding=D("0.15"), fee=D("0.001")),
    Contract("variation", fee=D("0.001")),
    Contract("variation", D(5), "EUR", fee=D("0.001")),
    Contract("inverse", D(100), "XBT", fee=D("0.001")),
    Contract("quanto", D("0.001"), "XBT", fee=D("0.001")),
)
RATES = {"EUR": 1.1, "XBT": 50.0}
KS = st.integers(0, len(OF) - 1)
PRICES = st.integers(5_000, 20_000).map(lambda n: n / 100)
EVENTS = st.one_of(
    st.tuples(st.just("fill"), KS, st.integers(-2_000, 2_000).filter(bool).map(lambda n: n / 100), PRICES),
    st.tuples(st.just("mark"), KS, PRICES, st.just(0.0)),
    st.tuples(st.just("funding"), KS, st.integers(-50, 50).map(lambda n: n / 10_000), PRICES),
    st.tuples(st.just("settle"), KS, PRICES, st.just(0.0)),
    st.tuples(st.just("dividend"), KS, st.integers(1, 300).map(lambda n: n / 100), st.just(0.0)),
    st.tuples(
        st.just("rate"), st.sampled_from(["EUR", "XBT"]), st.integers(50, 200).map(lambda n: n / 100), st.just(0.0)
    ),
)


def exact(value: float) -> Decimal:
    return Decimal(repr(value))


def happen(w, slow: Money, event) -> None:
    """One event, to both accounts."""
    kind, k, a, b = event
    if kind == "rate":
        slow.rates[k] = exact(a)
        on_rate(w, a, float(1 + ["EUR", "XBT"].index(k)))
        return
    name, style = OF[k].symbol, CONTRACTS[k].style
    if kind == "fill":
        notional = abs(a) * float(OF[k].multiplier) * (1 / b if style == "inverse" else b)
        fill(w, k, a, b, fee=notional * 0.001)
        slow.fill(name, exact(a), exact(b))
    elif kind == "mark" and w.positions[k].last_price > 0.0:
        mark(w, k, k, a)
        slow.held[name].last = exact(a)
    elif kind == "funding":
        on_funding(w, k, MONDAY, a, b)
        slow.funding(name, exact(a), exact(b))
    elif kind == "settle" and style != "notional":
        on_settlement(w, k, MONDAY, a)
        slow.settle(name, exact(a))
    elif kind == "dividend" and style == "notional":
        on_dividend(w, k, MONDAY, a)
        slow.dividend(name, exact(a))


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(["margin", "cash"]), st.lists(EVENTS, min_size=1, max_size=40))
def test_cash_positions_and_costs_are_those_of_the_decimal_account(kind: str, events: list) -> None:
    """After every event: cash, each balance and the equity, to 1e-9 of what is at stake."""
    w = world(OF, 1e6, account=Account(kind=kind, rates=RATES))
    slow = Money(D(1_000_000), convert=kind == "cash", rates={c: exact(r) for c, r in RATES.items()})
    for of, contract in zip(OF, CONTRACTS, strict=True):
        slow.add(of.symbol, contract)
    for event in events:
        happen(w, slow, event)
        assert float(slow.balances["USD"]) == pytest.approx(w.account[0].cash, rel=1e-11, abs=1e-6)
        for c, code in enumerate(("EUR", "XBT"), 1):
            assert float(slow.balances.get(code, 0)) == pytest.approx(w.balances[c], abs=1e-6)
        for k, of in enumerate(OF):
            assert float(slow.held[of.symbol].quantity) == pytest.approx(w.positions[k].quantity, abs=1e-9)
        assert float(slow.equity()) == pytest.approx(w.account[0].equity, rel=1e-10)


@settings(max_examples=120, deadline=None)
@given(st.lists(EVENTS, min_size=1, max_size=60))
def test_running_sums_are_those_made_from_nothing(events: list) -> None:
    """Equity, margin and maintenance margin after every event equal `revalue`'s to 1e-9 of the equity; and no position is miscounted."""
    w = world(OF, 1e6, account=Account(rates=RATES))
    slow = Money(D(1_000_000), rates={c: exact(r) for c, r in RATES.items()})
    for of, contract in zip(OF, CONTRACTS, strict=True):
        slow.add(of.symbol, contract)
    for event in events:
        happen(w, slow, event)
        running, opened = sums(w), int(w.account[0].open)
        revalue(w)
        assert running == pytest.approx(sums(w), rel=1e-9, abs=1e-3 * 1e-6)
        assert opened == int(w.account[0].open)
        # What `revalue` made is put back, so that rounding has all the events to add up in.
        w.account[0].equity, w.account[0].margin_used, w.account[0].maintenance = running
