"""Several indicators in one: against talipp, pandas-ta-classic and TA-Lib's parts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pandas_ta_classic as ta
import talib
from talipp.indicators import IBS, KST, TTM

from tradewind.market.columns import Bars

from . import Case, late
from .pressure import known, rows_of


def sure_thing(b: Bars) -> tuple[np.ndarray, np.ndarray]:
    made = KST(4, 3, 5, 4, 6, 5, 7, 3, 4, list(b.close))
    lines = (known(None if v is None else getattr(v, name) for v in made) for name in ("kst", "signal"))
    first, second = lines
    return first, second


def squeezed(b: Bars) -> tuple[np.ndarray, np.ndarray]:
    made = TTM(8, 2.0, 1.3, rows_of(b))
    on = known(None if v is None else float(v.squeeze) for v in made)
    return on, known(None if v is None else v.histogram for v in made)


def elder(b: Bars) -> np.ndarray:
    average = np.sign(np.diff(talib.EMA(b.close, 6)))
    histogram = np.sign(np.diff(talib.MACD(b.close, 4, 9, 3)[2]))
    return late(np.where(average == histogram, average, 0.0), len(b))


def pretty_good(b: Bars) -> np.ndarray:
    spread = late(talib.EMA(talib.TRANGE(b.high, b.low, b.close)[1:], 8), len(b))
    return (b.close - talib.SMA(b.close, 8)) / spread


def sentiment(b: Bars) -> tuple[np.ndarray, np.ndarray]:
    made = ta.brar(*(pd.Series(x) for x in (b.open, b.high, b.low, b.close)), length=9)
    return made.iloc[:, 0].to_numpy(), made.iloc[:, 1].to_numpy()


RATES: dict[str, int | float] = {
    "roc1": 4,
    "n1": 3,
    "roc2": 5,
    "n2": 4,
    "roc3": 6,
    "n3": 5,
    "roc4": 7,
    "n4": 3,
    "signal": 4,
}

CASES = [
    Case("kst", RATES, sure_thing),
    # talipp's true range begins one bar earlier, with high - low: 120 bars until that is forgotten.
    Case("squeeze", {"n": 8, "deviations": 2.0, "ranges": 1.3}, squeezed, skip=120),
    Case("impulse", {"n": 6, "fast": 4, "slow": 9, "signal": 3}, elder),
    Case("pgo", {"n": 8}, pretty_good),
    Case("bias", {"n": 9}, lambda b: ta.bias(pd.Series(b.close), length=9).to_numpy()),
    Case("brar", {"n": 9}, sentiment),
    Case("ibs", {}, lambda b: known(IBS(rows_of(b)))),
]
