"""Statistics of one series: against pandas, SciPy, statsmodels and arch; where no library has it, numpy from the published formula."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from arch.unitroot import VarianceRatio
from scipy import signal, special, stats
from statsmodels.sandbox.stats.runs import runstest_1samp
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.tsa import stattools

from tradewind.market.columns import Bars

from . import Case, Values, late, returns, windows


def rolling(f: Callable[[np.ndarray], object], n: int, of: str = "close") -> Callable[[Bars], Values]:
    """A function of n values (closes, or log returns of closes), or of several answers, over every stretch of them."""

    def reference(b: Bars) -> Values:
        made = np.array([f(w) for w in windows(returns(b) if of == "returns" else b.close, n)], dtype=np.float64)
        made = made.reshape(len(made), -1).T
        return [late(row, len(b)) for row in made]

    return reference


def robust_z(w: np.ndarray) -> float:
    return (w[-1] - np.median(w)) / stats.median_abs_deviation(w, scale="normal")


def winsorised(w: np.ndarray) -> float:
    return float(np.mean(stats.mstats.winsorize(w, limits=(0.15, 0.15))))


def jarque_bera(w: np.ndarray) -> tuple[float, float]:
    found = stats.jarque_bera(w)
    return found.statistic, found.pvalue


def realised_variance(b: Bars) -> np.ndarray:
    return late((pd.Series(returns(b)) ** 2).rolling(25).sum().to_numpy(), len(b))


def semivariance(w: np.ndarray) -> tuple[float, float, float]:
    down, up = (w[w < 0] ** 2).sum(), (w[w > 0] ** 2).sum()
    return down, up, (up - down) / (up + down)


def bipower(w: np.ndarray) -> float:
    """Per pair: E |z| of a standard normal is sqrt(2 / pi)."""
    a = np.abs(w)
    return len(w) * np.mean(a[1:] * a[:-1]) / np.sqrt(2.0 / np.pi) ** 2


def jump(w: np.ndarray) -> tuple[float, float]:
    n, a = len(w), np.abs(w)
    rv, bv = (w**2).sum(), bipower(w)
    mu = 2.0 ** (2.0 / 3.0) * special.gamma(7.0 / 6.0) / special.gamma(0.5)
    tq = n * mu**-3 * (n / (n - 2)) * ((a[2:] * a[1:-1] * a[:-2]) ** (4.0 / 3.0)).sum()
    share = (rv - bv) / rv
    return share / np.sqrt(((np.pi / 2) ** 2 + np.pi - 5) / n * max(1.0, tq / bv**2)), max(0.0, share)


def ljung_box(w: np.ndarray) -> np.ndarray:
    return acorr_ljungbox(w, lags=[7]).to_numpy()[0]


def variance_ratio(w: np.ndarray) -> tuple[float, float]:
    found = VarianceRatio(np.concatenate([[0.0], np.cumsum(w)]), lags=4)
    return found.vr, found.stat


def runs(w: np.ndarray) -> tuple[float, float]:
    sides = w >= w.mean()
    return runstest_1samp(w, cutoff="mean", correction=False)[0], 1 + np.count_nonzero(np.diff(sides))


def turning_points(w: np.ndarray) -> tuple[float, float]:
    points = len(signal.argrelextrema(w, np.greater)[0]) + len(signal.argrelextrema(w, np.less)[0])
    n = len(w)
    return (points - 2 * (n - 2) / 3) / np.sqrt((16 * n - 29) / 90), points


CASES = [
    Case("zscore", {"n": 15, "ddof": 0}, rolling(lambda w: (w[-1] - w.mean()) / w.std(), 15)),
    Case(
        "percentile_rank",
        {"n": 37},
        rolling(lambda w: stats.percentileofscore(w, w[-1], kind="mean"), 37),
    ),
    Case("robust_zscore", {"n": 14}, rolling(robust_z, 14)),
    Case("rolling_median", {"n": 8}, lambda b: pd.Series(b.close).rolling(8).median().to_numpy()),
    Case("median_deviation", {"n": 17}, rolling(stats.median_abs_deviation, 17)),
    Case("iqr", {"n": 18}, rolling(stats.iqr, 18)),
    Case("winsorised_mean", {"n": 22, "part": 0.15}, rolling(winsorised, 22)),
    Case("trimmed_mean", {"n": 22, "part": 0.2}, rolling(lambda w: stats.trim_mean(w, 0.2), 22)),
    Case("rolling_skewness", {"n": 30}, lambda b: pd.Series(b.close).rolling(30).skew().to_numpy(), rtol=1e-8),
    Case("rolling_kurtosis", {"n": 30}, lambda b: pd.Series(b.close).rolling(30).kurt().to_numpy(), rtol=1e-8),
    Case("jarque_bera", {"n": 40}, rolling(jarque_bera, 40, "returns")),
    Case("realised_variance", {"n": 25}, realised_variance),
    Case("realised_semivariance", {"n": 24}, rolling(semivariance, 24, "returns")),
    Case(
        "realised_skewness",
        {"n": 23},
        rolling(lambda w: np.sqrt(23) * (w**3).sum() / (w**2).sum() ** 1.5, 23, "returns"),
    ),
    Case("realised_kurtosis", {"n": 22}, rolling(lambda w: 22 * (w**4).sum() / (w**2).sum() ** 2, 22, "returns")),
    Case("bipower_variation", {"n": 21}, rolling(bipower, 21, "returns")),
    Case("jump_statistic", {"n": 26}, rolling(jump, 26, "returns")),
    Case("autocorrelation", {"n": 50, "lag": 3}, rolling(lambda w: stattools.acf(w, nlags=3)[3], 50, "returns")),
    Case(
        "partial_autocorrelation",
        {"n": 60, "lag": 5, "returns": 0},
        rolling(lambda w: stattools.pacf(w, nlags=5, method="ldb")[5], 60),
    ),
    Case("ljung_box", {"n": 55, "lags": 7}, rolling(ljung_box, 55, "returns")),
    Case("variance_ratio", {"n": 60, "q": 4}, rolling(variance_ratio, 60, "returns")),
    Case("runs_test", {"n": 40}, rolling(runs, 40, "returns")),
    Case("turning_point_test", {"n": 33, "returns": 0}, rolling(turning_points, 33)),
]
