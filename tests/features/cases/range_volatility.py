"""Volatility from whole bars: against talipp, pandas-ta-classic, TA-Lib, and numpy, from the published formulas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pandas_ta_classic as ta
import talib
from talipp.indicators import RogersSatchell
from talipp.ohlcv import OHLCV

from tradewind.market.columns import Bars

from . import Case, late, windows


def root_mean(terms: np.ndarray, n: int, total: int) -> np.ndarray:
    return late(np.sqrt(np.maximum(windows(terms, n).mean(axis=1), 0.0)), total)


def parkinson(b: Bars) -> np.ndarray:
    return root_mean(np.log(b.high / b.low) ** 2 / (4.0 * np.log(2.0)), 8, len(b))


def garman_klass(b: Bars) -> np.ndarray:
    body = np.log(b.close / b.open)
    return root_mean(0.5 * np.log(b.high / b.low) ** 2 - (2.0 * np.log(2.0) - 1.0) * body**2, 9, len(b))


def rogers_satchell(b: Bars) -> np.ndarray:
    rows = [OHLCV(*r) for r in zip(b.open, b.high, b.low, b.close, strict=True)]
    return np.array([np.nan if v is None else v for v in RogersSatchell(7, rows)])


def yang_zhang(b: Bars) -> np.ndarray:
    n = 10
    gap = windows(np.log(b.open[1:] / b.close[:-1]), n).var(axis=1, ddof=1)
    body = windows(np.log(b.close / b.open)[1:], n).var(axis=1, ddof=1)
    up, down = np.log(b.high / b.open), np.log(b.low / b.open)
    c = np.log(b.close / b.open)
    inside = windows((up * (up - c) + down * (down - c))[1:], n).mean(axis=1)
    k = 0.34 / (1.34 + (n + 1) / (n - 1))
    return late(np.sqrt(gap + k * body + (1.0 - k) * inside), len(b))


def thermometer(b: Bars) -> tuple[np.ndarray, np.ndarray]:
    heat = ta.thermo(pd.Series(b.high), pd.Series(b.low), length=6).iloc[:, 0].to_numpy()
    return heat, late(talib.EMA(heat[1:], 6), len(b))


CASES = [
    Case("parkinson", {"n": 8}, parkinson),
    Case("garman_klass", {"n": 9}, garman_klass),
    Case("rogers_satchell", {"n": 7}, rogers_satchell),
    Case("yang_zhang", {"n": 10}, yang_zhang),
    Case("ulcer_index", {"n": 8}, lambda b: ta.ui(pd.Series(b.close), length=8).to_numpy()),
    Case("thermo", {"n": 6}, thermometer),
]
