"""Fibonacci and Gann features in the conventions that their cases leave out: each parameter's other sides, against the same references."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from tradewind.features import registry
from tradewind.features.compute import compute
from tradewind.market.columns import Bars

from ..randombars import random_bars
from .cases import gann as gann_case
from .cases.fibonacci import Then, at_each

BARS = random_bars(500, 21)


def same(name: str, truth: list[np.ndarray], bars: Bars = BARS, **arguments: float) -> None:
    got = compute({"x": registry()[name](**arguments)}, bars)  # type: ignore[arg-type]
    for (column, ours), wanted in zip(got.items(), truth, strict=True):
        np.testing.assert_allclose(ours, wanted, rtol=1e-9, atol=1e-9, err_msg=column)
    assert np.isfinite(np.array(truth)).any()


def logarithmic(name: str, t: Then) -> np.ndarray:
    if name == "fib_extension":
        return t.price[-2] * (t.price[-1] / t.price[-2]) ** np.array([1.272, 1.414, 1.618, 2.0, 2.618])
    return t.price[-1] * (t.price[-2] / t.price[-3]) ** np.array([0.618, 1.0, 1.618])


@pytest.mark.parametrize(("name", "points"), [("fib_extension", 2), ("fib_projection", 3)])
def test_on_a_logarithmic_scale_steps_are_factors(name: str, points: int) -> None:
    outputs = len(registry()[name].outputs)
    same(name, at_each(BARS, outputs, points, lambda t: logarithmic(name, t), 3.0), log=1)


def test_extensions_in_the_leg_s_own_direction() -> None:
    ratios = np.array([1.272, 1.414, 1.618, 2.0, 2.618])
    truth = at_each(BARS, 5, 2, lambda t: t.price[-2] + ratios * (t.price[-1] - t.price[-2]), 3.0)
    same("fib_extension", truth, back=0)


def test_arcs_with_a_price_per_bar() -> None:
    def arcs(t: Then) -> np.ndarray:
        length = np.hypot(t.price[-1] - t.price[-2], 0.9 * (t.bar[-1] - t.bar[-2]))
        under = (np.array([0.382, 0.5, 0.618]) * length) ** 2 - (0.9 * t.age()) ** 2
        return t.price[-1] + (1 if t.rising else -1) * np.sqrt(np.where(under > 0, under, np.nan))

    same("fib_arcs", at_each(BARS, 3, 2, arcs, 3.0), price_per_bar=0.9)


def test_the_squared_range_with_a_price_per_bar() -> None:
    def squared(t: Then) -> list[float]:
        return [abs(t.price[-1] - t.price[-2]) / 0.9, t.age() * 0.9 / abs(t.price[-1] - t.price[-2])]

    same("gann_squared_range", at_each(BARS, 2, 2, squared, 3.0), price_per_bar=0.9)


@pytest.mark.parametrize(("n", "both", "outside"), list(itertools.product((1, 2, 3), (0, 1), (0, 1))))
def test_swing_charts_of_one_two_and_three_bars(n: int, both: int, outside: int) -> None:
    for seed in range(3):
        bars = random_bars(300, seed)
        same("gann_swing", gann_case.gann_swing(bars, n, both, outside), bars, n=n, both=both, outside=outside)


@pytest.mark.parametrize("cross", [0, 2])
def test_the_crosses_of_a_spiral_that_is_walked(cross: int) -> None:
    straight, diagonal = gann_case.spiral()
    numbers = [float(n) for n in (straight if cross == 0 else straight | diagonal)]
    same("gann_cardinal", list(np.array([gann_case.neighbours(numbers, c) for c in BARS.close]).T), cross=cross)
