"""Commissions, fee tiers and slippage."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tradewind.errors import ConfigError
from tradewind.kernel.costs import fee, taken_price, watch_volatility
from tradewind.kernel.financing import start_day
from tradewind.kernel.opening import Costs, Slippage
from tradewind.market.instrument import (
    FeeTier,
)
from tradewind.market.time import DAY

from ..randombars import instrument
from .plainworld import MONDAY, fill, world

D = Decimal


def test_interactive_brokers_fixed_commissions() -> None:
    """US stocks, fixed: 0.005 a share, at least 1.00, at most 1% of trade value. Their examples: 100 at 25: 1.00; 1,000 at 25: 5.00;
    1,000 at 0.25: 2.50."""
    of = instrument(taker_fee=D(0), maker_fee=D(0), fee_per_unit=D("0.005"), fee_minimum=D(1), fee_maximum=D("0.01"))
    i = world((of,), costs=Costs()).instruments[0]
    assert [fee(i, p, n, False, 0.0) for p, n in ((25.0, 100.0), (25.0, 1000.0), (0.25, 1000.0))] == pytest.approx(
        [1.0, 5.0, 2.5]
    )
    assert fee(i, 25.0, 60.0, False, 0.0) + fee(i, 25.0, 940.0, False, 60.0) == pytest.approx(5.0), (
        "the minimum is an order's, not a part's"
    )


def test_fees_follow_the_volume_of_thirty_days() -> None:
    """An account starts at the worst tier; what was traded on days that passed counts, what is older than 30 days does not."""
    tiers = (FeeTier(D(0), D("0.001"), D("0.001")), FeeTier(D(1_000_000), D("0.0009"), D("0.00095")))
    w = world((instrument(fee_tiers=tiers),), costs=Costs())
    start_day(w, MONDAY + 1)
    fill(w, 0, 10_000.0, 100.0, ts=MONDAY + 2)
    fees = []
    for day in (1, 29, 30, 31):
        start_day(w, MONDAY + day * DAY + 1)
        fees.append((w.instruments[0].taker_fee, w.instruments[0].maker_fee))
    assert fees == [(0.00095, 0.0009), (0.00095, 0.0009), (0.001, 0.001), (0.001, 0.001)]


def test_slippage_in_fractions_ticks_and_volatility() -> None:
    def paid(costs: Costs, side: int, volatility: float = 0.0) -> float:
        w = world((instrument(),), costs=costs)
        w.positions[0].volatility = volatility
        return taken_price(w.instruments[0], w.positions[0], side, 100.0, False)

    assert paid(Costs(slippage=0.0005), 1) == pytest.approx(100.05)
    assert paid(Costs(slippage=3.0, slippage_kind=Slippage.TICKS), -1) == pytest.approx(99.97)
    assert paid(Costs(slippage=0.1, slippage_kind=Slippage.VOLATILITY), 1, 0.02) == pytest.approx(100.2)
    w = world((instrument(),))
    for price in (100.0, 110.0, 99.0):
        watch_volatility(w.positions[0], price)
        w.positions[0].last_price = price
    assert w.positions[0].volatility == pytest.approx(0.1)
    with pytest.raises(ConfigError, match="slippage_kind = 7"):
        Costs(slippage_kind=7)
