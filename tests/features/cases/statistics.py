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


def halves(n: int, shortest: int) -> list[int]:
    return [n >> k for k in range(20) if n >> k >= shortest]


def stretches(w: np.ndarray, size: int) -> np.ndarray:
    """(count, size), cut from the newest value backwards."""
    return w[len(w) % size :].reshape(-1, size)


def rescaled_range(w: np.ndarray) -> float:
    sizes, means = halves(len(w), 8), []
    for size in sizes:
        cut = stretches(w, size)
        sums = np.cumsum(cut - cut.mean(axis=1, keepdims=True), axis=1)
        spans = np.maximum(sums.max(axis=1), 0.0) - np.minimum(sums.min(axis=1), 0.0)
        means.append((spans / cut.std(axis=1, ddof=1)).mean())
    return np.polyfit(np.log(sizes), np.log(means), 1)[0]


def aggregated_variance(w: np.ndarray) -> float:
    sizes = [2**k for k in range(20) if 8 * 2**k <= len(w)]
    return 1.0 + np.polyfit(np.log(sizes), np.log([stretches(w, s).mean(axis=1).var() for s in sizes]), 1)[0] / 2.0


def detrended(w: np.ndarray) -> float:
    sums, sizes, spread = np.cumsum(w - w.mean()), halves(len(w) // 4, 4), []
    for size in sizes:
        cut, at = stretches(sums, size), np.arange(size)
        left = [c - np.polyval(np.polyfit(at, c, 1), at) for c in cut]
        spread.append(np.sqrt(np.mean(np.square(left))))
    return np.polyfit(np.log(sizes), np.log(spread), 1)[0]


def shannon(w: np.ndarray) -> float:
    return stats.entropy(np.histogram(w, bins=7)[0]) / np.log(7)


def permutation(w: np.ndarray) -> float:
    order = np.argsort(np.stack([w[k : len(w) - 6 + k] for k in (0, 2, 4, 6)], axis=1), axis=1, kind="stable")
    return stats.entropy(np.unique(order, axis=0, return_counts=True)[1]) / np.log(24)


def near(w: np.ndarray, m: int, count: int, r: float) -> np.ndarray:
    """(count, count): whether the stretches of m values differ nowhere by more than r standard deviations."""
    cut = windows(w, m)[:count]
    return np.abs(cut[:, None] - cut[None]).max(axis=2) <= r * w.std()


def sample_entropy(w: np.ndarray) -> float:
    a, b = (near(w, m, len(w) - 2, 0.3).sum() - (len(w) - 2) for m in (3, 2))
    return -np.log(a / b) if a else np.nan


def approximate_entropy(w: np.ndarray) -> float:
    phi = [np.log(near(w, m, len(w), 0.25).mean(axis=1)).mean() for m in (2, 3)]
    return phi[0] - phi[1]


def spectral_entropy(w: np.ndarray) -> float:
    return stats.entropy(signal.periodogram(w)[1][1:]) / np.log(len(w) // 2)


def higuchi(w: np.ndarray) -> float:
    lengths, ks, n = [], np.arange(1, 7), len(w)
    for k in ks:
        parts = [np.abs(np.diff(w[m::k])).sum() * (n - 1) / ((n - 1 - m) // k * k) / k for m in range(k)]
        lengths.append(np.mean(parts))
    return np.polyfit(np.log(1.0 / ks), np.log(lengths), 1)[0]


def katz(w: np.ndarray) -> float:
    length, farthest = np.abs(np.diff(w)).sum(), np.abs(w - w[0]).max()
    mean = length / (len(w) - 1)
    return np.log10(length / mean) / np.log10(farthest / mean) if farthest > mean else np.nan


def petrosian(w: np.ndarray) -> float:
    n, turns = len(w), np.count_nonzero(np.diff(w)[1:] * np.diff(w)[:-1] < 0.0)
    return np.log10(n) / (np.log10(n) + np.log10(n / (n + 0.4 * turns)))


def sevcik(w: np.ndarray) -> float:
    y, x = (w - w.min()) / np.ptp(w), np.linspace(0.0, 1.0, len(w))
    return 1.0 + np.log(np.hypot(np.diff(x), np.diff(y)).sum()) / np.log(2.0 * (len(w) - 1))


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
    Case("hurst", {"n": 70}, rolling(rescaled_range, 70, "returns")),
    Case("hurst_variance", {"n": 150}, rolling(aggregated_variance, 150, "returns")),
    Case("dfa", {"n": 75}, rolling(detrended, 75, "returns")),
    Case("shannon_entropy", {"n": 50, "bins": 7}, rolling(shannon, 50, "returns")),
    Case("permutation_entropy", {"n": 60, "order": 4, "delay": 2}, rolling(permutation, 60)),
    Case("sample_entropy", {"n": 60, "r": 0.3}, rolling(sample_entropy, 60, "returns")),
    Case("approximate_entropy", {"n": 50, "r": 0.25, "returns": 0}, rolling(approximate_entropy, 50)),
    Case("spectral_entropy", {"n": 31}, rolling(spectral_entropy, 31, "returns")),
    Case("higuchi_dimension", {"n": 65, "longest": 6}, rolling(higuchi, 65)),
    Case("katz_dimension", {"n": 30}, rolling(katz, 30)),
    Case("petrosian_dimension", {"n": 28}, rolling(petrosian, 28)),
    Case("sevcik_dimension", {"n": 27}, rolling(sevcik, 27)),
]
