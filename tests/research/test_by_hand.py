"""Orders by hand do what a scenario's table says, and a slip in them is said."""

from __future__ import annotations

import pytest

from tradewind.errors import DataError
from tradewind.research.by_hand import by_hand

BARS = [(100, 101, 99, 100), (100, 104, 98, 103), (103, 106, 102, 105), (105, 106, 104, 104)]


def test_what_is_told_is_what_is_sent():
    done = by_hand(BARS, {0: {"size": 10}, 1: {"size": -4, "limit": 105.5}, 2: {"leave": 1}})
    assert [tuple(f) for f in done.fills[["side", "quantity", "price"]]] == [(1, 10, 100), (-1, 4, 105.5), (-1, 6, 105)]
    assert done.equity.tolist() == [10_000, 10_030, 10_052, 10_052]
    assert len(done.trades) >= 1


def test_a_trigger_waits_for_its_price():
    assert by_hand(BARS, {0: {"size": 1, "trigger": 105}}).fills["price"].tolist() == [105]
    assert len(by_hand(BARS, {0: {"size": 1, "trigger": 107}}).fills) == 0


def test_no_limit_of_risk_is_at_work():
    done = by_hand(BARS, {0: {"size": 9}}, cash=100.0)
    assert done.fills["quantity"].tolist() == [9]


@pytest.mark.parametrize("order", [{4: {"size": 1}}, {-1: {"size": 1}}])
def test_an_order_at_a_bar_that_is_not_there(order):
    with pytest.raises(DataError, match="the bars are 0 to 3"):
        by_hand(BARS, order)


def test_a_name_that_is_not_known():
    with pytest.raises(DataError, match="'sl' is not known"):
        by_hand(BARS, {0: {"size": 1, "sl": 99}})
