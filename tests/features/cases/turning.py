"""Oscillators made to turn early: against pandas-ta-classic, TA-Lib's parts, and numpy from the published formulas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pandas_ta_classic as ta
import talib

from tradewind.market.columns import Bars

from . import Case, late


def fisher(b: Bars) -> tuple[np.ndarray, np.ndarray]:
    made = ta.fisher(pd.Series(b.high), pd.Series(b.low), length=7, signal=1)
    return made.iloc[:, 0].to_numpy(), made.iloc[:, 1].to_numpy()


def cycle_of(values: np.ndarray, n: int, factor: float) -> np.ndarray:
    """Schaff's smoothed stochastic from the first value on, NaN until n were seen."""
    out, position, smoothed = np.full(len(values), np.nan), 0.0, None
    for t in range(n - 1, len(values)):
        seen = values[t - n + 1 : t + 1]
        if seen.max() > seen.min():
            position = 100.0 * (values[t] - seen.min()) / (seen.max() - seen.min())
        smoothed = position if smoothed is None else smoothed + factor * (position - smoothed)
        out[t] = smoothed
    return out


def schaff(b: Bars) -> np.ndarray:
    line = (talib.EMA(b.close, 6) - talib.EMA(b.close, 13))[12:]
    return late(cycle_of(cycle_of(line, 5, 0.4)[4:], 5, 0.4), len(b))


def vigor(b: Bars) -> tuple[np.ndarray, np.ndarray]:
    columns = (pd.Series(x) for x in (b.open, b.high, b.low, b.close))
    made = ta.rvgi(*columns, length=8, swma_length=4)
    return made.iloc[:, 1].to_numpy(), made.iloc[:, 2].to_numpy()


def connors(b: Bars) -> np.ndarray:
    change = np.sign(np.diff(b.close))
    streak = np.zeros(len(b))
    for t, s in enumerate(change, start=1):
        streak[t] = s + (streak[t - 1] if s * streak[t - 1] > 0 else 0.0)
    returns = np.diff(b.close) / b.close[:-1]
    rank = np.full(len(b), np.nan)
    for t in range(21, len(b)):
        rank[t] = 100.0 * np.mean(returns[t - 21 : t - 1] < returns[t - 1])
    return (talib.RSI(b.close, 4) + talib.RSI(streak, 3) + rank) / 3.0


def qqe(b: Bars) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n, smooth, factor = 6, 4, 3.0
    line = late(talib.EMA(talib.RSI(b.close, n)[n:], smooth), len(b))
    change = np.abs(np.diff(line))[n + smooth - 1 :]
    once = talib.EMA(change, 2 * n - 1)[2 * n - 2 :]
    far = factor * late(talib.EMA(once, 2 * n - 1), len(b))
    first = int(np.argmax(~np.isnan(far)))
    stop, trends = np.full(len(b), np.nan), np.full(len(b), np.nan)
    long = short = line[first - 1]
    trend = 1.0
    for t in range(first, len(b)):
        now, before, was_long, was_short = line[t], line[t - 1], long, short
        long = max(long, now - far[t]) if min(before, now) > long else now - far[t]
        short = min(short, now + far[t]) if max(before, now) < short else now + far[t]
        if before <= was_short < now:
            trend = 1.0
        elif before >= was_long > now:
            trend = -1.0
        stop[t], trends[t] = (long if trend > 0 else short), trend
    return line, stop, trends


CASES = [
    Case("fisher", {"n": 7}, fisher),
    Case("stc", {"fast": 6, "slow": 13, "n": 5, "factor": 0.4}, schaff),
    Case("rvgi", {"n": 8}, vigor),
    Case("psl", {"n": 9}, lambda b: ta.psl(pd.Series(b.close), length=9).to_numpy()),
    Case("lrsi", {"gamma": 0.6}, lambda b: ta.lrsi(pd.Series(b.close), gamma=0.6).to_numpy(), skip=1),
    Case("crsi", {"n": 4, "streak": 3, "rank": 20}, connors),
    Case("qqe", {"n": 6, "smooth": 4, "factor": 3.0}, qqe),
]
