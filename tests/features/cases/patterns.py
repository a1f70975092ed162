"""Chart patterns: on drawings and labelled charts (tests/features/patterns); the lines and zones against second implementations with lists."""

from __future__ import annotations

import numpy as np

from tradewind.market.columns import Bars

from . import Case
from .swings import true_ranges, turning_points, wilder


def trend_line(b: Bars) -> list[np.ndarray]:
    points, out = turning_points(b, 2.0), np.full((4, len(b)), np.nan)
    for i in range(len(b)):
        known = [p for p in points if p[0] <= i]
        for row, side in enumerate((1, -1)):
            last = [(price, bar) for _, kind, price, bar in known if kind == side][-2:]
            if len(known) >= 4:
                (y0, x0), (y1, x1) = last
                out[2 + row, i] = (y1 - y0) / (x1 - x0)
                out[row, i] = y1 + out[2 + row, i] * (i - x1)
    return list(out)


def support_resistance(b: Bars) -> list[np.ndarray]:
    points, spread, out = turning_points(b, 1.5), wilder(true_ranges(b)), np.full((4, len(b)), np.nan)
    for i in range(len(b)):
        known = [p for p in points if p[0] <= i][-12:]
        zones = []
        for p in known:
            near = [q[2] for q in known if abs(q[2] - p[2]) <= 0.6 * spread[known[-1][0]]]
            zones.append((float(np.mean(near)), len(near)))
        above = [z for z in zones if z[1] >= 3 and z[0] > b.close[i]]
        below = [z for z in zones if z[1] >= 3 and z[0] <= b.close[i]]
        if above:
            out[:2, i] = min(above)
        if below:
            out[2:, i] = max(below)
    return list(out)


def wyckoff(b: Bars) -> list[np.ndarray]:
    n, phase, top, bottom = 20, 0, 0.0, 0.0
    out = np.full((2, len(b)), np.nan)
    for i in range(n, len(b)):
        closes = b.close[i - n : i + 1]
        path = np.abs(np.diff(closes)).sum()
        efficiency = abs(closes[-1] - closes[0]) / path
        if efficiency >= 0.35:
            phase = 2 if closes[-1] > closes[0] else 4
        elif phase in (2, 4) and efficiency <= 0.2:
            phase = 3 if phase == 2 else 1
            top, bottom = closes[1:].max(), closes[1:].min()
        spring = phase == 1 and b.low[i] < bottom < b.close[i]
        upthrust = phase == 3 and b.high[i] > top > b.close[i]
        out[:, i] = phase, 1.0 * spring - 1.0 * upthrust
    return list(out)


DRAWN = "tests/features/patterns/test_drawn.py::test_what_is_drawn_is_found_where_it_was_drawn"
SIZED = {"size": 1.8, "tolerance": 0.3}
BETWEEN = {"size": 1.6, "touches": 4, "tolerance": 0.25}
FLAGS = {"size": 1.2, "pole": 3.0, "longest": 25}
ROUND = {"shortest": 20, "longest": 100, "depth": 3.0, "fit": 0.6}

CASES = [
    *(
        Case(name, SIZED, checked_by=DRAWN)
        for name in (
            "double_top", "double_bottom", "triple_top", "triple_bottom", "head_and_shoulders", "inverse_head_and_shoulders",
        )
    ),
    *(
        Case(name, BETWEEN, checked_by=DRAWN)
        for name in (
            "rectangle", "symmetrical_triangle", "ascending_triangle", "descending_triangle", "rising_wedge", "falling_wedge",
            "ascending_channel", "descending_channel",
        )
    ),
    *(Case(name, FLAGS, checked_by=DRAWN) for name in ("bull_flag", "bear_flag", "bull_pennant", "bear_pennant")),
    *(Case(name, ROUND, checked_by=DRAWN) for name in ("rounding_bottom", "rounding_top")),
    Case("cup_and_handle", {"size": 1.5, "tolerance": 0.3, "shortest": 15}, checked_by=DRAWN),
    Case("trend_line", {"size": 2.0}, trend_line),
    Case("support_resistance", {"size": 1.5, "points": 12, "width": 0.6, "touches": 3}, support_resistance),
    Case("wyckoff", {"n": 20, "trend": 0.35, "still": 0.2}, wyckoff),
]  # fmt: skip
