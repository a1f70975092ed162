"""What the tests of the data room share: the real files, an instrument, and bars made from a seed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from tradewind.market.columns import Bars
from tradewind.market.instrument import AssetClass, Instrument
from tradewind.market.time import parse_time
from tradewind.market.timeframe import Timeframe

REPO = Path(__file__).parents[2]


def instrument(symbol: str = "BTC/USDT", venue: str = "BINANCE", calendar: str = "24/7") -> Instrument:
    """A spot pair with eight decimals."""
    step = Decimal("0.00000001")
    return Instrument(symbol, venue, AssetClass.SPOT, "USDT", step, step, calendar=calendar)


@pytest.fixture
def make_bars() -> Callable[..., Bars]:
    """Bars of a seeded walk: `make_bars(n, timeframe="1m", start="2020-01-01", symbol=..., calendar=..., seed=0)`."""

    def make(n: int, timeframe: str = "1m", start: str = "2020-01-01", *, seed: int = 0, **about: str) -> Bars:
        rng = np.random.default_rng(seed)
        frame = Timeframe.parse(timeframe)
        close = 100 * np.exp(np.cumsum(rng.normal(0, 0.001, n)))
        opened = np.concatenate([[100.0], close[:-1]])[:n]
        high, low = np.maximum(opened, close) * 1.0005, np.minimum(opened, close) * 0.9995
        times = parse_time(start) + frame.ns * np.arange(1, n + 1, dtype=np.int64)
        volume = rng.integers(1, 100, n).astype(float)
        return Bars(instrument(**about), frame, times, times.copy(), opened, high, low, close, volume)

    return make
