"""Swings against a second implementation that keeps lists and asks the whole past at each bar."""

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
    """(known at bar, 1 high or -1 low, price, bar), oldest first."""
    spread, found, start, direction = wilder(true_ranges(b)), [], 0, 0
    for i in range(1, len(b)):
        highs, lows = b.high[start : i + 1], b.low[start : i + 1]
        top, bottom = start + int(highs.argmax()), start + int(lows.argmin())
        fell = top < i and b.high[top] - b.low[i] >= size * spread[i]
        rose = bottom < i and b.high[i] - b.low[bottom] >= size * spread[i]
        if i < 14:
            continue
        if direction >= 0 and fell and (direction > 0 or top >= bottom):
            found.append((i, 1, b.high[top], top))
            start, direction = i, -1
        elif direction <= 0 and rose:
            found.append((i, -1, b.low[bottom], bottom))
            start, direction = i, 1
    return found


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
