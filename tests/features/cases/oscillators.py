"""Oscillators: against TA-Lib."""

from __future__ import annotations

import talib

from . import Case

CASES = [
    Case("cci", {"n": 9}, lambda b: talib.CCI(b.high, b.low, b.close, 9)),
    Case("ao", {"fast": 4, "slow": 13}, lambda b: talib.AO(b.high, b.low, 4, 13)),
    Case("ac", {"fast": 4, "slow": 11, "signal": 6}, lambda b: talib.AC(b.high, b.low, 4, 11, 6)),
    Case("dpo", {"n": 9}, lambda b: talib.DPO(b.close, 9)),
    Case("fosc", {"n": 7}, lambda b: talib.FOSC(b.close, 7)),
    Case("coppock", {"n": 6, "fast": 5, "slow": 8}, lambda b: talib.COPPOCK(b.close, 6, 5, 8)),
    Case("bop", {}, lambda b: talib.BOP(b.open, b.high, b.low, b.close)),
    Case("ultosc", {"a": 4, "b": 9, "c": 15}, lambda b: talib.ULTOSC(b.high, b.low, b.close, 4, 9, 15)),
]
