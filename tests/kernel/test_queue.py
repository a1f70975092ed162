"""Queue models, impact, the run's random numbers, the table of orders and the book's window: each against its definition."""

from __future__ import annotations

from math import inf, log, nan, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.errors import DataError, UsageError
from tradewind.kernel.chance import arrival, draw
from tradewind.kernel.conditions import Conditions, check_books, impact_coefficients
from tradewind.kernel.impact import LINEAR, SQUARE_ROOT, impacted
from tradewind.kernel.layout import ACCOUNT, INSTRUMENT, POSITION
from tradewind.kernel.levels import level_for, move_window, next_ask, next_bid, set_ask, set_bid, size_at
from tradewind.kernel.opening import Costs, opening
from tradewind.kernel.order_ids import EMPTY, delete, find, insert
from tradewind.kernel.queue import LOG, POWER, RISK_AVERSE, advanced
from tradewind.kernel.resolution import BY_DEPTH
from tradewind.risk.limits import Limits

from ..randombars import instrument
from .test_plain_python import Records

sizes = st.floats(0.0, 1e6, allow_nan=False)


@pytest.mark.parametrize(
    ("ahead", "queued", "size", "model", "power", "expected"),
    [
        (10, 20, 15, RISK_AVERSE, 0, 10),  # who left stood behind us
        (10, 20, 8, RISK_AVERSE, 0, 8),  # no more than are there can be before us
        (10, 20, 25, RISK_AVERSE, 0, 10),
        (10, 20, 10, POWER, 1, 5),  # as many before us as behind us: half of the ten
        (10, 30, 15, POWER, 2, 10 - (1 - 400 / 500) * 15),  # f(20) = 400, f(10) = 100
        (10, 30, 15, LOG, 0, 10 - (1 - log(21) / (log(21) + log(11))) * 15),
        (10, 12, 7, POWER, 1, 10 - 5 * (10 / 12)),
        (0, 10, 3, POWER, 1, 0),
        (inf, 10, 3, POWER, 1, 3),
    ],
)
def test_the_models_by_hand(ahead, queued, size, model, power, expected):
    assert advanced(ahead, queued, size, model, power) == pytest.approx(expected)


@given(sizes, sizes, sizes, st.sampled_from([RISK_AVERSE, LOG, POWER]), st.floats(0.5, 4.0))
def test_a_place_in_a_queue_never_gets_worse_nor_beyond_the_queue(ahead, behind, size, model, power):
    place = advanced(ahead, ahead + behind, size, model, power)
    assert 0.0 <= place <= min(ahead, size) * (1 + 1e-12)


@given(sizes, sizes, sizes)
def test_the_risk_averse_model_is_the_most_pessimistic(ahead, behind, size):
    for model in (LOG, POWER):
        assert advanced(ahead, ahead + behind, size, model, 2.0) <= advanced(
            ahead, ahead + behind, size, RISK_AVERSE, 2.0
        )


def _market(**fields: float) -> tuple[Any, Any]:
    instrument: Any = np.zeros(1, INSTRUMENT).view(np.recarray)[0]
    position: Any = np.zeros(1, POSITION).view(np.recarray)[0]
    position.bid = nan
    for name, value in fields.items():
        setattr(instrument, name, value)
    return instrument, position


def test_without_impact_a_taker_pays_spread_and_slippage():
    instrument, position = _market(half_spread=0.001, slippage=0.002)
    assert impacted(100.0, 1, 5.0, instrument, position) == 100.0 * (1.0 + 0.003)
    position.bid = 99.0
    assert impacted(100.0, -1, 5.0, instrument, position) == 100.0 * (1.0 - 0.002)
    position.resolution = BY_DEPTH
    assert impacted(100.0, -1, 5.0, instrument, position) == 100.0


def test_the_square_root_by_hand():
    """Toth et al. 2011: Y sigma sqrt(Q / V); a hundredth of the day's volume at 2% a day and Y = 1 costs 0.2%."""
    temporary, _ = impact_coefficients("square root", 0.02, 1_000_000, temporary=1.0)
    instrument, position = _market(impact_kind=SQUARE_ROOT, impact_temporary=temporary)
    assert impacted(50.0, 1, 10_000.0, instrument, position) == pytest.approx(50.0 * (1 + 0.02 * sqrt(0.01)))
    assert position.impact == 0.0


def test_half_of_the_permanent_impact_is_paid_now_and_all_of_it_later():
    """Almgren et al. 2005: the cost is half of the permanent impact; whoever buys on buys from the moved price."""
    _, permanent = impact_coefficients("linear", 0.02, 1_000, temporary=0.0, permanent=0.314)
    instrument, position = _market(impact_kind=LINEAR, impact_permanent=permanent)
    moved = 100.0 * 0.314 * 0.02 * 10 / 1_000
    assert impacted(100.0, 1, 10.0, instrument, position) == pytest.approx(100.0 + moved / 2)
    assert impacted(100.0, 1, 10.0, instrument, position) == pytest.approx(100.0 + moved + moved / 2)
    assert impacted(100.0, -1, 20.0, instrument, position) == pytest.approx(100.0 - moved)
    assert position.impact == pytest.approx(0.0)


def test_the_random_numbers_are_minstd():
    """numpy has no MINSTD; C++'s std::minstd_rand has: its 10,000th number from the seed 1 is 399268537 (C++11, 26.5.5)."""
    account: Any = np.zeros(1, ACCOUNT).view(np.recarray)[0]
    account.random = 1
    value = 0.0
    for _ in range(10_000):
        value = draw(account)
    assert account.random == 399_268_537
    assert value == 399_268_537 / (2**31 - 1)


@given(st.integers(1, 2**31 - 2), st.integers(0, 10**9), st.integers(0, 10**9))
def test_an_order_arrives_within_its_latency_and_jitter(seed, latency, jitter):
    instrument, _ = _market(order_latency=latency, latency_jitter=jitter)
    account: Any = np.zeros(1, ACCOUNT).view(np.recarray)[0]
    account.random = seed
    assert latency <= arrival(account, instrument, 7) - 7 <= latency + jitter


def _world(**conditions: Any) -> Any:
    world = Conditions(**conditions).on(opening(np.ones(1), [instrument()], Limits(), Costs(), 10_000.0))
    return world._replace(**{n: Records(a) for n, a in world._asdict().items() if a.dtype.names})


@given(st.lists(st.tuples(st.integers(1, 60), st.booleans()), max_size=200))
def test_the_table_of_orders_is_a_dictionary(steps):
    w, known = _world(depth=64, orders=64), {}
    for order, add in steps:
        row = find(w, 0, order)
        assert (row != EMPTY) == (order in known)
        if row != EMPTY:
            assert w.book_orders[row].units == known.pop(order)
            delete(w, row)
        elif add:
            known[order] = float(order)
            insert(w, 0, order, 1, 5, float(order))
    for order, units in known.items():
        assert w.book_orders[find(w, 0, order)].units == units


def test_a_full_table_says_so():
    w = _world(depth=64, orders=2)
    for order in range(1, 4):
        insert(w, 0, order, 1, 5, 1.0)
    with pytest.raises(DataError, match="1 order events"):
        check_books(w._replace(books=w.books.array, book_orders=w.book_orders.array))


@given(st.lists(st.tuples(st.integers(900, 1100), st.sampled_from([1, -1]), st.integers(0, 9)), max_size=150))
def test_the_book_is_two_dictionaries(events):
    """The window holds all prices used here, so that it must agree with a book that keeps everything."""
    w = _world(depth=1024)
    books: dict[int, dict[int, float]] = {1: {}, -1: {}}
    for tick, side, size in events:
        i = level_for(w, 0, tick, side)
        (set_bid if side > 0 else set_ask)(w, 0, i, float(size))
        if size:
            books[side][tick] = float(size)
            for other in [t for t in books[-side] if (t - tick) * side <= 0]:
                del books[-side][other]
        else:
            books[side].pop(tick, None)
        b = w.books[0]
        assert (b.lowest + b.bid if b.bid >= 0 else None) == max(books[1], default=None)
        assert (b.lowest + b.ask if b.ask >= 0 else None) == min(books[-1], default=None)
    for side, book in books.items():
        for tick in range(900, 1101):
            assert max(0.0, size_at(w, 0, tick, side)) == book.get(tick, 0.0)


@given(st.lists(st.integers(0, 63), max_size=30), st.integers(-100, 100))
def test_a_window_that_moves_keeps_sizes_at_their_prices(filled, shift):
    w = _world(depth=64)
    w.books[0].lowest = 1000
    for i in filled:
        w.bid_sizes[0, i] = i + 1.0
    before = {1000 + i: i + 1.0 for i in filled}
    move_window(w, 0, 1032 + shift)
    b = w.books[0]
    assert b.lowest == 1000 + shift
    after = {b.lowest + i: w.bid_sizes[0, i] for i in range(64) if w.bid_sizes[0, i]}
    assert after == {t: s for t, s in before.items() if b.lowest <= t < b.lowest + 64}
    assert b.dropped == len(before) - len(after)
    assert b.bid == next_bid(w, 0, 63) == (max(after) - b.lowest if after else -1)
    assert b.ask == next_ask(w, 0, 0) == -1


@pytest.mark.parametrize(
    "wrong",
    [
        {"participation": 1.5},
        {"impact": "cubic"},
        {"queue": "lucky"},
        {"depth": 3},
        {"orders": 5},
        {"order_latency": -1},
    ],
)
def test_conditions_that_make_no_sense_are_refused(wrong):
    with pytest.raises(UsageError, match=next(iter(wrong))):
        Conditions(**wrong)
