"""Cases from the rule books of exchanges, brokers and authorities through the compiled loop, each with its source; worked by hand.

The functions alone meet more of them: test_liquidation.py, test_contracts.py, test_financing.py, test_dividends_and_splits.py.
"""

from decimal import Decimal as D

from tradewind.kernel.opening import Account
from tradewind.market.instrument import AssetClass, Settlement

from ..randombars import instrument
from .contracts import BTC_TIERS, perp
from .scenario import scenario

EURUSD = instrument(
    "EURUSD", asset_class=AssetClass.FX, base_currency="EUR", price_increment=D("0.00001"), margin_initial=D("0.05"),
    swap_long=D("-0.007"), swap_short=D("0.003"),
)  # fmt: skip
# BitMEX, Perpetual Contracts Guide: a contract is 1 USD of XBT, so 50,000 of them from 10,000 to 11,000 earn
# 50,000 * (1 / 10,000 - 1 / 11,000) = 0.4545 XBT. The account is kept in dollars of one XBT, to count in coin.
XBTUSD = perp("XBTUSD", settlement=Settlement.INVERSE, settlement_currency="XBT")


# Binance, How to Calculate Liquidation Price of USDⓈ-M Futures Contracts and Leverage and Margin of USDⓈ-M Futures (its tiers of BTCUSDT):
# at 250,000 to 1,000,000 the rate is 1% less 1,300. (wallet - quantity * entry + 1,300) / (quantity * 1% - quantity).
# Bybit, Liquidation Process: the position is reduced to the next lower tier, again and again while the margin does not suffice.
@scenario(
    """
    event                                    | position | fills             | cash      | why
    bar 30000 30000 30000 30000 -> buy 10    | 0        | none              | 40_000.00 |
    bar 30000 30000 30000 30000              | 10       | buy 10 @ 30000    | 40_000.00 |
    bar 30000 30000 26131.32 27000           | 10       | none              | 40_000.00 | (40,000 - 300,000 + 1,300) / (0.1 - 10) = 26,131.3131
    bar 27000 27000 26000 26500              | 1.914    | sell 0.433 @ 26131.3, sell 7.653 @ 26119.4 | 8_626.78  | 9.567 are worth less than 250,000; they break at 26,119.43 (0.5%, less 50); 1.914 are worth less than 50,000, and live on
    """,
    of=perp("BTCUSDT", leverage_tiers=BTC_TIERS),
    cash=40_000.0,
)
def test_liquidation_of_a_tiered_perpetual(): ...


# Bybit, Liquidation Process, and Binance, Futures Liquidation Protocols: before anything is sold all open orders are cancelled, those that close too.
@scenario(
    """
    event                                                       | position | fills             | working           | why
    bar 30000 30000 30000 30000 -> buy 10 stop 25000 target 31000 | 0      | none              | buy market 10     |
    bar 30000 30000 30000 30000                                 | 10       | buy 10 @ 30000    | sell stop 10 @ 25000, sell limit 10 @ 31000 |
    bar 27000 27000 26000 26500                                 | 1.914    | sell 0.433 @ 26131.3, sell 7.653 @ 26119.4 | none | as above
    bar 26500 32000 26500 31500                                 | 1.914    | none              | none              | the target of 31,000 is gone with the rest
    """,
    of=perp("BTCUSDT", leverage_tiers=BTC_TIERS),
    cash=40_000.0,
)
def test_a_liquidation_cancels_stops_and_targets_of_what_is_left(): ...


# Bybit, Insurance Fund; Binance, Futures Insurance Funds: they end at 0 whom the market has brought below. Here the account owes it.
# 90 from 100 with 1,000: maintenance (5%) breaks at (1,000 - 9,000) / (4.5 - 90) = 93.57, bankrupt at 100 - 1,000 / 90 = 88.89.
@scenario(
    """
    event                        | position | fills            | cash      | why
    bar 100 101 99 100 -> buy 90 | 0        | none             | 1_000.00  |
    bar 100 101 99 100           | 90       | buy 90 @ 100     | 1_000.00  |
    bar 95 95 90 92              | 0        | sell 90 @ 93.56  | 420.40    | a fund would keep these: taken over at 88.89, sold better
    bar 92 93 91 92 -> buy 40    | 0        | none             | 420.40    |
    bar 92 93 91 92              | 40       | buy 40 @ 92      | 420.40    | bankrupt at 92 - 420.40 / 40 = 81.49
    bar 80 82 79 81              | 0        | sell 40 @ 80     | -59.60    | a fund would pay these: nobody bought at 81.49
    """,
    of=perp("BTCUSDT", margin_maintenance=D("0.05"), size_increment=D(1)),
    cash=1_000.0,
)
def test_bankruptcy_price_and_no_insurance_fund(): ...


# Binance, Introduction to Funding Rates: a rate above 0 is paid by longs to shorts, on the position's nominal value at the mark price.
@scenario(
    """
    event                         | position | money         | cash      | why
    bar 100 101 99 100 -> buy 10  | 0        | none          | 10_000.00 |
    bar 100 101 99 100            | 10       | none          | 10_000.00 |
    event funding 0.0001 105      | 10       | funding -0.105 | 9_999.895 | 10 * 105 * 0.01%
    event funding -0.0001 105     | 10       | funding 0.105 | 10_000.00 | below 0: longs are paid
    """,
    of=perp(),
)
def test_who_pays_funding(): ...


@scenario(
    """
    event                                      | position | fills             | equity | why
    bar 10000 10000 10000 10000 -> buy 50000   | 0        | none              | 10.00  |
    bar 10000 10000 10000 10000                | 50000    | buy 50000 @ 10000 | 10.00  |
    bar 11000 11000 11000 11000                | 50000    | none              | 10.45  | 50,000 * (1 / 10,000 - 1 / 11,000) = 0.4545
    bar 9000 9000 9000 9000                    | 50000    | none              | 9.44   | 50,000 * (1 / 10,000 - 1 / 9,000) = -0.5556
    """,
    of=XBTUSD,
    cash=10.0,
    account=Account(rates={"XBT": 1.0}),
)
def test_an_inverse_contract_earns_in_coin(): ...


# Vantage, Why there is a triple swap charge: spot FX settles two banking days on, so that who holds over Wednesday moves from Friday to Monday.
@scenario(
    """
    event                                | position | money         | why
    bar 1.1 1.1 1.1 1.1 -> buy 1000      | 0        | none          | Monday
    bar 1.1 1.1 1.1 1.1                  | 1000     | none          | Tuesday, to its midnight
    event rollover nan nan nan           | 1000     | rollover -21  | Wednesday's: three nights of 7
    bar 1.1 1.1 1.1 1.1                  | 1000     | none          |
    event rollover nan nan nan           | 1000     | rollover -7   | Thursday's: one
    bar 1.1 1.1 1.1 1.1                  | 1000     | none          |
    event rollover nan nan nan           | 1000     | rollover -7   | Friday's: one
    """,
    of=EURUSD,
    seconds=86_400,
)
def test_three_nights_on_wednesday(): ...


# FINRA Rule 5330, Adjustment of Orders; Apple's four for one of 31 August 2020 after a close of 499.23.
@scenario("""
    event                                                | position | working              | cash     | equity    | why
    bar 499.23 499.23 499.23 499.23 -> buy 10 stop 480   | 0        | buy market 10        |          |           |
    bar 499.23 499.23 499.23 499.23                      | 10       | sell stop 10 @ 480   | 5_007.70 | 10_000.00 |
    event split 4                                        | 40       | sell stop 40 @ 120   | 5_007.70 | 10_000.00 | four times as many at a quarter
    bar 127.58 131 126 129.04                            | 40       | sell stop 40 @ 120   | 5_007.70 | 10_169.30 | the day's printed prices (open 127.58, close 129.04)
    """)
def test_a_stop_is_adjusted_for_a_split(): ...


# SEC, Investor Bulletin: Stop, Stop-Limit, and Trailing Stop Orders: at its price a stop becomes a market order; its price is no promise.
@scenario("""
    event                                 | position | fills         | cash      | why
    bar 100 101 99 100 -> buy 10 stop 97  | 0        | none          | 10_000.00 |
    bar 100 101 99 100                    | 10       | buy 10 @ 100  | 9_000.00  |
    bar 92 94 90 93                       | 0        | sell 10 @ 92  | 9_920.00  | the first price that anybody could sell at
    """)
def test_a_gap_through_a_stop(): ...
