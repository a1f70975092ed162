"""Stochastics and their relatives: against TA-Lib."""

from __future__ import annotations

import talib
from talib import MA_Type

from tradewind.market.columns import Bars

from . import Case, Values
from .macd import WILDER


def slow(b: Bars) -> Values:
    return talib.STOCH(b.high, b.low, b.close, 7, 4, MA_Type.SMA, 5, MA_Type.SMA)


def fast(b: Bars) -> Values:
    return talib.STOCHF(b.high, b.low, b.close, 8, 4, MA_Type.WMA)


CASES = [
    Case("willr", {"n": 9}, lambda b: talib.WILLR(b.high, b.low, b.close, 9)),
    Case("stochf", {"k": 8, "d": 4, "average": 2}, fast),
    Case("stoch", {"k": 7, "smooth": 4, "d": 5}, slow),
    Case("kdj", {"n": 7, "k": 4, "d": 5}, lambda b: talib.KDJ(b.high, b.low, b.close, 7, 4, WILDER, 5, WILDER)),
    Case("stochrsi", {"n": 9, "k": 6, "d": 4}, lambda b: talib.STOCHRSI(b.close, 9, 6, 4)),
    Case(
        "smi",
        {"n": 8, "first": 11, "second": 3, "signal": 5},
        lambda b: talib.SMI(b.high, b.low, b.close, 8, 3, 11, 5),
    ),
]
