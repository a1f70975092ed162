"""Liquidity and noise from bars: the published formulas over whole arrays in numpy, regressions by statsmodels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import statsmodels.api as sm

from tradewind.market.columns import Bars

from ...randombars import random_bars
from . import Case, late, windows
from .microstructure import regressed, sums


def some_without_volume(seed: int) -> Bars:
    bars = random_bars(400, seed)
    return replace(bars, volume=np.where(np.random.default_rng(seed).random(400) < 0.3, 0.0, bars.volume))


def some_still(seed: int) -> Bars:
    """Closes that often stay where they were."""
    bars = random_bars(400, seed)
    kept = np.maximum.accumulate(np.where(np.random.default_rng(seed).random(400) < 0.5, np.arange(400), 0))
    return replace(bars, close=bars.close[kept])


def simple(b: Bars) -> np.ndarray:
    return b.close[1:] / b.close[:-1] - 1


def amihud(b: Bars) -> np.ndarray:
    value = b.close[1:] * b.volume[1:]
    has = value > 0
    ratio = np.where(has, np.abs(simple(b)) / np.where(has, value, 1.0), 0.0)
    return 1e6 * sums(ratio, 9, len(b)) / sums(has * 1.0, 9, len(b))


def amivest(b: Bars) -> np.ndarray:
    return sums((b.close * b.volume)[1:], 8, len(b)) / sums(100 * np.abs(simple(b)), 8, len(b))


def corwin_schultz(b: Bars) -> np.ndarray:
    h, l, c = b.high, b.low, b.close
    above, below = np.maximum(l[1:] - c[:-1], 0), np.maximum(c[:-1] - h[1:], 0)
    h2, l2 = h[1:] - above + below, l[1:] - above + below
    beta = np.log(h[:-1] / l[:-1]) ** 2 + np.log(h2 / l2) ** 2
    gamma = np.log(np.maximum(h[:-1], h2) / np.minimum(l[:-1], l2)) ** 2
    k = 3 - 2 * np.sqrt(2)
    alpha = (np.sqrt(2 * beta) - np.sqrt(beta)) / k - np.sqrt(gamma / k)
    return sums(np.maximum(2 * (np.exp(alpha) - 1) / (1 + np.exp(alpha)), 0), 6, len(b)) / 6


def abdi_ranaldo(b: Bars) -> np.ndarray:
    c, eta = np.log(b.close), (np.log(b.high) + np.log(b.low)) / 2
    s = np.sqrt(np.maximum(4 * (c[:-1] - eta[:-1]) * (c[:-1] - eta[1:]), 0))
    return sums(s, 7, len(b)) / 7


def kyle(b: Bars) -> np.ndarray:
    change = np.diff(b.close)
    return regressed(np.sign(change) * b.volume[1:], change, 14, len(b))


def pastor_stambaugh(b: Bars) -> np.ndarray:
    r = simple(b)
    signed = np.sign(r) * (b.close * b.volume)[1:] / 1e6
    rows = zip(windows(r[1:], 20), windows(r[:-1], 20), windows(signed[:-1], 20), strict=True)
    found = [sm.OLS(y, sm.add_constant(np.column_stack([x, v]))).fit().params[2] for y, x, v in rows]
    return late(np.array(found), len(b))


GRID = np.array([1, 5, 10, 25, 100])


def clustering(b: Bars) -> list[np.ndarray]:
    """Grids counted from whole numbers of cents; what is possible in a dollar is counted, not typed."""
    cents = np.rint(b.close * 100).astype(int)
    grid = np.max(np.where(cents[:, None] % GRID == 0, np.arange(5), 0), axis=1)
    dollar = np.arange(100)
    on = dollar[:, None] % GRID == 0
    coarsest = np.max(np.where(on, np.arange(5), 0), axis=1)
    possible, special = on.sum(axis=0), np.bincount(coarsest, minlength=5)
    spreads = []
    for kinds in windows(grid, 25):
        f = np.bincount(kinds, minlength=5) / 25
        chances: list[float] = []
        for j in range(5):
            # Prices of s_j whose next finer grid is s_k.
            finer = [max((k for k in range(j) if on[d, k]), default=-1) for d in dollar[on[:, j]]]
            u = possible[j] / special[j] * f[j] - sum(finer.count(k) / special[k] * f[k] for k in range(j))
            chances.append(min(max(u, 0.0), 1.0 - sum(chances)))
        spreads.append(0.01 * (np.array(chances) @ GRID))
    spread = late(np.array(spreads), len(b))
    return [spread, spread / late(windows(b.close, 25).mean(axis=1), len(b))]


def noise(b: Bars) -> list[np.ndarray]:
    v = sums(np.diff(np.log(b.close)) ** 2, 12, len(b)) / 24
    return [v, 1e4 * np.sqrt(v)]


def two_scales(b: Bars) -> np.ndarray:
    n, k = 40, 6
    found = []
    for y in windows(np.log(b.close), n + 1):
        slow = np.sum((y[k:] - y[:-k]) ** 2) / k
        found.append(slow - (n - k + 1) / k / n * np.sum(np.diff(y) ** 2))
    return late(np.array(found), len(b))


def pre_averaged(b: Bars) -> np.ndarray:
    n, k = 50, 7
    x = np.arange(k + 1) / k
    g = np.minimum(x, 1 - x)
    psi_1, psi_2 = k * np.sum(np.diff(g) ** 2), np.sum(g**2) / k
    found = []
    for r in windows(np.diff(np.log(b.close)), n):
        bars = np.correlate(r, g[1:k], mode="valid")
        slow = n / len(bars) * np.sum(bars**2) / (k * psi_2)
        found.append(slow - psi_1 / (2 * k * k * psi_2) * np.sum(r**2))
    return late(np.array(found), len(b))


def averaged_price(b: Bars) -> np.ndarray:
    x = np.arange(1, 9) / 9
    return late(windows(b.close, 8) @ (np.minimum(x, 1 - x) / np.minimum(x, 1 - x).sum()), len(b))


CASES = [
    Case("amihud", {"n": 9}, amihud, rows=some_without_volume),
    Case("amivest", {"n": 8}, amivest),
    Case("zero_returns", {"n": 10}, lambda b: sums((np.diff(b.close) == 0) * 1.0, 10, len(b)) / 10, rows=some_still),
    Case("corwin_schultz", {"n": 6}, corwin_schultz),
    Case("abdi_ranaldo", {"n": 7}, abdi_ranaldo),
    Case("kyle_lambda_of_bars", {"n": 14}, kyle, rtol=1e-7),
    Case("effective_tick", {"n": 25}, clustering),
    Case("pastor_stambaugh", {"n": 20}, pastor_stambaugh, rtol=1e-6),
    Case("noise_variance", {"n": 12}, noise),
    Case("two_scales_variance", {"n": 40, "scale": 6}, two_scales, atol=1e-12),
    Case("pre_averaged_variance", {"n": 50, "k": 7}, pre_averaged, atol=1e-12),
    Case("pre_averaged_price", {"n": 8}, averaged_price),
]
