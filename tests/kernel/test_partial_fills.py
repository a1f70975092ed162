"""Fills of a part: what a bar's volume leaves of an order, what protects what was filled, and how a bracket shrinks with it."""

from __future__ import annotations

from .scenario import scenario

TENTH = {"participation": 0.1}


@scenario(
    """
    event                         | position | fills       | working       | why
    bar 100 101 99 100 1 -> buy 5 |        0 | none        | buy market 5  |
    bar 100 101 99 100 30         |        3 | buy 3 @ 100 | buy market 2  | a tenth of the bar's 30
    bar 101 102 99 100 15         |      4.5 | buy 1.5 @ 101 | buy market 0.5 | the rest gets the next open
    bar 102 103 99 100 1000       |        5 | buy 0.5 @ 102 | none        |
""",
    venue=TENTH,
)
def test_a_market_order_gets_its_share_of_each_bar(): ...


@scenario(
    """
    event                                              | position | working                                     | changed                         | why
    bar 100 101 99 100 1 -> buy 5 stop 95 target 110   |        0 | buy market 5                                | none                            |
    bar 100 101 99 100 20                              |        2 | buy market 3, sell stop 2 @ 95, sell limit 2 @ 110 | none                     | what was filled is protected
    bar 100 101 99 100 100                             |        5 | sell stop 5 @ 95, sell limit 5 @ 110        | more of its entry was filled, more of its entry was filled | the bracket grows with it
    bar 112 113 111 112 20                             |        3 | sell stop 3 @ 95, sell limit 3 @ 110        | part of the position was closed | the target got 2 at the open; the stop shrinks
    bar 94 95 93 94 20                                 |        1 | sell stop 1, sell limit 1 @ 110             |                                 | stopped in part
    bar 90 91 89 90 100                                |        0 | none                                        |                                 | the rest of a stop that was hit goes at the open
""",
    venue=TENTH,
)
def test_a_bracket_is_as_large_as_what_it_protects(): ...


@scenario(
    """
    event                                        | position | fills                     | why
    bar 100 101 99 100 1 -> buy 4 limit 98       |        0 | none                      |
    buy 4 limit 98                               |        0 |                           | a second one behind it
    bar 99 100 97 99 50                          |        5 | buy 4 @ 98, buy 1 @ 98    | together no more than a tenth, the older one first
    bar 99 100 97 99 50                          |        8 | buy 3 @ 98                |
""",
    venue=TENTH,
)
def test_all_our_orders_share_the_volume(): ...


@scenario(
    """
    event                          | position | fills | working      | why
    bar 100 101 99 100 1 -> buy 5  |        0 | none  | buy market 5 |
    bar 100 101 99 100 0           |        0 | none  | buy market 5 | nothing traded
    bar 100 101 99 100 0.05        |        0 | none  | buy market 5 | a tenth is below the smallest size of 0.01
""",
    venue=TENTH,
)
def test_no_volume_no_fill(): ...
