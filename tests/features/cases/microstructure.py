"""Quotes and trades: the published formulas over whole arrays in numpy and pandas, regressions by statsmodels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy.stats import norm

from tradewind.market.columns import Bars
from tradewind.market.ticks import Quotes, Trades

from ..rows import random_trades
from . import Case, late, windows


def sums(x: np.ndarray, n: int, total: int) -> np.ndarray:
    return late(windows(x, n).sum(axis=1), total)


def mids(q: Quotes) -> np.ndarray:
    return (q.bid + q.ask) / 2


def weighted(q: Quotes) -> np.ndarray:
    return (q.bid * q.ask_size + q.ask * q.bid_size) / (q.bid_size + q.ask_size)


def slopes(q: Quotes) -> list[np.ndarray]:
    logs = np.log(q.bid_size) + np.log(q.ask_size)
    return [
        np.where(logs > 0, x / np.where(logs > 0, logs, 1.0), np.nan) for x in (q.ask - q.bid, np.log(q.ask / q.bid))
    ]


def flow(q: Quotes) -> np.ndarray:
    b, a, bs, as_ = q.bid, q.ask, q.bid_size, q.ask_size
    e = (
        (b[1:] >= b[:-1]) * bs[1:]
        - (b[1:] <= b[:-1]) * bs[:-1]
        - (a[1:] <= a[:-1]) * as_[1:]
        + (a[1:] >= a[:-1]) * as_[:-1]
    )
    return sums(e, 7, len(q))


def faded(times: np.ndarray, x: np.ndarray, seconds: float) -> np.ndarray:
    """sum over i <= j of x_i exp(-(t_j - t_i) / seconds), the whole matrix at once."""
    t = (times - times[0]) / 1e9
    ages = t[:, None] - t[None, :]
    return np.where(np.tril(np.ones_like(ages)) > 0, np.exp(-np.maximum(ages, 0) / seconds), 0.0) @ x


def noise(q: Quotes) -> list[np.ndarray]:
    v = sums(np.diff(np.log(mids(q))) ** 2, 9, len(q)) / 18
    return [v, 1e4 * np.sqrt(v)]


def standing(q: Quotes) -> np.ndarray:
    stood, spread = np.diff(q.ts_event) / 1e9, (q.ask - q.bid)[:-1]
    return sums(stood * spread, 6, len(q)) / sums(stood, 6, len(q))


def moves(q: Quotes) -> list[np.ndarray]:
    mid = pd.Series(mids(q))
    sign = pd.Series(np.sign(mid.diff().fillna(0)))
    moved = pd.Series(sign[sign != 0])
    group = (moved.diff() != 0).cumsum()
    run = moved.groupby(group).cumcount() + 1
    at = pd.Series(q.ts_event).where(sign != 0)
    at[0] = q.ts_event[0]
    age = (q.ts_event - at.ffill().to_numpy()) / 1e9
    return [
        sign.replace(0, np.nan).ffill().fillna(0).to_numpy(),
        run.reindex(mid.index).ffill().fillna(0).to_numpy(float),
        age,
    ]


def ticks(t: Trades) -> np.ndarray:
    return pd.Series(np.sign(pd.Series(t.price).diff())).replace(0, np.nan).ffill().fillna(0).to_numpy()


def signs(t: Trades) -> np.ndarray:
    return np.where(t.aggressor != 0, t.aggressor, ticks(t)).astype(float)


def signed(t: Trades) -> list[np.ndarray]:
    net = sums(t.size * signs(t), 11, len(t))
    return [net, net / sums(t.size, 11, len(t))]


def momentum(t: Trades) -> list[np.ndarray]:
    net, total = (faded(t.ts_event, x, 5.0) for x in (t.size * signs(t), t.size))
    return [net / total, total / 5.0]


def large(t: Trades) -> list[np.ndarray]:
    n = 20
    edge = np.quantile(windows(t.size, n), 0.8, axis=1)
    big = np.concatenate([np.zeros(n, bool), t.size[n:] > edge[:-1]])
    net, volume = (late(windows(np.where(big, x, 0.0)[n:], n).sum(axis=1), len(t)) for x in (t.size * signs(t), t.size))
    share = volume / sums(t.size, n, len(t))
    return [net, share, np.where(np.isnan(net), np.nan, late(edge, len(t)))]


def runs(t: Trades) -> list[np.ndarray]:
    s = pd.Series(signs(t))
    group = (s != s.shift()).cumsum()
    return [
        (s * (s.groupby(group).cumcount() + 1)).to_numpy(),
        (s * pd.Series(t.size).groupby(group).cumsum()).to_numpy(),
    ]


def pace(t: Trades) -> list[np.ndarray]:
    n = 13
    return [
        late((t.ts_event[n:] - t.ts_event[:-n]) / 1e9 / n, len(t)),
        late(t.size[n:] / windows(t.size, n)[:-1].mean(axis=1), len(t)),
    ]


def regressed(x: np.ndarray, y: np.ndarray, n: int, total: int) -> np.ndarray:
    """Slopes with a constant of the last n points, by statsmodels."""
    found = [sm.OLS(b, sm.add_constant(a)).fit().params[-1] for a, b in zip(windows(x, n), windows(y, n), strict=True)]
    return late(np.array(found), total)


def kyle(t: Trades) -> np.ndarray:
    return regressed((t.size * signs(t))[1:], np.diff(t.price), 15, len(t))


def hasbrouck(t: Trades) -> np.ndarray:
    return regressed((np.sqrt(t.price * t.size) * signs(t))[1:], np.diff(np.log(t.price)), 15, len(t))


def response(t: Trades) -> list[np.ndarray]:
    s, lag, n = signs(t), 4, 25
    terms = s[:-lag] * (t.price[lag:] - t.price[:-lag]), s[:-lag] * s[lag:]
    return [late(windows(x, n).mean(axis=1), len(t)) for x in terms]


def bounce(price: np.ndarray, n: int) -> np.ndarray:
    d = np.diff(price)
    pairs = zip(windows(d[1:], n), windows(d[:-1], n), strict=True)
    covariances = np.array([np.cov(x, y, ddof=0)[0, 1] for x, y in pairs])
    return late(np.where(covariances < 0, 2 * np.sqrt(np.maximum(-covariances, 0)), 0.0), len(price))


def toxic(size: np.ndarray, lean: np.ndarray, bucket: float, n: int) -> np.ndarray:
    """Of each bucket the overlap with each row's stretch of cumulative volume."""
    end = np.cumsum(size)
    start = end - size
    edges = np.arange(int(end[-1] // bucket)) * bucket
    overlap = np.minimum(end[None], edges[:, None] + bucket) - np.maximum(start[None], edges[:, None])
    lopsided = np.abs(np.maximum(overlap, 0) @ lean) / bucket
    full = (end // bucket).astype(int)
    return np.array([lopsided[k - n : k].mean() if k >= n else np.nan for k in full])


def first_one_huge(seed: int) -> Trades:
    """The first trade fills all buckets, so that there is a value from the first row on."""
    t = random_trades(400, seed)
    return replace(
        t, size=np.concatenate([[123.4], t.size[1:]]), aggressor=np.concatenate([[1], t.aggressor[1:]]).astype(np.int8)
    )


def leans(b: Bars, n: int = 12) -> np.ndarray:
    d = np.diff(b.close)
    return late(2 * norm.cdf(d[n - 1 :] / windows(d, n).std(axis=1, ddof=1)) - 1, len(b))


def bars_vpin(b: Bars) -> np.ndarray:
    lean = leans(b)
    known = ~np.isnan(lean)
    return late(toxic(b.volume[known], lean[known], 3171.7, 4), len(b))


QUOTES = [
    Case("quoted_spread", {}, lambda q: q.ask - q.bid),
    Case("relative_spread", {}, lambda q: 1e4 * (q.ask - q.bid) / mids(q)),
    Case("mid_price", {}, mids),
    Case("microprice", {}, weighted),
    Case("quote_imbalance", {}, lambda q: (q.bid_size - q.ask_size) / (q.bid_size + q.ask_size)),
    Case("quoted_depth", {}, lambda q: [q.bid_size + q.ask_size, q.bid * q.bid_size + q.ask * q.ask_size]),
    Case("quote_slope", {}, slopes),
    Case("order_flow_imbalance", {"n": 7}, flow),
    Case("quote_intensity", {"seconds": 8.0}, lambda q: faded(q.ts_event, np.ones(len(q)), 8.0) / 8.0, rtol=1e-6),
    Case("quote_noise", {"n": 9}, noise),
    Case("average_spread", {"n": 6}, standing, rtol=1e-6),
    Case("mid_moves", {}, moves, atol=2e-6),
]
TRADES = [
    Case("tick_rule", {}, ticks),
    Case("trade_sign", {}, signs),
    Case("signed_volume", {"n": 11}, signed),
    Case("cvd", {}, lambda t: np.cumsum(t.size * signs(t))),
    Case(
        "trade_intensity",
        {"seconds": 7.0},
        lambda t: [faded(t.ts_event, x * 1.0, 7.0) / 7.0 for x in (np.ones(len(t)), signs(t) > 0, signs(t) < 0)],
        rtol=1e-6,
    ),
    Case("time_and_sales_momentum", {"seconds": 5.0}, momentum, rtol=1e-6, atol=1e-6),
    Case("large_trade_flow", {"n": 20, "percentile": 0.8}, large),
    Case("trade_run", {}, runs),
    Case("trade_pace", {"n": 13}, pace, rtol=1e-6),
    Case("kyle_lambda", {"n": 15}, kyle, rtol=1e-7),
    Case("hasbrouck_lambda", {"n": 15}, hasbrouck, rtol=1e-7),
    Case("trade_response", {"lag": 4, "n": 25}, response),
    Case("roll_spread", {"n": 14}, lambda t: bounce(t.price, 14), atol=1e-7),
    Case("vpin", {"bucket": 7.3137, "n": 5}, lambda t: toxic(t.size, signs(t), 7.3137, 5), rows=first_one_huge),
]
BARS = [
    Case("roll_spread_of_closes", {"n": 16}, lambda b: bounce(b.close, 16), atol=1e-7),
    Case("bulk_volume", {"n": 12}, lambda b: [leans(b) * b.volume, leans(b)]),
    Case("vpin_of_bars", {"bucket": 3171.7, "n": 4, "changes": 12}, bars_vpin),
]
CASES = QUOTES + TRADES + BARS
