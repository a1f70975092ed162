"""A backtest: a Setup, bars, one step of the kernel over all of them, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tradewind.errors import StrategyError
from tradewind.kernel.block import Block
from tradewind.kernel.layout import FILL, ORDER_NEW
from tradewind.kernel.machine import Machine, Output
from tradewind.kernel.setup import Setup
from tradewind.market.columns import Bars
from tradewind.market.time import DAY
from tradewind.research.rehearsal import rehearse
from tradewind.research.trades import Trade, round_trips


@dataclass(frozen=True)
class BacktestResult:
    """What a backtest did. `times` and `equity` have one row for each moment at which bars closed."""

    setup: Setup
    bars: tuple[Bars, ...]
    block: Block
    machine: Machine
    output: Output

    @cached_property
    def _last_of_moment(self) -> np.ndarray:
        times = self.block.times
        return np.flatnonzero(np.append(times[1:] != times[:-1], True)) if len(times) else np.empty(0, np.int64)

    @property
    def times(self) -> np.ndarray:
        return self.block.times[self._last_of_moment]

    @property
    def equity(self) -> np.ndarray:
        """Account currency, after all bars of a moment."""
        return self.output.equity[self._last_of_moment]

    @cached_property
    def trades(self) -> list[Trade]:
        return round_trips(self.output, self.setup.instruments)

    @property
    def fills(self) -> np.ndarray:
        return self.output.records[self.output.records["kind"] == FILL]

    @property
    def orders(self) -> np.ndarray:
        return self.output.records[self.output.records["kind"] == ORDER_NEW]

    @property
    def periods_per_year(self) -> float:
        """Moments a year, as counted in these very data: sessions, nights and weekends included."""
        span = (self.times[-1] - self.times[0]) / (365.25 * DAY) if len(self.times) > 1 else 0.0
        return (len(self.times) - 1) / span if span > 0 else 1.0

    def buy_and_hold(self) -> np.ndarray:
        """Equity of holding all instruments in equal parts from the first bar on, entry costs paid: same times, same cash."""
        parts = [self._held(k, b) for k, b in enumerate(self.bars)]
        return np.sum(parts, axis=0)

    def _held(self, k: int, bars: Bars) -> np.ndarray:
        cash = self.setup.cash / len(self.bars)
        if not len(bars):
            return np.full(len(self.times), cash)  # nothing to buy: it stays in cash
        instrument = self.machine.world.instruments[k]
        paid = float(bars.open[0]) * (1 + float(instrument["slippage"] + instrument["half_spread"]))
        units = cash / (paid * (1 + float(instrument["taker_fee"])))
        rows = np.searchsorted(bars.ts_event, self.times, side="right") - 1
        return np.where(rows >= 0, units * bars.close[np.maximum(rows, 0)], cash)


def backtest(
    setup: Setup, bars: Sequence[Bars], *, trace: bool = False, every_decision: bool = False
) -> BacktestResult:
    """Run `setup` over `bars` (one Bars for each of its instruments, in their order).

    Raises
    ------
    StrategyError: the strategy fails on its first bars (with file and line), or asks for something that is no number.
    DataError: bars that can't have been.
    """
    rehearse(setup, bars)
    block = setup.block(bars)
    if not len(block):
        raise StrategyError(f"{setup.strategy.name}: no bar to run on")
    machine = setup.machine()
    output = machine.step(block, trace=trace, every_decision=every_decision)
    return BacktestResult(setup, tuple(bars), block, machine, output)
