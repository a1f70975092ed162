"""Swings against a second implementation that goes leg by leg over whole arrays."""

from __future__ import annotations

import numpy as np

from tradewind.market.columns import Bars

from . import Case


def true_ranges(b: Bars) -> np.ndarray:
    before = np.concatenate([[b.close[0]], b.close[:-1]])
    ranges = np.maximum.reduce([b.high - b.low, np.abs(b.high - before), np.abs(b.low - before)])
    ranges[0] = b.high[0] - b.low[0]
    return ranges


def wilder(ranges: np.ndarray, n: int = 14) -> np.ndarray:
    """Means of all so far, then Wilder's average."""
    out = np.cumsum(ranges) / np.arange(1, len(ranges) + 1)
    for i in range(n, len(ranges)):
        out[i] = (out[i - 1] * (n - 1) + ranges[i]) / n
    return out


def turning_points(b: Bars, size: float) -> list[tuple[int, int, float, int]]:
    """(known at bar, 1 high or -1 low, price, bar), oldest first.

    Leg by leg over whole arrays, with the rule for a high alone: for a low the prices are turned upside down.
    """
    far = size * wilder(true_ranges(b))
    side, start, known = first_turn(b, far)
    found: list[tuple[int, int, float, int]] = []
    while known < len(b):
        price = side * (b.high if side > 0 else b.low)
        bar = start + int(price[start : known + 1].argmax()) if found else start
        found.append((known, side, side * price[bar], bar))
        # The next leg goes the other way: from the bar that turned on, at the very start from the first turning point on.
        side, start = -side, known if len(found) > 1 else bar + 1
        known = next_turn(
            side * (b.high if side > 0 else b.low), side * (b.low if side > 0 else b.high), far, start, known
        )
    return found


def first_turn(b: Bars, far: np.ndarray) -> tuple[int, int, int]:
    """(side, bar, known at bar) of a series' first turning point, where there is one: else known is its length."""
    for i in range(14, len(b)):
        top, bottom = int(b.high[: i + 1].argmax()), int(b.low[: i + 1].argmin())
        if top != bottom and b.high[top] - b.low[bottom] >= far[i] > 0.0:
            return (1, top, i) if top < bottom else (-1, bottom, i)
    return 1, 0, len(b)


def next_turn(price: np.ndarray, against: np.ndarray, far: np.ndarray, start: int, after: int) -> int:
    """The first bar past `after` that is `far` below the highest since `start` and no new highest itself."""
    top = np.maximum.accumulate(price[start:])
    new = np.concatenate([[True], np.diff(top) > 0.0])
    turns = (top - against[start:] >= far[start:]) & ~new & (np.arange(start, len(price)) > after) & (far[start:] > 0.0)
    return start + int(turns.argmax()) if turns.any() else len(price)


def swings(b: Bars) -> list[np.ndarray]:
    out = np.full((4, len(b)), np.nan)
    top = bottom = np.nan
    points = turning_points(b, 2.5)
    for j, (known, kind, price, bar) in enumerate(points):
        top, bottom = (price, bottom) if kind > 0 else (top, price)
        end = points[j + 1][0] if j + 1 < len(points) else len(b)
        ages = np.arange(known, end) - bar
        out[:, known:end] = np.stack([np.full(end - known, v) for v in (top, bottom, -kind)] + [ages])
    return list(out)


CASES = [Case("swings", {"size": 2.5}, swings)]
