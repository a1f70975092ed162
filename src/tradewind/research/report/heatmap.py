"""Returns by calendar month and year, UTC."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradewind.research.report.axes import moment
from tradewind.research.report.numbers import percent, signed


@dataclass(frozen=True)
class Cell:
    """A month's or year's return: shade from -1 (the worst shown) to 1 (the best shown), text, and a longer text."""

    shade: float
    text: str
    title: str


@dataclass(frozen=True)
class YearRow:
    """Twelve months, None where the sample has none, and the year."""

    year: int
    months: list[Cell | None]
    total: Cell


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def monthly_returns(ts: NDArray[np.int64], equity: NDArray[np.floating]) -> dict[tuple[int, int], float]:
    """(year, month) -> return from the last equity before the month to the last one in it.

    The first month counts from the first value. A value stamped at the very start of a month closes the month before:
    a bar that ends at midnight belongs to the day that ended.
    """
    stamps = [moment(int(ns) - 1) for ns in ts]
    ends: dict[tuple[int, int], float] = {}
    for at, value in zip(stamps, equity, strict=True):
        ends[(at.year, at.month)] = float(value)
    made, before = {}, float(equity[0])
    for key, value in ends.items():
        made[key] = value / before - 1.0 if before > 0 else float("nan")
        before = value
    return made


def heatmap(ts: NDArray[np.int64], equity: NDArray[np.floating]) -> list[YearRow]:
    """Rows by year; shades relative to the 95th percentile of the months' size."""
    made = monthly_returns(ts, equity)
    known = np.abs([v for v in made.values() if np.isfinite(v)])
    scale = max(float(np.percentile(known, 95)), 1e-4) if len(known) else 1.0
    rows = []
    for year in range(min(y for y, _ in made), max(y for y, _ in made) + 1):
        months = [made.get((year, month)) for month in range(1, 13)]
        cells = [None if v is None else _cell(v, scale, f"{MONTHS[i]} {year}") for i, v in enumerate(months)]
        whole = float(np.prod([1.0 + v for v in months if v is not None]) - 1.0)
        rows.append(YearRow(year, cells, _cell(whole, 3 * scale, str(year))))
    return rows


def _cell(value: float, scale: float, when: str) -> Cell:
    if not np.isfinite(value):
        return Cell(0.0, "n/a", f"{when}: unknown")
    return Cell(round(float(np.clip(value / scale, -1, 1)), 2), signed(100 * value, 1), f"{when}: {percent(value, 2)}")
