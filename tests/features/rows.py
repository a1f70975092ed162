"""Seeded rows of each kind, for features over bars, quotes, trades and depth."""

from __future__ import annotations

import numpy as np

from tradewind.data.resample import bars_of_ticks
from tradewind.features.inputs import Rows
from tradewind.kernel.history import History
from tradewind.market.depth import Depth, levels
from tradewind.market.ticks import Quotes, Trades
from tradewind.market.timeframe import Timeframe

from ..randombars import START, instrument, random_bars

SECOND = 10**9


def random_rows(rows: Rows, n: int, seed: int):
    """`n` rows of that kind."""
    return {"bars": random_bars, "quotes": random_quotes, "trades": random_trades, "depth": random_depth}[rows](n, seed)


def _times(rng: np.random.Generator, n: int) -> np.ndarray:
    return START + np.cumsum(rng.integers(1, 3 * SECOND, n)).astype(np.int64)


def _walk(rng: np.random.Generator, n: int) -> np.ndarray:
    return np.round(100.0 + np.cumsum(rng.integers(-2, 3, n)) * 0.01, 2)


def random_quotes(n: int, seed: int = 0) -> Quotes:
    """Best bid and ask on a grid of cents, one to four cents apart."""
    rng = np.random.default_rng(seed)
    times, bid = _times(rng, n), _walk(rng, n)
    ask = np.round(bid + rng.integers(1, 5, n) * 0.01, 2)
    sizes = [np.round(rng.lognormal(3.0, 1.0, n)) + 1.0 for _ in range(2)]
    return Quotes(instrument(), times, times, bid, ask, *sizes)


def random_trades(n: int, seed: int = 0) -> Trades:
    """Trades on a grid of cents with heavy-tailed sizes; some don't say who took."""
    rng = np.random.default_rng(seed)
    times = _times(rng, n)
    size = np.round(rng.lognormal(1.0, 1.2, n), 2) + 0.01
    return Trades(
        instrument(), times, times, _walk(rng, n), size, rng.choice([-1, 0, 1], n, p=[0.45, 0.1, 0.45]).astype(np.int8)
    )


def random_depth(n: int, seed: int = 0) -> Depth:
    """Changes of levels within ten cents of a middle that walks slowly; sizes of 0 take a level away. The book never crosses."""
    rng = np.random.default_rng(seed)
    middle = 10_000 + np.cumsum(rng.choice([-1, 0, 0, 0, 0, 0, 0, 0, 0, 1], n))
    side = rng.choice([-1, 1], n).astype(np.int8)
    lowest, highest = np.minimum.accumulate(middle), np.maximum.accumulate(middle)
    # Bids stay below the lowest middle so far, asks above the highest: no level that was left behind can be crossed.
    price = np.where(side > 0, lowest - rng.integers(1, 11, n), highest + rng.integers(1, 11, n)) / 100.0
    size = np.where(rng.random(n) < 0.15, 0.0, np.round(rng.lognormal(2.0, 1.0, n), 1) + 0.1)
    return levels(instrument(), _times(rng, n), price, size, side)


def quoted_history(n: int, seed: int, timeframe: Timeframe) -> History:
    """`n` random quotes and the bars that they make."""
    quotes = random_quotes(n, seed)
    return History((bars_of_ticks(quotes, timeframe),), (quotes,))
