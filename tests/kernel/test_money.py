"""The rules of accounts, each against an example of the exchange, broker or authority that made it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.errors import ConfigError, DataError, UsageError
from tradewind.kernel.accounting import mark
from tradewind.kernel.codes import (
    INVERSE,
    NOTIONAL,
    QUANTO,
    REASON_ASSIGNMENT,
    REASON_EXERCISE,
    REASON_EXPIRY,
    REASON_NO_CASH,
    REASON_NO_LOCATE,
    REASON_NONE,
    VARIATION,
)
from tradewind.kernel.corporate import on_dividend, on_split
from tradewind.kernel.costs import fee, taken_price, watch_volatility
from tradewind.kernel.currencies import on_rate, rate_by_price
from tradewind.kernel.expiry import on_exercise, on_expiry
from tradewind.kernel.financing import nights_of, on_funding, on_rollover, start_day
from tradewind.kernel.liquidation import guard, liquidation_price
from tradewind.kernel.margin import added_margin, maintenance_margin, most_units, refusal
from tradewind.kernel.money import marked
from tradewind.kernel.opening import Account, Costs, Slippage
from tradewind.kernel.orders import submit
from tradewind.kernel.rate_paths import RatePath, in_words, rate_paths
from tradewind.market.instrument import (
    AssetClass,
    FeeTier,
    Instrument,
    LeverageTier,
    OptionRight,
    Settlement,
    from_plain,
    to_plain,
)
from tradewind.market.time import DAY

from ..randombars import instrument
from .plainworld import MONDAY, NAN, fill, sums, world, written

D = Decimal


def perp(symbol: str = "BTCUSDT", **more) -> Instrument:
    fields = {
        "asset_class": AssetClass.PERPETUAL,
        "quote_currency": "USD",
        "margin_initial": D("0.1"),
        "size_increment": D("0.001"),
    }
    return instrument(symbol, **{**fields, **more})


def ladder(*rows: tuple[str, str, str]) -> tuple[LeverageTier, ...]:
    return tuple(LeverageTier(D(above), D(rate) * 2, D(rate), D(cum)) for above, rate, cum in rows)


BTC_TIERS = ladder(
    ("0", "0.004", "0"), ("50000", "0.005", "50"), ("250000", "0.01", "1300"), ("1000000", "0.025", "16300"), ("10000000", "0.05", "266300")
)  # fmt: skip
ETH_TIERS = ladder(
    ("0", "0.005", "0"), ("10000", "0.0065", "15"), ("100000", "0.01", "365"), ("500000", "0.02", "5365"), ("1000000", "0.05", "35365"),
    ("2000000", "0.1", "135365"),
)  # fmt: skip


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


def test_a_dividend_is_taxed_for_the_long_and_owed_whole_by_the_short() -> None:
    w = world((instrument(withholding=D("0.15")),))
    fill(w, 0, 10.0, 100.0)
    on_dividend(w, 0, MONDAY, 2.0)
    assert w.account[0].dividends == pytest.approx(17.0) and w.account[0].equity == pytest.approx(10_017.0)
    fill(w, 0, -20.0, 100.0)
    on_dividend(w, 0, MONDAY, 2.0)
    assert w.account[0].dividends == pytest.approx(-3.0)


def test_a_split_changes_position_and_stop_and_no_money() -> None:
    """Apple, 31 August 2020, four for one: 10 shares at 499.23 with a stop at 480 become 40 at 124.8075 with a stop at 120."""
    w = world((instrument(),))
    fill(w, 0, 10.0, 499.23)
    submit(w, MONDAY, 0, 0, 0, 1, -10.0, 2, NAN, 480.0, NAN, NAN, 0.0)
    before = sums(w)
    on_split(w, 0, MONDAY, 4.0)
    p, o = w.positions[0], w.orders[0]
    assert (p.quantity, p.average_price, p.last_price) == (40.0, 124.8075, 124.8075)
    assert (o.quantity, o.trigger, p.trigger_low) == (40.0, 120.0, 120.0)
    assert sums(w) == pytest.approx(before, rel=1e-12)


def test_what_a_reverse_split_leaves_of_a_share_is_paid_in_cash() -> None:
    """25 shares at 4, one for ten: 2 shares at 40 and half a share, 20, in cash."""
    w = world((instrument(size_increment=D(1)),), 100.0)
    fill(w, 0, 25.0, 4.0)
    on_split(w, 0, MONDAY, 0.1)
    assert (w.positions[0].quantity, w.account[0].cash, w.account[0].equity) == (2.0, 20.0, 100.0)


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


def pair(base: str, quote: str) -> Instrument:
    return instrument(
        base + quote, asset_class=AssetClass.FX, quote_currency=quote, base_currency=base, margin_initial=D("0.04")
    )


def test_a_currency_is_converted_over_another_one_at_the_prices_of_now() -> None:
    """EUR to JPY: 1.10 USD at 150 are 165 yen; when either pair moves, what is held in EUR is worth more yen."""
    share = instrument("SAP", quote_currency="EUR")
    of = (share, pair("EUR", "USD"), pair("USD", "JPY"))
    w = world(of, 1_000_000.0, currency="JPY")
    rate_by_price(w, 1, 1.10)
    w.positions[1].last_price = 1.10
    assert w.instruments[0].rate == 0.0, "the second step is not known yet"
    rate_by_price(w, 2, 150.0)
    assert (w.instruments[0].rate, w.instruments[1].rate) == pytest.approx((165.0, 150.0))
    fill(w, 0, 10.0, 100.0)
    assert w.balances.tolist() == [0.0, -1_000.0, 0.0]
    mark(w, 0, 0, 101.0)
    assert w.account[0].equity == pytest.approx(1_000_000.0 + 10 * 165.0)
    on_rate(w, 160.0, 2)
    assert w.account[0].equity == pytest.approx(1_000_000.0 + 10 * 1.10 * 160.0)
    rate_by_price(w, 1, 1.20)
    assert w.account[0].equity == pytest.approx(1_000_000.0 + 10 * 1.20 * 160.0)
    paths = rate_paths(of, "JPY", {})
    assert in_words(paths, of, "JPY") == ["EUR by EURUSD to USD, then by USDJPY to JPY", "USD by USDJPY to JPY"]


@given(st.permutations(["EUR", "USD", "GBP", "JPY"]), st.lists(st.booleans(), min_size=2, max_size=2), st.data())
def test_a_path_is_the_product_of_its_steps_whichever_way_they_are_quoted(
    codes: list[str], turned: list[bool], data
) -> None:
    """From codes[0] over codes[1] to codes[2]; a pair that is quoted the other way counts as 1 / price."""
    start, via, own, _ = codes
    prices = [data.draw(st.floats(0.01, 200.0)) for _ in turned]
    steps = [(start, via), (via, own)]
    of = (
        instrument("X", quote_currency=start),
        *(pair(*reversed(s)) if t else pair(*s) for s, t in zip(steps, turned, strict=True)),
    )
    w = world(of, currency=own)
    order = data.draw(st.permutations([1, 2]))
    for k in (*order, *order):
        rate_by_price(w, k, prices[k - 1])
        w.positions[k].last_price = prices[k - 1]
    worth = [1 / p if t else p for p, t in zip(prices, turned, strict=True)]
    assert w.instruments[0].rate == pytest.approx(worth[0] * worth[1], rel=1e-12)


def test_a_pair_of_ones_own_is_better_than_a_path_and_three_steps_are_none() -> None:
    share = instrument("SAP", quote_currency="EUR")
    direct = rate_paths((share, pair("EUR", "USD"), pair("USD", "JPY"), pair("EUR", "JPY")), "JPY", {})
    assert direct["EUR"] == RatePath("EUR", 3)
    half = rate_paths((share, pair("EUR", "USD")), "JPY", {"USD": 150.0})
    assert in_words(half, (share, pair("EUR", "USD")), "JPY")[0] == "EUR by EURUSD to USD, then at a fixed rate to JPY"
    with pytest.raises(DataError, match="SAP.TEST is paid in EUR, the account is kept in JPY") as told:
        world((share, pair("EUR", "GBP"), pair("GBP", "USD"), pair("USD", "JPY")), currency="JPY")
    assert "two that lead there over one other currency" in str(told.value)


def test_a_currency_without_a_rate_is_an_error() -> None:
    with pytest.raises(DataError, match="SAP.TEST is paid in EUR, the account is kept in USD"):
        world((instrument("SAP", quote_currency="EUR"),))


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


def test_a_gap_beyond_the_liquidation_price_is_filled_at_the_open() -> None:
    w = world((perp(margin_maintenance=D("0.05"), liquidation_fee=D("0.01")),), 1_000.0)
    fill(w, 0, 100.0, 100.0)
    guard(w, 0, MONDAY, 92.0, 93.0, 91.0)
    assert w.account[0].equity == pytest.approx(1_000.0 - 800.0 - 92.0) and written(w)[-1]["price"] == 92.0


def test_marking_is_the_same_in_every_style() -> None:
    for style in (NOTIONAL, VARIATION, QUANTO):
        w = world(
            (perp(settlement=Settlement(style), settlement_currency="XBT" if style == QUANTO else None),),
            account=Account(rates={"XBT": 2.0}),
        )
        assert marked(w.instruments[0], 3.0, 100.0, 101.0) == pytest.approx(6.0 if style == QUANTO else 3.0)
    assert int(Settlement.INVERSE) == INVERSE


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
