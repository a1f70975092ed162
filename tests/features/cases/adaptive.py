"""Averages that choose their speed: against TA-Lib, and against the formulas where no library has them right."""

from __future__ import annotations

import numpy as np
import talib

from tradewind.market.columns import Bars

from . import Case, late, windows


def recursion(x: np.ndarray, alpha: np.ndarray, start: float) -> np.ndarray:
    out = np.empty(len(x))
    for i in range(len(x)):
        start += alpha[i] * (x[i] - start)
        out[i] = start
    return out


def vidya(b: Bars) -> np.ndarray:
    """numpy, from the formula."""
    change = windows(np.diff(b.close), 6)
    up, down = np.maximum(change, 0.0).sum(axis=1), np.maximum(-change, 0.0).sum(axis=1)
    alpha = 2.0 / 12.0 * np.abs(up - down) / (up + down)
    return late(recursion(b.close[6:], alpha, b.close[5]), len(b))


def frama(b: Bars) -> np.ndarray:
    """numpy, from the formula."""
    high, low, price = windows(b.high, 10), windows(b.low, 10), (b.high + b.low) / 2.0

    def spread(part: slice, m: int) -> np.ndarray:
        return (high[:, part].max(axis=1) - low[:, part].min(axis=1)) / m

    halves = spread(slice(5, 10), 5) + spread(slice(0, 5), 5)
    d = np.log2(halves) - np.log2(spread(slice(0, 10), 10))
    alpha = np.clip(np.exp(-4.6 * (d - 1.0)), 0.02, 0.9)
    return late(recursion(price[9:], alpha, price[8]), len(b))


CASES = [
    Case("kama", {"n": 9}, lambda b: talib.KAMA(b.close, 9)),
    Case("vidya", {"n": 11, "momentum_n": 6}, vidya),
    Case("frama", {"n": 10, "fastest": 0.9, "slowest": 0.02}, frama),
]
