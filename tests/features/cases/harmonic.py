"""Harmonic patterns against a second matcher: it keeps the list of all turning points and tries every pattern on the last of them at each bar.

Its ratios are typed here once more, from the published lists, as tests of one turning point's place after the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from tradewind.market.columns import Bars

from . import Case
from .swings import turning_points

# name: points, {measure: (lowest, highest)}. Measures are of the places of W X A B C D, see `measured`.
PUBLISHED: dict[str, tuple[int, dict[str, tuple[float, float]]]] = {
    "gartley": (5, {"XAB": (0.618, 0.618), "ABC": (0.382, 0.886), "BCD": (1.13, 1.618), "XAD": (0.786, 0.786)}),
    "butterfly": (5, {"XAB": (0.786, 0.786), "ABC": (0.382, 0.886), "BCD": (1.618, 2.24), "XAD": (1.27, 1.27)}),
    "bat": (5, {"XAB": (0.382, 0.5), "ABC": (0.382, 0.886), "BCD": (1.618, 2.618), "XAD": (0.886, 0.886)}),
    "alternate_bat": (5, {"XAB": (0.0, 0.382), "ABC": (0.382, 0.886), "BCD": (2.0, 3.618), "XAD": (1.13, 1.13)}),
    "crab": (5, {"XAB": (0.382, 0.618), "ABC": (0.382, 0.886), "BCD": (2.24, 3.618), "XAD": (1.618, 1.618)}),
    "deep_crab": (5, {"XAB": (0.886, 0.886), "ABC": (0.382, 0.886), "BCD": (2.0, 3.618), "XAD": (1.618, 1.618)}),
    "shark": (5, {"ABC": (1.13, 1.618), "BCD": (1.618, 2.24), "XAD": (0.886, 1.13)}),
    "cypher": (5, {"XAB": (0.382, 0.618), "AXC": (1.272, 1.414), "XCD": (0.786, 0.786)}),
    "five_o": (5, {"XAB": (1.13, 1.618), "ABC": (1.618, 2.24), "BCD": (0.5, 0.5)}),
    "abcd": (4, {"ABC": (0.618, 0.786), "BCD": (1.27, 1.618), "ABCD": (1.0, 1.0)}),
    "three_drives": (
        6,
        {"WXA": (0.618, 0.786), "XAB": (1.27, 1.618), "ABC": (0.618, 0.786), "BCD": (1.27, 1.618)},
    ),
}
TARGET_FROM = {"shark": "C", "cypher": "C", "five_o": "C", "three_drives": "W"}
WRONG_BEYOND_X = ("gartley", "bat", "cypher")


@dataclass(frozen=True)
class Measure:
    """A ratio as the retracement of the move `start` to `end` by the move from `origin` to a point."""

    start: str
    end: str
    origin: str

    def level(self, at: dict[str, float], ratio: float) -> float:
        """The price that lies `ratio` of the move back from the origin."""
        return at[self.origin] - ratio * (at[self.end] - at[self.start])

    def ratio(self, at: dict[str, float], price: float) -> float:
        return (at[self.origin] - price) / (at[self.end] - at[self.start])


MEASURES = {
    "WXA": ("A", Measure("W", "X", "X")),
    "XAB": ("B", Measure("X", "A", "A")),
    "ABC": ("C", Measure("A", "B", "B")),
    "AXC": ("C", Measure("A", "X", "X")),
    "BCD": ("D", Measure("B", "C", "C")),
    "XAD": ("D", Measure("X", "A", "A")),
    "XCD": ("D", Measure("X", "C", "C")),
    "ABCD": ("D", Measure("B", "A", "C")),
}


def misfit(name: str, at: dict[str, float], points: str, tolerance: float) -> float:
    """The worst distance from the published ranges of those of `points`, in tolerances."""
    worst = 0.0
    for key, (low, high) in PUBLISHED[name][1].items():
        point, measure = MEASURES[key]
        if point in points:
            ratio = measure.ratio(at, at[point])
            worst = max(worst, (low - ratio) / (low * tolerance) if low else 0.0, (ratio - high) / (high * tolerance))
    return worst


def zone(name: str, at: dict[str, float], tolerance: float) -> tuple[float, float]:
    """The prices of D at which all ratios of D fit; the first above the second if there are none."""
    low, high = -np.inf, np.inf
    for key, (least, most) in PUBLISHED[name][1].items():
        point, measure = MEASURES[key]
        if point == "D":
            ends = measure.level(at, least * (1 - tolerance)), measure.level(at, most * (1 + tolerance))
            low, high = max(low, min(ends)), min(high, max(ends))
    return low, high


def labelled(prices: list[float], letters: str) -> dict[str, float]:
    return dict(zip(reversed(letters), reversed(prices), strict=False))


def completed(name: str, prices: list[float], tolerance: float) -> tuple[float, float, float, float] | None:
    """(signal, stop, target, quality) if the last price is the D of this pattern."""
    if len(prices) < PUBLISHED[name][0]:
        return None
    at = labelled(prices, "WXABCD")
    worst = misfit(name, at, "ABCD", tolerance)
    if worst > 1.0:
        return None
    bullish = at["D"] < at["C"]
    low, high = zone(name, at, tolerance)
    stop = low if bullish else high
    if name in WRONG_BEYOND_X:
        stop = min(stop, at["X"]) if bullish else max(stop, at["X"])
    begin = at[TARGET_FROM.get(name, "A")]
    return (1.0 if bullish else -1.0), stop, at["D"] + 0.618 * (begin - at["D"]), 1.0 - worst


def awaited(name: str, prices: list[float], tolerance: float) -> tuple[float, float, float] | None:
    """(low, high, fit) of the zone in which a D would complete it, the last price being C."""
    if len(prices) < PUBLISHED[name][0] - 1:
        return None
    at = labelled(prices, "WXABC")
    worst = misfit(name, at, "ABC", tolerance)
    if worst > 1.0:
        return None
    low, high = zone(name, at, tolerance)
    return (low, high, 1.0 - worst) if low <= high else None


def spans(b: Bars, size: float):
    """For each stretch between two turning points becoming known: first bar, end, and the prices of those known (oldest first)."""
    found = turning_points(b, size)
    for j, (known, *_) in enumerate(found):
        yield known, found[j + 1][0] if j + 1 < len(found) else len(b), [price for _, _, price, _ in found[: j + 1]]


def survives(b: Bars, first: int, bar: int, prices: list[float], low: float, high: float) -> bool:
    """Whether price has not run through the zone since the last turning point became known."""
    if len(prices) > 1 and prices[-1] > prices[-2]:
        return bool(b.low[first : bar + 1].min() >= low)
    return bool(b.high[first : bar + 1].max() <= high)


def matched(names: tuple[str, ...], size: float, tolerance: float, b: Bars, numbered: bool = False) -> list[np.ndarray]:
    out = np.full((7, len(b)), np.nan)
    out[0], out[5], out[6] = 0.0, 0.0, 0.0
    for first, end, prices in spans(b, size):
        best = 0.0
        for number, name in enumerate(names, 1):
            found = completed(name, prices, tolerance)
            if found and (best == 0.0 or found[3] > out[5, first]):
                out[[0, 3, 4, 5], first], out[6, first], best = found, number, 1.0
        zones = [z for name in names if (z := awaited(name, prices, tolerance))]
        for bar in range(first, end):
            open_ = [z for z in zones if survives(b, first, bar, prices, z[0], z[1])]
            if open_:
                out[1:3, bar] = max(open_, key=lambda z: z[2])[:2]
    return list(out if numbered else out[:6])


PARAMS = {"size": 1.3, "tolerance": 0.2}
CASES = [Case(name, PARAMS, partial(matched, (name,), 1.3, 0.2), rtol=1e-7, atol=1e-7) for name in PUBLISHED]
CASES += [Case("harmonic", PARAMS, lambda b: matched(tuple(PUBLISHED), 1.3, 0.2, b, True), rtol=1e-7, atol=1e-7)]
