"""Directional movement, Vortex and Aroon: against TA-Lib."""

from __future__ import annotations

import talib

from . import Case

CASES = [
    Case("plus_dm", {"n": 6}, lambda b: talib.PLUS_DM(b.high, b.low, 6)),
    Case("minus_dm", {"n": 7}, lambda b: talib.MINUS_DM(b.high, b.low, 7)),
    Case("plus_di", {"n": 8}, lambda b: talib.PLUS_DI(b.high, b.low, b.close, 8)),
    Case("minus_di", {"n": 9}, lambda b: talib.MINUS_DI(b.high, b.low, b.close, 9)),
    Case("dx", {"n": 6}, lambda b: talib.DX(b.high, b.low, b.close, 6)),
    Case("adx", {"n": 7}, lambda b: talib.ADX(b.high, b.low, b.close, 7)),
    Case("adxr", {"n": 5}, lambda b: talib.ADXR(b.high, b.low, b.close, 5)),
    Case("vortex", {"n": 9}, lambda b: talib.VORTEX(b.high, b.low, b.close, 9)),
    Case("aroon", {"n": 11}, lambda b: talib.AROON(b.high, b.low, 11)),
    Case("aroonosc", {"n": 8}, lambda b: talib.AROONOSC(b.high, b.low, 8)),
]
