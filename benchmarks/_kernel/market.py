"""What every side is given alike: bars, quotes, pairs of averages, a table of orders; all from a seed."""

from __future__ import annotations

import numpy as np


def bars(rows: int, seed: int = 7) -> dict[str, np.ndarray]:
    """Minute bars of a random walk whose stops and targets matter (0.1% a bar); open, high, low, close: (rows,)."""
    rng = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(rng.normal(0, 1e-3, rows)))
    opens = np.concatenate(([100.0], close[:-1]))
    reach = 1 + np.abs(rng.normal(0, 5e-4, rows))
    return {
        "open": opens,
        "high": np.maximum(opens, close) * reach,
        "low": np.minimum(opens, close) / reach,
        "close": close,
    }


def quotes(rows: int, seed: int = 11, tick: float = 0.01) -> dict[str, np.ndarray]:
    """Quotes 100 ms apart, bid and ask 1 to 3 ticks apart; ts (ns), bid, ask, bid_size, ask_size: (rows,)."""
    rng = np.random.default_rng(seed)
    bid = 10_000 + np.cumsum(rng.integers(-1, 2, rows))
    ask = bid + rng.integers(1, 4, rows)
    return {
        "ts": (np.arange(rows, dtype=np.int64) + 1) * 100_000_000,
        "bid": bid * tick,
        "ask": ask * tick,
        "bid_size": rng.integers(1, 50, rows).astype(float),
        "ask_size": rng.integers(1, 50, rows).astype(float),
    }


def pairs(combos: int) -> list[tuple[int, int]]:
    """(fast, slow) spans, `combos` of 10,000 evenly: 20 fast ones of 5 to 24 bars, 500 slow ones of 30 to 529."""
    every = [(fast, slow) for fast in range(5, 25) for slow in range(30, 530)]
    return every[:: max(1, len(every) // combos)][:combos]


def table(rows: int, columns: int, seed: int = 42) -> tuple[np.ndarray, np.ndarray]:
    """Prices of a walk in each column and an order of one unit, bought or sold, at each: (rows, columns) both."""
    rng = np.random.default_rng(seed)
    price = 100 * np.exp(np.cumsum(rng.normal(0, 0.01, (rows, columns)), axis=0))
    return price, np.where(rng.random((rows, columns)) < 0.5, -1.0, 1.0)
