"""What happens to an account besides trading, through the compiled loop, as tables that a trader can check by hand."""

from decimal import Decimal

from tradewind.kernel.opening import Account
from tradewind.market.instrument import AssetClass

from ..randombars import instrument
from .scenario import scenario

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
