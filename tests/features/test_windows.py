"""The parts that indicators are made of: at each value what looking at the whole window would give."""

from __future__ import annotations

from math import inf

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tradewind.features.indicators.smoothing import next_average, next_exponential
from tradewind.features.indicators.window_extremes import highest_of, highest_since, lowest_of, lowest_since
from tradewind.features.indicators.windows import mean_deviation, next_slot

# Few different values, so that equal ones meet.
VALUES = st.lists(st.integers(-5, 5).map(float), min_size=1, max_size=60)
LENGTH = st.integers(1, 12)


@given(VALUES, LENGTH)
def test_extremes_are_those_of_the_last_n(values: list[float], n: int) -> None:
    window, slot, top, bottom = np.zeros(2 * n), 0, -inf, inf
    for t, x in enumerate(values):
        top, highest = highest_of(window, 0, n, slot, top, x)
        bottom, lowest = lowest_of(window, n, n, slot, bottom, x)
        slot = next_slot(slot, n)
        if t >= n - 1:
            last = values[t - n + 1 : t + 1]
            assert (highest, lowest) == (max(last), min(last))


@given(VALUES, LENGTH)
def test_ages_are_those_of_the_latest_extreme(values: list[float], n: int) -> None:
    window, slot, top, up, bottom, down = np.zeros(2 * n), 0, -inf, 0, inf, 0
    for t, x in enumerate(values):
        top, up = highest_since(window, 0, n, slot, top, up, x)
        bottom, down = lowest_since(window, n, n, slot, bottom, down, x)
        slot = next_slot(slot, n)
        newest_first = values[max(0, t - n + 1) : t + 1][::-1]
        assert (top, up) == (max(newest_first), newest_first.index(max(newest_first)))
        assert (bottom, down) == (min(newest_first), newest_first.index(min(newest_first)))


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60), LENGTH)
def test_simple_and_weighted_means_are_those_of_the_last_n(values: list[float], n: int) -> None:
    for kind, weights in ((0, np.ones(n)), (2, np.arange(1.0, n + 1))):
        window, seen, slot, kept = np.zeros(n), 0, 0, 0.0
        for t, x in enumerate(values):
            seen, slot, kept, mean = next_average(kind, seen, slot, kept, window, 0, x, n)
            assert seen == min(t + 1, n)
            if seen == n:
                wanted = np.average(values[t - n + 1 : t + 1], weights=weights)
                np.testing.assert_allclose(mean, wanted, rtol=1e-9, atol=1e-8)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60), LENGTH)
def test_exponential_averages_begin_with_the_mean_and_stay_between_the_values(values: list[float], n: int) -> None:
    seen, value = 0, 0.0
    for t, x in enumerate(values):
        seen, value = next_exponential(seen, value, x, n, 2.0 / (n + 1.0))
        if t == n - 1:
            np.testing.assert_allclose(value, np.mean(values[:n]), rtol=1e-9, atol=1e-8)
        if t >= n - 1:
            assert min(values[: t + 1]) - 1e-6 <= value <= max(values[: t + 1]) + 1e-6


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20))
def test_the_mean_deviation_is_that_of_all(values: list[float]) -> None:
    window = np.array(values)
    wanted = np.abs(window - window.mean()).mean()
    np.testing.assert_allclose(mean_deviation(window, len(values), window.mean()), wanted, rtol=1e-9, atol=1e-9)
