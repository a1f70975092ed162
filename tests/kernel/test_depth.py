"""Depth: the book, market orders that walk it, limits in its queues, orders by id."""

from tradewind.kernel.conditions import Conditions

from .scenario import scenario

BOOK = Conditions(depth=1024)
NAMED = Conditions(depth=1024, orders=64)


@scenario(
    """
    event           | position | fills                     | orders | equity    | why
    depth 99 5 1    |        0 | none                      |      0 |           |
    depth 101 2 -1  |        0 | none                      |      0 |           |
    depth 102 9 -1  |        0 | none                      |      0 |           |
    buy 5           |        0 | none                      |      1 |           |
    depth 98 5 1    |        5 | buy 2 @ 101, buy 3 @ 102  |      0 |  9_987.00 | two levels, one fill each; worth the bid of 99
    sell 2          |        5 | none                      |      1 |           |
    depth 97 5 1    |        3 | sell 2 @ 99               |      0 |           |
""",
    conditions=BOOK,
)
def test_a_market_order_walks_the_book(): ...


@scenario(
    """
    event           | position | fills        | orders | why
    depth 99 5 1    |        0 | none         |      0 |
    depth 101 2 -1  |        0 | none         |      0 |
    buy 5           |        0 | none         |      1 |
    depth 98 5 1    |        2 | buy 2 @ 101  |      1 | the book has no more
    depth 98 6 1    |        2 | none         |      1 | what it took is gone until the venue says otherwise
    depth 101 2 -1  |        2 | none         |      1 | the order meets the book as it stood before this event
    depth 98 5 1    |        4 | buy 2 @ 101  |      1 |
""",
    conditions=BOOK,
)
def test_what_is_taken_is_gone(): ...


@scenario(
    """
    event             | position | fills        | orders | cancelled | why
    depth 99 5 1      |        0 | none         |      0 | none      |
    depth 101 2 -1    |        0 | none         |      0 | none      |
    depth 103 2 -1    |        0 | none         |      0 | none      |
    buy 5 limit 102   |        0 | none         |      1 | none      |
    depth 98 5 1      |        2 | buy 2 @ 101  |      1 | none      | takes what is within its limit, rests with the rest
    depth 101.5 1 -1  |        3 | buy 1 @ 102  |      1 | none      | an ask that comes to a resting bid trades at the bid
""",
    conditions=BOOK,
)
def test_a_marketable_limit_takes_then_rests(): ...


@scenario(
    """
    event           | position | fills        | orders | why
    depth 99 10 1   |        0 | none         |      0 |
    depth 101 9 -1  |        0 | none         |      0 |
    buy 5 limit 99  |        0 | none         |      1 |
    depth 99 12 1   |        0 | none         |      1 | it joined behind 10; two came after it
    trade 99 6 -1   |        0 | none         |      1 | 4 before it
    depth 99 6 1    |        0 | none         |      1 | that was the trade
    depth 99 3 1    |        0 | none         |      1 | only 3 are left in all: 3 before it
    trade 99 5 -1   |        2 | buy 2 @ 99   |      1 |
    trade 99 5 -1   |        5 | buy 3 @ 99   |      0 |
""",
    conditions=BOOK,
)
def test_a_limit_waits_for_its_turn_in_the_queue(): ...


@scenario(
    """
    event           | position | fills        | why
    depth 99 10 1   |        0 | none         |
    depth 101 9 -1  |        0 | none         |
    buy 5 limit 99  |        0 | none         |
    depth 99 20 1   |        0 | none         | 10 before it, 10 behind it
    depth 99 10 1   |        0 | none         | half of those who left stood before it: 5
    trade 99 6 -1   |        1 | buy 1 @ 99   |
""",
    conditions=Conditions(depth=1024, queue="power", queue_power=1.0),
)
def test_a_queue_model_says_who_left(): ...


@scenario(
    """
    event            | position | fills        | why
    depth 99 10 1    |        0 | none         |
    depth 101 9 -1   |        0 | none         |
    buy 5 limit 99   |        0 | none         |
    depth 98 1 1     |        0 | none         |
    clear 0 0 0      |        0 | none         |
    depth 99 12 1    |        0 | none         | a snapshot is no cancellation: still 10 before it
    depth 101 9 -1   |        0 | none         |
    trade 99 11 -1   |        1 | buy 1 @ 99   |
""",
    conditions=BOOK,
)
def test_a_snapshot_costs_no_place(): ...


@scenario(
    """
    event              | position | fills        | why
    added 99 4 1 1     |        0 | none         |
    added 99 6 1 2     |        0 | none         |
    added 101 9 -1 3   |        0 | none         |
    buy 5 limit 99     |        0 | none         |
    added 99 7 1 4     |        0 | none         | behind us
    gone 99 7 1 4      |        0 | none         | and away: nothing changes
    gone 99 6 1 2      |        0 | none         | was before us: 4 are left
    changed 99 3 1 1   |        0 | none         | 3
    trade 99 4 -1      |        1 | buy 1 @ 99   |
""",
    conditions=NAMED,
)
def test_with_ids_our_place_is_known(): ...


@scenario(
    """
    event              | position | fills        | why
    added 99 4 1 1     |        0 | none         |
    added 101 9 -1 3   |        0 | none         |
    buy 5 limit 99     |        0 | none         |
    added 99 7 1 4     |        0 | none         |
    changed 99 5 1 1   |        0 | none         | a larger size lost its place: nobody before us
    gone 99 3 1 4 1    |        5 | buy 5 @ 99   | one behind us was filled with 7: so were we
""",
    conditions=NAMED,
)
def test_who_grows_goes_to_the_end(): ...


@scenario(
    """
    event            | position | fills        | orders | why
    depth 99 10 1    |        0 | none         |      0 |
    depth 101 2 -1   |        0 | none         |      0 |
    buy 1            |        0 | none         |      1 |
    depth 102 2 -1   |        0 | none         |      1 | still on its way
    depth 101 0 -1   |        0 | none         |      1 | the ask left before it came
    depth 98 1 1     |        1 | buy 1 @ 102  |      0 |
""",
    conditions=Conditions(depth=1024, order_latency=2_500_000_000),
)
def test_latency_costs_the_level_that_was_seen(): ...
