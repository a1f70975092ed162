"""What quotes do to our orders: market orders, limits, stops, sizes, valuation."""

from tradewind.kernel.conditions import Conditions
from tradewind.kernel.opening import Costs

from .scenario import scenario


@scenario("""
    event            | position | fills         | equity    | why
    quote 99 101     |        0 | none          | 10_000.00 |
    buy 5            |        0 | none          | 10_000.00 |
    quote 99.5 101.5 |        5 | buy 5 @ 101.5 |  9_990.00 | the next quote's ask; worth its bid from now on
    sell 5           |        5 | none          |  9_990.00 |
    quote 102 104    |        0 | sell 5 @ 102  | 10_002.50 | the bid
""")
def test_a_market_order_pays_the_next_quote(): ...


@scenario("""
    event            | position | fills         | orders | why
    quote 99 101 5 5 |        0 | none          |      0 |
    buy 8            |        0 | none          |      1 |
    quote 99 101 5 5 |        5 | buy 5 @ 101   |      1 | no more than is quoted
    quote 99 102 5 1 |        6 | buy 1 @ 102   |      1 | the rest at what the next quote asks
    quote 99 102 5 9 |        8 | buy 2 @ 102   |      0 |
""")
def test_the_size_quoted_is_all_there_is(): ...


@scenario("""
    event            | position | fills         | orders | why
    quote 99 101 5 5 |        0 | none          |      0 |
    buy 9            |        0 | none          |      1 |
    quote 99 101 5 5 |        5 | buy 5 @ 101   |      1 |
    quote 99 101 5 5 |        5 | none          |      1 | the same offer once more: we have had it
    quote 98 101 5 5 |        5 | none          |      1 | the other side says nothing about it
    quote 98 101 5 6 |        6 | buy 1 @ 101   |      1 | so much is new
    quote 98 101 5 2 |        6 | none          |      1 | it went, and what we had with it
    quote 98 101 5 3 |        7 | buy 1 @ 101   |      1 | new again
    quote 98 102 5 1 |        8 | buy 1 @ 102   |      1 | another price, another offer
    quote 98 101 5 1 |        9 | buy 1 @ 101   |      0 |
""")
def test_a_quote_that_is_repeated_is_no_new_offer(): ...


@scenario("""
    event             | position | fills                        | orders | why
    quote 99 101 5 5  |        0 | none                         |      0 |
    buy 8             |        0 | none                         |      1 |
    buy 1 trigger 101 |        0 | none                         |      2 |
    quote 99 101 5 5  |        5 | buy 5 @ 101                  |      2 | the older order has it all
    quote 98 100 5 9  |        9 | buy 3 @ 100, buy 1 @ 100     |      0 | the stop woke at 101 all the same, though the ask went below it
""")
def test_a_stop_wakes_where_nothing_is_left_for_it(): ...


@scenario("""
    event                         | position | fills       | orders | why
    quote 99 101 5 5              |        0 | none        |      0 |
    buy 5                         |        0 | none        |      1 |
    quote 99 101 5 5              |        5 | buy 5 @ 101 |      0 |
    buy 2 limit 101               |        5 | none        |      1 |
    quote 99 101 5 5              |        5 | none        |      1 | another order does not get it a second time either
    quote 99 100.5 5 5            |        7 | buy 2 @ 101 |      0 | it rested: its own price
""")
def test_what_one_order_took_is_not_there_for_another(): ...


@scenario(
    """
    event            | position | fills         | orders | why
    quote 99 101 8 8 |        0 | none          |      0 |
    buy 8            |        0 | none          |      1 |
    quote 99 101 8 8 |        2 | buy 2 @ 101   |      1 | a quarter of the size
""",
    conditions=Conditions(participation=0.25),
)
def test_a_participation_takes_its_share_of_a_quote(): ...


@scenario("""
    event            | position | fills         | orders | why
    quote 99 101     |        0 | none          |      0 |
    buy 5 limit 102  |        0 | none          |      1 |
    quote 99 101.5   |        5 | buy 5 @ 101.5 |      0 | marketable on arrival: the quote, which is better than its limit
    sell 5 limit 102 |        5 | none          |      1 |
    quote 101 103    |        5 | none          |      1 | rests
    quote 104 106    |        0 | sell 5 @ 102  |      0 | the bid came to it: its own limit, no more
""")
def test_a_limit_gets_the_quote_on_arrival_and_its_limit_at_rest(): ...


@scenario("""
    event             | position | fills         | orders | why
    quote 99 101      |        0 | none          |      0 |
    buy 5 stop 98     |        0 | none          |      1 |
    quote 99 101      |        5 | buy 5 @ 101   |      1 | its stop works now
    quote 98.1 98.2   |        5 | none          |      1 | not yet
    quote 97.5 99.5   |        0 | sell 5 @ 97.5 |      0 | the bid is what a long position is closed at; the ask stayed above 98
""")
def test_a_long_stop_wakes_on_the_bid(): ...


@scenario("""
    event               | position | fills         | orders | why
    quote 99 101        |        0 | none          |      0 |
    buy 5 trigger 103   |        0 | none          |      1 |
    quote 102 102.9     |        0 | none          |      1 | not yet
    quote 101 103.5     |        5 | buy 5 @ 103.5 |      0 | wakes on the ask, and pays it
""")
def test_a_buy_stop_wakes_on_the_ask(): ...


@scenario("""
    event                         | position | fills         | orders | why
    quote 99 101                  |        0 | none          |      0 |
    buy 5 trigger 103 limit 103.2 |        0 | none          |      1 |
    quote 102 103.5               |        0 | none          |      1 | awake, but beyond its limit: rests
    quote 102 103.1               |        5 | buy 5 @ 103.2 |      0 | a limit that rests gets its limit
""")
def test_a_stop_limit_that_wakes_beyond_its_limit_rests(): ...


@scenario(
    """
    event            | position | fills          | why
    quote 100 100    |        0 | none           |
    buy 1            |        0 | none           |
    quote 100 100    |        1 | buy 1 @ 100.1  | slippage is paid, half the spread is not: the quote has it
""",
    costs=Costs(slippage=0.001, half_spread=0.01, taker_fee=0.0, maker_fee=0.0),
)
def test_the_spread_is_the_quotes_own(): ...


@scenario(
    """
    event                  | position | fills         | orders | why
    quote 99 101           |        0 | none          |      0 |
    buy 5                  |        0 | none          |      1 |
    quote 99 101           |        0 | none          |      1 | on its way for 1.5 seconds
    quote 99 102           |        5 | buy 5 @ 102   |      0 | the first quote after it arrived
""",
    conditions=Conditions(order_latency=1_500_000_000),
)
def test_an_order_on_its_way_meets_no_quote(): ...


@scenario("""
    event           | position | fills         | why
    quote 99 101    |        0 | none          |
    buy 5           |        0 | none          |
    halted          |        0 | none          |
    quote 99 101    |        0 | none          | prices move, nothing trades
    resumed         |        0 | none          |
    quote 99 101.5  |        5 | buy 5 @ 101.5 |
    closed nan      |        5 | none          |
    sell 5          |        5 | none          |
    quote 99 101    |        5 | none          | outside the session
    opened nan      |        5 | none          |
    quote 100 101   |        0 | sell 5 @ 100  |
""")
def test_nothing_is_filled_while_halted_or_closed(): ...


@scenario("""
    event                      | position | fills         | orders | why
    bar 100 101 99 100 -> buy 5|        0 | none          |        |
    quote 100 102              |        5 | buy 5 @ 102   |      0 |
    bar 100 101 99 100 -> sell 5 limit 105 | 5 | none     |      1 |
    quote 104 105              |        5 | none          |      1 |
    bar 100 109 99 105         |        5 | none          |      1 | what the bar sums up, quotes have decided
    quote 105 106              |        0 | sell 5 @ 105  |      0 |
""")
def test_bars_match_nothing_where_there_are_quotes(): ...
