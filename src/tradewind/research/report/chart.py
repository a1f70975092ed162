"""A chart as data: paths, labels, marks in a frame of 1000 by 1000, which the page stretches to its own size."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradewind.research.report import axes

Floats = NDArray[np.floating]
Times = NDArray[np.int64]

SIZE = 1000.0


@dataclass(frozen=True)
class Path:
    """An SVG path; `css` says what it is (line, area, won, ...)."""

    css: str
    d: str


@dataclass(frozen=True)
class Label:
    """Text at `at` percent of the axis; every other one is `minor` and gives way on a narrow screen."""

    at: float
    text: str
    minor: bool = False


@dataclass(frozen=True)
class Mark:
    """A sign at (x, y) percent of the frame, with what it says."""

    x: float
    y: float
    css: str
    text: str


@dataclass(frozen=True)
class Chart:
    """What the template draws. `hover`: JSON of [x percent, time, values...] for the pointer; `legend`: (css, text)."""

    title: str
    paths: Sequence[Path]
    y: Sequence[Label]
    x: Sequence[Label]
    marks: Sequence[Mark] = ()
    hover: str = "[]"
    legend: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Frame:
    """Where values lie: [first, last] ns across, [low, high] up."""

    first: int
    last: int
    low: float
    high: float

    @classmethod
    def around(cls, ts: Times, low: float, high: float, margin: float = 0.05) -> Frame:
        """The frame of a line, with room above and below; a flat line lies in the middle."""
        room = (high - low) * margin if high > low else max(abs(high) * 0.05, 1e-9)
        return cls(int(ts[0]), int(ts[-1]), low - room, high + room)

    def x(self, ns: Times | int) -> Floats:
        """0 to 1000 from left to right."""
        return np.asarray((np.asarray(ns) - self.first) / max(self.last - self.first, 1) * SIZE)

    def y(self, value: Floats | float) -> Floats:
        """0 at the top to 1000 at the bottom."""
        return np.asarray((self.high - np.asarray(value)) / (self.high - self.low) * SIZE)

    def line(self, ts: Times, values: Floats) -> str:
        """Path through the points."""
        return "M" + "L".join(_points(self.x(ts), self.y(values)))

    def area(self, ts: Times, values: Floats, base: float) -> str:
        """Path between the points and a level."""
        x, y, floor = self.x(ts), self.y(values), float(self.y(base))
        return f"M{x[0]:.1f},{floor:.1f}L" + "L".join(_points(x, y)) + f"L{x[-1]:.1f},{floor:.1f}Z"

    def band(self, ts_low: Times, low: Floats, ts_high: Times, high: Floats) -> str:
        """Path around what lies between two lines."""
        there = _points(self.x(ts_high), self.y(high))
        back = _points(self.x(ts_low)[::-1], self.y(low)[::-1])
        return "M" + "L".join([*there, *back]) + "Z"

    def time_labels(self, count: int = 8) -> list[Label]:
        """Round moments along the bottom."""
        ticks = axes.time_ticks(self.first, self.last, count)
        return [Label(round(float(self.x(ns)) / 10, 2), text, i % 2 == 1) for i, (ns, text) in enumerate(ticks)]

    def value_labels(self, write, count: int = 5) -> list[Label]:
        """Round values along the side, written by `write`."""
        return [Label(round(float(self.y(v)) / 10, 2), write(v)) for v in axes.value_ticks(self.low, self.high, count)]


def hover(frame: Frame, ts: Times, columns: Sequence[Sequence[str]]) -> str:
    """JSON for the pointer: one [x percent, time, texts...] a point."""
    x = np.round(frame.x(ts) / 10, 2)
    rows = [[float(at), axes.stamp(int(ns)), *texts] for at, ns, *texts in zip(x, ts, *columns, strict=True)]
    return json.dumps(rows, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")


def _points(x: Floats, y: Floats) -> list[str]:
    return [f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True)]
