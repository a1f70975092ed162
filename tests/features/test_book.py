"""The book of a step against a dictionary of prices, for any changes."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tradewind.features.microstructure.book import (
    CLEAR,
    KEPT,
    LEVEL,
    WINDOW,
    ask_price,
    ask_size,
    bid_price,
    bid_size,
    take,
)

CHANGE = st.tuples(
    st.integers(1, 40),
    st.sampled_from([0.0, 1.0, 2.5, 7.0]),
    st.sampled_from([1, -1]),
    st.sampled_from([LEVEL] * 30 + [CLEAR]),
)


def follow(
    bids: dict[float, float], asks: dict[float, float], price: float, size: float, side: int, change: int
) -> None:
    """The same rules on dictionaries."""
    if change == CLEAR:
        bids.clear()
        asks.clear()
    own, other = (bids, asks) if side > 0 else (asks, bids)
    if size == 0:
        own.pop(price, None)
        return
    own[price] = size
    for stale in [p for p in other if (p - price) * side <= 0]:
        del other[stale]


def levels(window: np.ndarray, bids: int, asks: int) -> tuple[list, list]:
    return (
        [(bid_price(window, bids, i), bid_size(window, bids, i)) for i in range(bids)],
        [(ask_price(window, asks, i), ask_size(window, asks, i)) for i in range(asks)],
    )


@given(st.lists(CHANGE, max_size=300))
def test_the_book_is_that_of_a_dictionary(changes: list[tuple[int, float, int, int]]) -> None:
    window, bids, asks = np.zeros(WINDOW), 0, 0
    true_bids: dict[float, float] = {}
    true_asks: dict[float, float] = {}
    for price, size, side, change in changes:
        bids, asks = take(window, bids, asks, float(price), size, float(side), float(change))
        follow(true_bids, true_asks, float(price), size, side, change)
        assert levels(window, bids, asks) == (sorted(true_bids.items(), reverse=True), sorted(true_asks.items()))


@given(st.lists(st.tuples(st.integers(1, 3 * KEPT), st.sampled_from([1.0, 2.0])), min_size=1, max_size=4 * KEPT))
def test_of_more_levels_than_it_keeps_the_best_remain(added: list[tuple[int, float]]) -> None:
    for side in (1, -1):
        window, bids, asks = np.zeros(WINDOW), 0, 0
        truth: dict[float, float] = {}
        for price, size in added:
            bids, asks = take(window, bids, asks, float(price), size, float(side), float(LEVEL))
            truth[float(price)] = size
        best = sorted(truth.items(), reverse=side > 0)[:KEPT]
        kept = levels(window, bids, asks)[0 if side > 0 else 1]
        assert [p for p, _ in kept] == [p for p, _ in best]
        # The last word on a level counts, unless it was forgotten meanwhile and came back: then it is the newest all the same.
        assert kept == best
