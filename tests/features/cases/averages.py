"""Moving averages: against TA-Lib and talipp."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import talib
import talipp.indicators as talipp

from tradewind.market.columns import Bars

from ...randombars import random_bars
from . import Case


def with_periods(seed: int) -> Bars:
    """Bars whose volume is a number of bars, 0 to 29."""
    bars = random_bars(400, seed)
    return replace(bars, volume=bars.volume % 30.0)


def mavp(b: Bars) -> np.ndarray:
    return talib.MAVP(b.close, b.volume, 3, 21, 0)  # pyright: ignore[reportArgumentType] (its stub asks for a type that nobody can make)


def alma(b: Bars) -> np.ndarray:
    return np.array(list(talipp.ALMA(11, 0.7, 5.0, b.close.tolist())), dtype=float)


def mcginley(b: Bars) -> np.ndarray:
    return np.array(list(talipp.McGinleyDynamic(9, b.close.tolist())), dtype=float)


CASES = [
    Case("wma", {"n": 7}, lambda b: talib.WMA(b.close, 7)),
    Case("hma", {"n": 13}, lambda b: talib.HMA(b.close, 13)),
    Case("trima", {"n": 8}, lambda b: talib.TRIMA(b.close, 8)),
    Case("vwma", {"n": 9}, lambda b: talib.VWMA(b.close, b.volume, 9)),
    Case("mavp", {"shortest": 3, "longest": 21}, mavp, inputs=("close", "volume"), rows=with_periods),
    Case("alma", {"n": 11, "offset": 0.7, "sigma": 5.0}, alma),
    Case("rma", {"n": 7}, lambda b: talib.RMA(b.close, 7)),
    Case("dema", {"n": 7}, lambda b: talib.DEMA(b.close, 7)),
    Case("tema", {"n": 7}, lambda b: talib.TEMA(b.close, 7)),
    Case("t3", {"n": 4, "factor": 0.6}, lambda b: talib.T3(b.close, 4, 0.6)),
    Case("zlema", {"n": 9}, lambda b: talib.ZLEMA(b.close, 9)),
    Case("mcginley", {"n": 9}, mcginley),
]
