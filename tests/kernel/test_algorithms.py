"""Parent orders and their children: what is sent when, and what becomes of the rest."""

from __future__ import annotations

from .scenario import scenario


@scenario("""
    event                                                                                             | position | fills        | why
    bar 100 101 99 100 -> place buy 9 algorithm TWAP until 3h interval 1h stop 90 target 120          |        0 | none         | three slices of an hour; the first is sent at once
    bar 101 102 100 101                                                                               |        3 | buy 3 @ 101  |
    bar 102 103 101 102                                                                               |        6 | buy 3 @ 102  |
    bar 103 104 102 103                                                                               |        9 | buy 3 @ 103  |
    bar 103 104 102 103                                                                               |        9 | none         |
""")
def test_twap_sends_equal_slices(): ...


@scenario("""
    event                                                                                                    | position | fills        | cancelled                            | working | why
    bar 100 101 99 100 -> place buy 9 algorithm TWAP until 3h interval 1h limit 100                          |        0 | none         | none                                 | buy limit 9 @ 100, buy limit 3 @ 100 |
    bar 102 103 101 102                                                                                      |        0 | none         | the next slice of its parent takes its place | buy limit 9 @ 100, buy limit 4.5 @ 100 | the price ran away: two slices are left
    bar 99 103 98 102                                                                                        |      4.5 | buy 4.5 @ 99 | none                                 | buy limit 4.5 @ 100, buy limit 4.5 @ 100 |
    bar 102 103 101 102                                                                                      |      4.5 | none         | its parent's time is over, the order that it hung on is gone | none | what is left is cancelled
""")
def test_twap_catches_up_and_ends(): ...


@scenario("""
    event                                                                                                             | position | fills        | working      | why
    bar 100 101 99 100 -> place buy 9 algorithm TWAP until 2h interval 1h limit 100 flags FINISH                      |        0 | none         |              |
    bar 102 103 101 102                                                                                               |        0 | none         |              |
    bar 102 103 101 102                                                                                               |        0 | none         | buy market 9 | its time is over
    bar 104 105 103 104                                                                                               |        9 | buy 9 @ 104  | none         |
""")
def test_what_is_left_may_go_to_the_market(): ...


@scenario("""
    event                                                                             | position | fills        | why
    bar 100 101 99 100 100 -> place buy 20 algorithm VWAP until 5h interval 1h        |        0 | none         | nothing known of volume yet: 20 / 5
    bar 100 101 99 100 100                                                            |        4 | buy 4 @ 100  | one interval of 100: 16 / 4 = 4
    bar 100 101 99 100 300                                                            |        8 | buy 4 @ 100  | 12 / 3 times 300 over a mean of 200
    bar 100 101 99 100 100                                                            |       14 | buy 6 @ 100  | 6 / 2 times 100 over a mean of 166.7
    bar 100 101 99 100 100                                                            |     15.8 | buy 1.8 @ 100 | the last slice is all that is left
    bar 100 101 99 100 100                                                            |       20 | buy 4.2 @ 100 |
""")
def test_vwap_goes_with_the_volume_so_far(): ...


@scenario("""
    event                                                                                        | position | fills        | why
    bar 100 101 99 100 -> place buy 10 algorithm VWAP until 4h interval 1h rate 0.1 tag 1        |        0 | none         | a tenth by the strategy's own profile
    bar 100 101 99 100 -> amend 1 rate 0.4                                                       |        1 | buy 1 @ 100  | its slice was sent before the change
    bar 100 101 99 100                                                                           |        2 | buy 1 @ 100  |
    bar 100 101 99 100                                                                           |        6 | buy 4 @ 100  |
    bar 100 101 99 100                                                                           |       10 | buy 4 @ 100  |
""")
def test_vwap_by_a_profile(): ...


@scenario("""
    event                                                                       | position | fills         | why
    bar 100 101 99 100 50 -> place buy 10 algorithm POV rate 0.1                |        0 | none          | volume counts from now
    bar 100 101 99 100 40                                                       |        0 | none          | a tenth of 40 is sent
    bar 101 102 100 101 30                                                      |        4 | buy 4 @ 101   |
    bar 102 103 101 102 90                                                      |        7 | buy 3 @ 102   |
    bar 102 103 101 102 90                                                      |       10 | buy 3 @ 102   | no more than was asked for
""")
def test_pov_follows_the_volume(): ...


@scenario("""
    event                                                                            | position | fills       | working | why
    bar 100 101 99 100 -> place buy 5 algorithm ICEBERG limit 98 display 2           |        0 | none        | buy limit 5 @ 98, buy limit 2 @ 98 |
    bar 99 100 97 99                                                                 |        2 | buy 2 @ 98  | buy limit 3 @ 98, buy limit 2 @ 98 |
    bar 99 100 97 99                                                                 |        4 | buy 2 @ 98  | buy limit 1 @ 98, buy limit 1 @ 98 |
    bar 99 100 97 99                                                                 |        5 | buy 1 @ 98  | none |
""")
def test_an_iceberg_of_children(): ...


@scenario("""
    event                                                               | position | fills         | cancelled                                | why
    bar 100 101 99 100 -> place buy 5 algorithm SNIPER limit 98         |        0 | none          | none                                     |
    bar 99 100 96 99                                                    |        0 | none          | none                                     | nothing is shown at 98
    bar 98 99 96 97                                                     |        0 | none          | none                                     | 97 is within 98: it shoots
    bar 98.5 99 96 97.5                                                 |        0 | none          | what was not filled at once is cancelled | the price was gone; it tries again
    bar 97.8 99 96 99                                                   |        5 | buy 5 @ 97.8  | none                                     |
""")
def test_a_sniper_waits_for_its_price(): ...


@scenario("""
    event                                                                                             | position | working | why
    bar 100 101 99 100 -> place buy 9 algorithm TWAP until 3h interval 1h stop 90                     |        0 | buy market 9, buy market 3 |
    bar 101 102 100 101                                                                               |        3 | buy market 6, sell stop 3 @ 90, buy market 3 |
    bar 101 102 100 101 -> cancel_all                                                                 |        6 | sell stop 6 @ 90 | the children go with their parent, the protection stays
""")
def test_cancelling_a_parent_ends_its_children(): ...
