"""Bands and trailing stops: against TA-Lib."""

from __future__ import annotations

import numpy as np
import talib

from tradewind.market.columns import Bars

from . import Case


def chandelier(b: Bars) -> tuple[np.ndarray, np.ndarray]:
    spread = 2.5 * talib.ATR(b.high, b.low, b.close, 9)
    return talib.MAX(b.high, 9) - spread, talib.MIN(b.low, 9) + spread


CASES = [
    Case("bbands", {"n": 9, "up": 2.5, "down": 1.5}, lambda b: talib.BBANDS(b.close, 9, 2.5, 1.5)),
    Case("accbands", {"n": 9}, lambda b: talib.ACCBANDS(b.high, b.low, b.close, 9)),
    Case("donchian", {"n": 9}, lambda b: talib.DONCHIAN(b.high, b.low, 9)),
    Case(
        "keltner",
        {"n": 13, "atr_n": 6, "times": 1.5},
        lambda b: talib.KC(b.high, b.low, b.close, 13, 6, 1.5),
        rtol=1e-9,
    ),
    Case("supertrend", {"n": 7, "times": 2.0}, lambda b: talib.SUPERTREND(b.high, b.low, b.close, 7, 2.0)),
    Case("sar", {"step": 0.03, "most": 0.25}, lambda b: talib.SAR(b.high, b.low, 0.03, 0.25)),
    Case(
        "sarext",
        {
            "offset": 0.01,
            "long_start": 0.03,
            "long_step": 0.025,
            "long_most": 0.15,
            "short_step": 0.03,
            "short_most": 0.3,
        },
        lambda b: talib.SAREXT(b.high, b.low, 0.0, 0.01, 0.03, 0.025, 0.15, 0.02, 0.03, 0.3),
    ),
    Case("chandelier", {"n": 9, "times": 2.5}, chandelier),
]
