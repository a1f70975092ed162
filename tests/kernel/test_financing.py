"""What holding a position costs or earns: funding, swap, borrow fee, interest."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tradewind.kernel.financing import nights_of, on_funding, on_rollover, start_day
from tradewind.kernel.opening import Account
from tradewind.market.instrument import (
    AssetClass,
)
from tradewind.market.time import DAY

from ..randombars import instrument
from .contracts import perp
from .plainworld import MONDAY, NAN, fill, world, written

D = Decimal


@pytest.mark.parametrize(
    ("quantity", "rate", "paid"), [(2.0, 0.0001, -0.021), (-2.0, 0.0001, 0.021), (2.0, -0.0001, 0.021)]
)
def test_funding_above_zero_is_paid_by_longs(quantity: float, rate: float, paid: float) -> None:
    """Binance, Introduction to Funding Rates: amount = nominal value * rate; above 0, longs pay shorts. 2 * 105 * 0.01% = 0.021."""
    w = world((perp(),))
    fill(w, 0, quantity, 100.0)
    on_funding(w, 0, MONDAY, rate, 105.0)
    assert w.account[0].cash - 10_000.0 == pytest.approx(paid)
    assert written(w)[-1]["realised"] == pytest.approx(paid) and w.account[0].financing == pytest.approx(paid)


def test_wednesday_books_three_nights() -> None:
    """Spot FX settles two banking days on: holding over Wednesday moves the value date from Friday to Monday."""
    assert [nights_of(MONDAY + d * DAY + 22 * DAY // 24, 2) for d in range(7)] == [1.0, 1.0, 3.0, 1.0, 1.0, 0.0, 0.0]
    eur = instrument(
        "EURUSD",
        asset_class=AssetClass.FX,
        base_currency="EUR",
        margin_initial=D("0.05"),
        swap_long=D("-0.00007"),
        swap_short=D("0.00003"),
    )
    w = world((eur,))
    fill(w, 0, 100_000.0, 1.10)
    on_rollover(w, 0, MONDAY + 2 * DAY, NAN, NAN, NAN)
    assert w.account[0].cash == pytest.approx(10_000.0 - 3 * 7.0)
    fill(w, 0, -200_000.0, 1.10)
    on_rollover(w, 0, MONDAY + 3 * DAY, NAN, NAN, NAN)
    assert w.account[0].cash == pytest.approx(10_000.0 - 21.0 + 3.0)


def test_borrow_fee_and_interest_are_actual_days_of_360() -> None:
    """Short 100 at 50 for 3 days at 7.2% a year: 5,000 * 7.2% * 3 / 360 = 3. Owing 6,000 for a day at 6%: 1."""
    w = world((instrument(borrow_fee=D("0.072")),))
    start_day(w, MONDAY + 1)
    fill(w, 0, -100.0, 50.0)
    start_day(w, MONDAY + 3 * DAY + 1)
    assert w.account[0].financing == pytest.approx(-3.0)
    w = world((instrument(),), 4_000.0, account=Account(debit_rate=0.06, credit_rate=0.036))
    start_day(w, MONDAY + 1)
    fill(w, 0, 100.0, 100.0)
    start_day(w, MONDAY + DAY + 1)
    assert w.account[0].financing == pytest.approx(-1.0) and w.account[0].equity == pytest.approx(3_999.0)
