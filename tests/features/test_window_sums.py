"""Sums, moments and places of extremes of the last n values: as exact as adding them up, however long and odd the series."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.features.indicators import transform, windows
from tradewind.features.indicators.window_extremes import highest, lowest

VALUES = st.lists(
    st.one_of(st.floats(-1e6, 1e6), st.integers(-3, 3).map(float), st.just(1e9)), min_size=1, max_size=120
)


def rounds(values: list[float], n: int):
    """(slot, x, the last n values) for each value from the n-th on, and the ones before with None."""
    for i, x in enumerate(values):
        yield i % n, x, values[i - n + 1 : i + 1] if i + 1 >= n else None


@settings(deadline=None)
@given(VALUES, st.integers(1, 20))
def test_places_are_those_of_an_extreme_of_the_last_values(values: list[float], n: int) -> None:
    high, low = np.zeros(n), np.zeros(n)
    top = bottom = 0.0
    place = lower = 0
    for i, (slot, x, last) in enumerate(rounds(values, n)):
        top, place = highest(high, 0, n, slot, i, top, place, x)
        bottom, lower = lowest(low, 0, n, slot, i, bottom, lower, x)
        if last:
            assert (top, bottom) == (max(last), min(last))
            assert (high[place], low[lower]) == (max(last), min(last))


@settings(deadline=None)
@given(VALUES, st.integers(2, 20))
def test_a_spread_is_exact_also_after_a_value_that_was_far_away(values: list[float], n: int) -> None:
    window, about, s1, s2, doubt = np.zeros(n), 0.0, 0.0, 0.0, 0.0
    for slot, x, last in rounds(values, n):
        about, s1, s2, doubt, spread = windows.roll_moments(window, n, slot, about, s1, s2, doubt, x)
        if last:
            mean = math.fsum(last) / n
            truth = math.fsum((v - mean) ** 2 for v in last)
            # The mean of numbers of size m is known to m * 1e-16: no spread can be known better than that squared.
            assert spread == pytest.approx(truth, rel=1e-9, abs=n * (1e-15 * max(map(abs, last))) ** 2)
            assert (spread == 0.0) == (len(set(last)) == 1) or truth < 1e-300


@settings(deadline=None)
@given(VALUES, VALUES, st.integers(2, 20))
def test_sums_of_pairs_are_those_of_the_last_pairs(xs: list[float], ys: list[float], n: int) -> None:
    window, sums = np.zeros(2 * n), (0.0,) * 9
    pairs = list(zip(xs, ys, strict=False))
    for i, (x, y) in enumerate(pairs):
        sums, xx, yy, xy = windows.roll_pair(window, n, i % n, sums, x, y)
        if i + 1 >= n:
            a, b = np.array(pairs[i - n + 1 : i + 1]).T
            da, db = a - a.mean(), b - b.mean()
            size = np.abs(a).max() * np.abs(b).max()
            assert xx == pytest.approx(float(da @ da), rel=1e-8, abs=1e-26 * float(a @ a) * n)
            assert yy == pytest.approx(float(db @ db), rel=1e-8, abs=1e-26 * float(b @ b) * n)
            assert abs(xy - float(da @ db)) <= 1e-9 * math.sqrt(xx * yy) + 1e-14 * n * size + 1e-300


def test_sums_do_not_drift() -> None:
    """A hundred thousand values of very different size: the last sum is that of the last values."""
    rng = np.random.default_rng(1)
    values, n = (rng.normal(size=20_000) * 10.0 ** rng.integers(-6, 7, 20_000)).tolist(), 7
    values[-300:] = (1.0 + rng.random(300)).tolist()
    window, ring, age, total, line = np.zeros(n), np.zeros(n), 0, 0.0, (0.0, 0.0, 0.0)
    for i, x in enumerate(values):
        total = windows.roll_sum(window, 0, n, i % n, age, total, x)
        line = windows.roll_weighted(ring, 0, n, i % n, age, *line, x)
        age = windows.older(age, n)
    assert total == pytest.approx(math.fsum(values[-n:]), rel=1e-12)
    about, plain, weighted = line
    assert about * n + plain == pytest.approx(math.fsum(values[-n:]), rel=1e-12)
    truth = math.fsum(i * (v - about) for i, v in enumerate(values[-n:]))
    assert weighted == pytest.approx(truth, rel=1e-9, abs=1e-12)


@settings(deadline=None)
@given(st.floats(1e-9, 1.8), st.sampled_from([1.0, -1.0]))
def test_a_turn_is_that_of_the_angle(t: float, sign: float) -> None:
    assert transform.turn(sign * t) == pytest.approx(2.0 * math.pi / math.atan(sign * t), rel=2e-13)
