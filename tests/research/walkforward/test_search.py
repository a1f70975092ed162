"""Parameter sets lie in their ranges, repeat by their seed, and cover what they promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.research.walkforward import Grid, Sampler
from tradewind.strategies.loading import load

CROSS = load("moving_average_cross")
DEFAULTS = CROSS.values()


def test_a_grid_is_every_combination_in_order():
    sets = Grid({"fast": (3, 8), "stop": (1.5, 2.5, 3.5)}).sets(CROSS, DEFAULTS)
    assert [(s["fast"], s["stop"]) for s in sets] == [(3, 1.5), (3, 2.5), (3, 3.5), (8, 1.5), (8, 2.5), (8, 3.5)]
    assert all((s["slow"], s["target"]) == (50, 4.0) for s in sets), "what is not searched stays as given"


def test_a_grid_of_nothing_named_spans_every_declared_range():
    sets = Grid(points=3).sets(CROSS, DEFAULTS)
    assert len(sets) == 3**4
    for name, declared in CROSS.params.items():
        values = sorted({s[name] for s in sets})
        assert (len(values), values[0], values[-1]) == (3, declared.low, declared.high)


def test_a_value_twice_is_one_trial():
    assert len(Grid({"fast": (3, 3.2, 8)}).sets(CROSS, DEFAULTS)) == 2


@given(
    count=st.integers(1, 200),
    low=st.integers(2, 200),
    width=st.integers(0, 198),
    method=st.sampled_from(["latin", "random"]),
    seed=st.integers(0, 2**32),
)
def test_samples_are_valid_and_repeat_by_their_seed(count, low, width, method, seed):
    high = min(200, low + width)
    search = Sampler(count, {"fast": (low, high), "stop": (0.5, 2.0)}, method, seed)
    sets = search.sets(CROSS, DEFAULTS)
    assert sets == search.sets(CROSS, DEFAULTS, window=9)
    assert 1 <= len(sets) <= count
    for one in sets:
        assert isinstance(one["fast"], int) and low <= one["fast"] <= high
        assert 0.5 <= one["stop"] <= 2.0 and one["stop"] == float(f"{one['stop']:.6g}")
        assert CROSS.values(one) == one


@given(count=st.integers(2, 100), seed=st.integers(0, 1000))
def test_latin_samples_fall_once_in_each_slice_of_a_range(count, seed):
    """McKay, Beckman and Conover's property, which independent draws do not have."""
    sets = Sampler(count, {"stop": (1.0, 2.0), "target": (1.0, 2.0)}, seed=seed).sets(CROSS, DEFAULTS)
    for name in ("stop", "target"):
        values = np.sort([s[name] for s in sets]) - 1.0
        rank = np.arange(count)
        assert len(sets) == count
        assert np.all(values >= rank / count - 1e-5) and np.all(values <= (rank + 1) / count + 1e-5)


@pytest.mark.parametrize("method", ["latin", "random"])
def test_fresh_samples_differ_by_window_and_repeat(method):
    search = Sampler(20, {"stop": (1.0, 2.0)}, method, fresh=True)
    assert search.sets(CROSS, DEFAULTS, 1) != search.sets(CROSS, DEFAULTS, 2)
    assert search.sets(CROSS, DEFAULTS, 1) == search.sets(CROSS, DEFAULTS, 1)


def test_whole_numbers_are_equally_likely():
    """Each of five values in a fifth of 5,000 draws, within five standard errors (28.3 each)."""
    sets = Sampler(5000, {"fast": (10, 14), "stop": (0.1, 20.0)}, "random").sets(CROSS, DEFAULTS)
    counts = np.bincount([s["fast"] for s in sets])[10:]
    assert len(sets) > 4950 and np.all(np.abs(counts - 1000) < 142)
