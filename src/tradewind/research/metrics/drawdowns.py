"""Drawdowns one by one: when each began, how deep it went, when it was over."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tradewind.compiler.arrays import ArrayType
from tradewind.compiler.entry import Entry, entry

Floats = NDArray[np.floating]
Times = NDArray[np.int64]

# Rows of equity: the first below a peak, the deepest, and the first that is back there, or as many as there are.
FALL = np.dtype([("first", "i8"), ("trough", "i8"), ("after", "i8"), ("depth", "f8")])


@dataclass(frozen=True)
class Drawdown:
    """peak, trough, end: ns, end None while equity is not back. depth: fraction of the peak. bars: from peak to end."""

    peak: int
    trough: int
    end: int | None
    depth: float
    bars: int


def underwater(equity: Floats) -> Floats:
    """(n,) fraction below the highest equity so far, as 0 or a positive number."""
    return 1.0 - equity / np.maximum.accumulate(equity)


def deepest(ts: Times, equity: Floats, count: int = 5) -> list[Drawdown]:
    """The deepest drawdowns, deepest first; of equal ones the earlier first. ts, equity: (n,), equity above 0 at first."""
    table = np.zeros(count, FALL)
    made = _entry()([np.ascontiguousarray(equity, dtype=np.float64), table])
    found = []
    for first, trough, after, depth in table[:made].tolist():
        over = after < len(ts)
        bars = (after if over else len(ts) - 1) - first + 1
        found.append(Drawdown(int(ts[first - 1]), int(ts[trough]), int(ts[after]) if over else None, depth, bars))
    return found


def deepest_falls(equity, table):
    """The entry: fill `table` with the deepest falls, deepest first, the earlier of equal ones first; returns how many there are."""
    made = 0
    top = equity[0]
    first = 0
    trough = 0
    depth = 0.0
    for i in range(equity.size):
        value = equity[i]
        if value >= top:
            if depth > 0.0:
                made = keep(table, made, first, trough, i, depth)
                depth = 0.0
            top = value
        else:
            below = 1.0 - value / top
            if depth == 0.0:
                first = i
            if below > depth:
                depth = below
                trough = i
    return keep(table, made, first, trough, equity.size, depth) if depth > 0.0 else made


def keep(table, made, first, trough, after, depth):
    """Put a fall in its place among the `made` rows of the table, from which the least deep one drops out."""
    place = made
    while place > 0 and table[place - 1].depth < depth:
        place -= 1
    if place == table.size:
        return made
    last = min(made, table.size - 1)
    for j in range(last, place, -1):
        table[j].first = table[j - 1].first
        table[j].trough = table[j - 1].trough
        table[j].after = table[j - 1].after
        table[j].depth = table[j - 1].depth
    row = table[place]
    row.first = first
    row.trough = trough
    row.after = after
    row.depth = depth
    return last + 1


@cache
def _entry() -> Entry:
    return entry(deepest_falls, [ArrayType(np.dtype("f8")), ArrayType(FALL)])
