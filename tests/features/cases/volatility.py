"""Volatility: against TA-Lib."""

from __future__ import annotations

import talib

from . import Case

CASES = [
    Case("natr", {"n": 7}, lambda b: talib.NATR(b.high, b.low, b.close, 7)),
    Case("trange", {}, lambda b: talib.TRANGE(b.high, b.low, b.close)),
    Case("adr", {"n": 6}, lambda b: talib.ADR(b.high, b.low, 6)),
    Case("cvi", {"n": 7, "change": 4}, lambda b: talib.CVI(b.high, b.low, 7, 4)),
    Case("massi", {"n": 6, "total": 11}, lambda b: talib.MASSI(b.high, b.low, 6, 11)),
    Case("rvi", {"n": 6, "deviation": 8}, lambda b: talib.RVI(b.close, 6, 8)),
]
