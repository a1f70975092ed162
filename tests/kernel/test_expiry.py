"""How options and futures end."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tradewind.kernel.codes import (
    REASON_ASSIGNMENT,
    REASON_EXERCISE,
    REASON_EXPIRY,
)
from tradewind.kernel.expiry import on_exercise, on_expiry
from tradewind.kernel.orders import submit
from tradewind.market.instrument import (
    AssetClass,
    Instrument,
    OptionRight,
)

from ..randombars import instrument
from .plainworld import MONDAY, NAN, fill, sums, world, written

D = Decimal


def option(**more) -> Instrument:
    fields = {
        "asset_class": AssetClass.OPTION,
        "multiplier": D(100),
        "size_increment": D(1),
        "strike": D(100),
        "right": OptionRight.CALL,
    }
    return instrument("C100", **{**fields, "underlying": "AAA.TEST", **more})


@pytest.mark.parametrize(
    ("held", "right", "price", "cash", "reason"),
    [
        (1.0, OptionRight.CALL, 107.0, 10_000 - 300 + 700, REASON_EXERCISE),
        (-1.0, OptionRight.CALL, 107.0, 10_000 + 300 - 700, REASON_ASSIGNMENT),
        (1.0, OptionRight.CALL, 99.0, 10_000 - 300, REASON_EXPIRY),
        (1.0, OptionRight.PUT, 92.0, 10_000 - 300 + 800, REASON_EXERCISE),
    ],
)
def test_an_option_is_worth_its_intrinsic_value_at_its_end(held, right, price, cash, reason) -> None:
    w = world((option(right=right),))
    fill(w, 0, held, 3.0)
    on_expiry(w, 0, MONDAY, price, 0.0)
    assert w.account[0].cash == pytest.approx(cash) and w.account[0].equity == pytest.approx(cash)
    assert written(w)[-1]["reason"] == reason and w.positions[0].quantity == 0.0


def test_a_delivered_call_buys_the_shares_at_the_strike() -> None:
    w = world((instrument(), option()), 20_000.0)
    w.positions[0].last_price = 107.0
    fill(w, 1, 1.0, 3.0)
    on_exercise(w, 1, MONDAY, 1.0, 107.0, 1.0)
    assert (w.positions[0].quantity, w.positions[0].average_price, w.positions[1].quantity) == (100.0, 100.0, 0.0)
    assert w.account[0].cash == pytest.approx(20_000 - 300 - 10_000)
    assert w.account[0].equity == pytest.approx(20_000 - 300 + 700)


def test_a_future_ends_at_its_settlement_price_and_its_orders_with_it() -> None:
    w = world((instrument("ES", asset_class=AssetClass.FUTURE, multiplier=D(50), margin_initial=D("0.05")),), 50_000.0)
    fill(w, 0, 2.0, 4_000.0)
    submit(w, MONDAY, 0, 0, 0, 1, -2.0, 2, NAN, 3_900.0, NAN, NAN, 0.0)
    on_expiry(w, 0, MONDAY, 4_010.0, 0.0)
    assert w.account[0].cash == 51_000.0 and w.account[0].working == 0 and sums(w) == (51_000.0, 0.0, 0.0)
