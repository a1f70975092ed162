"""Elliott waves against a second enumeration: lists of labelled waves instead of a window, the rules as the book words them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tradewind.market.columns import Bars

from . import Case
from .swings import turning_points

PHI = 1.618
LABELS = {1: 2, 2: 3, 3: 4, 4: 5, 5: -1, 6: -2, 7: -3, 8: 1}  # waves done -> the wave that runs
Point = tuple[float, float]  # bar, price


def near(ratio: float, *ideals: float) -> float:
    return max(max(0.0, 1.0 - abs(math.log(ratio / ideal)) / math.log(PHI)) for ideal in ideals)


@dataclass
class Count:
    """Turning points 0, 1, … of an impulse and its correction, turned so that the impulse rises."""

    points: Sequence[Point]
    side: int

    @property
    def done(self) -> int:
        return len(self.points) - 1

    @property
    def h(self) -> list[float]:
        return [self.side * price for _, price in self.points]

    @property
    def w(self) -> list[float]:
        return [math.nan, *np.abs(np.diff([price for _, price in self.points])).tolist()]

    def broken(self) -> list[str]:
        """The hard rules that it breaks."""
        h, w, done = self.h, self.w, self.done
        overlaps = done >= 4 and h[4] <= h[1]
        diagonal = done >= 4 and w[3] < w[1] and w[4] < w[2] and h[4] > h[2]
        rules = {
            "wave 2 beyond the start of wave 1": done >= 2 and h[2] <= h[0],
            "wave 3 not beyond wave 1": done >= 3 and h[3] <= h[1],
            "wave 4 in the territory of wave 1": overlaps and not diagonal,
            "wave 3 is the shortest": done >= 5 and w[3] < min(w[1], w[5]),
            "a diagonal's wave 5 fails": done >= 5 and overlaps and not (w[5] < w[3] and h[5] > h[3]),
            "A beyond the start of the impulse": done >= 6 and h[6] <= h[0],
            "B beyond an expanded flat's": done >= 7 and w[7] > 1.382 * w[6],
            "C beyond the start of the impulse": done >= 8 and h[8] <= h[0],
            "C of a zigzag does not pass A": done >= 8 and w[7] < w[6] and h[8] >= h[6],
        }
        return [rule for rule, is_broken in rules.items() if is_broken]

    def guidelines(self) -> list[float]:
        h, w, done = self.h, self.w, self.done
        marks = []
        if done >= 2:
            marks.append(near(w[2] / w[1], 0.5, 0.618))
        if done >= 3:
            marks.append(near(w[3] / w[1], 1.618, 2.618))
        if done >= 4:
            depths = w[2] / w[1], w[4] / w[3]
            marks.append(near(depths[1], 0.382))
            marks.append(min(1.0, abs(math.log(depths[0] / depths[1])) / math.log(PHI)))
            marks.append(self.channel(1, 3, 2, 4))
        if done >= 5:
            extended = w[3] >= PHI * w[1]
            marks.append(near(w[5] / w[1], 1.0, 0.618) if extended else near(w[5] / (h[3] - h[0]), 1.618, 0.618))
            marks.append(self.channel(2, 4, 3, 5))
        if done >= 7:
            marks.append(near(w[7] / w[6], 0.5, 0.618, 1.0, 1.236))
        if done >= 8:
            deep = (h[5] - h[8]) / (h[5] - h[4])
            marks += [near(w[8] / w[6], 1.0, 0.618, 1.618), near(deep, 1.0) if deep > 0 else 0.0]
        return marks

    def channel(self, a: int, b: int, through: int, at: int) -> float:
        bars, h = [bar for bar, _ in self.points], self.h
        line = np.poly1d(np.polyfit([0.0, bars[b] - bars[a]], [h[a], h[b]], 1))
        broad = h[through] - line(bars[through] - bars[a])
        return max(0.0, 1.0 - abs((h[at] - line(bars[at] - bars[a]) - broad) / broad))

    def score(self) -> float:
        marks = self.guidelines()
        return sum(marks) / (len(marks) + 1)

    def limits(self) -> tuple[float, float]:
        h, w, done = self.h, self.w, self.done
        floor, ceiling = -math.inf, math.inf
        if done <= 2:
            floor = h[0]
        elif done == 3:
            floor = h[1] if w[3] >= w[1] else max(h[2], h[3] - w[2])
        elif done == 4:
            floor = h[1] if h[4] > h[1] else h[2]
            ceiling = math.inf if w[3] >= w[1] else h[4] + w[3]
        elif done <= 7:
            floor, ceiling = h[0], h[6] + 1.382 * w[6] if done == 6 else h[-1]
        else:
            floor = h[8]
        return floor, ceiling

    def aim(self) -> float:
        h, w, done = self.h, self.w, self.done
        if done == 4:
            third = w[3] >= PHI * w[1]
            return h[4] + (w[1] if third else 0.618 * w[3] if w[3] < w[1] else PHI * (h[3] - h[0]))
        return {
            1: lambda: h[1] - 0.618 * w[1],
            2: lambda: h[2] + PHI * w[1],
            3: lambda: h[3] - 0.382 * w[3],
            5: lambda: h[4],
            6: lambda: h[6] + 0.618 * w[6],
            7: lambda: h[7] - (PHI if w[7] > w[6] else 1.0) * w[6],
            8: lambda: math.nan,
        }[done]()


def counts(points: Sequence[Point]) -> list[Count]:
    """All that break no rule, the longest first."""
    up = len(points) > 1 and points[-1][1] > points[-2][1]
    every = [
        Count(points[-done - 1 :], 1 if up == (done % 2 == 1) else -1) for done in range(8, 0, -1) if len(points) > done
    ]
    return [c for c in every if not c.broken()]


def known_points(b: Bars, size: float):
    """Bar at which the newest became known, bar at which the next will be, and all points until then."""
    found = turning_points(b, size)
    for j, (known, *_) in enumerate(found):
        yield (
            known,
            found[j + 1][0] if j + 1 < len(found) else len(b),
            [(bar, price) for *_, price, bar in found[: j + 1]],
        )


def elliott(b: Bars, size: float = 1.2) -> list[np.ndarray]:
    out = np.zeros((6, len(b)))
    out[3:5] = np.nan
    for first, end, points in known_points(b, size):
        alive = counts(points)
        for bar in range(first, end):
            alive = [c for c in alive if not passed(c, b.low[bar], b.high[bar])]
            ranked = sorted(alive, key=lambda c: -c.score())
            if ranked:
                best = ranked[0]
                limit = best.limits()[1 if 5 <= best.done <= 7 else 0]
                second = LABELS[ranked[1].done] if len(ranked) > 1 else 0
                out[:, bar] = (
                    LABELS[best.done],
                    best.side,
                    best.score(),
                    best.side * best.aim(),
                    best.side * limit,
                    second,
                )
    return list(out)


def passed(count: Count, low: float, high: float) -> bool:
    lowest, highest = sorted((count.side * low, count.side * high))
    floor, ceiling = count.limits()
    return bool(lowest < floor or highest > ceiling)


def impulse(b: Bars) -> list[np.ndarray]:
    out = np.zeros((5, len(b)))
    out[2:4] = np.nan
    for known, _, points in known_points(b, 1.2):
        if len(points) < 6:
            continue
        side = 1 if points[-1][1] > points[-2][1] else -1
        count = Count(points[-6:], side)
        if not count.broken():
            out[:, known] = side, count.score(), points[-2][1], points[-1][1], count.h[4] <= count.h[1]
    return list(out)


def three(prices: list[float]) -> tuple[int, float]:
    """Form and score of three legs: 1 zigzag, 2 flat, 3 expanded flat, 0 none."""
    a, b, c = np.abs(np.diff(prices))
    if c <= b or b / a > 1.382:
        return 0, 0.0
    if b / a < 0.9:
        return 1, (near(b / a, 0.5, 0.618) + near(c / a, 1.0, 0.618, 1.618)) / 3
    if b / a <= 1.05:
        return 2, (near(b / a, 1.0) + near(c / a, 1.0)) / 3
    return 3, (near(b / a, 1.236, 1.382) + near(c / a, 1.618)) / 3


def forms(prices: list[float]):
    """(form, score, target) of each that ends at the last price, the longest first."""
    side = 1 if len(prices) > 1 and prices[-1] < prices[-2] else -1
    h = [side * p for p in prices]

    def kept(legs: int) -> bool:
        before = h[-legs - 1] - h[-legs - 2]
        return h[-legs - 1] - min(h[-legs:]) < before

    if len(h) >= 9 and kept(7):
        (w, w_fit), (y, y_fit) = three(h[-8:-4]), three(h[-4:])
        if w and y and h[-4] - h[-5] < h[-8] - h[-5]:
            net = near((h[-4] - h[-1]) / (h[-8] - h[-5]), 1.0, 0.618) if h[-4] > h[-1] else 0.0
            yield 5, (3 * w_fit + 3 * y_fit + net) / 6, prices[-8]
    if len(h) >= 7 and kept(5):
        legs = np.abs(np.diff(h[-6:]))
        if (np.diff(legs) < 0).all():
            yield 4, sum(near(legs[j + 2] / legs[j], 0.618) for j in range(3)) / 4, prices[-1] + side * legs[0]
    if len(h) >= 5 and kept(3):
        form, fit = three(h[-4:])
        if form:
            yield form, fit, prices[-4]


def correction(b: Bars) -> list[np.ndarray]:
    out = np.zeros((5, len(b)))
    out[3:5] = np.nan
    for known, _, points in known_points(b, 1.2):
        prices = [price for _, price in points]
        found = [f for f in forms(prices) if f[1] > 0.0]
        if found:
            form, fit, target = max(found, key=lambda f: f[1])
            out[:, known] = 1 if prices[-1] < prices[-2] else -1, form, fit, target, prices[-1]
    return list(out)


def degree(b: Bars) -> list[np.ndarray]:
    small, large = elliott(b, 1.2), elliott(b, 1.2 * 2.5)
    ways = [
        side * np.select([np.isin(wave, (1, 3, 5, -2)), np.isin(wave, (2, 4, -1, -3))], [1.0, -1.0], 0.0)
        for wave, side, *_ in (small, large)
    ]
    return [ways[0] * ways[1], small[0], large[0]]


CASES = [
    Case("elliott", {"size": 1.2}, elliott, rtol=1e-7),
    Case("elliott_impulse", {"size": 1.2}, impulse, rtol=1e-7),
    Case("elliott_correction", {"size": 1.2}, correction, rtol=1e-7),
    Case("elliott_degree", {"size": 1.2, "larger": 2.5}, degree),
]
