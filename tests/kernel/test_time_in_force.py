"""How long orders work, what they must not do, and how long they, changes and cancellations travel."""

from __future__ import annotations

from tradewind.market.time import MINUTE

from .scenario import scenario

SLOW = {"order_latency": 10 * MINUTE}


@scenario("""
    event                                                                | position | cancelled                | why
    bar 100 101 99 100 -> place buy 5 limit 95 time_in_force GTD expires 2h |     0 | none                     |
    bar 100 101 99 100                                                   |        0 | none                     |
    bar 100 101 96 100                                                   |        0 | its time in force is over |
    bar 94 95 93 94                                                      |        0 | none                     |
""")
def test_good_till_date(): ...


@scenario(
    """
    event                                                            | position | cancelled                 | why
    bar 100 101 99 100 -> place buy 5 limit 95 time_in_force DAY     |        0 | none                      | closes at 08:00
    bar 100 101 99 100                                               |        0 | none                      | 16:00
    bar 100 101 99 100                                               |        0 | its time in force is over | 24:00: without sessions in the data the day is UTC's
    bar 94 95 93 94                                                  |        0 | none                      |
""",
    seconds=8 * 3600,
)
def test_a_day_order_ends_with_the_day(): ...


@scenario("""
    event                                                            | position | cancelled             | why
    event session_open                                               |        0 | none                  |
    bar 100 101 99 100 -> place buy 5 limit 95 time_in_force DAY     |        0 | none                  |
    event session_close                                              |        0 | the session is closed |
""")
def test_a_day_order_ends_with_the_session(): ...


@scenario(
    """
    event                                                            | position | fills        | cancelled                                 | why
    bar 100 101 99 100 30 -> place buy 5 limit 101 time_in_force IOC |        0 | none         | none                                      |
    bar 100.5 101 99 100 30                                          |        3 | buy 3 @ 100.5 | what was not filled at once is cancelled |
    bar 100 101 99 100 30 -> place buy 5 limit 99 time_in_force IOC  |        3 | none         | none                                      |
    bar 100 101 90 100 30                                            |        3 | none         | what was not filled at once is cancelled  | the open was above it; later prices don't count
    bar 100 101 99 100 30 -> place buy 5 limit 101 time_in_force FOK |        3 | none         | none                                      |
    bar 100 101 90 100 30                                            |        3 | none         | could not be filled whole at once         | only 3 to be had
    bar 100 101 99 100 30 -> place buy 5 limit 101 time_in_force FOK |        3 | none         | none                                      |
    bar 100 101 90 100 50                                            |        8 | buy 5 @ 100  | none                                      |
""",
    venue={"participation": 0.1},
)
def test_immediate_or_cancel_and_fill_or_kill(): ...


@scenario("""
    event                                                         | position | rejected                                | working          | why
    bar 100 101 99 100 -> place buy 5 limit 100 flags POST_ONLY   |        0 | would have taken liquidity (post-only)  | none             |
    bar 100 101 99 100 -> place buy 5 limit 99.99 flags POST_ONLY |        0 | none                                    | buy limit 5 @ 99.99 |
""")
def test_post_only(): ...


@scenario("""
    event                                                          | position | fills         | cancelled                                                 | why
    bar 100 101 99 100 -> buy 3                                    |        0 | none          | none                                                      |
    bar 100 101 99 100 -> place sell 5 limit 105 flags REDUCE_ONLY |        3 | buy 3 @ 100   | none                                                      | asks for more than is held
    bar 104 106 103 105                                            |        0 | sell 3 @ 105  | none                                                      | never turns the position
    bar 104 106 103 105 -> place sell 5 limit 108 flags REDUCE_ONLY |       0 | none          | none                                                      |
    bar 109 110 108 109                                            |        0 | none          | would have opened or turned the position (reduce-only)    |
""")
def test_reduce_only_never_turns_the_position(): ...


@scenario(
    """
    event                                      | position | fills         | why
    bar 100 101 99 100 -> place buy 5          |        0 | none          | at the venue ten minutes later
    bar 101 103 100 102                        |        5 | buy 5 @ 102   | came inside this bar: of its prices only the close is sure to be after it
    bar 102 103 101 102 -> place buy 5 limit 99 |       5 | none          |
    bar 102 103 98 102                         |        5 | none          | 98 may have been before it came
    bar 102 103 98 102                         |       10 | buy 5 @ 99    |
""",
    venue=SLOW,
)
def test_no_order_is_filled_before_it_is_at_the_venue(): ...


@scenario(
    """
    event                                             | position | fills       | cancelled         | why
    bar 100 101 99 100 -> place buy 5 limit 95 tag 1  |        0 | none        | none              |
    bar 100 101 99 100 -> cancel 1                    |        0 | none        | none              |
    bar 100 101 94 100                                |        5 | buy 5 @ 95  | none              | the cancellation came too late
    bar 100 101 99 100 -> place buy 5 limit 95 tag 1  |        5 | none        | none              |
    bar 100 101 99 100 -> cancel 1                    |        5 | none        | none              |
    bar 100 101 96 100                                |        5 | none        | the strategy left | there in time
    bar 100 101 99 100 -> place buy 5 limit 95 tag 1  |        5 | none        | none              |
    bar 100 101 99 100 -> amend 1 limit 90            |        5 | none        | none              |
    bar 100 101 94 100                                |       10 | buy 5 @ 95  | none              | the old price was still there
""",
    venue=SLOW,
)
def test_cancellations_and_changes_travel_too(): ...
