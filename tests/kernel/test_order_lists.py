"""Orders that hang together, and changing them: OCO, OTO, longer lists, amend and cancel by tag, a desk that is full."""

from __future__ import annotations

from .scenario import scenario


@scenario("""
    event                                                                                        | position | fills         | cancelled                                | working | why
    bar 100 101 99 100 -> place buy 5 trigger 105 linked 1; place buy 5 limit 95 linked 1        |        0 | none          | none                                     | buy stop 5 @ 105, buy limit 5 @ 95 |
    bar 100 106 90 100                                                                           |        5 | buy 5 @ 105   | the other side of the bracket was filled | none    | both were reached: one is filled
    bar 100 106 90 100                                                                           |        5 | none          | none                                     | none    |
""")
def test_one_cancels_the_other(): ...


@scenario("""
    event                                                                                 | position | fills        | changed                                   | cancelled | working | why
    bar 100 101 99 100 -> place buy 5 limit 98 tag 1; place sell 5 limit 104 after 1 flags REDUCE_ONLY linked 7; place sell 5 trigger 96 after 1 flags REDUCE_ONLY linked 7 | 0 | none | none | none | buy limit 5 @ 98, sell limit 5 @ 104, sell stop 5 @ 96 |
    bar 105 106 98.5 105                                                                  |        0 | none         | none                                      | none      |         | what waits does not work yet
    bar 99 106 97 99                                                                      |        5 | buy 5 @ 98   | the order that it waited for was filled, the order that it waited for was filled | none | sell limit 5 @ 104, sell stop 5 @ 96 | of this bar the target knows only the close
    bar 99 106 97 105                                                                     |        0 | sell 5 @ 104 | none | the other side of the bracket was filled | none | and takes the stop with it
""")
def test_one_triggers_a_list_of_others(): ...


@scenario("""
    event                                                                                    | position | rejected                             | cancelled | working | why
    bar 100 101 99 100 -> place sell 5 limit 104 after 9 flags REDUCE_ONLY                   |        0 | the order that it hung on is gone    | none      | none    | there is no order 9
    bar 100 101 99 100 -> place buy 5 limit 98 tag 1; place sell 5 limit 104 after 1 flags REDUCE_ONLY | 0 | none                       | none      | buy limit 5 @ 98, sell limit 5 @ 104 |
    bar 100 101 99 100 -> cancel 1                                                           |        0 | none                                 | the strategy left, the order that it hung on is gone | none |
""")
def test_what_waits_ends_with_what_it_waits_for(): ...


@scenario("""
    event                                                    | position | changed                                              | working          | why
    bar 100 101 99 100 -> place buy 5 limit 98 tag 1         |        0 | none                                                 | buy limit 5 @ 98 |
    bar 100 101 99 100 -> amend 1 limit 97 quantity 3        |        0 | changed as asked                                     | buy limit 3 @ 97 |
    bar 100 101 99 100 -> amend 1 limit 97.001               |        0 | the price is not a multiple of the increment         | buy limit 3 @ 97 | refused: it stays as it is
    bar 100 101 99 100 -> amend 2 limit 97                   |        0 | none                                                 | buy limit 3 @ 97 | no such order
    bar 99 100 96 99                                         |        3 | none                                                 | none             |
""")
def test_amend_by_tag(): ...


@scenario("""
    event                                                    | position | changed  | working          | why
    bar 100 101 99 100 -> place buy 5 limit 98 tag 1         |        0 | none     | buy limit 5 @ 98 |
    pause                                                    |        0 |          |                  |
    bar 100 101 99 100 -> amend 1 quantity 6                 |        0 | risk     | buy limit 5 @ 98 | more size is an entry, and entries are paused
    bar 100 101 99 100 -> amend 1 quantity 4                 |        0 | changed as asked | buy limit 4 @ 98 | less is not
""")
def test_more_size_passes_the_verdict_again(): ...


FULL = "; ".join(["place buy 0.1 limit 90"] * 66)


@scenario(f"""
    event                        | orders | rejected                                      | why
    bar 100 101 99 100 -> {FULL} |     64 | more wishes at one event than the desk holds  | 64 find room, and two are said to be too many
    bar 100 101 99 100 -> cancel_all |  0 | none                                          |
""")
def test_wishes_above_the_desks_room_are_said(): ...


@scenario(
    """
    event                                                                    | rejected                                         | why
    bar 100 101 99 100 -> place buy 5 limit 99.005                           | the price is not a multiple of the increment     |
    bar 100 101 99 100 -> place buy 5.005 limit 99                           | the size is not a multiple of the increment      |
    bar 100 101 99 100 -> place buy 5.005 limit 99.005 flags ROUND           | none                                             |
    bar 100 101 99 100 -> place buy 5 limit 80                               | the price is outside the venue's band            | 20% from 100
    bar 100 101 99 100 -> place buy 51 limit 99                              | above the venue's largest size                   |
    bar 100 101 99 100 -> place buy 50 limit 99                              | above the venue's largest size                   | 4_950 are above its largest notional
    bar 100 101 99 100 -> place buy 5 order_type LIMIT                       | the numbers make no such order                   | without a limit
    bar 100 101 99 100 -> place buy 5 time_in_force GTD expires 0h limit 99  | its time in force is over                        |
""",
    venue={"price_band": 0.1, "max_size": 50.0, "max_notional": 4_900.0},
)
def test_what_a_venue_refuses(): ...
