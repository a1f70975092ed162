"""Momentum: against TA-Lib."""

from __future__ import annotations

import talib

from . import Case

CASES = [
    Case("mom", {"n": 6}, lambda b: talib.MOM(b.close, 6)),
    Case("roc", {"n": 7}, lambda b: talib.ROC(b.close, 7)),
    Case("rocp", {"n": 4}, lambda b: talib.ROCP(b.close, 4)),
    Case("rocr", {"n": 5}, lambda b: talib.ROCR(b.close, 5)),
    Case("rocr100", {"n": 3}, lambda b: talib.ROCR100(b.close, 3)),
    Case("cmo", {"n": 8}, lambda b: talib.CMO(b.close, 8)),
    Case("cmou", {"n": 9}, lambda b: talib.CMOU(b.close, 9)),
    Case("imi", {"n": 6}, lambda b: talib.IMI(b.open, b.close, 6)),
]
