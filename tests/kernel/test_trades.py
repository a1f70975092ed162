"""What trade prints do to our orders, alone and beside quotes."""

from tradewind.kernel.conditions import Conditions

from .scenario import scenario


@scenario("""
    event            | position | fills         | orders | why
    trade 100 1      |        0 | none          |      0 |
    buy 5            |        0 | none          |      1 |
    trade 101 3      |        3 | buy 3 @ 101   |      1 | the next trade's price, and no more than its size
    trade 102 9      |        5 | buy 2 @ 102   |      0 |
""")
def test_a_market_order_gets_the_next_trades(): ...


@scenario("""
    event            | position | fills         | orders | why
    trade 100 1      |        0 | none          |      0 |
    buy 5 limit 99   |        0 | none          |      1 |
    trade 100 1      |        0 | none          |      1 |
    trade 99 50      |        0 | none          |      1 | at its price: how long the queue is nobody said
    trade 98.99 2    |        2 | buy 2 @ 99    |      1 | beyond it, by the trade's size
    trade 98.99 2 1  |        2 | none          |      1 | a buyer took: that is no sale to us
    trade 98.99 9 -1 |        5 | buy 3 @ 99    |      0 |
""")
def test_a_resting_limit_needs_a_trade_beyond_it(): ...


@scenario("""
    event             | position | fills         | orders | why
    quote 99 101 10 10|        0 | none          |      0 |
    buy 5 limit 99    |        0 | none          |      1 |
    quote 99 101 10 10|        0 | none          |      1 | joins behind the 10 that are bid
    trade 99 4 -1     |        0 | none          |      1 | 6 before it
    trade 99 8 -1     |        2 | buy 2 @ 99    |      1 | 6 of the 8 went to those before it
    trade 99 2 -1     |        4 | buy 2 @ 99    |      1 | it is the first now
    trade 99 2 1      |        4 | none          |      1 | a buyer took
    trade 99 2 0      |        5 | buy 1 @ 99    |      0 | a taker that nobody names may have been a seller
""")
def test_the_queue_before_us_is_traded_first(): ...


@scenario("""
    event             | position | fills         | orders | why
    quote 99 101 10 10|        0 | none          |      0 |
    buy 5 limit 100   |        0 | none          |      1 |
    quote 99 101 10 10|        0 | none          |      1 | better than the bid: nobody before it
    trade 100 3 -1    |        3 | buy 3 @ 100   |      1 |
    trade 99 10 -1    |        5 | buy 2 @ 100   |      0 | who sold at 99 would have met us first
""")
def test_a_limit_inside_the_spread_is_first(): ...


@scenario("""
    event             | position | fills                    | orders | why
    quote 99 101 0 0  |        0 | none                     |      0 |
    buy 2 limit 98    |        0 | none                     |      1 |
    buy 2 limit 98.5  |        0 | none                     |      2 |
    quote 99 101 0 0  |        0 | none                     |      2 |
    trade 97 3 -1     |        3 | buy 2 @ 98.5, buy 1 @ 98 |      1 | the better price first, the size once
""")
def test_one_trade_is_shared_by_price_and_time(): ...


@scenario(
    """
    event             | position | fills         | why
    trade 100 10      |        0 | none          |
    buy 10            |        0 | none          |
    trade 100 10      |        1 | buy 1 @ 100   | a tenth of the trade
""",
    conditions=Conditions(participation=0.1),
)
def test_a_participation_takes_its_share_of_a_trade(): ...


@scenario("""
    event             | position | fills         | orders | why
    trade 100 5       |        0 | none          |      0 |
    buy 5 stop 98     |        0 | none          |      1 |
    trade 100 5       |        5 | buy 5 @ 100   |      1 |
    trade 98 7        |        0 | sell 5 @ 98   |      0 | the last price touched the stop
""")
def test_a_stop_wakes_on_the_last_trade(): ...
