"""Lines, correlation and spread: against TA-Lib."""

from __future__ import annotations

import numpy as np
import pandas as pd
import talib

from . import Case

CASES = [
    Case("linearreg", {"n": 9}, lambda b: talib.LINEARREG(b.close, 9)),
    Case("linearreg_slope", {"n": 9}, lambda b: talib.LINEARREG_SLOPE(b.close, 9)),
    Case("linearreg_angle", {"n": 9}, lambda b: talib.LINEARREG_ANGLE(b.close, 9)),
    Case("linearreg_intercept", {"n": 9}, lambda b: talib.LINEARREG_INTERCEPT(b.close, 9)),
    Case("tsf", {"n": 9}, lambda b: talib.TSF(b.close, 9)),
    Case("correl", {"n": 12}, lambda b: talib.CORREL(b.high, b.low, 12)),
    Case("beta", {"n": 11}, lambda b: talib.BETA(b.high, b.low, 11), rtol=1e-8),
    Case("stddev", {"n": 8, "times": 2.5}, lambda b: talib.STDDEV(b.close, 8, 2.5)),
    Case("var", {"n": 8, "ddof": 1}, lambda b: np.asarray(pd.Series(b.close).rolling(8).var())),
    Case("avgdev", {"n": 9}, lambda b: talib.AVGDEV(b.close, 9)),
    Case("percentile", {"n": 12, "percentile": 35.0}, lambda b: talib.PERCENTILE(b.close, 12, 35.0)),
    Case("percentrank", {"n": 15}, lambda b: talib.PERCENTRANK(b.close, 15)),
]
