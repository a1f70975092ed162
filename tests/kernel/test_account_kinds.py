"""Cash, margin and hedging accounts, and accounts with money in several currencies."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tradewind.errors import DataError
from tradewind.kernel.accounting import mark
from tradewind.kernel.codes import (
    REASON_NO_CASH,
    REASON_NO_LOCATE,
    REASON_NONE,
)
from tradewind.kernel.currencies import on_rate, rate_by_price
from tradewind.kernel.margin import refusal
from tradewind.kernel.opening import Account
from tradewind.market.instrument import (
    AssetClass,
)

from ..randombars import instrument
from .plainworld import fill, world

D = Decimal


def test_a_cash_account_neither_borrows_nor_sells_short() -> None:
    w = world((instrument(),), 1_000.0, account=Account(kind="cash"))
    assert refusal(w, 0, 0, 10.0, 100.0, 0.0) == REASON_NONE
    assert refusal(w, 0, 0, 10.0, 100.0, 0.01) == REASON_NO_CASH
    assert refusal(w, 0, 0, -1.0, 100.0, 0.0) == REASON_NO_LOCATE
    fill(w, 0, 10.0, 100.0)
    assert refusal(w, 0, 0, -10.0, 100.0, 5.0) == REASON_NONE
    assert refusal(w, 0, 0, -10.01, 100.0, 0.0) == REASON_NO_LOCATE


def test_a_short_sale_needs_units_to_borrow() -> None:
    w = world((instrument(locate=D(100)),))
    assert refusal(w, 0, 0, -100.0, 10.0, 0.0) == REASON_NONE
    assert refusal(w, 0, 0, -100.01, 10.0, 0.0) == REASON_NO_LOCATE


def test_a_margin_account_keeps_foreign_money_and_a_cash_account_changes_it_at_the_fill() -> None:
    share = instrument("SAP", quote_currency="EUR")
    for kind, cash, euros in (("margin", 10_000.0, 100.0), ("cash", 10_220.0, 0.0)):
        w = world((share,), account=Account(kind=kind, rates={"EUR": 1.1}))
        fill(w, 0, 10.0, 100.0)
        on_rate(w, 1.2, 1.0)
        fill(w, 0, -10.0, 110.0)
        # Bought for 1,000 EUR = 1,100 USD, sold for 1,100 EUR = 1,320 USD.
        assert (w.account[0].cash, w.balances[1]) == pytest.approx((cash, euros))
        assert w.account[0].equity == pytest.approx(10_220.0 if kind == "cash" else 10_120.0)


def test_a_pair_of_the_account_gives_its_own_rate() -> None:
    yen = instrument(
        "USDJPY", asset_class=AssetClass.FX, quote_currency="JPY", base_currency="USD", margin_initial=D("0.04")
    )
    w = world((yen,))
    assert w.instruments[0].rate == 0.0, "nothing is worth anything before the first price"
    rate_by_price(w, 0, 150.0)
    fill(w, 0, 1_000.0, 150.0)
    mark(w, 0, 0, 151.5)
    rate_by_price(w, 0, 151.5)
    assert w.account[0].equity == pytest.approx(10_000.0 + 1_500.0 / 151.5)


def test_a_currency_without_a_rate_is_an_error() -> None:
    with pytest.raises(DataError, match="SAP.TEST is paid in EUR, the account is kept in USD"):
        world((instrument("SAP", quote_currency="EUR"),))


def test_hedging_keeps_a_long_and_a_short_leg() -> None:
    w = world((instrument(),), account=Account(hedging=True))
    fill(w, 0, 10.0, 100.0, leg=1)
    fill(w, 0, -4.0, 110.0, leg=-1)
    assert (w.positions[0].quantity, w.positions[1].quantity, w.account[0].open) == (10.0, -4.0, 2)
    mark(w, 0, 0, 105.0)
    mark(w, 1, 0, 105.0)
    assert w.account[0].equity == pytest.approx(10_000.0 + 50.0 + 20.0)
    fill(w, 0, 4.0, 105.0, leg=-1)
    assert w.account[0].realised == pytest.approx(20.0) and w.positions[0].quantity == 10.0
