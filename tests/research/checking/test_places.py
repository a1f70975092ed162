"""Where the data are cut: behind the warm-up, everywhere, and in a run of neighbours."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tradewind.market.columns import Bars
from tradewind.research.checking.columns import FUTURE, other_future
from tradewind.research.checking.run import LEAST, places

from ...randombars import random_bars


@given(st.integers(LEAST, 2_000_000), st.integers(2, 60), st.integers(0, 9), st.floats(0, 1))
def test_cuts_are_where_there_are_values(n: int, cuts: int, seed: int, warm_up: float) -> None:
    """The last leaves out one bar alone; none lies in the warm-up, unless that takes more than half of the data."""
    first = int(warm_up * (n - 1))
    chosen = places(n, cuts, seed, first)
    assert chosen == sorted(set(chosen)) and chosen[-1] == n - 1
    assert chosen[0] >= min(first + 1, n // 2)
    assert len(chosen) <= max(2, cuts // 2) + cuts // 2


@given(st.integers(2, 59), st.integers(0, 60))
def test_a_run_of_neighbours_meets_every_phase_of_a_higher_timeframe(cuts: int, seed: int) -> None:
    """A value that is wrong only inside a bar of `cuts // 2` bars is right at each cut that falls on such a bar's end."""
    chosen = places(5_000, cuts, seed, 100)
    assert {p % (cuts // 2) for p in chosen} == set(range(cuts // 2))


def _same(a: Bars, b: Bars, rows: int) -> bool:
    return all(np.array_equal(x[:rows], y[:rows]) for (_, x), (_, y) in zip(a.columns(), b.columns(), strict=True))


@given(st.integers(1, 299), st.integers(0, 9), st.sampled_from([3, FUTURE]))
def test_another_future_has_the_same_past(cut: int, seed: int, most: int) -> None:
    """Bars before the cut stay as they are; those after it can have been, and are other ones, the last alone too."""
    bars = random_bars(300, 5)
    made = other_future(bars, int(bars.ts_event[cut]), np.random.default_rng(seed), most)
    assert len(made) == min(300, cut + most)
    assert _same(made, bars, cut)
    assert not np.array_equal(made.close[cut:], bars.close[cut : len(made)])
    assert (made.low <= np.minimum(made.open, made.close)).all() and (
        made.high >= np.maximum(made.open, made.close)
    ).all()
    assert np.array_equal(made.ts_event, bars.ts_event[: len(made)])
