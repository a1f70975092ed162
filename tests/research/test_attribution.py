"""What each strategy earned sums to what the account did, whatever happened."""

from __future__ import annotations

from math import fsum

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.kernel.accounting import book_fill, mark
from tradewind.kernel.corporate import on_dividend, on_split
from tradewind.kernel.financing import on_funding
from tradewind.kernel.orders import MARKET, remove, submit
from tradewind.research.attribution import ACCOUNT, by_strategy

from ..kernel.plainworld import MONDAY, NAN, world, written
from ..randombars import instrument


def trade(w, strategy: int, quantity: float, price: float, fee: float = 0.0) -> None:
    submit(w, MONDAY, 0, 0, 0, 0, quantity, MARKET, NAN, NAN, NAN, NAN, 0.0)
    order = w.orders[w.account[0].working - 1]
    order.strategy = strategy
    book_fill(w, MONDAY, order, quantity, price, fee)
    remove(w, w.account[0].working - 1)


def parts(w):
    last = [float(p) for p in w.positions.array["last_price"]]
    return by_strategy(written(w), w.instruments.array, last, float(w.account[0].equity - w.account[0].starting_equity))


def test_two_strategies_share_one_position() -> None:
    """0 buys 10 at 100, 1 sells 4 at 105, funding 0.1% of 6 * 110 in proportion 10 to -4, a dividend of 1 likewise; all at 110."""
    w = world((instrument(),))
    trade(w, 0, 10.0, 100.0, fee=1.0)
    trade(w, 1, -4.0, 105.0, fee=0.5)
    mark(w, 0, 0, 110.0)
    on_funding(w, 0, MONDAY, 0.001, 110.0)
    on_dividend(w, 0, MONDAY, 1.0)
    zero, one, account = parts(w)
    assert (zero.gains, zero.fees, zero.financing) == pytest.approx((100.0, 1.0, -1.1 + 10.0))
    assert (one.gains, one.fees, one.financing) == pytest.approx((-20.0, 0.5, 0.44 - 4.0))
    assert account.strategy == ACCOUNT and account.total == pytest.approx(0.0, abs=1e-9)


def test_a_split_between_buying_and_the_end() -> None:
    """10 at 400 before four for one; 110 at the end is 40 a share of before: 400."""
    w = world((instrument(),))
    trade(w, 0, 10.0, 400.0)
    on_split(w, 0, MONDAY, 4.0)
    mark(w, 0, 0, 110.0)
    assert parts(w)[0].gains == pytest.approx(400.0)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(-500, 500).filter(bool), st.integers(5_000, 15_000)), max_size=40)
)
def test_the_lines_sum_to_the_account(trades: list) -> None:
    w = world((instrument(),), 1e6)
    for strategy, size, price in trades:
        trade(w, strategy, size / 100, price / 100, fee=0.1)
        on_funding(w, 0, MONDAY, 0.0001, price / 100)
    lines = parts(w)
    change = float(w.account[0].equity - w.account[0].starting_equity)
    assert fsum(line.total for line in lines) == pytest.approx(change, abs=1e-9)
    assert abs(lines[-1].total) < 1e-5, "nothing but rounding is nobody's"
    assert sum(line.fills for line in lines) == len(trades)
    assert np.isclose(sum(line.fees for line in lines), w.account[0].fees)
