"""MACD and its relatives: against TA-Lib."""

from __future__ import annotations

from typing import Any

import talib
from talib import MA_Type

from . import Case

WILDER: Any = 13  # of the averages that talib.MA_Type has no name for

CASES = [
    Case("macd", {"fast": 5, "slow": 13, "signal": 4}, lambda b: talib.MACD(b.close, 5, 13, 4)),
    Case("macdfix", {"signal": 6}, lambda b: talib.MACDFIX(b.close, 6)),
    Case(
        "macdext",
        {"fast": 6, "slow": 15, "signal": 4, "fast_average": 1, "slow_average": 2, "signal_average": 3},
        lambda b: talib.MACDEXT(b.close, 6, MA_Type.EMA, 15, MA_Type.WMA, 4, WILDER),
    ),
    Case("apo", {"fast": 4, "slow": 11, "average": 1}, lambda b: talib.APO(b.close, 4, 11, MA_Type.EMA)),
    Case("ppo", {"fast": 4, "slow": 11, "average": 0}, lambda b: talib.PPO(b.close, 4, 11, MA_Type.SMA)),
    Case("trix", {"n": 7}, lambda b: talib.TRIX(b.close, 7)),
    Case("tsi", {"first": 11, "second": 5}, lambda b: talib.TSI(b.close, 11, 5)),
]
