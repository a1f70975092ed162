"""Volume: against TA-Lib."""

from __future__ import annotations

import talib

from . import Case

CASES = [
    Case("obv", {}, lambda b: talib.OBV(b.close, b.volume)),
    Case("ad", {}, lambda b: talib.AD(b.high, b.low, b.close, b.volume)),
    Case("adosc", {"fast": 4, "slow": 9}, lambda b: talib.ADOSC(b.high, b.low, b.close, b.volume, 4, 9), atol=1e-6),
    Case("pvt", {}, lambda b: talib.PVT(b.close, b.volume)),
    Case("nvi", {}, lambda b: talib.NVI(b.close, b.volume)),
    Case("pvi", {}, lambda b: talib.PVI(b.close, b.volume)),
    Case("vwap", {}, lambda b: talib.VWAP(b.high, b.low, b.close, b.volume)),
    Case("wad", {}, lambda b: talib.WAD(b.high, b.low, b.close)),
    Case("mfi", {"n": 9}, lambda b: talib.MFI(b.high, b.low, b.close, b.volume, 9)),
    Case("cmf", {"n": 11}, lambda b: talib.CMF(b.high, b.low, b.close, b.volume, 11)),
    Case("efi", {"n": 6}, lambda b: talib.EFI(b.close, b.volume, 6)),
    Case("marketfi", {}, lambda b: talib.MARKETFI(b.high, b.low, b.volume)),
    Case("pvo", {"fast": 5, "slow": 14, "average": 2}, lambda b: talib.PVO(b.volume, 5, 14, 2)),
]
