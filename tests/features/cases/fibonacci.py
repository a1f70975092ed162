"""Fibonacci levels, lines and times: the formulas at once, at each bar from the list of turning points that were known then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tradewind.market.columns import Bars

from . import Case
from .swings import true_ranges, turning_points, wilder

SIZE = 2.5


@dataclass(frozen=True)
class Then:
    """What was known at one bar: turning points, oldest first, and the range when the newest became known."""

    now: int
    close: float
    spread: float
    price: list[float]
    bar: list[int]
    rising: bool

    def age(self) -> int:
        return self.now - self.bar[-1]


def at_each(
    b: Bars,
    outputs: int,
    at_least: int,
    f: Callable[[Then], object],
    size: float = SIZE,
    otherwise: float | tuple[float, ...] = np.nan,
):
    """(outputs, n): f at each bar at which so many turning points were known."""
    points, spread = turning_points(b, size), wilder(true_ranges(b))
    out = np.full((outputs, len(b)), np.nan)
    out.T[:] = otherwise
    for now in range(len(b)):
        known = [p for p in points if p[0] <= now]
        if len(known) >= at_least:
            when, kind = known[-1][:2]
            prices, bars = [float(p[2]) for p in known], [int(p[3]) for p in known]
            out[:, now] = np.array(f(Then(now, b.close[now], spread[when], prices, bars, kind < 0)), dtype=float)
    return list(out)


def retracement(t: Then):
    end, begin = t.price[-1], t.price[-2]
    levels = np.exp(np.log(end) + np.array([0.236, 0.382, 0.5, 0.618, 0.786]) * np.log(begin / end))
    return [*levels, levels[np.abs(levels - t.close).argmin()], (end - t.close) / (end - begin)]


def extension(t: Then):
    return t.price[-1] + np.array([1.272, 1.414, 1.618, 2.0, 2.618]) * (t.price[-2] - t.price[-1])


def projection(t: Then):
    a, b, c = t.price[-3:]
    return c + np.array([0.618, 1.0, 1.618]) * (b - a)


def cluster(t: Then, legs: int = 5, tolerance: float = 0.4, least: int = 4):
    levels: list[float] = []
    for j in range(1, min(legs, len(t.price) - 1) + 1):
        end, begin = t.price[-j], t.price[-j - 1]
        levels += [end + r * (begin - end) for r in (0.382, 0.5, 0.618, 0.786, 1.272, 1.618)]
        if len(t.price) >= j + 2:
            levels += [end + r * (begin - t.price[-j - 2]) for r in (1.0, 1.618)]
    groups = [[x for x in levels if low <= x <= low + tolerance * t.spread] for low in levels]
    found = sorted(((min(g) + max(g)) / 2, len(g)) for g in groups if len(g) >= least)
    above = [g for g in found if g[0] > t.close] or [(np.nan, 0)]
    below = [g for g in found if g[0] <= t.close] or [(np.nan, 0)]
    return [*above[0], *below[-1]]


def through(t: Then, parts: np.ndarray):
    """numpy's straight line through the leg's beginning and a point at its end."""
    ends = t.price[-2] + parts * (t.price[-1] - t.price[-2])
    return [np.polyval(np.polyfit([0, t.bar[-1] - t.bar[-2]], [t.price[-2], e], 1), t.now - t.bar[-2]) for e in ends]


def fan(t: Then):
    return through(t, np.array([0.618, 0.5, 0.382]))


def speed(t: Then):
    return through(t, np.array([2 / 3, 1 / 3]))


def arcs(t: Then, unit: float = 0.7):
    length = np.hypot(t.price[-1] - t.price[-2], unit * t.spread * (t.bar[-1] - t.bar[-2]))
    under = (np.array([0.382, 0.5, 0.618]) * length) ** 2 - (unit * t.spread * t.age()) ** 2
    reach = np.sqrt(np.where(under > 0, under, np.nan))
    return t.price[-1] + reach if t.rising else t.price[-1] - reach


def channel(t: Then):
    (a, b, c), (x, y, z) = t.price[-3:], t.bar[-3:]
    width = b - np.interp(y, [x, z], [a, c])
    return a + (c - a) / (z - x) * (t.now - x) + np.array([0.0, 0.618, 1.0, 1.618, 2.618]) * width


NUMBERS = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610]


def zones(t: Then):
    age = t.age()
    return [age if age in NUMBERS else 0, min(n for n in NUMBERS if n > age) - age]


def time_cluster(t: Then):
    return [sum(t.now - bar in NUMBERS[5:] for bar in t.bar[-6:])]


def time_projection(t: Then):
    ratios = np.array([0.382, 0.5, 0.618, 1.0, 1.272, 1.618, 2.0, 2.618, 4.236])
    bars = np.floor(ratios * (t.bar[-1] - t.bar[-2]) + 0.5)
    later = bars[bars > t.age()]
    return [max(ratios[bars == t.age()], default=0.0), later[0] - t.age() if len(later) else np.nan]


P = {"size": SIZE}
CASES = [
    Case("fib_retracement", {**P, "log": 1}, lambda b: at_each(b, 7, 2, retracement)),
    Case("fib_extension", {**P, "back": 1}, lambda b: at_each(b, 5, 2, extension)),
    Case("fib_projection", P, lambda b: at_each(b, 3, 3, projection)),
    Case("fib_cluster", {**P, "legs": 5, "tolerance": 0.4, "least": 4}, lambda b: at_each(b, 4, 2, cluster)),
    Case("fib_fan", P, lambda b: at_each(b, 3, 2, fan)),
    Case("speed_lines", P, lambda b: at_each(b, 2, 2, speed)),
    Case("fib_arcs", {**P, "ranges_per_bar": 0.7}, lambda b: at_each(b, 3, 2, arcs)),
    Case("fib_channel", P, lambda b: at_each(b, 5, 3, channel)),
    Case("fib_time_zones", P, lambda b: at_each(b, 2, 1, zones, otherwise=(0.0, np.nan))),
    Case(
        "fib_time_cluster",
        {**P, "points": 6, "least": 13},
        lambda b: at_each(b, 1, 1, time_cluster, otherwise=0.0),
    ),
    Case("fib_time_projection", P, lambda b: at_each(b, 2, 2, time_projection, otherwise=(0.0, np.nan))),
]
