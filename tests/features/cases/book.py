"""Features of the book: the formulas in numpy over a book that a dictionary keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from tradewind.market.depth import Depth
from tradewind.market.events import EventKind

from ..rows import random_depth
from . import Case, late, windows
from .microstructure import faded

Side = np.ndarray  # (levels, 2): price and size, the best first


def book_rows(seed: int) -> Depth:
    """Depth that begins with a bid and an ask, and is cleared now and then."""
    d = random_depth(400, seed)
    price, size, side, kind = d.price.copy(), d.size.copy(), d.side.copy(), d.kind.copy()
    price[:2] = price[side > 0].min(), price[side < 0].max()
    size[:2], side[:2] = (4.5, 6.5), (1, -1)
    kind[[170, 290]] = EventKind.DEPTH_CLEAR
    return replace(d, price=price, size=size, side=side, kind=kind)


def books(d: Depth) -> Iterator[tuple[Side, Side]]:
    """Bids and asks after each row."""
    held: dict[int, dict[float, float]] = {1: {}, -1: {}}
    for kind, price, size, side in zip(d.kind, d.price, d.size, d.side, strict=True):
        if kind == EventKind.DEPTH_CLEAR:
            held = {1: {}, -1: {}}
        held[side][price] = size
        held[side] = {p: s for p, s in held[side].items() if s > 0}
        yield (
            np.array(sorted(held[1].items(), reverse=True)).reshape(-1, 2),
            np.array(sorted(held[-1].items())).reshape(-1, 2),
        )


def each(d: Depth, outputs: int, f: Callable[[Side, Side], list[float]]) -> list[np.ndarray]:
    """f of every book that has both sides."""
    rows = [f(b, a) if len(b) and len(a) else [np.nan] * outputs for b, a in books(d)]
    return list(np.array(rows, dtype=float).T)


def mid(b: Side, a: Side) -> float:
    return (b[0, 0] + a[0, 0]) / 2


def spread(b: Side, a: Side) -> list[float]:
    return [a[0, 0] - b[0, 0], 1e4 * (a[0, 0] - b[0, 0]) / mid(b, a), mid(b, a)]


def imbalance(b: Side, a: Side) -> list[float]:
    x, y = b[:3, 1].sum(), a[:3, 1].sum()
    return [(x - y) / (x + y), x, y]


def pressure(b: Side, a: Side) -> list[float]:
    x, y = (s[:6, 1] @ np.exp(-np.abs(s[:6, 0] - s[0, 0]) / mid(b, a) * 1e4 / 2.5) for s in (b, a))
    return [(x - y) / (x + y)]


def micro(b: Side, a: Side) -> list[float]:
    x, y = b[:2, 1].sum(), a[:2, 1].sum()
    return [(b[0, 0] * y + a[0, 0] * x) / (x + y)]


def slope(b: Side, a: Side) -> list[float]:
    """Least squares by numpy's solver."""
    found = []
    for s in (b[:4], a[:4]):
        away = np.abs(s[:, 0] / mid(b, a) - 1) * 1e4
        found.append(np.linalg.lstsq(away[:, None], np.cumsum(s[:, 1]), rcond=None)[0][0])
    return found


def elasticity(b: Side, a: Side) -> list[float]:
    found = []
    for s in (b[:4], a[:4]):
        v = np.log(np.cumsum(s[:, 1]))
        if v[0] <= 0:
            found.append(np.nan)
            continue
        first = v[0] / abs(s[0, 0] / mid(b, a) - 1)
        rest = (v[1:] / v[:-1] - 1) / np.abs(s[1:, 0] / s[:-1, 0] - 1)
        found.append((first + rest.sum()) / len(s))
    return [(found[0] + found[1]) / 2, *found]


def gaps(d: Depth) -> list[np.ndarray]:
    def widest(s: Side) -> float:
        steps = np.abs(np.diff(s[:7, 0]))
        return float(steps.max() / np.median(steps)) if len(steps) >= 2 else np.nan

    return list(np.array([[widest(b), widest(a)] for b, a in books(d)]).T)


def within(b: Side, a: Side) -> list[float]:
    m = mid(b, a)
    x, y = (s[np.abs(s[:, 0] - m) <= m * 7.77e-4, 1].sum() for s in (b, a))
    return [x, y, (x - y) / (x + y) if x + y > 0 else np.nan]


def cost(b: Side, a: Side) -> list[float]:
    def mean(s: Side) -> float:
        taken = np.diff(np.minimum(np.cumsum(s[:, 1]), 20.0), prepend=0.0)
        return float(taken @ s[:, 0]) / 20.0 if s[:, 1].sum() >= 20.0 else np.nan

    return [1e4 * (mean(a) / mid(b, a) - 1), 1e4 * (1 - mean(b) / mid(b, a))]


def cancelled(d: Depth) -> list[np.ndarray]:
    grown = np.zeros(len(d))
    before: tuple[Side, Side] = (np.empty((0, 2)), np.empty((0, 2)))
    for i, now in enumerate(books(d)):
        if len(before[0]) and len(before[1]) and d.kind[i] == EventKind.DEPTH:
            side = before[0] if d.side[i] > 0 else before[1]
            grown[i] = d.size[i] - side[side[:, 0] == d.price[i], 1].sum()
        before = now
    taken, added, rows = (
        faded(d.ts_event, x, 9.0) for x in (np.maximum(-grown, 0), np.maximum(grown, 0), np.ones(len(d)))
    )
    total = np.where(taken + added > 0, taken + added, np.nan)
    return [taken / total, taken / 9.0, added / 9.0, rows / 9.0]


def flow(d: Depth) -> np.ndarray:
    best = [(*b[0], *a[0]) if len(b) and len(a) else (np.nan,) * 4 for b, a in books(d)]
    b, bs, a, as_ = np.array(best).T
    e = (
        (b[1:] >= b[:-1]) * bs[1:]
        - (b[1:] <= b[:-1]) * bs[:-1]
        - (a[1:] <= a[:-1]) * as_[1:]
        + (a[1:] >= a[:-1]) * as_[:-1]
    )
    e = np.concatenate([[0.0], np.nan_to_num(e)])
    e[d.kind == EventKind.DEPTH_CLEAR] = 0.0
    return late(windows(e, 12).sum(axis=1), len(d))


CASES = [
    Case("book_spread", {}, lambda d: each(d, 3, spread), rows=book_rows),
    Case("depth_imbalance", {"n": 3}, lambda d: each(d, 3, imbalance), rows=book_rows),
    Case("book_pressure", {"n": 6, "reach": 2.5}, lambda d: each(d, 1, pressure), rows=book_rows),
    Case("depth_microprice", {"n": 2}, lambda d: each(d, 1, micro), rows=book_rows),
    Case("book_slope", {"n": 4}, lambda d: each(d, 2, slope), rows=book_rows),
    Case("book_elasticity", {"n": 4}, lambda d: each(d, 3, elasticity), rows=book_rows),
    Case("liquidity_gaps", {"n": 7}, gaps, rows=book_rows),
    Case("depth_within", {"basis_points": 7.77}, lambda d: each(d, 3, within), rows=book_rows),
    Case("cost_to_trade", {"size": 20.0}, lambda d: each(d, 2, cost), rows=book_rows, atol=1e-8),
    Case("cancellation_rate", {"seconds": 9.0}, cancelled, rows=book_rows, rtol=1e-6, atol=1e-6),
    Case("depth_flow", {"n": 12}, flow, rows=book_rows),
]
