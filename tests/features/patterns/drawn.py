"""Chart patterns drawn on purpose, with noise: what a finder must find, and where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tradewind.market.columns import Bars

from ...randombars import bars_of, instrument

# Legs (bars, level at their end) from the level before the first; levels are parts of the pattern's height. The pattern begins at the end of the
# leg `first` and breaks out in the last leg; `side` is which way.
_TRIANGLE = [(15, -0.1), (8, 1.0), (9, 0.108), (8, 0.796), (7, 0.288), (6, 0.64), (16, -0.9)]
_ASCENDING = [(15, 1.0), (9, 0.18), (8, 1.0), (7, 0.48), (6, 1.0), (6, 0.7), (14, 2.2)]
_WEDGE = [(15, -0.3), (9, 1.0), (10, 0.38), (9, 1.38), (8, 1.03), (6, 1.66), (20, -0.4)]
_CHANNEL = [(15, -0.24), (8, 1.0), (8, 0.24), (8, 1.48), (8, 0.72), (8, 1.96), (18, -0.4)]
_RECTANGLE = [(15, 0.0), (8, 1.0), (8, 0.0), (8, 1.0), (8, 0.0), (8, 1.0), (16, -1.2)]
_FLAG = [(30, 0.05), (6, 1.0), (3, 0.78), (2, 0.9), (3, 0.7), (2, 0.84), (3, 0.62), (6, 1.5)]
_PENNANT = [(30, 0.05), (6, 1.0), (4, 0.68), (3, 0.9), (3, 0.74), (2, 0.84), (2, 0.79), (6, 1.5)]
_HEAD = [(25, 0.6), (8, 0.0), (10, 1.0), (10, 0.0), (8, 0.6), (16, -1.1)]
_DOUBLE = [(30, 1.0), (12, 0.0), (12, 1.0), (20, -1.1)]
_TRIPLE = [(25, 1.0), (10, 0.0), (10, 1.0), (10, 0.0), (10, 1.0), (20, -1.1)]
_BOWL = [(15, 1.0), *[(1, round(((i - 25) / 25) ** 2, 4)) for i in range(1, 51)], (12, 1.9)]
_CUP = [(20, 1.0), *[(1, round(((i - 20) / 20) ** 2, 4)) for i in range(1, 41)], (6, 0.72), (14, 1.9)]


@dataclass(frozen=True)
class Drawing:
    """sign: 1 as the legs say, -1 upside down."""

    start: float
    legs: list[tuple[int, float]]
    first: int
    sign: float = 1.0

    @property
    def side(self) -> float:
        return self.sign if self.legs[-1][1] > self.legs[-2][1] else -self.sign


DRAWINGS: dict[str, Drawing] = {
    "head_and_shoulders": Drawing(-1.2, _HEAD, 0),
    "double_top": Drawing(-1.5, _DOUBLE, 0),
    "triple_top": Drawing(-1.0, _TRIPLE, 0),
    "symmetrical_triangle": Drawing(1.5, _TRIANGLE, 0),
    "ascending_triangle": Drawing(-2.0, _ASCENDING, 0),
    "rising_wedge": Drawing(1.5, _WEDGE, 0),
    "ascending_channel": Drawing(1.5, _CHANNEL, 0),
    "rectangle": Drawing(1.5, _RECTANGLE, 0),
    "bull_flag": Drawing(0.0, _FLAG, 0),
    "bull_pennant": Drawing(0.0, _PENNANT, 0),
    "rounding_bottom": Drawing(1.6, _BOWL, 0),
    "cup_and_handle": Drawing(-1.0, _CUP, 0),
}
INVERSE = {
    "head_and_shoulders": "inverse_head_and_shoulders", "double_top": "double_bottom", "triple_top": "triple_bottom",
    "ascending_triangle": "descending_triangle", "rising_wedge": "falling_wedge", "ascending_channel": "descending_channel",
    "bull_flag": "bear_flag", "bull_pennant": "bear_pennant", "rounding_bottom": "rounding_top",
}  # fmt: skip
DRAWINGS |= {o: Drawing(d.start, d.legs, d.first, -1.0) for n, d in list(DRAWINGS.items()) if (o := INVERSE.get(n))}


@dataclass(frozen=True)
class Drawn:
    """Bars, and where in them the pattern begins, where the last leg begins and where it ends."""

    bars: Bars
    first: int
    last: int
    end: int


def draw(name: str, noise: float, seed: int) -> Drawn:
    """One drawing of the pattern: legs a fifth longer or shorter, levels off by up to 4 % of the height, closes and wicks off by
    `noise` of the height (one standard deviation). Before it a swing there and back, after it 30 bars of nothing but noise."""
    rng = np.random.default_rng(seed)
    drawing = DRAWINGS[name]
    bars = [15, 12, 12] + [max(1, round(n * rng.uniform(0.8, 1.2))) if n > 1 else n for n, _ in drawing.legs] + [30]
    wanted = [drawing.start, drawing.start + 0.8, drawing.start] + [
        v + (rng.uniform(-0.04, 0.04) if n > 1 else 0.0) for n, v in drawing.legs
    ]
    wanted.append(wanted[-1])
    corners = np.concatenate([[0], np.cumsum(bars)])
    levels = np.interp(np.arange(corners[-1] + 1), corners, [drawing.start, *wanted])
    close = 100.0 + 10.0 * drawing.sign * (levels + rng.normal(0.0, noise, len(levels)))
    opens = np.concatenate([close[:1], close[:-1]])
    high = np.maximum(opens, close) + 10.0 * noise * np.abs(rng.normal(0.0, 1.0, len(close)))
    low = np.minimum(opens, close) - 10.0 * noise * np.abs(rng.normal(0.0, 1.0, len(close)))
    rows = list(zip(opens.tolist(), high.tolist(), low.tolist(), close.tolist(), strict=True))
    ends = corners[1:]  # ends[3 + j] is the end of leg j
    return Drawn(bars_of(instrument(), rows), int(ends[3 + drawing.first]), int(ends[-3]), int(ends[-2]))


def walk(bars: int, seed: int, volatility: float = 0.01) -> Bars:
    """A random walk of logarithms, ten steps a bar, so that highs and lows are those of the walk itself."""
    rng = np.random.default_rng(seed)
    steps = rng.normal(0.0, volatility / np.sqrt(10.0), bars * 10)
    path = 100.0 * np.exp(np.cumsum(steps)).reshape(bars, 10)
    opens = np.concatenate([[100.0], path[:-1, -1]])
    high, low = np.maximum(path.max(axis=1), opens), np.minimum(path.min(axis=1), opens)
    return bars_of(
        instrument(), list(zip(opens.tolist(), high.tolist(), low.tolist(), path[:, -1].tolist(), strict=True))
    )
