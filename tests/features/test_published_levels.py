"""Fibonacci and Gann features against worked examples as they were published, typed in with their source."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tradewind.features import FeatureUse, registry
from tradewind.features.compute import compute
from tradewind.market.columns import Bars

from ..randombars import bars_of, instrument


def legs(*points: float, bars: int = 20) -> Bars:
    """Straight legs from point to point, `bars` bars each; every bar is one price, so that the points are the turning points."""
    path = [points[0], *(x for a, b in pairwise(points) for x in np.linspace(a, b, bars + 1)[1:])]
    return bars_of(instrument(), [(x, x, x, x) for x in path])


def last(use: FeatureUse, bars: Bars) -> list[float]:
    """Outputs at the last bar."""
    return [float(v[-1]) for v in compute({"x": use}, bars).values()]


def use(name: str, **arguments: Any) -> FeatureUse:
    return registry()[name](**arguments)


# The table of the Fibonacci calculator at marketvolume.com (quotes/fibonaccicalculator.asp): A = 10, B = 20, C = 15.
RETRACEMENTS = [17.64, 16.18, 15.00, 13.82, 12.14]
PROJECTIONS = [21.18, 25.00, 31.18]


def test_retracements_of_the_published_calculator() -> None:
    *levels, nearest, position = last(use("fib_retracement"), legs(12.0, 10.0, 20.0, 17.0))
    assert np.round(levels, 2).tolist() == RETRACEMENTS
    assert round(nearest, 2) == 17.64
    assert position == pytest.approx(0.3)


def test_extensions_against_the_leg_of_the_published_calculator() -> None:
    """161.8 %, 200 % and 261.8 % retracements of 10 to 20 (that table: 3.82, 0.00; 261.8 % = 26.18 below 20)."""
    levels = last(use("fib_extension", back=1), legs(12.0, 10.0, 20.0, 17.0))
    assert np.round(levels[2:], 2).tolist() == [3.82, 0.0, -6.18]


@pytest.mark.parametrize(
    ("points", "published"), [((23.0, 20.0, 30.0, 27.0), [17.28, 13.82]), ((27.0, 30.0, 20.0, 23.0), [32.72, 36.18])]
)
def test_extensions_of_a_published_example(points: tuple[float, ...], published: list[float]) -> None:
    """X = 20, A = 30 and X = 30, A = 20 in "Fibonacci extensions", knowledgeworldoflogic.blogspot.com (2020)."""
    levels = last(use("fib_extension", back=1), legs(*points))
    assert [round(levels[0], 2), round(levels[2], 2)] == published


def test_projections_of_the_published_calculator() -> None:
    assert np.round(last(use("fib_projection"), legs(12.0, 10.0, 20.0, 15.0, 17.0)), 2).tolist() == PROJECTIONS


def on_the_wheel(numbers: Sequence[float], **arguments: float) -> list[float]:
    bars = bars_of(instrument(), [(x, x, x, x) for x in numbers])
    return compute({"x": use("square_of_9_angle", **arguments)}, bars)["x"].tolist()


def test_the_angle_of_390_on_the_paper_wheel() -> None:
    """85.50 degrees: the worked example of "Another Method of Angle Calculation on the Square of Nine"."""
    assert on_the_wheel([390.0], wheel=1) == pytest.approx([85.5])


def test_squares_of_odd_and_even_numbers_lie_where_futia_puts_them() -> None:
    """315 and 135 degrees (same note, on Carl Futia's formula)."""
    assert on_the_wheel([1.0, 9.0, 25.0, 49.0, 81.0]) == pytest.approx([315.0] * 5)
    assert on_the_wheel([4.0, 16.0, 36.0, 64.0]) == pytest.approx([135.0] * 4)


@pytest.mark.parametrize(("angle", "published"), [(45.0, 17.0), (90.0, 19.0), (360.0, 34.0)])
def test_turning_15_around_the_square_of_nine(angle: float, published: float) -> None:
    """17 is 45, 19 is 90 and 34 is 360 degrees from 15 (gannzilla.com, The Concept of Rotation; whole cells, so to half a cell)."""
    above, below = last(use("square_of_9", angle=angle), legs(18.0, 15.0, 15.9))
    assert below == pytest.approx(15.0)
    assert above == pytest.approx(published, abs=0.5)


def test_the_two_conventions_of_a_full_turn() -> None:
    """Level = (root + angle / 360)**2 (forexbee.co, Gann Square of 9 calculator) in place of angle / 180."""
    above, _ = last(use("square_of_9", angle=180.0, root_per_turn=1.0), legs(18.0, 16.0, 16.9))
    assert above == pytest.approx((4.0 + 180.0 / 360.0) ** 2)


def stairs(name: str, until: int, **arguments: float) -> list[float]:
    """The levels from the first on, each found as the one above the last."""
    bars = bars_of(instrument(), [(x, x, x, x) for x in np.arange(1.0, until)])
    return sorted(set(compute({"x": use(name, **arguments)}, bars)["x_below"].tolist()))


def test_the_cardinal_cross() -> None:
    """Axes 2, 11, 28; 4, 15, 34; 6, 19, 40, 69; 8, 23, 46, 77 of the square of nine, as printed on Gann's chart."""
    published = [1, 2, 4, 6, 8, 11, 15, 19, 23, 28, 34, 40, 46, 53, 61, 69, 77]
    assert stairs("gann_cardinal", 78, cross=0) == published


def test_the_neighbours_of_29_on_both_crosses() -> None:
    """Support 28 and resistance 31 of a share at 29 (gannzilla.com, The Concept of Rotation)."""
    assert last(use("gann_cardinal"), legs(29.0, 29.0)) == [31.0, 28.0]


def test_the_circles_of_the_hexagon_chart() -> None:
    """Gann, Master Course, The Hexagon Chart: circles are completed at 7, 19, 37, 61, 91, 127, 169, 217, 271."""
    on_spokes = set(stairs("gann_hexagon", 272))
    assert {7.0, 19.0, 37.0, 61.0, 91.0, 127.0, 169.0, 217.0, 271.0} <= on_spokes
    assert len(on_spokes) == 1 + 6 * 9


def test_the_strongest_points_of_the_square_of_144() -> None:
    """Gann, Master Calculator: 1/4, 1/3, 3/8, 1/2, 5/8, 2/3, 3/4, 7/8 and the complete square of 144, in price and in time."""
    published = {144 / 4, 144 / 3, 144 * 3 / 8, 72, 144 * 5 / 8, 144 * 2 / 3, 144 * 3 / 4, 144 * 7 / 8, 144}
    rising = legs(400.0, 300.0, 443.0, bars=200)
    got = compute({"t": use("square_of_144_time"), "p": use("square_of_144", price_per_bar=1.0)}, rising)
    assert set(got["t_mark"].tolist()) - {0.0} == published
    assert {v - 300.0 for v in got["p_above"][-100:].tolist()} <= published
    assert got["p_above"][-1] == 444.0
    assert got["p_below"][-1] == 426.0


@pytest.mark.parametrize(
    ("rise", "degrees", "output"), [(1.0, 45.0, "one"), (2.0, 63.435, "two"), (8.0, 82.875, "eight")]
)
def test_the_degrees_of_gann_angles(rise: float, degrees: float, output: str) -> None:
    """1x1 is 45 degrees, 2x1 63.75 and 8x1 82.5 in Gann's drawings (rounded by him to a protractor's 1.25); exactly 45, 63.435, 82.875."""
    bars = legs(200.0, 100.0, 100.0 + 20.0 * rise)
    slope, angle = last(use("gann_angle", price_per_bar=1.0), bars)
    assert slope == pytest.approx(rise)
    assert angle == pytest.approx(degrees, abs=1e-3)
    fan = compute({"x": use("gann_fan", price_per_bar=1.0)}, bars)
    assert fan[f"x_{output}"][-1] == pytest.approx(bars.close[-1])
