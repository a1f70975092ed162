"""Gann's levels, cycles, squares and swings: the formulas at once from the list of turning points, squares and hexagons walked cell by cell."""

from __future__ import annotations

from functools import cache

import numpy as np

from tradewind.market.columns import Bars

from ..rows import random_rows
from . import Case
from .fibonacci import SIZE, Then, at_each

P = {"size": SIZE}
DAY = 86_400 * 10**9


def fan(t: Then, unit: float = 0.6):
    reach = unit * t.spread * t.age() * np.array([1 / 8, 1 / 4, 1 / 3, 1 / 2, 1, 2, 3, 4, 8])
    return t.price[-1] + reach if t.rising else t.price[-1] - reach


def angle(t: Then, unit: float = 1.7):
    away = t.close - t.price[-1] if t.rising else t.price[-1] - t.close
    return [away / (unit * t.age()), np.degrees(np.arctan2(away, unit * t.age()))]


def box(t: Then):
    parts = [1 / 8, 1 / 4, 1 / 3, 3 / 8, 1 / 2, 5 / 8, 2 / 3, 3 / 4, 7 / 8]
    return np.quantile([t.price[-1], t.price[-2]], parts)


def midpoints(b: Bars):
    swing, high = at_each(b, 2, 2, lambda t: [np.mean(t.price[-2:]), max(t.price[-2:]) / 2], SIZE)
    return [swing, high, (np.maximum.accumulate(b.high) + np.minimum.accumulate(b.low)) / 2]


def squared_range(t: Then, unit: float = 0.6):
    bars = abs(t.price[-1] - t.price[-2]) / (unit * t.spread)
    return [bars, t.age() / bars]


NUMBERS = np.array([30, 45, 60, 90, 120, 144, 180, 270, 360])


def cycles(t: Then):
    later = NUMBERS[t.age() < NUMBERS]
    return [t.age() if t.age() in NUMBERS else 0, later[0] - t.age() if len(later) else np.nan]


def calendar_cycles(b: Bars):
    days = b.ts_event // DAY

    def told(t: Then):
        passed = days[t.now] - days[t.bar[-1]]
        before = days[t.now - 1] - days[t.bar[-1]]
        return [max(NUMBERS[(before < NUMBERS) & (passed >= NUMBERS)], default=0), passed]

    return at_each(b, 2, 1, told, 5.0, otherwise=(0.0, np.nan))


def box_time(t: Then):
    duration = t.bar[-1] - t.bar[-2]
    parts = np.array([1 / 8, 1 / 4, 1 / 3, 3 / 8, 1 / 2, 5 / 8, 2 / 3, 3 / 4, 7 / 8, 1])
    boxes = -(-t.age() // duration) - 1
    bars = np.floor(parts * duration + 0.5) + boxes * duration
    return [max(parts[bars == t.age()], default=0.0), boxes]


def neighbours(levels, price: float) -> list[float]:
    """The nearest level above a price, and the one at or below it."""
    levels = np.array([x for x in levels if np.isfinite(x)])
    near = 1e-9 * max(abs(price), 1.0)
    return [min(levels[levels > price + near], default=np.nan), max(levels[levels <= price + near], default=np.nan)]


def square_of_9(t: Then, unit: float = 0.25, angle: float = 60.0):
    roots = np.sqrt(t.price[-1] / unit) + np.arange(-200, 200) * angle / 180.0
    return neighbours(unit * np.where(roots >= 0, roots, np.nan) ** 2, t.close)


def wheel(b: Bars):
    """The angle on the drawn spiral, ring by ring."""
    number = b.close / 0.5
    ring = np.round((np.sqrt(number) - 0.22) / 2)
    return np.mod((number - ((2 * ring + 1) ** 2 - 7 * ring)) / (ring / 45), 360.0)


@cache
def spiral(rings: int = 40) -> tuple[set[int], set[int]]:
    """Numbers on the cardinal cross and on the diagonals of a spiral that is walked cell by cell from 1 at (0, 0)."""
    x = y = 0
    number, straight, diagonal = 1, {1}, {1}
    for side in range(1, 2 * rings):
        for dx, dy in [((-1, 0), (0, 1)), ((1, 0), (0, -1))][side % 2 == 0]:
            for _ in range(side):
                x, y, number = x + dx, y + dy, number + 1
                if x == 0 or y == 0:
                    straight.add(number)
                if abs(x) == abs(y):
                    diagonal.add(number)
    return straight, diagonal


@cache
def hexagon(middle: int, circles: int = 40) -> set[int]:
    """Numbers on the six spokes of a hexagon walked cell by cell: in axial coordinates, those with q, r or q + r equal to 0."""
    sides = [(0, -1), (1, -1), (1, 0), (0, 1), (-1, 1), (-1, 0)]
    number, found = middle, {middle}
    for n in range(1, circles):
        q, r = -n, n  # the corner at which circle n ends
        for dq, dr in sides:
            for _ in range(n):
                q, r, number = q + dq, r + dr, number + 1
                if 0 in (q, r, q + r):
                    found.add(number)
    return found


def crosses(b: Bars) -> list[np.ndarray]:
    numbers = [float(n) for n in spiral()[1]]
    return list(0.1 * np.array([neighbours(numbers, c / 0.1) for c in b.close]).T)


def spokes(b: Bars) -> list[np.ndarray]:
    numbers = [float(n) for n in hexagon(0)]
    return list(0.2 * np.array([neighbours(numbers, c / 0.2) for c in b.close]).T)


MARKS = np.array([36, 48, 54, 72, 90, 96, 108, 126, 144])


def square_of_144(t: Then, unit: float = 0.05):
    lines = np.concatenate([MARKS + 144 * k for k in range(-50, 50)])
    return neighbours(t.price[-1] + unit * t.spread * lines, t.close)


def square_of_144_time(t: Then):
    squares = -(-t.age() // 144) - 1
    return [max(MARKS[MARKS + 144 * squares == t.age()], default=0), squares]


def bar_kind(b: Bars, i: int, last: int, direction: int, both: int, outside: int) -> int:
    """1 up, -1 down, 0 neither, of bar i seen from bar `last`."""
    higher, lower = b.high[i] > b.high[last], b.low[i] < b.low[last]
    if higher and lower:
        return direction if outside == 0 else 1 if b.close[i] > (b.high[i] + b.low[i]) / 2 else -1
    if both:
        return 1 if higher and b.low[i] > b.low[last] else -1 if lower and b.high[i] < b.high[last] else 0
    return 1 if higher else -1


def gann_swing(b: Bars, n: int = 2, both: int = 1, outside: int = 1) -> list[np.ndarray]:
    """The swing chart with slices of the past: where the running swing turned, and its first extreme."""
    direction = trend = last = 0
    streak: list[int] = []
    start, first = 0, np.nan
    swing = {1: np.nan, -1: np.nan}
    out = np.full((4, len(b)), np.nan)
    out[:2, 0] = 0.0
    sides = {1: b.high, -1: -b.low}
    for i in range(1, len(b)):
        inside = b.high[i] <= b.high[last] and b.low[i] >= b.low[last]
        if not inside:
            if kind := bar_kind(b, i, last, direction, both, outside):
                streak = [*streak, kind] if streak[-1:] == [kind] else [kind]
            last = i
        for new in (1, -1):
            if direction != new and streak[-n:] == [new] * n:
                old = -new
                run = sides[old][start + (direction != 0) : i + 1]
                best = max(run, default=-np.inf)
                # The running swing's extreme and its bar: the first extreme belongs to the bar at which the swing turned.
                at = start if direction and best <= first else start + (direction != 0) + int(np.argmax(run))
                swing[old] = old * max(best, first) if direction else old * best
                first, direction, start = max([sides[new][i], *sides[new][at + 1 : i + 1]]), new, i
                break
        over, under = b.high[i] > swing[1], b.low[i] < swing[-1]
        trend = trend if over == under else 1 if over else -1
        out[:, i] = direction, trend, swing[1], swing[-1]
    return list(out)


def long_bars(seed: int):
    return random_rows("bars", 900, seed)


CASES = [
    Case("gann_fan", {**P, "ranges_per_bar": 0.6}, lambda b: at_each(b, 9, 1, fan)),
    Case("gann_angle", {**P, "price_per_bar": 1.7}, lambda b: at_each(b, 2, 1, angle)),
    Case("gann_box", P, lambda b: at_each(b, 9, 2, box)),
    Case("gann_midpoints", P, midpoints),
    Case("gann_squared_range", {**P, "ranges_per_bar": 0.6}, lambda b: at_each(b, 2, 2, squared_range)),
    Case(
        "gann_time_cycles",
        {"size": 5.0},
        lambda b: at_each(b, 2, 1, cycles, 5.0, otherwise=(0.0, np.nan)),
        rows=long_bars,
    ),
    Case("gann_calendar_cycles", {"size": 5.0}, calendar_cycles, rows=long_bars),
    Case("gann_box_time", P, lambda b: at_each(b, 2, 2, box_time, otherwise=0.0)),
    Case("square_of_9", {**P, "unit": 0.25, "angle": 60.0}, lambda b: at_each(b, 2, 1, square_of_9)),
    Case("square_of_9_angle", {"unit": 0.5, "wheel": 1}, wheel),
    Case("gann_cardinal", {"unit": 0.1, "cross": 1}, crosses),
    Case("gann_hexagon", {"unit": 0.2, "middle": 0}, spokes),
    Case("square_of_144", {**P, "ranges_per_bar": 0.05}, lambda b: at_each(b, 2, 1, square_of_144)),
    Case(
        "square_of_144_time",
        {"size": 5.0},
        lambda b: at_each(b, 2, 1, square_of_144_time, 5.0, otherwise=0.0),
        rows=long_bars,
    ),
    Case("gann_swing", {"n": 2, "both": 1, "outside": 1}, gann_swing),
]
