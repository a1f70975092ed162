"""TA-Lib in C: the twenty one by one, and its stream API."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import talib
from talib import stream as streaming

from _features import TWENTY
from _features.prices import minute_bars

DISTRIBUTION = "ta-lib"
_HIGH_LOW_CLOSE, _ALL = ("high", "low", "close"), ("open", "high", "low", "close")
CALLS: dict[str, tuple[tuple[str, ...], tuple[Any, ...]]] = {
    "SMA": (("close",), (20,)),
    "EMA": (("close",), (20,)),
    "RSI": (("close",), (14,)),
    "MACD": (("close",), ()),
    "BBANDS": (("close",), (20,)),
    "ATR": (_HIGH_LOW_CLOSE, (14,)),
    "ADX": (_HIGH_LOW_CLOSE, (14,)),
    "STOCH": (_HIGH_LOW_CLOSE, ()),
    "OBV": (("close", "volume"), ()),
    "CCI": (_HIGH_LOW_CLOSE, (20,)),
    "MFI": ((*_HIGH_LOW_CLOSE, "volume"), (14,)),
    "WILLR": (_HIGH_LOW_CLOSE, (14,)),
    "SAR": (("high", "low"), ()),
    "LINEARREG": (("close",), (20,)),
    "STDDEV": (("close",), (20,)),
    "KAMA": (("close",), (30,)),
    "CORREL": (("high", "low"), (20,)),
    "CDLENGULFING": (_ALL, ()),
    "CDLDOJI": (_ALL, ()),
    "HT_DCPERIOD": (("close",), ()),
}


def batch(rows: int, names: Sequence[str] = tuple(TWENTY)) -> tuple[float, Callable[[], object]]:
    """Each function over all rows, one after the other."""
    prices = minute_bars(rows)
    calls = [_call(getattr(talib, n), prices, *CALLS[n]) for n in names]
    [c() for c in calls]
    return 0, lambda: [c() for c in calls]


def stream(rows: int) -> tuple[float, Callable[[], object]]:
    """The newest value of each, from the last 200 rows, bar by bar: as its stream API is meant."""
    prices = minute_bars(rows + 200)

    def call() -> None:
        for i in range(rows):
            part = {n: a[i : i + 200] for n, a in prices.items()}
            for name in TWENTY:
                _call(getattr(streaming, name), part, *CALLS[name])()

    return rows, call


def _call(
    function: Any, prices: dict[str, np.ndarray], inputs: tuple[str, ...], numbers: tuple[Any, ...]
) -> Callable[[], object]:
    columns = [prices[i] for i in inputs]
    return lambda: function(*columns, *numbers)
