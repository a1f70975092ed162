"""Bars from a seeded random walk, for tests of every room: prices on the instrument's grid, as a venue would give them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from tradewind.market.columns import Bars
from tradewind.market.instrument import AssetClass, Instrument
from tradewind.market.time import DAY, parse_time
from tradewind.market.timeframe import Timeframe

START = parse_time("2024-01-01")


def instrument(symbol: str = "AAA", **changes: Any) -> Instrument:
    """A fully paid share in cents and hundredths of a unit, unless `changes` say otherwise."""
    fields: dict[str, Any] = {
        "symbol": symbol,
        "venue": "TEST",
        "asset_class": AssetClass.EQUITY,
        "quote_currency": "USD",
        "price_increment": Decimal("0.01"),
        "size_increment": Decimal("0.01"),
    }
    return Instrument(**{**fields, **changes})


def bars_of(of: Instrument, rows: list[tuple[float, ...]], timeframe: str = "1d", start: int = START) -> Bars:
    """Bars from rows of (open, high, low, close[, volume]), one after the other; the first closes one timeframe after `start`."""
    frame = Timeframe.parse(timeframe)
    table = np.array([(*r, 1000.0)[:5] for r in rows], dtype=np.float64).reshape(-1, 5)
    times = start + frame.ns * np.arange(1, len(rows) + 1, dtype=np.int64)
    return Bars(of, frame, times, times, *(np.ascontiguousarray(table[:, j]) for j in range(5)))


def random_bars(
    n: int,
    seed: int = 0,
    *,
    of: Instrument | None = None,
    timeframe: str = "1d",
    volatility: float = 0.02,
    price: float = 100.0,
) -> Bars:
    """`n` bars of a walk with gaps between close and open, on the price grid, all with some volume."""
    of = of or instrument()
    rng = np.random.default_rng(seed)
    step = float(of.price_increment)
    close = price * np.exp(np.cumsum(rng.normal(0.0, volatility, n)))
    before = np.concatenate([[price], close[:-1]])
    opens = before * np.exp(rng.normal(0.0, volatility / 3, n))
    high = np.maximum(opens, close) * np.exp(np.abs(rng.normal(0.0, volatility / 2, n)))
    low = np.minimum(opens, close) * np.exp(-np.abs(rng.normal(0.0, volatility / 2, n)))
    prices = [np.maximum(np.round(x / step), 1.0) / round(1 / step) for x in (opens, high, low, close)]
    opens, high, low, close = prices
    high = np.maximum.reduce([opens, high, close])
    low = np.minimum.reduce([opens, low, close])
    volume = np.round(rng.lognormal(7.0, 0.5, n))
    frame = Timeframe.parse(timeframe)
    times = START + frame.ns * np.arange(1, n + 1, dtype=np.int64)
    return Bars(of, frame, times, times, opens, high, low, close, volume)


__all__ = ["DAY", "START", "bars_of", "instrument", "random_bars"]
