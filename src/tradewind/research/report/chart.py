"""A chart as data: paths, labels, marks in a frame of 1000 by 1000, which the page stretches to its own size."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradewind.research.report import axes

Floats = NDArray[np.floating]
Times = NDArray[np.int64]

SIZE = 1000.0
MARGIN = 0.05  # room above and below a line, as a share of the frame
LOG_FROM = 6.0  # highest over lowest from which equal factors matter more than equal steps


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
    log: bool = False


@dataclass(frozen=True)
class Frame:
    """Where values lie: [first, last] ns across, [low, high] up; `log`: equal factors are equally far apart."""

    first: int
    last: int
    low: float
    high: float
    log: bool = False

    @classmethod
    def around(cls, ts: Times, low: float, high: float) -> Frame:
        """The frame of a line, with room above and below; logarithmic where the highest is far above the lowest."""
        if low > 0 and high / low >= LOG_FROM:
            room = (high / low) ** MARGIN
            return cls(int(ts[0]), int(ts[-1]), low / room, high * room, log=True)
        room = (high - low) * MARGIN if high > low else max(abs(high) * MARGIN, 1e-9)
        return cls(int(ts[0]), int(ts[-1]), low - room, high + room)

    def x(self, ns: Times | int) -> Floats:
        """0 to 1000 from left to right."""
        return np.asarray((np.asarray(ns) - self.first) / max(self.last - self.first, 1) * SIZE)

    def y(self, value: Floats | float) -> Floats:
        """0 at the top to 1000 at the bottom."""
        if self.log:
            return np.asarray(np.log(self.high / np.asarray(value)) / np.log(self.high / self.low) * SIZE)
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

    def value_labels(self, write: Callable[[float], str], count: int = 5) -> list[Label]:
        """Round values along the side, written by `write`."""
        ticks = axes.log_ticks(self.low, self.high) if self.log else axes.value_ticks(self.low, self.high, count)
        return [Label(round(float(self.y(v)) / 10, 2), write(v)) for v in ticks]


def hover(frame: Frame, ts: Times, columns: Sequence[Sequence[str]]) -> str:
    """JSON for the pointer: one [x percent, time, texts...] a point."""
    x, date_only = np.round(frame.x(ts) / 10, 2), axes.daily(ts)
    rows = [[float(at), axes.stamp(int(ns), date_only), *texts] for at, ns, *texts in zip(x, ts, *columns, strict=True)]
    return json.dumps(rows, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")


def _points(x: Floats, y: Floats) -> list[str]:
    return [f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True)]
