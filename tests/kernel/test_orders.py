"""When and at what price each kind of order is filled, without costs."""

from .scenario import scenario


@scenario("""
    event                       | position |      cash | fills         | why
    bar 100 101 99 100 -> buy 5 |        0 | 10_000.00 | none          | nothing is filled in the bar that the decision was made on
    bar 102 103 101 102         |        5 |  9_490.00 | buy 5 @ 102   | a market order gets the next open
    bar 103 104 102 103 -> close|        5 |  9_490.00 | none          |
    bar 105 106 104 105         |        0 | 10_015.00 | sell 5 @ 105  |
""")
def test_a_market_order_gets_the_next_open(): ...


@scenario("""
    event                                | position | fills       | orders | why
    bar 100 101 99 100 -> buy 5 limit 98 |        0 | none        |      1 |
    bar 99 100 98 99                     |        0 | none        |      1 | touched only: others stood before us in the queue
    bar 99 100 97.99 99                  |        5 | buy 5 @ 98  |      0 | traded through
""")
def test_a_limit_is_filled_only_when_traded_through(): ...


@scenario("""
    event                                | position | fills         | why
    bar 100 101 99 100 -> buy 5 limit 98 |        0 | none          |
    bar 95 96 94 95                      |        5 | buy 5 @ 95    | opened below the limit: the better open
    bar 95 96 94 95 -> sell 5 limit 97   |        5 | none          |
    bar 99 99 98 99                      |        0 | sell 5 @ 99   | and above it when selling
""")
def test_a_limit_gets_a_better_open(): ...


@scenario("""
    event                                   | position |     cash  | fills         | why
    bar 100 101 99 100 -> buy 10 trigger 105|        0 | 10_000.00 | none          |
    bar 100 104.99 99 100                   |        0 | 10_000.00 | none          | high 104.99 did not reach 105
    bar 107 108 106 107                     |       10 |  8_930.00 | buy 10 @ 107  | opened beyond 105: pays 107
""")
def test_a_stop_that_is_gapped_pays_the_open(): ...


@scenario("""
    event                                   | position | fills         | why
    bar 100 101 99 100 -> buy 10 trigger 105|        0 | none          |
    bar 100 105 99 100                      |       10 | buy 10 @ 105  | a stop needs only a touch
""")
def test_a_stop_is_filled_when_touched(): ...


@scenario("""
    event                                             | position | fills          | why
    bar 100 101 99 100 -> buy 10 trigger 105 limit 106|        0 | none           |
    bar 100 105.5 99 100                              |       10 | buy 10 @ 105   | at the trigger, within the limit
""")
def test_a_stop_limit_within_its_limit(): ...


@scenario("""
    event                                             | position | fills          | orders | why
    bar 100 101 99 100 -> buy 10 trigger 105 limit 106|        0 | none           |      1 |
    bar 107 108 106 107                               |        0 | none           |      1 | gapped over the limit; rests from now on
    bar 107 108 106 107                               |        0 | none           |      1 | touched only
    bar 107 108 105.9 107                             |       10 | buy 10 @ 106   |      0 | traded through
""")
def test_a_stop_limit_that_is_gapped_rests_as_a_limit(): ...


@scenario("""
    event                                         | position | orders | fills        | cancelled                                | why
    bar 100 101 99 100 -> buy 5 stop 95 target 110|        0 |      1 | none         | none                                     |
    bar 100 101 99 100                            |        5 |      2 | buy 5 @ 100  | none                                     | both sides of the bracket work
    bar 100 111 99 110                            |        0 |      0 | sell 5 @ 110 | the other side of the bracket was filled | target: the stop goes
""")
def test_the_target_takes_the_stop_with_it(): ...


@scenario("""
    event                                         | position | orders | fills        | cancelled                                | why
    bar 100 101 99 100 -> buy 5 stop 95 target 110|        0 |      1 | none         |                                          |
    bar 100 101 99 100                            |        5 |      2 | buy 5 @ 100  |                                          |
    bar 100 111 94 100                            |        0 |      0 | sell 5 @ 95  | the other side of the bracket was filled | both were reached: the stop came first
    bar 100 120 80 100                            |        0 |      0 | none         |                                          | never both
""")
def test_stop_and_target_in_one_bar_is_the_stop(): ...


@scenario("""
    event                                         | position | fills                      | why
    bar 100 101 99 100 -> buy 5 stop 95 target 110|        0 | none                       |
    bar 100 101 94 96                             |        0 | buy 5 @ 100, sell 5 @ 95   | stopped in the bar of the entry
""")
def test_the_entry_bar_can_stop_us(): ...


@scenario("""
    event                                         | position | fills                       | why
    bar 100 101 99 100 -> buy 5 stop 95 target 110|        0 | none                        |
    bar 100 110 99 105                            |        5 | buy 5 @ 100                 | the target was touched only
    bar 105 110.01 99 105                         |        0 | sell 5 @ 110                |
""")
def test_the_entry_bar_pays_the_target_only_when_traded_through(): ...


@scenario("""
    event                                         | position | fills                       | why
    bar 100 101 99 100 -> buy 5 stop 95 target 110|        0 | none                        |
    bar 100 111 99 105                            |        0 | buy 5 @ 100, sell 5 @ 110   | entered at the open, so all of the bar came after
""")
def test_the_entry_bar_pays_the_target_after_an_entry_at_the_open(): ...


@scenario("""
    event                                                     | position | fills         | why
    bar 100 101 99 100 -> buy 5 trigger 103 stop 95 target 110|        0 | none          |
    bar 100 111 99 105                                        |        5 | buy 5 @ 103   | the high may have come before our entry: no target
    bar 105 111 104 105                                       |        0 | sell 5 @ 110  |
""")
def test_the_entry_bar_does_not_pay_the_target_after_an_entry_inside_the_bar(): ...


@scenario("""
    event                                                   | position | fills                    | why
    bar 100 101 99 100 -> buy 5 limit 98 stop 95 target 110 |        0 | none                     |
    bar 99 111 94 99                                        |        0 | buy 5 @ 98, sell 5 @ 95  | through our limit and through our stop
""")
def test_a_limit_entry_can_be_stopped_in_its_bar(): ...


@scenario("""
    event                                          | position | fills         | why
    bar 100 101 99 100 -> sell 5 stop 105 target 90|        0 | none          |
    bar 100 101 99 100                             |       -5 | sell 5 @ 100  | short
    bar 108 109 107 108                            |        0 | buy 5 @ 108   | gapped over the stop: the open
""")
def test_a_short_is_stopped_by_a_gap_up(): ...


@scenario("""
    event                                         | position | orders | fills        | why
    bar 100 101 99 100 -> buy 5 stop 95           |        0 |      1 | none         |
    bar 100 101 99 100 -> sell 3                  |        5 |      2 | buy 5 @ 100  |
    bar 100 101 99 100                            |        2 |      1 | sell 3 @ 100 | two are left, the stop still asks for five
    bar 94 95 93 94                               |        0 |      0 | sell 2 @ 94  | a stop only reduces: it never turns us short
""")
def test_an_exit_never_flips_the_position(): ...


@scenario("""
    event                                | position | cash      | fills        | why
    bar 100 101 99 100 -> buy 5          |        0 |           | none         |
    bar 100 101 99 100                   |        5 |  9_500.00 | buy 5 @ 100  |
    sell 8                               |        5 |           | none         | a person's order, larger than the position
    bar 110 111 109 110                  |       -3 | 10_380.00 | sell 8 @ 110 | five close with +50, three are sold short at 110
    bar 120 121 119 120 -> close         |       -3 |           | none         |
    bar 120 121 119 120                  |        0 | 10_020.00 | buy 3 @ 120  | -30 on the short: 10_000 + 50 - 30
""")
def test_a_persons_order_may_turn_the_position(): ...


@scenario("""
    event                                     | position | orders | fills          | why
    bar 100 101 99 100                        |        0 |      0 | none           |
    buy 1.239 limit 99.994                    |        0 |      1 | none           | sizes go down to a hundredth, prices to the nearest cent
    bar 100 100 99.98 100                     |     1.23 |      0 | buy 1.23 @ 99.99 | 99.994 is 99.99
    buy 1.239 limit 99.996                    |     1.23 |      1 | none           |
    bar 101 101 99.99 100                     |     2.46 |      0 | buy 1.23 @ 100 | 99.996 is 100.00
""")
def test_prices_and_sizes_are_on_their_increments(): ...


@scenario("""
    event                                | position | orders | cancelled | why
    bar 100 101 99 100 -> buy 5 limit 90 |        0 |      1 | none      |
    cancel 1                             |        0 |      0 | asked for |
    cancel 1                             |        0 |      0 | none      | gone already
    bar 89 90 88 89                      |        0 |      0 | none      |
""")
def test_a_cancelled_order_is_not_filled(): ...


@scenario("""
    event                                | position | orders | fills | why
    bar 100 101 99 100 -> buy 5 limit 90 |        0 |      1 | none  |
    bar 100 101 99 100 -> close          |        0 |      0 | none  | leaving withdraws entries that wait
    bar 89 90 88 89                      |        0 |      0 | none  |
""")
def test_leaving_withdraws_waiting_entries(): ...


@scenario("""
    event                                                   | position | fills                    | why
    bar 100 101 99 100 -> buy 5 limit 98 stop 90 target 110 |        0 | none                     |
    bar 95 111 89 95                                        |        0 | buy 5 @ 95, sell 5 @ 90  | entered at the open; both sides were reached: the stop came first
""")
def test_a_limit_entry_at_the_open_is_stopped_before_its_target(): ...


@scenario("""
    event                                    | position | fills                       | why
    bar 100 101 99 100 -> buy 5 target 101   |        0 | none                        |
    bar 105 106 104 105                      |        0 | buy 5 @ 105, sell 5 @ 105   | opened beyond the target: it is sold there, not at 101 where nothing traded
""")
def test_a_target_that_the_entry_gapped_over_gets_the_open(): ...
