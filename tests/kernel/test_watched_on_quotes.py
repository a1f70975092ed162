"""Orders that follow the price see every quote, as they see every bar."""

from __future__ import annotations

from .scenario import scenario


@scenario("""
    event                                                                                                        | position | fills            | why
    bar 100 101 99 100 -> place buy 10                                                                           |        0 | none             |
    quote 100 100.02 100 100                                                                                     |       10 | buy 10 @ 100.02  | the ask
    bar 100 101 99 100 -> place sell 10 order_type TRAILING_STOP trail_kind TRAIL_ABSOLUTE trail 1 flags REDUCE_ONLY |   10 | none             | a bar after quotes matches nothing
    quote 105 105.02 100 100                                                                                     |       10 | none             | the stop follows to 104
    quote 104.5 104.52 100 100                                                                                   |       10 | none             |
    quote 103.99 104.01 100 100                                                                                  |        0 | sell 10 @ 103.99 | the bid has come to it
""")
def test_a_trailing_stop_follows_the_bid(): ...
