"""Volume and price together: against talipp, pandas-ta-classic and TA-Lib's parts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pandas_ta_classic as ta
import talib
from talipp.indicators import EMV, KVO
from talipp.ohlcv import OHLCV

from tradewind.market.columns import Bars

from . import Case, late


def rows_of(b: Bars) -> list[OHLCV]:
    return [OHLCV(*r) for r in zip(b.open, b.high, b.low, b.close, b.volume, strict=True)]


def known(values) -> np.ndarray:
    """talipp's values, which are None while there is none."""
    return np.array([np.nan if v is None else v for v in values], dtype=np.float64)


def klinger(b: Bars) -> tuple[np.ndarray, np.ndarray]:
    line = known(KVO(5, 11, rows_of(b)))
    return line, late(talib.EMA(line[12:], 4), len(b))


def zone(b: Bars) -> np.ndarray:
    signed = np.sign(np.diff(b.close)) * b.volume[1:]
    return late(100.0 * talib.EMA(signed, 7) / talib.EMA(b.volume[1:], 7), len(b))


def twiggs(b: Bars) -> np.ndarray:
    top, bottom = np.maximum(b.high[1:], b.close[:-1]), np.minimum(b.low[1:], b.close[:-1])
    spread = np.where(top > bottom, top - bottom, 1.0)
    flow = b.volume[1:] * (2.0 * b.close[1:] - top - bottom) / spread
    return late(talib.RMA(flow, 9) / talib.RMA(b.volume[1:], 9), len(b))


def balance(b: Bars) -> tuple[np.ndarray, np.ndarray]:
    line = talib.OBV(b.close, b.volume)
    far = line - talib.SMA(line, 8)
    return far, late(talib.EMA(far[7:], 4), len(b))


CASES = [
    Case("kvo", {"fast": 5, "slow": 11, "signal": 4}, klinger, atol=1e-6),
    Case("eom", {"n": 6, "units": 1e6}, lambda b: known(EMV(6, 1_000_000, rows_of(b))), atol=1e-8),
    Case("vzo", {"n": 7}, zone),
    Case("tmf", {"n": 9}, twiggs),
    Case("pvr", {}, lambda b: ta.pvr(pd.Series(b.close), pd.Series(b.volume)).to_numpy()),
    Case("obv_oscillator", {"n": 8, "m": 4}, balance, atol=1e-7),
]
