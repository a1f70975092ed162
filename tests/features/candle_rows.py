"""Bars on which candlesticks are common, and numpy's view of a candle: what the patterns' own definitions are made of."""

from __future__ import annotations

from functools import cache

import numpy as np

from tradewind.market.columns import Bars

from ..randombars import bars_of, instrument

# Shapes too rare to come by chance, in cents from the last close: (open, high, low, close) of each bar.
RARE = {
    "kicking": [(0, 30, 0, 30), (-4, -4, -34, -34)],
    "kicking up": [(0, 0, -30, -30), (4, 44, 4, 44)],
    "breakaway": [
        (0, 0, -20, -20),
        (-24, -23, -30, -28),
        (-28, -26, -33, -31),
        (-31, -29, -36, -35),
        (-35, -20, -36, -21),
    ],
    "breakaway down": [(0, 20, 0, 20), (24, 30, 23, 28), (28, 33, 26, 31), (31, 36, 29, 35), (35, 36, 20, 21)],
    "concealing": [(0, 0, -20, -20), (-20, -20, -40, -40), (-44, -36, -50, -50), (-36, -34, -52, -52)],
    "mat hold": [(0, 20, 0, 20), (26, 27, 23, 24), (23, 24, 18, 19), (20, 21, 15, 17), (18, 40, 18, 40)],
    "stars in the south": [(0, 1, -40, -15), (-8, -6, -36, -20), (-14, -14, -20, -20)],
    "rising three": [(0, 22, -1, 20), (16, 17, 12, 13), (13, 14, 9, 10), (10, 11, 6, 7), (9, 31, 8, 30)],
    "falling three": [
        (0, 1, -22, -20),
        (-16, -12, -17, -13),
        (-13, -9, -14, -10),
        (-10, -6, -11, -7),
        (-9, -8, -31, -30),
    ],
    "island": [(0, 6, -1, 5), (10, 14, 9, 12), (12, 15, 8, 9), (3, 4, -2, 0)],
    "upside gap two crows": [(0, 21, -1, 20), (26, 27, 23, 24), (28, 29, 21, 22)],
    "collapsing": [(0, 10, -1, 9), (-4, -3, -6, -4), (-9, -8, -20, -18)],
    "two crows": [(0, 21, -1, 20), (28, 29, 23, 24), (26, 27, 9, 10)],
    "black crows": [(0, 10, 0, 10), (9, 9, 0, 0), (6, 6, -8, -8), (-2, -2, -16, -16)],
    "line strike": [(0, 6, 0, 6), (4, 10, 4, 10), (8, 14, 8, 14), (16, 16, -3, -3)],
    "line strike down": [(0, 0, -6, -6), (-4, -4, -10, -10), (-8, -8, -14, -14), (-16, 3, -16, 3)],
    "four price": [(2, 2, 2, 2)],
    "ladder": [(0, 1, -9, -8), (-4, -3, -13, -12), (-8, -7, -17, -16), (-16, -10, -21, -20), (-14, 2, -15, 0)],
    "rise": [(1, 8, 0, 7), (8, 15, 7, 14), (15, 22, 14, 21)] * 5,
    "fall": [(-1, 0, -8, -7), (-8, -7, -15, -14), (-15, -14, -22, -21)] * 5,
}


@cache
def candle_bars(n: int, seed: int) -> Bars:
    """About `n` bars on a grid of cents with many gaps, doji, equal prices and missing shadows, and the rare shapes among them."""
    rng = np.random.default_rng(seed)
    rows: list[tuple[int, int, int, int]] = [(10_000, 10_005, 9_995, 10_000)]
    shapes = [*RARE.values(), *([(-o, -low, -high, -c) for o, high, low, c in shape] for shape in RARE.values())]
    colour = 1
    while len(rows) < n:
        if rng.random() < 0.02:
            rows += _planted(rows[-1][3], shapes[rng.integers(len(shapes))])
            continue
        if rng.random() < 0.35:
            colour = -colour
        rows.append(_chance(rng, rows[-1], colour))
    table = np.array(rows, dtype=np.float64) / 100.0
    return bars_of(instrument(), [tuple(row) for row in table.tolist()])


def _planted(last: int, shape: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    rows, begin = [], last
    for number, row in enumerate(shape):
        if len(shape) > 5 and number % 3 == 0:
            begin = rows[-1][3] if rows else last
        rows.append(tuple(begin + price for price in row))
    return rows


def _chance(rng: np.random.Generator, last: tuple[int, int, int, int], colour: int) -> tuple[int, int, int, int]:
    first, high, low, close = last
    first = [close, first, low - int(rng.integers(1, 4)), high + int(rng.integers(1, 4)), (first + close) // 2][
        rng.integers(5)
    ]
    size = int(rng.choice([0, 1, 2, 4, 8, 14]))
    # Back towards 100 where the walk has gone far.
    side = colour if abs(first - 10_000) < 2_000 else int(np.sign(10_000 - first))
    end = first + side * size
    above, below = (0 if rng.random() < 0.6 else int(rng.choice([1, 2, 5, 9])) for _ in range(2))
    return first, max(first, end) + above, min(first, end) - below, end


class Candles:
    """Columns of bars, k bars ago (NaN before the first), and averages over the bars before those."""

    def __init__(self, b: Bars) -> None:
        self.bars = b

    def open(self, k: int = 0) -> np.ndarray:
        return ago(self.bars.open, k)

    def high(self, k: int = 0) -> np.ndarray:
        return ago(self.bars.high, k)

    def low(self, k: int = 0) -> np.ndarray:
        return ago(self.bars.low, k)

    def close(self, k: int = 0) -> np.ndarray:
        return ago(self.bars.close, k)

    def body(self, k: int = 0) -> np.ndarray:
        return np.abs(self.close(k) - self.open(k))

    def top(self, k: int = 0) -> np.ndarray:
        return np.maximum(self.open(k), self.close(k))

    def bottom(self, k: int = 0) -> np.ndarray:
        return np.minimum(self.open(k), self.close(k))

    def upper(self, k: int = 0) -> np.ndarray:
        return self.high(k) - self.top(k)

    def lower(self, k: int = 0) -> np.ndarray:
        return self.bottom(k) - self.low(k)

    def span(self, k: int = 0) -> np.ndarray:
        return self.high(k) - self.low(k)

    def white(self, k: int = 0) -> np.ndarray:
        return self.close(k) >= self.open(k)

    def black(self, k: int = 0) -> np.ndarray:
        return self.close(k) < self.open(k)

    def colour(self, k: int = 0) -> np.ndarray:
        return np.where(self.white(k), 1.0, -1.0)

    def mean_body(self, k: int = 0) -> np.ndarray:
        return mean_before(self.body(k), 10)

    def mean_span(self, k: int = 0, n: int = 10) -> np.ndarray:
        return mean_before(self.span(k), n)

    def trend(self, k: int) -> np.ndarray:
        """Sign of the close k bars ago against the mean of the ten closes up to it."""
        closes = np.stack([self.close(k + j) for j in range(10)])
        return np.sign(np.round(self.close(k) - closes.mean(axis=0), 9))

    def typical(self) -> np.ndarray:
        """Mean range of the ten bars before each, or of all there are."""
        spans = np.stack([self.span(k) for k in range(1, 11)])
        known = ~np.isnan(spans)
        return np.where(known, spans, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)

    def strength(self, signal: np.ndarray, size: np.ndarray) -> np.ndarray:
        """Size over the typical range, at most 1; 0 without a signal."""
        ratio = np.divide(size, self.typical(), out=np.ones(len(size)), where=self.typical() > 0.0)
        return np.where(np.isnan(signal), np.nan, np.where(signal == 0.0, 0.0, np.minimum(ratio, 1.0)))

    @staticmethod
    def small(signal: np.ndarray, size: np.ndarray, limit: np.ndarray) -> np.ndarray:
        """1 - size / limit; 0 without a signal."""
        ratio = np.divide(size, limit, out=np.zeros(len(size)), where=limit > 0.0)
        return np.where(np.isnan(signal), np.nan, np.where(signal == 0.0, 0.0, 1.0 - ratio))


def ago(values: np.ndarray, k: int) -> np.ndarray:
    """Values k bars ago."""
    return values if k == 0 else np.concatenate([np.full(min(k, len(values)), np.nan), values[:-k]])


def mean_before(values: np.ndarray, n: int) -> np.ndarray:
    """Mean of the n values before each."""
    return np.stack([ago(values, k) for k in range(1, n + 1)]).mean(axis=0)
