"""The account from moment to moment against the kernel's own sums, on random runs of two instruments."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.research.account_path import last_by

from .random_result import random_result

SEEDS = st.integers(0, 10_000)


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_cash_and_what_is_held_are_the_equity(seed):
    result = random_result(seed)
    path, account = result.account, result.machine.world.account[0]
    assert path.cash + path.net == pytest.approx(path.equity, rel=1e-9)
    assert path.margin[-1] == pytest.approx(account["margin_used"], abs=1e-6)
    assert path.positions[-1].tolist() == result.machine.world.positions["quantity"].tolist()
    assert path.cash[-1] == account["cash"]
    multipliers = np.array([float(i.multiplier) for i in result.setup.instruments])[result.fills["instrument"]]
    bought_and_sold = (result.fills["quantity"] * result.fills["price"] * multipliers).sum()
    assert path.traded[-1] == pytest.approx(bought_and_sold) and (np.diff(path.traded) >= 0).all()
    assert (path.gross >= np.abs(path.net) - 1e-9).all()


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_positions_after_each_fill_end_where_the_kernel_does(seed):
    result = random_result(seed)
    frame = result.positions_frame()
    for instrument, p in zip(result.setup.instruments, result.machine.world.positions, strict=True):
        own = frame.filter(frame["instrument"] == instrument.id)
        if len(own):
            assert own["quantity"][-1] == p["quantity"]
            average = own["average_price"][-1]
            assert average is None if not p["quantity"] else average == pytest.approx(p["average_price"])
    realised = [frame.filter(frame["instrument"] == i.id)["realised"][-1:].to_list() for i in result.setup.instruments]
    assert sum(sum(r) for r in realised) == pytest.approx(result.machine.world.account["realised"][0], abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_orders_are_where_the_kernel_has_them(seed):
    """Every order has one fate; what is working at the end is what the machine holds; fills add up order by order."""
    result = random_result(seed)
    orders, fills = result.orders_frame(), result.fills_frame()
    world = result.machine.world
    working = {f"O{o['id']}" for o in world.orders[: int(world.account["working"][0])]}
    assert set(orders.filter(orders["status"] == "working")["order"]) == working
    assert "over" not in set(orders["status"])
    assert orders["filled"].sum() == pytest.approx(fills["quantity"].sum())
    assert orders["fees"].sum() == pytest.approx(world.account["fees"][0])
    done = orders.filter(orders["status"] != "working")
    assert done["done"].null_count() == 0 and (done["done"] >= done["time"]).all()
    counted = Counter(fills["order"])
    assert counted == {o: n for o, n in zip(orders["order"], orders["fills"], strict=True) if n}


def test_the_newest_value_by_a_time():
    ts, values = np.array([10, 20, 20, 30]), np.array([1.0, 2.0, 3.0, 4.0])
    times = np.array([5, 10, 19, 20, 29, 99])
    assert last_by(ts, values, times, -1.0).tolist() == [-1, 1, 1, 3, 3, 4]
    assert last_by(ts[:0], values[:0], times, 7.0).tolist() == [7.0] * 6
    assert all(a <= b for a, b in pairwise(last_by(ts, values, times, 0.0)))
