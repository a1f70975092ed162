"""Which combinations a sweep tries: grids, draws and hypercubes within declared ranges, under constraints."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import qmc

from tradewind.errors import StrategyError, UsageError
from tradewind.features.parameters import Float, Int
from tradewind.research.sweep.choices import choice
from tradewind.research.sweep.constraints import holds
from tradewind.research.sweep.space import space
from tradewind.strategies.loading import load

CROSS = load("moving_average_cross")  # fast 2..200, slow 5..400, stop 0.1..20, target 0.1..40


def test_a_grid_has_every_combination_the_last_parameter_fastest():
    made = space(CROSS, {"fast": "5:15:5", "stop": "1,2.5"}, fixed={"slow": 90})
    assert made.values.tolist() == [[f, 90.0, s, 4.0] for f in (5.0, 10.0, 15.0) for s in (1.0, 2.5)], (
        "target as declared"
    )
    assert made.swept == ("fast", "stop")


def test_constraints_leave_combinations_out_and_count_them():
    made = space(CROSS, {"fast": "10:30:10", "slow": "10:30:10"}, constraints=["fast < slow", "slow - fast >= 10"])
    assert sorted(zip(made.column("fast"), made.column("slow"), strict=True)) == [(10, 20), (10, 30), (20, 30)]
    assert made.left_out == 6


@given(low=st.integers(2, 50), step=st.integers(1, 7), count=st.integers(0, 20))
def test_a_range_holds_its_end(low, step, count):
    high = low + step * count
    assert choice("n", f"{low}:{high}:{step}", Int(3, 1, 1000)).values.tolist() == list(range(low, high + 1, step))
    tenths = choice("x", f"{low / 10}:{high / 10}:{step / 10}", Float(1.0, 0.0, 100.0)).values
    np.testing.assert_allclose(tenths, np.arange(low, high + 1, step) / 10, rtol=1e-12)
    assert tenths[-1] <= high / 10, "never beyond it"


@given(trials=st.integers(1, 200), seed=st.integers(0, 99))
def test_a_latin_hypercube_has_one_draw_in_each_slice_of_every_range(trials, seed):
    made = space(CROSS, {"stop": "1:2", "target": "2:6"}, method="latin", trials=trials, seed=seed)
    for name, low, width in (("stop", 1.0, 1.0), ("target", 2.0, 4.0)):
        slices = np.floor((made.column(name) - low) / width * trials + 1e-9).astype(int)
        assert sorted(slices) == list(range(trials))


def test_a_latin_hypercube_fills_the_space_more_evenly_than_random_draws():
    """By the centred discrepancy of scipy's quasi-Monte-Carlo module."""

    def unevenness(method, seed):
        made = space(CROSS, {"stop": "1:2", "target": "2:3"}, method=method, trials=64, seed=seed)
        points = np.stack([made.column("stop") - 1.0, made.column("target") - 2.0], axis=1)
        return qmc.discrepancy(points)

    assert np.mean([unevenness("latin", s) for s in range(10)]) < np.mean([unevenness("random", s) for s in range(10)])


@pytest.mark.parametrize("method", ["random", "latin"])
def test_draws_are_repeatable_distinct_and_within_range_and_constraints(method):
    ranges = {"fast": "5:60", "slow": "5:60", "stop": "0.5,1,4"}
    made = space(CROSS, ranges, method=method, trials=300, seed=4, constraints=["fast < slow"])
    again = space(CROSS, ranges, method=method, trials=300, seed=4, constraints=["fast < slow"])
    other = space(CROSS, ranges, method=method, trials=300, seed=5, constraints=["fast < slow"])
    assert made.values.tobytes() == again.values.tobytes() != other.values.tobytes()
    assert len(made) == len(np.unique(made.values, axis=0)) == 300
    assert (made.column("fast") < made.column("slow")).all() and made.left_out > 0
    assert set(made.column("stop")) == {0.5, 1.0, 4.0}
    assert (made.column("fast") % 1 == 0).all() and made.column("fast").min() >= 5 and made.column("slow").max() <= 60


def test_fewer_different_combinations_than_draws_asked_for_are_fewer_trials():
    assert len(space(CROSS, {"fast": "2:4"}, method="random", trials=50)) == 3
    assert len(space(CROSS, {"fast": "2:4"}, method="latin", trials=50)) == 3


@pytest.mark.parametrize(
    "text, wanted",
    [
        ("fast < slow", [True, False, False]),
        ("not fast < slow", [False, True, True]),
        ("2 * fast <= slow or fast == 9", [True, False, True]),
        ("1 < fast <= 4 and -slow / 2 < 0", [True, True, False]),
    ],
)
def test_a_condition_is_arithmetic_of_columns(text, wanted):
    assert holds(text, {"fast": np.array([2.0, 4.0, 9.0]), "slow": np.array([5.0, 4.0, 8.0])}).tolist() == wanted


@pytest.mark.parametrize(
    "text",
    ["__import__('os').getpid() > 0", "fast", "fast.real > 1", "fast < 'a'", "(lambda: 1)() > 0", "", "fast <", "fast + 1", "True < fast", "fast in (1, 2)"],
)  # fmt: skip
def test_anything_else_is_refused_and_not_run(text):
    with pytest.raises(UsageError, match="constraint"):
        holds(text, {"fast": np.ones(2)})


@pytest.mark.parametrize(
    "ranges, more, told",
    [
        ({}, {}, "--param fast=2:200"),
        ({"fest": "1:2"}, {}, "no parameter 'fest'"),
        ({"fast": "5"}, {"constraints": ["fast < sloow"]}, "no parameter 'sloow'"),
        ({"fast": "5:1:1"}, {}, "LOW must not be above HIGH"),
        ({"fast": "1e9:x"}, {}, "is no range"),
        ({"fast": "5:nan:1"}, {}, "is no range"),
        ({"fast": "5:300:5"}, {}, "out of range; allowed 2 to 200"),
        ({"fast": "5:20:0.5"}, {}, "not a whole number"),
        ({"stop": "1:2"}, {}, "has no step"),
        ({"fast": "50:60"}, {"constraints": ["fast < 3"]}, "none of 11 combinations meets 'fast < 3'"),
        ({"fast": "50:60"}, {"method": "random", "constraints": ["fast < 3"]}, "none of"),
        ({"fast": "2:200", "slow": "5:400", "stop": "0.1:20:0.001"}, {}, "limit 5,000,000"),
        ({"fast": "2:9"}, {"method": "latin", "trials": 0}, "trials = 0 is out of range"),
        ({"fast": "2:9"}, {"method": "best"}, "grid, random or latin"),
    ],
)
def test_what_makes_no_sense_is_said_in_one_line(ranges, more, told):
    with pytest.raises((UsageError, StrategyError)) as error:
        space(CROSS, ranges, **more)
    assert told in str(error.value) and "\n" not in str(error.value)
