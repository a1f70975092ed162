"""Cycles: against TA-Lib."""

from __future__ import annotations

import numpy as np
import talib

from ...randombars import random_bars
from . import Case

CASES = [
    Case("ht_dcperiod", {}, lambda b: talib.HT_DCPERIOD(b.close)),
    Case("ht_phasor", {}, lambda b: talib.HT_PHASOR(b.close)),
    Case("ht_dcphase", {}, lambda b: talib.HT_DCPHASE(b.close)),
    Case("ht_sine", {}, lambda b: talib.HT_SINE(b.close)),
    Case("ht_trendmode", {}, lambda b: np.asarray(talib.HT_TRENDMODE(b.close), dtype=float)),
    Case("ht_trendline", {}, lambda b: talib.HT_TRENDLINE(b.close)),
    # 0.95 ** 800: what is left of the zero at which TA-Lib starts is below 1e-17.
    Case(
        "mama",
        {"fast": 0.4, "slow": 0.1},
        lambda b: talib.MAMA(b.close, 0.4, 0.1),
        skip=800,
        rows=lambda seed: random_bars(1200, seed),
    ),
]
