"""What happens to an account besides trading, through the compiled loop, as tables that a trader can check by hand."""

from dataclasses import replace
from decimal import Decimal

from tradewind.kernel.opening import Account
from tradewind.market.instrument import AssetClass, LeverageTier

from ..randombars import instrument
from .scenario import WIDE, scenario

D = Decimal
PERP = instrument(asset_class=AssetClass.PERPETUAL, margin_initial=D("0.1"), margin_maintenance=D("0.05"))


@scenario(
    """
    event                       | position | cash      | equity    | money         | fills           | why
    bar 100 101 99 100 -> buy 10 | 0       | 1_000.00  |           | none          |                 |
    bar 100 101 99 100          | 10       | 1_000.00  | 1_000.00  | none          | buy 10 @ 100    | only gains move cash
    event funding 0.001 100     | 10       | 999.00    | 999.00    | funding -1    |                 | longs pay 0.1% of 1_000
    bar 100 101 99 100 -> sell 20 | 10     | 999.00    | 999.00    |               |                 |
    bar 110 111 109 110         | -10      | 1_099.00  | 1_099.00  |               | sell 20 @ 110   | 10 units gained 10 each
    event funding 0.001 110     | -10      | 1_100.10  | 1_100.10  | funding 1.1   |                 | now we are paid
""",
    of=PERP,
    cash=1_000.0,
)
def test_a_perp_pays_funding(): ...


@scenario(
    """
    event                         | position | cash     | equity   | fills           | cancelled   | why
    bar 100 101 99 100 -> buy 50  | 0        | 1_000.00 |          |                 |             |
    bar 100 101 99 100 -> buy 5 limit 60 | 50 | 1_000.00 | 1_000.00 | buy 50 @ 100   | none        |
    bar 99 100 86 95              | 50       | 1_000.00 | 750.00   | none            | none        | at 86: 300 left, 50 * 86 * 5% = 215
    bar 90 91 80 90               | 0        | 210.50   | 210.50   | sell 50 @ 84.21 | liquidation | 1_000 - 50 * (100 - P) = 2.5 * P at 84.2105
""",
    of=PERP,
    cash=1_000.0,
)
def test_a_perp_is_liquidated_inside_the_bar(): ...


# Three rungs of 5%, 10% and 20%; half of it is the maintenance margin, continuous at 2_500 (62.50 off) and 5_000 (312.50 off).
TIERED = instrument(
    asset_class=AssetClass.PERPETUAL,
    leverage_tiers=(
        LeverageTier(D(0), D("0.05"), D("0.025")),
        LeverageTier(D(2_500), D("0.1"), D("0.05"), D("62.5")),
        LeverageTier(D(5_000), D("0.2"), D("0.1"), D("312.5")),
    ),
)


@scenario(
    """
    event                                | position | equity   | fills              | working              | why
    bar 100 101 99 100 -> buy 75 stop 50 | 0        | 1_500.00 |                    |                      | 20% of 7_500 is all there is
    bar 100 101 99 100 -> place buy 1 limit 60 | 75 | 1_500.00 | buy 75 @ 100       | sell stop 75 @ 50, buy limit 1 @ 60 |
    bar 95 96 85 90                      | 75       | 750.00   | none               |                      | at 85: 375 left, 637.50 - 312.50 = 325 needed
    bar 90 91 82 83                      | 59.34    | 244.57   | sell 15.66 @ 84.25 | none                 | 1_500 - 75 * (100 - P) = 7.5 * P - 312.5 at 84.2593: down to 59.34 * 84.2593 < 5_000; entry and stop are cancelled
    bar 83 84 81 83                      | 30.51    | 213.44   | sell 28.83 @ 81.92 | none                 | the next rung's end: 30.51 * 81.9213 < 2_500
    bar 83 84 75 80                      | 0        | 59.36    | sell 30.51 @ 77.95 | none                 | in the lowest rung it goes whole
""",
    of=TIERED,
    cash=1_500.0,
)
def test_a_tiered_perp_is_reduced_rung_by_rung(): ...


@scenario(
    """
    event                         | position | equity   | fills                                                      | why
    bar 100 101 99 100 -> buy 75  | 0        | 1_500.00 |                                                            |
    bar 100 101 99 100            | 75       | 1_500.00 | buy 75 @ 100                                               |
    bar 100 101 70 71             | 0        | 59.36    | sell 15.66 @ 84.25, sell 28.83 @ 81.92, sell 30.51 @ 77.95 | one bar through all three prices
""",
    of=TIERED,
    cash=1_500.0,
)
def test_one_bar_may_reach_every_rung(): ...


@scenario(
    """
    event                          | position | equity   | fills                                               | why
    bar 100 101 99 100 -> sell 75  | 0        | 1_500.00 |                                                     |
    bar 100 101 99 100             | -75      | 1_500.00 | sell 75 @ 100                                       |
    bar 118 120 118 119            | -21.18   | 128.82   | buy 32.63 @ 118, buy 21.19 @ 118                    | a gap: 150 are left at 118; 42.37 * 118 < 5_000 needs 187.48, 21.18 * 118 < 2_500 needs 62.48
""",
    of=TIERED,
    cash=1_500.0,
)
def test_a_gap_takes_as_many_rungs_as_are_needed(): ...


@scenario(
    """
    event                         | position | outcome              | why
    bar 100 101 99 100 -> buy 51  | 0        | vetoed: max_leverage | 5_100 is in the third rung: 1_020 of 1_500, more than a half
    bar 100 101 99 100 -> buy 50  | 0        | ordered              | 5_000 in the second: 500
    bar 100 101 99 100 -> buy 1   | 50       | vetoed: max_leverage | one more takes all of it to the third rung
    bar 100 101 99 100 -> sell 25 | 50       | ordered              |
    bar 100 101 99 100 -> buy 25  | 25       | ordered              | as before
""",
    of=TIERED,
    cash=1_500.0,
    limits=replace(WIDE, max_leverage=0.5),
)
def test_the_verdict_counts_the_rung_of_what_is_held_after_the_order(): ...


@scenario("""
    event                                | position | cash     | equity    | money     | fills         | why
    bar 500 501 499 500 -> buy 10 stop 480 | 0      |          |           |           |               |
    bar 500 501 499 500                  | 10       | 5_000.00 | 10_000.00 |           | buy 10 @ 500  |
    event split 4                        | 40       | 5_000.00 | 10_000.00 | split 0   | none          | the stop is at 120 now
    bar 125 126 121 122                  | 40       | 5_000.00 | 9_880.00  |           | none          |
    bar 122 123 119 121                  | 0        | 9_800.00 | 9_800.00  |           | sell 40 @ 120 |
""")
def test_a_stop_is_adjusted_for_a_split(): ...


@scenario("""
    event                         | position | cash      | money          | why
    bar 100 101 99 100 -> sell 10 | 0        | 10_000.00 |                |
    bar 100 101 99 100            | -10      | 11_000.00 |                |
    event dividend 1.5            | -10      | 10_985.00 | dividend -15   | who is short owes it
    event expiry 90               | 0        | 10_085.00 | expiry 100     | sold at 100, ended at 90
""")
def test_a_short_owes_dividends_and_ends_at_its_expiry(): ...


@scenario(
    """
    event                          | position | cash   | rejected                               | why
    bar 100 101 99 100 -> sell 1   | 0        |        | none                                   |
    bar 100 101 99 100 -> buy 11   | 0        |        | no units could be borrowed to sell short |
    bar 100 101 99 100 -> buy 10   | 0        |        | not enough cash                        | 1_100
    bar 100 101 99 100             | 10       | 0.00   | none                                   |
""",
    cash=1_000.0,
    account=Account(kind="cash"),
)
def test_a_cash_account(): ...


@scenario(
    """
    event                                  | position | short | equity    | fills         | why
    bar 100 101 99 100 -> buy 10           | 0        | 0     | 10_000.00 |               |
    bar 100 101 99 100 -> sell 4 stop 110  | 10       | 0     | 10_000.00 | buy 10 @ 100  |
    bar 105 106 104 105                    | 10       | -4    | 10_050.00 | sell 4 @ 105  | a leg of its own
    bar 105 111 104 108                    | 10       | 0     | 10_060.00 | buy 4 @ 110   | its stop closes the short leg alone
    bar 108 109 107 108 -> close           | 10       | 0     | 10_060.00 |               |
    bar 108 109 107 108                    | 0        | 0     | 10_060.00 | sell 10 @ 108 |
""",
    account=Account(hedging=True),
)
def test_a_hedging_account_keeps_both_legs(): ...
