"""The first features: against TA-Lib, numpy and pandas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import talib

from tradewind.market.columns import Bars

from . import Case, late, returns, windows


def sharpe(b: Bars) -> np.ndarray:
    w = windows(returns(b), 10)
    return late(w.mean(axis=1) / w.std(axis=1, ddof=1) * np.sqrt(365.0), len(b))


def regime(b: Bars) -> np.ndarray:
    """With pandas' exponential means (adjust=False starts at the first value), not with our recursion."""
    before = np.concatenate([[b.close[0]], b.close[:-1]])
    spread = np.maximum.reduce([b.high - b.low, np.abs(b.high - before), np.abs(b.low - before)])
    spread[0] = b.high[0] - b.low[0]
    average, width = (pd.Series(x).ewm(span=15, adjust=False).mean().to_numpy() for x in (b.close, spread))
    told = np.where(b.close > average + 0.5 * width, 1.0, np.where(b.close < average - 0.5 * width, -1.0, 0.0))
    return np.concatenate([np.full(14, np.nan), told[14:]])


def position(b: Bars) -> np.ndarray:
    return talib.STOCHF(b.high, b.low, b.close, fastk_period=11, fastd_period=1)[0] / 100.0


CASES = [
    Case("sma", {"n": 7}, lambda b: talib.SMA(b.close, 7)),
    Case("ema", {"n": 9}, lambda b: talib.EMA(b.close, 9)),
    Case("log_return", {"n": 5}, lambda b: late(returns(b, 5), len(b))),
    Case("rsi", {"n": 8}, lambda b: talib.RSI(b.close, 8)),
    Case("rolling_sharpe", {"n": 10, "bars_per_year": 365.0}, sharpe),
    Case("atr", {"n": 6}, lambda b: talib.ATR(b.high, b.low, b.close, 6)),
    Case("realised_volatility", {"n": 12}, lambda b: late(windows(returns(b), 12).std(axis=1, ddof=1), len(b))),
    Case("range_position", {"n": 11}, position),
    Case("volume_ratio", {"n": 13}, lambda b: talib.RVOL(b.volume, 13)),
    Case("trend_regime", {"n": 15, "band": 0.5}, regime),
]
