"""Exits that the account's limits set up for every position that a signal opened: targets, trail, break even, clock, session, news."""

from __future__ import annotations

from dataclasses import replace

from .scenario import WIDE, scenario

# A signal's size: 1% of 10_000 at risk, a stop 10 away: 10 units.
SCALED = replace(WIDE, first_target=1.0, first_share=0.5, second_target=2.0, second_share=0.3)


@scenario(
    """
    event                                               | position | working                                                                     | fills         | why
    bar 100 101 99 100 -> long 0.9 stop 90 target 130   |        0 | buy market 10                                                               | none          |
    bar 100 101 99 100                                  |       10 | sell stop 10 @ 90, sell limit 5 @ 110, sell limit 3 @ 120, sell limit 2 @ 130 | buy 10 @ 100 | a half after one risk, 30% after two, the rest at its own target
    bar 109 111 108 110                                 |        5 | sell stop 5 @ 90, sell limit 3 @ 120, sell limit 2 @ 130                    | sell 5 @ 110  |
    bar 119 121 118 120                                 |        2 | sell stop 2 @ 90, sell limit 2 @ 130                                        | sell 3 @ 120  |
    bar 89 90 88 89                                     |        0 | none                                                                        | sell 2 @ 89   |
""",
    limits=SCALED,
)
def test_scaling_out_at_several_targets(): ...


@scenario(
    """
    event                                               | position | working                                                                       | why
    bar 100 101 99 100 1 -> long 0.9 stop 90 target 130 |        0 | buy market 10                                                                 |
    bar 100 101 99 100 40                               |        4 | buy market 6, sell stop 4 @ 90, sell limit 2 @ 110, sell limit 1.2 @ 120, sell limit 0.8 @ 130 | shares of what was filled
    bar 100 101 99 100 100                              |       10 | sell stop 10 @ 90, sell limit 5 @ 110, sell limit 3 @ 120, sell limit 2 @ 130 |
    bar 89 90 88 89 40                                  |        6 | sell stop 6, sell limit 5 @ 110, sell limit 1 @ 120                           | stopped in part: the furthest targets go first
""",
    limits=SCALED,
    venue={"participation": 0.1},
)
def test_targets_grow_and_shrink_with_the_position(): ...


@scenario(
    """
    event                                     | position | working                                | fills           | why
    bar 100 101 99 100 -> long 0.9 stop 90    |        0 | buy market 10                          | none            |
    bar 100 101 99 100                        |       10 | sell stop 10 @ 90                      | buy 10 @ 100    |
    bar 100 101.9 99 101                      |       10 | sell stop 10 @ 90                      | none            | not yet 2% up
    bar 101 104 100 103                       |       10 | sell stop 10 @ 102.96                  | none            | 2% up: 1% below the best price of 104
    bar 104 110 103 109                       |       10 | sell stop 10 @ 108.9                   | none            |
    bar 109 109 105 106                       |        0 | none                                   | sell 10 @ 108.9 |
""",
    limits=replace(WIDE, trailing=1),
)
def test_the_stop_trails_after_two_percent(): ...


@scenario(
    """
    event                        | position | working                      | why
    bar 100 101 99 100 -> short 0.9 |     0 | sell market 10               | a tenth of equity, without a stop
    bar 100 101 99 100           |      -10 | buy trailing_stop 10         | waits for 98
    bar 100 100 97 98            |      -10 | buy trailing_stop 10 @ 97.97 |
""",
    limits=replace(WIDE, trailing=1),
)
def test_a_position_without_a_stop_gets_a_trailing_one(): ...


@scenario(
    """
    event                                     | position | working            | changed                               | why
    bar 100 101 99 100 -> long 0.9 stop 90    |        0 | buy market 10      | none                                  |
    bar 100.5 101 99 100                      |       10 | sell stop 10 @ 90  | none                                  |
    bar 100 110 99 109                        |       10 | sell stop 10 @ 90  | none                                  | one risk of 10.5 would be 111
    bar 109 111 108 110                       |       10 | sell stop 10 @ 100.5 | the stop moved to the entry's price | where it was entered
    bar 110 110 95 96                         |        0 | none               |                                       |
""",
    limits=replace(WIDE, breakeven_at=1.0),
)
def test_break_even_after_one_risk(): ...


@scenario(
    """
    event                                               | position | outcome     | why
    bar 100 101 99 100 -> long 0.9 stop 90              |        0 | ordered     |
    bar 100 101 99 100 -> long 0.9 stop 90              |       10 | ordered     | one more is allowed
    bar 100 101 99 100 -> long 0.9 stop 90              |       20 | in position | and no other
    bar 80 81 79 80                                     |        0 |             | both stops
    bar 80 81 79 80 -> long 0.9 stop 70                 |        0 | ordered     |
    bar 80 81 79 80 -> long 0.9 stop 70                 |     9.6  | ordered     | counted anew
""",
    limits=replace(WIDE, max_scale_ins=1),
)
def test_scaling_in_has_a_cap(): ...


@scenario(
    """
    event                                     | position | fills         | working                              | why
    bar 100 101 99 100 -> long 0.9 stop 90    |        0 | none          | buy market 10                        |
    bar 100 101 99 100                        |       10 | buy 10 @ 100  | sell stop 10 @ 90, sell market 10    | an order for the market in two hours
    bar 100 101 99 100                        |       10 | none          |                                      |
    bar 102 104 101 103                       |        0 | sell 10 @ 103 | none                                 | due at this bar's end: its close
""",
    limits=replace(WIDE, max_hours=2.0),
)
def test_a_position_is_closed_after_some_hours(): ...


@scenario(
    """
    event                                        | position | fills         | why
    bar 100 101 99 100 -> long 0.9 stop 90       |        0 | none          |
    bar 100 101 99 100                           |       10 | buy 10 @ 100  |
    bar 102 104 101 103                          |        0 | sell 10 @ 103 | midnight
""",
    limits=replace(WIDE, exit_at_session_close=1),
    seconds=8 * 3600,
)
def test_without_sessions_the_day_is_the_session(): ...


@scenario(
    """
    event                                        | position | fills         | working | why
    event session_open                           |        0 | none          |         |
    bar 100 101 99 100 -> long 0.9 stop 90       |        0 | none          |         |
    bar 100 101 99 100                           |       10 | buy 10 @ 100  | sell stop 10 @ 90 |
    event session_close 102                      |        0 | sell 10 @ 102 | none    | in the closing auction
""",
    limits=replace(WIDE, exit_at_session_close=1),
)
def test_nothing_is_held_over_the_session(): ...


@scenario(
    """
    event                                        | position | fills         | why
    bar 100 101 99 100 -> long 0.9 stop 90       |        0 | none          | Tuesday (the run starts on Monday)
    bar 100 101 99 100                           |       10 | buy 10 @ 100  |
    bar 102 104 101 103                          |       10 | none          | Thursday
    bar 102 104 101 103                          |       10 | none          | Friday: closes at 00:00 of Friday
    bar 103 105 102 104                          |        0 | sell 10 @ 104 | due on Friday 20:00, inside this bar: its close
""",
    limits=replace(WIDE, exit_before_weekend_hours=4.0),
    seconds=86_400,
)
def test_nothing_is_held_over_the_weekend(): ...


@scenario(
    """
    event                                        | position | fills         | working                           | why
    bar 100 101 99 100 -> long 0.9 stop 90       |        0 | none          |                                   |
    bar 100 101 99 100                           |       10 | buy 10 @ 100  |                                   |
    event news 2 30                              |       10 | none          | sell stop 10 @ 90                 | of little weight
    event news 3 150                             |       10 | none          | sell stop 10 @ 90, sell market 10 | due in 150 minutes: out in two hours
    bar 100 101 99 100                           |       10 | none          |                                   |
    bar 100 101 99 100.5                         |        0 | sell 10 @ 100.5 | none                            |
""",
    limits=replace(WIDE, exit_before_news_minutes=30.0),
)
def test_positions_are_closed_before_news(): ...
