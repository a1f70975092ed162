"""Models of one series (reversion, trends, filters, volatility, changes, tails, cycles): against SciPy, pandas, statsmodels and arch; where no
library has it, numpy from the published formula."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
from arch import arch_model
from scipy import signal, special, stats
from statsmodels.tsa import adfvalues, stattools
from statsmodels.tsa.filters.hp_filter import hpfilter
from statsmodels.tsa.statespace.structural import UnobservedComponents

from tradewind.market.columns import Bars

from ...randombars import random_bars
from . import Case, Values, late, returns, windows
from .statistics import rolling


def half_life(w: np.ndarray) -> tuple[float, float]:
    phi = stats.linregress(w[:-1], w[1:]).slope
    return -np.log(2.0) / np.log(phi) if 0.0 < phi < 1.0 else np.nan, phi


def adf(w: np.ndarray) -> tuple[float, float]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it returns will change, says statsmodels
        return stattools.adfuller(w, maxlag=2, regression="c", autolag=None)[:2]


def kpss(w: np.ndarray) -> tuple[float, float]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # p is beyond its table, says statsmodels
        return stattools.kpss(w, regression="c", nlags=4)[:2]


def trend_fit(w: np.ndarray) -> tuple[float, float, float]:
    at = np.arange(len(w))
    line = stats.linregress(at, w)
    left = w - line.intercept - line.slope * at
    return line.rvalue**2, line.slope / line.stderr, left[-1] / np.sqrt((left**2).sum() / (len(w) - 2))


def exponential_end(w: np.ndarray) -> float:
    line = stats.linregress(np.arange(len(w)), np.log(w))
    return np.exp(line.intercept + line.slope * (len(w) - 1))


def exponential_growth(w: np.ndarray) -> tuple[float, float]:
    line = stats.linregress(np.arange(len(w)), np.log(w))
    return np.expm1(line.slope), line.slope * 365.0 * line.rvalue**2


def mann_kendall(w: np.ndarray) -> tuple[float, float]:
    """SciPy's tau-b is tau where no two values are equal; else tau is S over all pairs."""
    n, s = len(w), np.sign(w[None] - w[:, None])[np.triu_indices(len(w), 1)].sum()
    tau = stats.kendalltau(np.arange(n), w).statistic if len(set(w)) == n else s / (n * (n - 1) / 2)
    return tau, (s - np.sign(s)) / np.sqrt(n * (n - 1) * (2 * n + 5) / 18)


def local_linear(row: int) -> Callable[[Bars], np.ndarray]:
    def reference(b: Bars) -> np.ndarray:
        model = UnobservedComponents(b.close, "lltrend", use_exact_diffuse=True)
        found = model.filter([1.0, 0.3, 0.02]).filtered_state[row]
        return np.concatenate([[np.nan], found[1:]])

    return reference


def one_sided_savgol(w: np.ndarray) -> float:
    return signal.savgol_coeffs(len(w), 3, pos=len(w) - 1, use="dot") @ w


def fractional(w: np.ndarray) -> float:
    k = np.arange(len(w))
    return ((-1.0) ** k * special.binom(0.35, k)) @ w[::-1]


def garch(b: Bars) -> np.ndarray:
    """With arch's own recursion and parameters (omega, alpha, gamma, beta); it begins elsewhere, which fades."""
    r = returns(b)
    model = arch_model(r, mean="Zero", p=1, o=1, q=1, rescale=False)
    fixed = model.fix([0.02**2 * (1 - 0.07 - 0.6 - 0.05), 0.07, 0.1, 0.6])
    return late(np.sqrt(fixed.forecast(horizon=1, start=0).variance.to_numpy()[:, 0]), len(b))


def cusum_events(b: Bars) -> np.ndarray:
    """M. Lopez de Prado's snippet 2.4 (getTEvents), with what kind of event it was."""
    out, up, down, h = [np.nan], 0.0, 0.0, 0.03
    for change in returns(b):
        up, down = max(0.0, up + change), min(0.0, down + change)
        if down < -h:
            down = 0.0
            out.append(-1.0)
        elif up > h:
            up = 0.0
            out.append(1.0)
        else:
            out.append(0.0)
    return np.array(out)


def cusum(b: Bars) -> Values:
    r, n = returns(b), 30
    cut = windows(r, n)[:-1]
    out, sums = [], np.zeros(2)
    for z in (r[n:] - cut.mean(axis=1)) / cut.std(axis=1, ddof=1):
        sums = np.maximum(0.0, np.where(sums > 3.0, 0.0, sums) + np.array([z - 0.25, -z - 0.25]))
        out.append([*sums, float(sums[0] > 3.0) - float(sums[1] > 3.0)])
    return [late(row, len(b)) for row in np.array(out).T]


def page_hinkley(b: Bars) -> Values:
    """The whole past since the last alarm is gone through anew at each bar."""
    r, out, start = returns(b), [], 0
    for i in range(len(r)):
        since = r[start : i + 1]
        apart = since - np.cumsum(since) / np.arange(1, len(since) + 1)
        sums = [np.concatenate([[0.0], np.cumsum(d)]) for d in (apart - 0.001, -apart - 0.001)]
        up, down = (s[-1] - s.min() for s in sums)
        alarm = 0.0 if len(since) < 20 else 1.0 if up > 0.15 and up >= down else -1.0 if down > 0.15 else 0.0
        out.append([up, down, alarm])
        start = i + 1 if alarm else start
    made = np.array(out).T
    made[:, :19] = np.nan
    return [late(row, len(b)) for row in made]


def bayesian_change(b: Bars) -> Values:
    """Run by run, with each run's posterior from its returns as a whole."""
    r, n, hazard, usual2 = returns(b), 30, 1.0 / 80.0, 0.015**2
    mass, out = np.array([1.0]), []
    for i, x in enumerate(r):
        density = np.empty(len(mass))
        for run in range(len(mass)):
            seen = r[i - run : i]
            mean = seen.sum() / (run + 1.0)
            spread = ((seen - seen.mean()) ** 2).sum() + run * seen.mean() ** 2 / (run + 1.0) if run else 0.0
            alpha, beta = 1.0 + run / 2.0, usual2 + spread / 2.0
            density[run] = stats.t.pdf(x, 2 * alpha, mean, np.sqrt(beta * (run + 2.0) / (alpha * (run + 1.0))))
        joint = mass * density
        mass = np.concatenate([[hazard * joint.sum()], (1.0 - hazard) * joint])
        if len(mass) > n:
            mass = np.concatenate([mass[: n - 1], [mass[n - 1 :].sum()]])
        mass /= mass.sum()
        out.append([mass[:6].sum(), np.arange(len(mass)) @ mass])
    return [late(row[5:], len(b)) for row in np.array(out).T]


def hill(w: np.ndarray) -> float:
    k, size = int(0.15 * len(w)), np.sort(np.abs(w))[::-1]
    return 1.0 / np.mean(np.log(size[:k] / size[k]))


def at_risk(w: np.ndarray) -> tuple[float, float]:
    border = np.quantile(w, 0.1)
    return -border, -w[w <= border].mean()


def drawdown(b: Bars) -> Values:
    age = rolling(lambda w: np.argmax(w[::-1]), 40)(b)[0]
    return [(b.close / pd.Series(b.close).rolling(40).max() - 1.0).to_numpy(), age]


def drawup(b: Bars) -> Values:
    age = rolling(lambda w: np.argmin(w[::-1]), 35)(b)[0]
    return [(b.close / pd.Series(b.close).rolling(35).min() - 1.0).to_numpy(), age]


def omega(w: np.ndarray) -> float:
    return np.maximum(w - 0.001, 0.0).sum() / np.maximum(0.001 - w, 0.0).sum()


def dominant(w: np.ndarray) -> tuple[float, float]:
    found = stattools.acf(signal.detrend(w), nlags=40, fft=False)
    peaks = [k for k in signal.find_peaks(found)[0] if 6 <= k <= 30]
    return (max(peaks, key=lambda k: found[k]), max(found[k] for k in peaks)) if peaks else (np.nan, 0.0)


def best_cuts(w: np.ndarray) -> tuple[float, float, float]:
    """The best of all ways to cut, by dynamic programming over every end."""
    w, n, shortest, penalty = w / w.std(), len(w), 4, 0.8 * np.log(len(w))
    best, come_from = np.full(n + 1, np.inf), np.zeros(n + 1, dtype=int)
    best[0] = -penalty
    for end in range(shortest, n + 1):
        costs = [best[s] + ((w[s:end] - w[s:end].mean()) ** 2).sum() + penalty for s in range(end - shortest + 1)]
        come_from[end] = int(np.argmin(costs))
        best[end] = min(costs)
    ends = [n]
    while ends[-1]:
        ends.append(come_from[ends[-1]])
    if len(ends) == 2:
        return float(n), 0.0, 0.0
    return n - ends[1], len(ends) - 2, w[ends[1] :].mean() - w[ends[2] : ends[1]].mean()


def adf_columns(w: np.ndarray, lags: int, skipped: int) -> tuple[np.ndarray, np.ndarray]:
    change = np.diff(w)
    rows = range(skipped, len(change))
    table = [[w[t], *(change[t - k] for k in range(1, lags + 1)), 1.0, t] for t in rows]
    return np.array(table), change[skipped:]


def adf_auto(w: np.ndarray) -> tuple[float, float, float]:
    """numpy least squares: Akaike's criterion over one sample for all lags, then the t of the level over the longest one."""

    def fit(lags: int, skipped: int) -> tuple[float, float]:
        x, y = adf_columns(w, lags, skipped)
        b = np.linalg.lstsq(x, y)[0]
        left = ((y - x @ b) ** 2).sum()
        error = np.sqrt(np.linalg.inv(x.T @ x)[0, 0] * left / (len(y) - x.shape[1]))
        return len(y) * np.log(left / len(y)) + 2 * x.shape[1], b[0] / error

    lags = int(np.argmin([fit(k, 4)[0] for k in range(5)]))
    t = fit(lags, lags)[1]
    return t, adfvalues.mackinnonp(t, regression="ct", N=1), lags


CASES = [
    Case("half_life", {"n": 45}, rolling(half_life, 45), rtol=1e-8),
    Case("adf", {"n": 40, "lags": 2}, rolling(adf, 40), rtol=1e-7),
    Case("kpss", {"n": 42, "lags": 4}, rolling(kpss, 42)),
    Case("trend_fit", {"n": 25}, rolling(trend_fit, 25), rtol=1e-8),
    Case("exponential_regression", {"n": 26}, rolling(exponential_end, 26)),
    Case("exponential_growth", {"n": 27, "bars_per_year": 365.0}, rolling(exponential_growth, 27)),
    Case("mann_kendall", {"n": 24}, rolling(mann_kendall, 24)),
    Case("kalman_trend", {"level": 0.3, "slope": 0.02}, local_linear(0)),
    Case("kalman_slope", {"level": 0.3, "slope": 0.02}, local_linear(1)),
    Case(
        "hodrick_prescott",
        {"n": 60, "smoothness": 400.0},
        rolling(lambda w: hpfilter(w, 400.0)[1][-1], 60),
        rtol=1e-8,
    ),
    Case("savitzky_golay", {"n": 21, "degree": 3}, rolling(one_sided_savgol, 21)),
    Case("fractional_difference", {"n": 40, "d": 0.35}, rolling(fractional, 40)),
    Case(
        "ewma_volatility",
        {"decay": 0.9},
        lambda b: late(np.sqrt(pd.Series(returns(b) ** 2).ewm(alpha=0.1, adjust=False).mean().to_numpy()), len(b)),
    ),
    Case("garch_volatility", {"alpha": 0.07, "beta": 0.6, "gamma": 0.1, "usual": 0.02, "n": 30}, garch, skip=60),
    Case("cusum_filter", {"threshold": 0.03}, cusum_events),
    Case("cusum", {"n": 30, "slack": 0.25, "limit": 3.0}, cusum),
    Case("page_hinkley", {"slack": 0.001, "limit": 0.15, "least": 20}, page_hinkley),
    Case("bayesian_change", {"n": 30, "every": 80.0, "recent": 6, "usual": 0.015}, bayesian_change, rtol=1e-8),
    Case("tail_index", {"n": 60, "part": 0.15}, rolling(hill, 60, "returns")),
    Case("value_at_risk", {"n": 45, "level": 0.9}, rolling(at_risk, 45, "returns")),
    Case("gain_loss_ratio", {"n": 50, "threshold": 0.001}, rolling(omega, 50, "returns")),
    Case("rolling_drawdown", {"n": 40}, drawdown),
    Case("rolling_drawup", {"n": 35}, drawup),
    Case("max_drawdown", {"n": 45}, rolling(lambda w: (w / np.maximum.accumulate(w)).min() - 1.0, 45)),
    Case("dominant_period", {"n": 110, "shortest": 6, "longest": 30}, rolling(dominant, 110), rtol=1e-8),
    Case(
        "garch_fit",
        {"n": 100, "leverage": 1},
        checked_by="tests/features/test_statistics.py::test_garch_fit_finds_the_parameters_of_a_simulated_process",
        rows=lambda seed: random_bars(130, seed),
    ),
    Case(
        "change_points",
        {"n": 50, "penalty": 0.8, "shortest": 4},
        rolling(best_cuts, 50, "returns"),
        rows=lambda seed: random_bars(100, seed),
    ),
    Case(
        "adf_auto",
        {"n": 50, "most": 4, "trend": 1},
        rolling(adf_auto, 50),
        rtol=1e-6,
        rows=lambda seed: random_bars(110, seed),
    ),
]
