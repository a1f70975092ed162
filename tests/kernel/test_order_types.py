"""Each kind of order that a strategy may place at its desk, on bars: when it is filled, at what price, what happens to it before."""

from __future__ import annotations

from dataclasses import replace

from tradewind.kernel.opening import Costs

from .scenario import WIDE, scenario

TAKER = Costs(slippage=0.0, half_spread=0.0, taker_fee=0.01, maker_fee=0.0)


@scenario("""
    event                                                                       | position | fills        | why
    bar 100 101 99 100 -> place buy 5 order_type MARKET_IF_TOUCHED trigger 97   |        0 | none         |
    bar 99 100 97.01 99                                                         |        0 | none         | not touched
    bar 99 100 97 99                                                            |        5 | buy 5 @ 97   | a touch is enough: it becomes a market order
    bar 99 100 98 99 -> place sell 5 order_type MARKET_IF_TOUCHED trigger 103   |        5 | none         |
    bar 105 106 104 105                                                         |        0 | sell 5 @ 105 | opened beyond it, to our favour
""")
def test_market_if_touched(): ...


@scenario("""
    event                                                                               | position | fills         | working                      | why
    bar 100 101 99 100 -> place buy 5 order_type LIMIT_IF_TOUCHED trigger 97 limit 97.5 |        0 | none          | buy limit_if_touched 5 @ 97  |
    bar 99 100 97 99                                                                    |        0 | none          | buy limit_if_touched 5 @ 97.5 | touched: rests as a limit from the next bar on
    bar 99 100 97.5 99                                                                  |        0 | none          |                              | touched only
    bar 99 100 97.4 99                                                                  |        5 | buy 5 @ 97.5  | none                         | traded through
""")
def test_limit_if_touched(): ...


@scenario("""
    event                                                                                       | position | fills         | working                    | why
    bar 100 101 99 100 -> buy 5                                                                 |        0 | none          | buy market 5               |
    bar 100 101 99 100 -> place sell 5 order_type TRAILING_STOP trail_kind TRAIL_ABSOLUTE trail 2 |      5 | buy 5 @ 100   | sell trailing_stop 5 @ 98  | 2 below the last price
    bar 100 104 99 103                                                                          |        5 | none          | sell trailing_stop 5 @ 102 | the high of 104 counts from the next bar on
    bar 103 110 102.5 109                                                                       |        5 | none          | sell trailing_stop 5 @ 108 |
    bar 109 112 107 111                                                                         |        0 | sell 5 @ 108  | none                       | 107 reached 108; the high of 112 may have come later
""")
def test_a_trailing_stop_uses_the_extreme_of_earlier_bars(): ...


@scenario("""
    event                                                                                           | position | fills          | working                     | why
    bar 100 101 99 100 -> buy 5                                                                     |        0 | none           |                             |
    bar 100 101 99 100 -> place sell 5 order_type TRAILING_STOP trail_kind TRAIL_PERCENT trail 0.02 activation 105 | 5 | buy 5 @ 100 | sell trailing_stop 5    | no stop before 105
    bar 100 104 80 103                                                                              |        5 | none           | sell trailing_stop 5        |
    bar 103 106 102 105                                                                             |        5 | none           | sell trailing_stop 5 @ 103.88 | 106 less 2%
    bar 105 105 104 104                                                                             |        5 | none           | sell trailing_stop 5 @ 103.88 | never away from the market
    bar 103 104 102 103                                                                             |        0 | sell 5 @ 103   | none                        | gapped: the open
""")
def test_a_trailing_stop_may_wait_for_a_price(): ...


@scenario("""
    event                                                                                            | position | fills       | rejected                                                  | why
    bar 100 101 99 100 -> place sell 5 order_type TRAILING_STOP trail_kind TRAIL_ATR trail 2         |        0 | none        | the average true range is not known (risk.stop_atr is 0)  |
""")
def test_a_distance_in_ranges_needs_the_range(): ...


RANGES = "\n".join(
    ["    event | position | working | why"]
    + ["    bar 100 101 99 100 | 0 | none | a range of 2 in each bar"] * 14
    + ["    bar 100 101 99 100 -> buy 5 stop 50 target 200 | 0 | buy market 5 |"]
    + [
        "    bar 100 101 99 100 -> place sell 5 order_type TRAILING_STOP trail_kind TRAIL_ATR trail 2 | 5 | "
        "sell stop 5 @ 50, sell limit 5 @ 200, sell trailing_stop 5 @ 96 | 2 ranges of 2 below 100"
    ]
)


@scenario(RANGES, limits=replace(WIDE, stop_atr=2.0))
def test_a_trailing_stop_at_a_distance_in_ranges(): ...


@scenario("""
    event                                                                                                           | position | fills        | working                           | why
    bar 100 101 99 100 -> buy 5                                                                                     |        0 | none         |                                   |
    bar 100 101 99 100 -> place sell 5 order_type TRAILING_STOP_LIMIT trail_kind TRAIL_ABSOLUTE trail 2 peg_offset 1 |       5 | buy 5 @ 100  | sell trailing_stop_limit 5 @ 98   | its limit is 97
    bar 100 104 99 103                                                                                              |        5 | none         | sell trailing_stop_limit 5 @ 102  | and now 101
    bar 100 100.5 99 100                                                                                            |        5 | none         | sell trailing_stop_limit 5 @ 101  | gapped below the limit: rests
    bar 100 101.1 99 101                                                                                            |        0 | sell 5 @ 101 | none                              |
""")
def test_a_trailing_stop_limit(): ...


@scenario("""
    event                                                                     | position | fills         | cancelled                                        | why
    bar 100 101 99 100 -> place buy 5 order_type MARKET_ON_OPEN               |        0 | none          | none                                             |
    bar 102 103 101 102 -> place sell 5 order_type MARKET_ON_CLOSE            |        5 | buy 5 @ 102   | none                                             | without sessions in the data: the next bar's open
    bar 103 105 101 104                                                       |        0 | sell 5 @ 104  | none                                             | and the next bar's close
    bar 104 105 103 104 -> place buy 5 order_type LIMIT_ON_OPEN limit 103     |        0 | none          | none                                             |
    bar 103.5 104 100 103                                                     |        0 | none          | what was not filled at once is cancelled         | the open was above the limit
    bar 104 105 103 104 -> place buy 5 order_type LIMIT_ON_CLOSE limit 103    |        0 | none          | none                                             |
    bar 105 106 102 102.5                                                     |        5 | buy 5 @ 102.5 | none                                             |
""")
def test_on_open_and_on_close_without_sessions(): ...


@scenario("""
    event                                                                  | position | fills         | working                | why
    event session_open                                                     |        0 | none          | none                   | from now on the data say when a session is
    bar 100 101 99 100 -> place buy 5 order_type MARKET_ON_CLOSE           |        0 | none          | buy market_on_close 5  |
    bar 101 102 100 101 -> place sell 5 order_type MARKET_ON_OPEN          |        0 | none          |                        | no close yet
    event session_close 101.5                                              |        5 | buy 5 @ 101.5 | sell market_on_open 5  | the closing auction
    bar 95 96 94 95                                                        |        5 | none          | sell market_on_open 5  | outside the session nothing is filled
    event session_open 99                                                  |        0 | sell 5 @ 99   | none                   | the opening auction
    bar 99 100 98 99 -> place buy 5 order_type MARKET_ON_OPEN              |        0 | none          |                        |
    event session_close                                                    |        0 | none          | buy market_on_open 5   |
    event session_open                                                     |        0 | none          |                        | no auction price:
    bar 97 98 96 97                                                        |        5 | buy 5 @ 97    | none                   | the first open
""")
def test_on_open_and_on_close_in_their_auctions(): ...


@scenario("""
    event                                                                             | position | fills         | working             | why
    bar 100 101 99 100 -> place buy 5 order_type PEGGED peg PEG_SAME_SIDE peg_offset -1 |      0 | none          | buy pegged 5 @ 99   | a unit below the last price
    bar 101 103 100 102                                                               |        0 | none          | buy pegged 5 @ 101  | follows the close
    bar 102 103 100 102                                                               |        5 | buy 5 @ 101   | none                |
""")
def test_a_pegged_order_follows_the_last_price_where_there_are_no_quotes(): ...


@scenario(
    """
    event                                            | position | fills       | fees | why
    bar 100 101 99 100 -> place buy 5 limit 102      |        0 | none        |    0 | above the last price: it takes
    bar 100 101 99 100                               |        5 | buy 5 @ 100 |    5 | the taker's 1% of 500
    bar 100 101 99 100 -> place buy 5 limit 99       |        5 | none        |    5 | below: it rests
    bar 98 99 97 98                                  |       10 | buy 5 @ 98  |    5 | a maker pays nothing here
""",
    costs=TAKER,
)
def test_a_limit_that_could_trade_when_it_came_pays_as_a_taker(): ...


@scenario("""
    event                                              | position | fills       | working         | why
    bar 100 101 99 100 -> place buy 5 limit 98 display 2 |      0 | none        | buy limit 5 @ 98 |
    bar 99 100 97 99                                   |        2 | buy 2 @ 98  | buy limit 3 @ 98 | one shown part a bar: the next one stands behind the others
    bar 99 100 97 99                                   |        4 | buy 2 @ 98  | buy limit 1 @ 98 |
    bar 99 100 97 99                                   |        5 | buy 1 @ 98  | none            |
""")
def test_an_iceberg_gets_its_shown_part_a_bar(): ...


@scenario("""
    event                                         | position | fills      | intrabar | why
    bar 100 101 99 100 -> buy 5 stop 95 target 110 |       0 | none       |        0 |
    bar 100 101 99 100                            |        5 |            |        0 |
    bar 100 111 94 100                            |        0 | sell 5 @ 95 |       1 | the bar can't say which was first: the stop, and it is counted
    bar 100 101 99 100 -> buy 5 stop 95 target 110 |       0 | none       |        1 |
    bar 100 101 99 100                            |        5 |            |        1 |
    bar 94 111 93 100                             |        0 | sell 5 @ 94 |       1 | opened beyond the stop: no doubt
""")
def test_a_bar_that_reaches_stop_and_target_is_counted(): ...
