"""Features of two instruments and more: against pandas, numpy, scipy and statsmodels."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import scipy.stats
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.metrics import mutual_info_score
from statsmodels.regression.linear_model import OLS
from statsmodels.regression.rolling import RollingOLS
from statsmodels.tools import add_constant
from statsmodels.tsa.statespace.kalman_filter import KalmanFilter
from statsmodels.tsa.stattools import coint, grangercausalitytests
from statsmodels.tsa.vector_ar.vecm import coint_johansen

from tradewind.market.columns import Bars

from . import Case, late

Tables = Sequence[Bars]
B, C, D = "BBB.close", "CCC.close", "DDD.close"
TWO: dict[str, Any] = {"inputs": ("close", B), "others": ("BBB",)}
THREE: dict[str, Any] = {"inputs": ("close", B, C), "others": ("BBB", "CCC")}
FOUR: dict[str, Any] = {"inputs": ("close", B, C, D), "others": ("BBB", "CCC", "DDD")}


def logs(tables: Tables) -> np.ndarray:
    """(n, k) log closes."""
    return np.log(np.stack([t.close for t in tables], axis=1))


def returns(tables: Tables) -> np.ndarray:
    """(n - 1, k) log returns."""
    return np.diff(logs(tables), axis=0)


def rolling(values: np.ndarray, n: int, of: Callable[[np.ndarray], Any], total: int) -> list[np.ndarray]:
    """`of` each stretch of n rows, oldest first, as one array an output."""
    made = np.array([np.atleast_1d(of(values[i : i + n])) for i in range(len(values) - n + 1)])
    return [late(column, total) for column in made.T]


def on_returns(n: int, of: Callable[[np.ndarray], Any]) -> Callable[[Tables], list[np.ndarray]]:
    return lambda tables: rolling(returns(tables), n, of, len(tables[0]))


def on_logs(n: int, of: Callable[[np.ndarray], Any]) -> Callable[[Tables], list[np.ndarray]]:
    return lambda tables: rolling(logs(tables), n, of, len(tables[0]))


def pearson(tables: Tables) -> np.ndarray:
    r = pd.DataFrame(returns(tables))
    return late(r[0].rolling(25).corr(r[1]).to_numpy(), len(tables[0]))


def ewma(tables: Tables) -> np.ndarray:
    r = returns(tables)
    xx, yy, xy = (
        pd.Series(v).ewm(alpha=0.1, adjust=False).mean() for v in (r[:, 0] ** 2, r[:, 1] ** 2, r[:, 0] * r[:, 1])
    )
    return late((xy / np.sqrt(xx * yy)).to_numpy(), len(tables[0]))


def dcc(tables: Tables) -> np.ndarray:
    """Engle's equations with matrices."""
    r = returns(tables)
    n, (alpha, beta, a, b) = len(r), (0.08, 0.85, 0.04, 0.9)
    target = np.cumsum(r**2, axis=0) / np.arange(1, n + 1)[:, None]
    h = np.empty_like(r)
    h[0] = r[0] ** 2
    for t in range(1, n):
        h[t] = (1 - alpha - beta) * target[t - 1] + alpha * r[t - 1] ** 2 + beta * h[t - 1]
    e = r / np.sqrt(h)
    outer = e[:, :, None] * e[:, None, :]
    mean = np.cumsum(outer, axis=0) / np.arange(1, n + 1)[:, None, None]
    q, out = outer[0], np.empty(n)
    for t in range(n):
        q = (1 - a - b) * mean[t] + a * outer[t] + b * q
        out[t] = q[0, 1] / np.sqrt(q[0, 0] * q[1, 1])
    return late(out, len(tables[0]))


def every_two_intervals(w: np.ndarray) -> float:
    """Hayashi and Yoshida's definition: all pairs of price changes whose intervals overlap."""
    changes = []
    for column in w.T:
        ends = [0, *(i for i in range(1, len(column)) if column[i] != column[i - 1])]
        changes.append([(s, e, column[e] - column[s]) for s, e in itertools.pairwise(ends)])
    shared = sum(x * y for a, b, x in changes[0] for c, d, y in changes[1] if max(a, c) < min(b, d))
    return shared / np.sqrt(sum(x * x for *_, x in changes[0]) * sum(y * y for *_, y in changes[1]))


def off_diagonal(w: np.ndarray) -> float:
    c = np.corrcoef(w.T)
    return c[np.triu_indices(len(c), 1)].mean()


def ols(tables: Tables) -> list[np.ndarray]:
    r = returns(tables)
    fit = RollingOLS(r[:, 0], add_constant(r[:, 1]), 30).fit()
    return [late(v, len(tables[0])) for v in map(np.asarray, (*fit.params.T[::-1], fit.rsquared))]


def two_sides(w: np.ndarray) -> list[float]:
    x, y = w.T
    return [np.polyfit(y[s], x[s], 1)[0] for s in (y > y.mean(), y < y.mean())]


def straying(tables: Tables) -> list[np.ndarray]:
    d = pd.Series(np.subtract(*returns(tables).T)).rolling(22)
    error, mean, year = np.asarray(d.std()), np.asarray(d.mean()), np.sqrt(300.0)
    return [late(v, len(tables[0])) for v in (error * year, mean / error * year)]


def ratio(tables: Tables) -> list[np.ndarray]:
    r = pd.Series(tables[0].close / tables[1].close)
    return [r.where(r.index >= 16).to_numpy(), (r / r.rolling(17).mean() - 1.0).to_numpy()]


def abnormal(w: np.ndarray) -> list[float]:
    design = np.stack([np.ones(len(w)), w[:, 1]], axis=1)
    fitted, squares, *_ = np.linalg.lstsq(design, w[:, 0], rcond=None)
    gap = (w[:, 0] - design @ fitted)[-7:].sum()
    return [gap, gap / np.sqrt(squares[0] / (len(w) - 2) * 7)]


def broken(w: np.ndarray) -> float:
    new, old = (np.arctanh(np.corrcoef(part.T)[0, 1]) for part in (w[-12:], w[:-12]))
    return (new - old) / np.sqrt(1 / 9 + 1 / (len(w) - 15))


def strength(tables: Tables) -> np.ndarray:
    changes = pd.DataFrame(logs(tables)).diff(6)
    return ((changes[0] + changes[1] - changes[2]) / 3.0).to_numpy()


def spread(w: np.ndarray) -> list[float]:
    fit = OLS(w[:, 0], add_constant(w[:, 1])).fit()
    return [fit.resid[-1] / np.sqrt(fit.mse_resid), fit.resid[-1], fit.params[1]]


def half_life(w: np.ndarray) -> float:
    e = OLS(w[:, 0], add_constant(w[:, 1])).fit().resid
    slope = OLS(np.diff(e), add_constant(e[:-1])).fit().params[1]
    return -np.log(2.0) / slope if slope < 0.0 else np.nan


def kalman(tables: Tables) -> list[np.ndarray]:
    """The same model in statsmodels' state space: the observation's row is (ln other, 1), the states walk."""
    x, y = logs(tables).T
    drift = 0.001 / 0.999
    model = KalmanFilter(k_endog=1, k_states=2)
    model.bind(np.asfortranarray(x[None, :]))
    model["design"] = np.stack([y, np.ones(len(y))])[None, :, :]
    model["obs_cov"], model["transition"] = [[0.02]], np.eye(2)
    model["selection"], model["state_cov"] = np.eye(2), np.eye(2) * drift
    model.initialize_known(np.zeros(2), np.zeros((2, 2)))
    done = model.filter()
    z = done.forecasts_error[0] / np.sqrt(done.forecasts_error_cov[0, 0])
    return [np.concatenate([np.full(20, np.nan), v[20:]]) for v in (*done.filtered_state, z)]


def together(w: np.ndarray) -> list[float]:
    x, y = w.T
    statistic, _, critical = coint(x, y, trend="c", maxlag=2, autolag=None)
    return [statistic, np.polyfit(y, x, 1)[0], 1.0 * (statistic < critical[1])]


def trace(w: np.ndarray) -> list[float]:
    found = coint_johansen(w, 0, 1)
    passed = found.trace_stat > found.trace_stat_crit_vals[:, 1]
    vector = found.evec[:, 0]
    return [found.trace_stat[0], 0.0 if not passed[0] else 1.0 + passed[1], -vector[1] / vector[0]]


def at_each_lag(w: np.ndarray) -> list[float]:
    x, y = w.T
    found = {
        k: np.corrcoef(x[max(k, 0) : len(x) + min(k, 0)], y[max(-k, 0) : len(y) - max(k, 0)])[0, 1]
        for k in range(-4, 5)
    }
    lag = max(found, key=lambda k: abs(found[k]))
    return [lag, found[lag]]


def granger(w: np.ndarray) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return grangercausalitytests(w, [3])[3][0]["ssr_ftest"][0]


def passed_on(tables: Tables) -> list[np.ndarray]:
    x, y = logs(tables).T
    moved, momentum = np.diff(x)[4:], (y[4:] - y[:-4])
    out = np.full((2, len(x)), np.nan)
    for end in range(30, len(moved) + 1):
        a, b = moved[end - 30 : end], momentum[end - 30 : end]
        out[:, end + 4] = np.corrcoef(a, b)[0, 1], np.polyval(np.polyfit(b, a, 1), momentum[end])
    return list(out)


def shared_bits(w: np.ndarray) -> float:
    counts = np.histogram2d(*w.T, bins=4)[0]
    return mutual_info_score(None, None, contingency=counts) / np.log(2.0)


def entropy(*series: np.ndarray) -> float:
    counts = np.unique(np.stack(series), axis=1, return_counts=True)[1] / len(series[0])
    return float(-(counts * np.log2(counts)).sum())


def transferred(x: np.ndarray, y: np.ndarray) -> float:
    """Schreiber's equation as a sum of entropies."""
    x1, x0, y0 = x[1:], x[:-1], y[:-1]
    return entropy(x1, x0) + entropy(x0, y0) - entropy(x0) - entropy(x1, x0, y0)


def transfer(w: np.ndarray) -> list[float]:
    z = (w - w.mean(axis=0)) / w.std(axis=0)
    x, y = (np.where(np.abs(c) <= 0.4, 0, np.sign(c)).astype(int) for c in z.T)
    bits, chance, others = transferred(x, y), 5, []
    for _ in range(9):
        for i in range(len(y) - 1, 0, -1):
            chance = 48271 * chance % (2**31 - 1)
            j = int(chance / (2**31 - 1) * (i + 1))
            y[[i, j]] = y[[j, i]]
        others.append(transferred(x, y))
    return [bits, float(bits - np.mean(others)), float(1 + np.sum(np.array(others) >= bits - 1e-12)) / 10]


def factor(w: np.ndarray) -> list[float]:
    values, vectors = np.linalg.eigh(np.corrcoef(w.T))
    v = vectors[:, -1] * np.sign(vectors[:, -1].sum())
    z = (w[-1] - w.mean(axis=0)) / w.std(axis=0)
    return [values[-1] / len(v), v[0] * np.sqrt(values[-1]), v @ z / np.sqrt(values[-1])]


def mahalanobis(w: np.ndarray) -> float:
    away = w[-1] - w.mean(axis=0)
    return away @ np.linalg.solve(np.cov(w.T), away) / len(away)


def changes(tables: Tables, n: int) -> np.ndarray:
    return pd.DataFrame(logs(tables)).diff(n).to_numpy()


def above(tables: Tables) -> np.ndarray:
    prices = pd.DataFrame({j: t.close for j, t in enumerate(tables)})
    share = (prices > prices.rolling(9).mean()).mean(axis=1)
    return share.where(share.index >= 8).to_numpy()


def rank(tables: Tables) -> np.ndarray:
    moved = changes(tables, 8)
    ranks = (scipy.stats.rankdata(moved, axis=1)[:, 0] - 1.0) / 3.0
    return np.where(np.isnan(moved[:, 0]), np.nan, ranks)


def linked(w: np.ndarray) -> list[float]:
    distance = np.where(np.eye(w.shape[1]) > 0, 0.0, 1.0 - np.corrcoef(w.T))
    labels = fcluster(linkage(squareform(distance, checks=False), "single"), 1.0 - 0.2, "distance")
    members = np.flatnonzero(labels == labels[2])
    return [members[0], len(members), len(set(labels))]


def dollar(tables: Tables) -> np.ndarray:
    eur, jpy, gbp, cad, sek, chf = (t.close for t in tables[1:])
    return 50.14348112 * eur**-0.576 * jpy**0.136 * gbp**-0.119 * cad**0.091 * sek**0.042 * chf**0.036


CASES = [
    Case("pca_factor", {"n": 25}, on_returns(25, factor), rtol=1e-8, **FOUR),
    Case("turbulence", {"n": 30}, on_returns(30, mahalanobis), rtol=1e-7, **FOUR),
    Case("dispersion", {"n": 3}, lambda t: changes(t, 3).std(axis=1, ddof=1), **FOUR),
    Case("breadth", {"n": 9}, above, **FOUR),
    Case("relative_rank", {"n": 8}, rank, **FOUR),
    Case("correlation_cluster", {"n": 14, "threshold": 0.2, "of": 2}, on_returns(14, linked), **FOUR),
    Case("dollar_index", reference=dollar, others=("EURUSD", "USDJPY", "GBPUSD", "USDCAD", "USDSEK", "USDCHF")),
    Case("lead_lag", {"n": 30, "lags": 4}, on_returns(30, at_each_lag), **TWO),
    Case("granger_f", {"n": 50, "lags": 3}, on_returns(50, granger), rtol=1e-7, **TWO),
    Case("momentum_transfer", {"n": 30, "bars": 4}, passed_on, **TWO),
    Case("mutual_information", {"n": 60, "bins": 4}, on_returns(60, shared_bits), **TWO),
    Case("transfer_entropy", {"n": 80, "band": 0.4, "shuffles": 9, "seed": 5}, on_returns(80, transfer), **TWO),
    Case("spread_zscore", {"n": 45}, on_logs(45, spread), **TWO),
    Case("spread_half_life", {"n": 50}, on_logs(50, half_life), rtol=1e-7, **TWO),
    Case("kalman_hedge", {"delta": 0.001, "noise": 0.02, "n": 20}, kalman, **TWO),
    Case("engle_granger", {"n": 80, "lags": 2}, on_logs(80, together), rtol=1e-7, **TWO),
    Case("johansen", {"n": 90}, on_logs(90, trace), rtol=1e-7, atol=1e-7, **TWO),
    Case("cross_correlation", {"n": 25}, pearson, **TWO),
    Case("cross_rank_correlation", {"n": 20}, on_returns(20, lambda w: scipy.stats.spearmanr(w)[0]), **TWO),
    Case("ewma_correlation", {"decay": 0.9}, ewma, **TWO),
    Case("dcc_correlation", {"a": 0.04, "b": 0.9, "alpha": 0.08, "beta": 0.85, "n": 30}, dcc, **TWO),
    Case("hayashi_yoshida", {"n": 40}, on_logs(41, every_two_intervals), **TWO),
    Case("average_correlation", {"n": 15}, on_returns(15, off_diagonal), **FOUR),
    Case("cross_beta", {"n": 30}, ols, **TWO),
    Case("up_down_beta", {"n": 40}, on_returns(40, two_sides), **TWO),
    Case("tracking_error", {"n": 22, "bars_per_year": 300.0}, straying, **TWO),
    Case("relative_strength", {"n": 17}, ratio, **TWO),
    Case("intermarket_divergence", {"n": 35, "bars": 7}, on_returns(35, abnormal), **TWO),
    Case("correlation_break", {"n": 60, "recent": 12}, on_returns(60, broken), **TWO),
    Case("currency_strength", {"n": 6, "base": 2}, strength, **THREE),
    Case("synthetic_cross", {"first": 1, "second": -1}, lambda t: t[0].close / t[1].close, **TWO),
    Case(
        "triangular_gap",
        {"first": 1, "second": 1},
        lambda t: 1e4 * np.log(t[0].close / (t[1].close * t[2].close)),
        **THREE,
    ),
]
