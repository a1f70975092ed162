"""Maintenance margin and liquidation, against the example of the exchange that made the rule."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.kernel.accounting import mark
from tradewind.kernel.liquidation import guard, liquidation_price
from tradewind.kernel.margin import added_margin, maintenance_margin, most_units
from tradewind.kernel.orders import submit

from .contracts import BTC_TIERS, ETH_TIERS, perp
from .plainworld import MONDAY, NAN, fill, world, written

D = Decimal


def test_binance_liquidation_prices_of_two_tiered_perps_in_cross_margin() -> None:
    """Binance, How to Calculate Liquidation Price of USD-M Futures Contracts: 26,316.89 and 1,153.26."""
    w = world((perp("BTCUSDT", leverage_tiers=BTC_TIERS), perp("ETHUSDT", leverage_tiers=ETH_TIERS)), cash=1_535_443.01)
    fill(w, 0, 109.488, 32_481.98)
    fill(w, 1, 3_683.979, 1_456.84)
    mark(w, 0, 0, 31_967.27)
    mark(w, 1, 1, 1_335.18)
    assert maintenance_margin(w, 0, 109.488, 31_967.27) == pytest.approx(71_200.81, abs=0.005)
    assert maintenance_margin(w, 1, 3_683.979, 1_335.18) == pytest.approx(356_512.508, abs=0.005)
    assert liquidation_price(w, 0) == pytest.approx(26_316.89, abs=0.005)
    assert liquidation_price(w, 1) == pytest.approx(1_153.26, abs=0.005)


def test_liquidation_closes_the_largest_user_first_and_cancels_entries() -> None:
    """100 of AAA (10% maintenance, 1,000) and 10 of BBB (100): at 90 the equity of 1,000 is 900 + 100: AAA goes, BBB stays."""
    a, b = (perp(s, margin_maintenance=D("0.1"), size_increment=D("0.01")) for s in ("AAA", "BBB"))
    w = world((a, b), 2_000.0)
    fill(w, 0, 100.0, 100.0)
    fill(w, 1, 10.0, 100.0)
    submit(w, MONDAY, 0, 0, 1, 0, 5.0, 1, 90.0, NAN, NAN, NAN, 50.0)
    assert liquidation_price(w, 0) == pytest.approx((2_000.0 - 100.0 - 10_000.0) / (10.0 - 100.0))
    assert guard(w, 0, MONDAY, 95.0, 96.0, 90.01) == 0
    assert guard(w, 0, MONDAY, 95.0, 96.0, 89.0) == 1
    assert (w.positions[0].quantity, w.positions[1].quantity, w.account[0].working) == (0.0, 10.0, 0)
    assert w.account[0].equity == pytest.approx(1_000.0) and w.account[0].margin_calls == w.account[0].liquidations == 1
    assert w.account[0].equity >= w.account[0].maintenance


def test_a_gap_beyond_the_liquidation_price_is_filled_at_the_open() -> None:
    w = world((perp(margin_maintenance=D("0.05"), liquidation_fee=D("0.01")),), 1_000.0)
    fill(w, 0, 100.0, 100.0)
    guard(w, 0, MONDAY, 92.0, 93.0, 91.0)
    assert w.account[0].equity == pytest.approx(1_000.0 - 800.0 - 92.0) and written(w)[-1]["price"] == 92.0


@given(
    st.floats(0, 500), st.floats(10, 90_000), st.floats(0, 2_000_000), st.sampled_from([BTC_TIERS, ETH_TIERS]), st.sampled_from([-1.0, 1.0])
)  # fmt: skip
def test_the_most_that_a_margin_allows_is_just_allowed(
    held: float, price: float, free: float, tiers, side: float
) -> None:
    """What `most_units` names needs no more initial margin than is free in its tier, and a little more of it does."""
    w = world((perp(leverage_tiers=tiers),))
    most = most_units(w, 0, side * held, price, free)
    assert most >= 0.0
    assert added_margin(w, 0, side * held, side * most * (1 - 1e-9), price) <= free * (1 + 1e-6) + 1e-6
    more = most * (1 + 1e-6) + 1e-6 * (1 + held)
    assert added_margin(w, 0, side * held, side * more, price) > free * (1 - 1e-6) - 1e-6
