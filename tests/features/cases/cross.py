"""Features of two instruments and more: against pandas, numpy, scipy and statsmodels. `closes` are the log prices."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import scipy.stats
from statsmodels.regression.rolling import RollingOLS
from statsmodels.tools import add_constant

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
    return [late(v, len(tables[0])) for v in (fit.params[:, 1], fit.params[:, 0], fit.rsquared)]


def two_sides(w: np.ndarray) -> list[float]:
    x, y = w.T
    return [np.polyfit(y[s], x[s], 1)[0] for s in (y > y.mean(), y < y.mean())]


def straying(tables: Tables) -> list[np.ndarray]:
    d = pd.Series(np.subtract(*returns(tables).T)).rolling(22)
    error, year = d.std().to_numpy(), np.sqrt(300.0)
    return [late(v, len(tables[0])) for v in (error * year, d.mean().to_numpy() / error * year)]


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


CASES = [
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
