"""Prices of a bar, arithmetic, functions of a column, extremes: against TA-Lib."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import talib

from tradewind.market.columns import Bars

from ...randombars import random_bars
from . import Case

N = 400


def index(of: Callable[..., np.ndarray], n: int) -> Callable[[Bars], tuple[np.ndarray, np.ndarray]]:
    def told(b: Bars) -> tuple[np.ndarray, np.ndarray]:
        row = of(b.close, n).astype(float)
        return row, np.arange(len(b)) - row

    return told


def small(seed: int) -> Bars:
    """Bars between -1 and 1."""
    bars = random_bars(N, seed)
    return replace(bars, **{c: np.sin(getattr(bars, c) / 10.0) for c in ("open", "high", "low", "close")})


WITHIN_ONE = ("ACOS", "ASIN", "COSH", "SINH", "EXP")
TRANSFORMS = [
    Case(
        f"math_{name.lower()}",
        {},
        lambda b, name=name: getattr(talib, name)(b.close),
        rows=small if name in WITHIN_ONE else None,
    )
    for name in talib.get_function_groups()["Math Transform"]
]

CASES = [
    *TRANSFORMS,
    Case("math_add", {}, lambda b: talib.ADD(b.high, b.low)),
    Case("math_sub", {}, lambda b: talib.SUB(b.high, b.low)),
    Case("math_mult", {}, lambda b: talib.MULT(b.high, b.low)),
    Case("math_div", {}, lambda b: talib.DIV(b.high, b.low)),
    Case("cumsum", {}, lambda b: talib.CUMSUM(b.close)),
    Case("rolling_sum", {"n": 7}, lambda b: talib.SUM(b.close, 7)),
    Case("rolling_max", {"n": 7}, lambda b: talib.MAX(b.close, 7)),
    Case("rolling_min", {"n": 7}, lambda b: talib.MIN(b.close, 7)),
    Case("rolling_minmax", {"n": 7}, lambda b: talib.MINMAX(b.close, 7)),
    Case("max_index", {"n": 7}, index(talib.MAXINDEX, 7)),
    Case("min_index", {"n": 7}, index(talib.MININDEX, 7)),
    Case("minmax_index", {"n": 7}, lambda b: [x.astype(float) for x in talib.MINMAXINDEX(b.close, 7)]),
    Case("midpoint", {"n": 7}, lambda b: talib.MIDPOINT(b.close, 7)),
    Case("midprice", {"n": 7}, lambda b: talib.MIDPRICE(b.high, b.low, 7)),
    Case("avgprice", {}, lambda b: talib.AVGPRICE(b.open, b.high, b.low, b.close)),
    Case("medprice", {}, lambda b: talib.MEDPRICE(b.high, b.low)),
    Case("typprice", {}, lambda b: talib.TYPPRICE(b.high, b.low, b.close)),
    Case("wclprice", {}, lambda b: talib.WCLPRICE(b.high, b.low, b.close)),
    Case("heikin_ashi", {}, lambda b: talib.HA(b.open, b.high, b.low, b.close)),
]
