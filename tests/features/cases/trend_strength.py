"""Trend strength: against TA-Lib, and numpy from the formula."""

from __future__ import annotations

import numpy as np
import talib

from tradewind.market.columns import Bars

from . import Case, late, windows


def choppiness(b: Bars) -> np.ndarray:
    moved = windows(talib.TRANGE(b.high, b.low, b.close)[1:], 9).sum(axis=1)
    spread = (windows(b.high, 9).max(axis=1) - windows(b.low, 9).min(axis=1))[1:]
    return late(100.0 * np.log10(moved / spread) / np.log10(9), len(b))


CASES = [
    Case("er", {"n": 7}, lambda b: talib.ER(b.close, 7)),
    Case("vhf", {"n": 9}, lambda b: talib.VHF(b.close, 9)),
    Case("chop", {"n": 9}, choppiness),
    Case("qstick", {"n": 6}, lambda b: talib.QSTICK(b.open, b.close, 6)),
    Case("eri", {"n": 8}, lambda b: talib.ERI(b.high, b.low, b.close, 8)),
    Case("fractal", {"left": 3, "right": 2}, lambda b: talib.FRACTAL(b.high, b.low, 3, 2)),
]
