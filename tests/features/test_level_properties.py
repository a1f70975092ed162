"""What must hold of levels on any prices, in any unit: neighbours lie on either side of the close, levels in their order within the leg."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.features import registry
from tradewind.features.compute import compute

from ..randombars import random_bars

SEEDS = st.integers(0, 2**32 - 1)
UNITS = st.floats(-3.0, 2.0).map(lambda e: 10.0**e)
WITH_UNIT = ("square_of_9", "gann_cardinal", "gann_hexagon")


@cache
def bars_of(seed: int) -> Any:
    return random_bars(300, seed)


def columns(name: str, seed: int, **arguments: Any) -> dict[str, np.ndarray]:
    got = compute({"x": registry()[name](**arguments)}, bars_of(seed))
    return {column.removeprefix("x_"): values for column, values in got.items()}


def between(got: dict[str, np.ndarray], close: np.ndarray) -> None:
    """A price within rounding of a level is on it."""
    near = 1e-8 * close
    assert (np.isnan(got["below"]) | (got["below"] <= close + near)).all()
    assert (np.isnan(got["above"]) | (got["above"] >= close - near)).all()
    assert (np.isnan(got["above"]) | np.isnan(got["below"]) | (got["above"] > got["below"])).all()


@pytest.mark.parametrize("name", WITH_UNIT)
@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, unit=UNITS)
def test_neighbours_on_number_squares_lie_on_either_side_of_the_close(name: str, seed: int, unit: float) -> None:
    got = columns(name, seed, unit=unit)
    between(got, bars_of(seed).close)
    assert np.isfinite(got["above"]).any()


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, ranges=st.floats(0.001, 1.0), legs=st.integers(1, 12), tolerance=st.floats(0.0, 3.0))
def test_neighbours_of_the_square_of_144_and_of_clusters_do_too(
    seed: int, ranges: float, legs: int, tolerance: float
) -> None:
    between(columns("square_of_144", seed, ranges_per_bar=ranges), bars_of(seed).close)
    clusters = columns("fib_cluster", seed, legs=legs, tolerance=tolerance)
    between(clusters, bars_of(seed).close)
    for side in ("above", "below"):
        strength = clusters[f"{side}_strength"]
        assert (np.isnan(strength) | (strength == 0) | (strength >= 3)).all()
        assert (np.isfinite(clusters[side]) == (strength > 0)).all()


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, size=st.floats(1.0, 8.0), log=st.integers(0, 1))
def test_retracements_lie_in_order_between_the_ends_of_the_leg(seed: int, size: float, log: int) -> None:
    got = columns("fib_retracement", seed, size=size, log=log)
    swings = columns("swings", seed, size=size)
    levels = np.array([got[r] for r in ("r236", "r382", "r500", "r618", "r786")])
    known = np.isfinite(levels[0])
    steps = np.diff(levels[:, known], axis=0) * swings["direction"][known]
    assert (steps > 0).all(), "each deeper level lies further from the leg's end"
    assert (levels[:, known] <= swings["high"][known]).all()
    assert (levels[:, known] >= swings["low"][known]).all()
    assert np.isin(got["nearest"][known], levels[:, known]).all()


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, n=st.integers(1, 5), both=st.integers(0, 1), outside=st.integers(0, 1))
def test_a_swing_chart_changes_its_swing_prices_only_when_it_turns(seed: int, n: int, both: int, outside: int) -> None:
    got = columns("gann_swing", seed, n=n, both=both, outside=outside)
    turned = np.diff(got["direction"]) != 0
    for price, to in (("high", -1), ("low", 1)):
        changed = (np.diff(got[price]) != 0) & np.isfinite(got[price][1:])
        assert not (changed & ~turned).any()
        assert (got["direction"][1:][changed] == to).all()
