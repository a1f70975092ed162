"""Crossing and distance of two series: against pandas and numpy."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tradewind.market.columns import Bars

from . import Case


def crossed(b: Bars) -> np.ndarray:
    stands = pd.Series(np.sign(b.close - b.open)).replace(0.0, np.nan).ffill()
    before = stands.shift(1)
    return np.where((stands != before) & before.notna() & stands.notna(), stands, 0.0)


CASES = [
    Case("apart", {}, lambda b: b.high / b.low - 1.0, inputs=("high", "low")),
    Case("crossing", {}, crossed),
]
