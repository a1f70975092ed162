"""How contracts settle: in coin, in a third currency, day by day; each against an example of its exchange."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tradewind.errors import UsageError
from tradewind.kernel.accounting import mark
from tradewind.kernel.codes import (
    INVERSE,
    NOTIONAL,
    QUANTO,
    VARIATION,
)
from tradewind.kernel.currencies import on_rate
from tradewind.kernel.financing import start_day
from tradewind.kernel.money import marked
from tradewind.kernel.opening import Account
from tradewind.market.instrument import (
    AssetClass,
    FeeTier,
    Settlement,
    from_plain,
    to_plain,
)
from tradewind.market.time import DAY

from ..randombars import instrument
from .contracts import BTC_TIERS, ladder, perp
from .plainworld import MONDAY, fill, world

D = Decimal


@pytest.mark.parametrize(("exit_price", "gained"), [(11_000.0, 0.4545), (9_000.0, -0.5556)])
def test_bitmex_example_of_an_inverse_contract(exit_price: float, gained: float) -> None:
    """BitMEX, Perpetual Contracts Guide: 50,000 contracts of 1 USD bought at 10,000 and sold at 11,000 earn 0.4545 XBT; at 9,000: -0.5556."""
    xbt = perp("XBTUSD", settlement=Settlement.INVERSE, settlement_currency="XBT")
    w = world((xbt,), 10.0, currency="XBT")
    fill(w, 0, 50_000.0, 10_000.0)
    mark(w, 0, 0, exit_price)
    assert w.account[0].equity - 10.0 == pytest.approx(gained, abs=5e-5)
    fill(w, 0, -50_000.0, exit_price)
    assert w.account[0].cash - 10.0 == pytest.approx(gained, abs=5e-5)
    assert w.account[0].realised == pytest.approx(gained, abs=5e-5)


def test_an_inverse_position_averages_what_it_costs_in_coin() -> None:
    """1,000 at 10,000 cost 0.1 coin, 1,000 at 20,000 cost 0.05: 2,000 for 0.15, at 13,333.33."""
    w = world((perp(settlement=Settlement.INVERSE, settlement_currency="XBT"),), 10.0, currency="XBT")
    fill(w, 0, 1_000.0, 10_000.0)
    fill(w, 0, 1_000.0, 20_000.0)
    assert w.positions[0].average_price == pytest.approx(13_333.333333)


def test_a_quanto_is_paid_in_a_third_currency() -> None:
    """BitMEX ETHUSD: 0.000001 XBT a USD of price; 10 contracts from 500 to 600 earn 0.001 XBT, 50 USD at 50,000."""
    quanto = perp("ETHUSD", settlement=Settlement.QUANTO, settlement_currency="XBT", multiplier=D("0.000001"))
    w = world((quanto,), 1_000.0, account=Account(rates={"XBT": 50_000.0}))
    fill(w, 0, 10.0, 500.0)
    fill(w, 0, -10.0, 600.0)
    assert w.balances[1] == pytest.approx(0.001)
    assert w.account[0].equity == pytest.approx(1_050.0)
    on_rate(w, 60_000.0, 1.0)
    assert w.account[0].equity == pytest.approx(1_060.0)


def test_futures_pay_their_variation_margin_each_day() -> None:
    """CME E-mini S&P 500, 50 USD a point: bought at 4,000, settled at 4,010 (+500) and 3,990 (-1,000), sold at 3,995 (+250): -250 in all."""
    es = instrument(
        "ES",
        asset_class=AssetClass.FUTURE,
        multiplier=D(50),
        margin_initial=D("0.05"),
        daily_settlement=True,
        size_increment=D(1),
    )
    w = world((es,), 50_000.0)
    start_day(w, MONDAY + 1)
    fill(w, 0, 1.0, 4_000.0, ts=MONDAY + 2)
    assert w.account[0].cash == 50_000.0
    cash = []
    for day, price in ((1, 4_010.0), (2, 3_990.0)):
        mark(w, 0, 0, price)
        start_day(w, MONDAY + day * DAY + 1)
        cash.append(float(w.account[0].cash))
    assert cash == [50_500.0, 49_500.0]
    fill(w, 0, -1.0, 3_995.0, ts=MONDAY + 3 * DAY)
    assert w.account[0].cash == 49_750.0 and w.account[0].realised == -250.0 and w.account[0].equity == 49_750.0


def test_marking_is_the_same_in_every_style() -> None:
    for style in (NOTIONAL, VARIATION, QUANTO):
        w = world(
            (perp(settlement=Settlement(style), settlement_currency="XBT" if style == QUANTO else None),),
            account=Account(rates={"XBT": 2.0}),
        )
        assert marked(w.instruments[0], 3.0, 100.0, 101.0) == pytest.approx(6.0 if style == QUANTO else 3.0)
    assert int(Settlement.INVERSE) == INVERSE


def test_new_fields_survive_their_plain_form_and_old_forms_stay_as_they_were() -> None:
    rich = perp(
        leverage_tiers=BTC_TIERS,
        fee_tiers=(FeeTier(D(0), D("0.001"), D("0.002")),),
        settlement=Settlement.INVERSE,
        settlement_currency="XBT",
    )
    assert from_plain(to_plain(rich)) == rich
    assert list(to_plain(instrument())) == [
        "symbol", "venue", "asset_class", "quote_currency", "price_increment", "size_increment", "base_currency", "calendar", "multiplier",
        "min_size", "min_notional", "maker_fee", "taker_fee", "margin_initial", "expiry_ns", "strike", "right",
    ]  # fmt: skip
    with pytest.raises(UsageError, match="must begin at 0 and rise"):
        perp(leverage_tiers=ladder(("5", "0.01", "0")))
