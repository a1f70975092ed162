"""Dividends and splits: what they do to positions, orders and cash."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tradewind.kernel.corporate import on_dividend, on_split
from tradewind.kernel.orders import submit

from ..randombars import instrument
from .plainworld import MONDAY, NAN, fill, sums, world

D = Decimal


def test_a_dividend_is_taxed_for_the_long_and_owed_whole_by_the_short() -> None:
    w = world((instrument(withholding=D("0.15")),))
    fill(w, 0, 10.0, 100.0)
    on_dividend(w, 0, MONDAY, 2.0)
    assert w.account[0].dividends == pytest.approx(17.0) and w.account[0].equity == pytest.approx(10_017.0)
    fill(w, 0, -20.0, 100.0)
    on_dividend(w, 0, MONDAY, 2.0)
    assert w.account[0].dividends == pytest.approx(-3.0)


def test_a_split_changes_position_and_stop_and_no_money() -> None:
    """Apple, 31 August 2020, four for one: 10 shares at 499.23 with a stop at 480 become 40 at 124.8075 with a stop at 120."""
    w = world((instrument(),))
    fill(w, 0, 10.0, 499.23)
    submit(w, MONDAY, 0, 0, 0, 1, -10.0, 2, NAN, 480.0, NAN, NAN, 0.0)
    before = sums(w)
    on_split(w, 0, MONDAY, 4.0)
    p, o = w.positions[0], w.orders[0]
    assert (p.quantity, p.average_price, p.last_price) == (40.0, 124.8075, 124.8075)
    assert (o.quantity, o.trigger, p.trigger_low) == (40.0, 120.0, 120.0)
    assert sums(w) == pytest.approx(before, rel=1e-12)


def test_what_a_reverse_split_leaves_of_a_share_is_paid_in_cash() -> None:
    """25 shares at 4, one for ten: 2 shares at 40 and half a share, 20, in cash."""
    w = world((instrument(size_increment=D(1)),), 100.0)
    fill(w, 0, 25.0, 4.0)
    on_split(w, 0, MONDAY, 0.1)
    assert (w.positions[0].quantity, w.account[0].cash, w.account[0].equity) == (2.0, 20.0, 100.0)
