"""backtesting.py: the cross with stop and target, its strategy in plain Python."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pandas as pd
from backtesting import Backtest, Strategy
from backtesting.lib import crossover

from _kernel import market

DISTRIBUTION = "backtesting"
warnings.simplefilter("ignore")


def _average(values: Any, span: int) -> pd.Series:
    return pd.Series(values).ewm(span=span, adjust=False).mean()


class Cross(Strategy):
    """Long where the fast average crosses above the slow one; out at 2% below, 4% above, or where it crosses back."""

    def init(self) -> None:
        self.fast = self.I(_average, self.data.Close, 10)
        self.slow = self.I(_average, self.data.Close, 50)

    def next(self) -> None:
        price = self.data.Close[-1]
        if crossover(self.fast, self.slow) and not self.position:
            self.buy(size=0.7, sl=price * 0.98, tp=price * 1.04)
        elif crossover(self.slow, self.fast) and self.position:
            self.position.close()


def run(prices: dict[str, Any]) -> pd.Series:
    """The statistics of one run; prices: open, high, low, close."""
    index = pd.date_range("2020-01-01", periods=len(prices["close"]), freq="min")
    frame = pd.DataFrame({name.capitalize(): prices[name] for name in ("open", "high", "low", "close")}, index=index)
    return Backtest(frame, Cross, cash=100_000, commission=0.001, spread=0.0005).run()


def strategy(rows: int) -> tuple[float, Callable[[], object]]:
    """Bars through a strategy in Python that trades."""
    prices = market.bars(rows)
    run({name: values[:5000] for name, values in prices.items()})
    return rows, lambda: run(prices)
