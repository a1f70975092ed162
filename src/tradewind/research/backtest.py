"""A backtest: a Setup or a Portfolio, bars, one step of the kernel over all of them, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tradewind.errors import StrategyError
from tradewind.kernel.block import Block
from tradewind.kernel.codes import FILL, ORDER_NEW
from tradewind.kernel.history import history_of
from tradewind.kernel.machine import Machine, Output
from tradewind.kernel.portfolio import Rules
from tradewind.market.columns import Bars
from tradewind.market.depth import Happenings
from tradewind.market.events import EventKind
from tradewind.market.time import DAY
from tradewind.research.rehearsal import rehearse
from tradewind.research.trades import Trade, round_trips
from tradewind.research.watch import watched

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from tradewind.research.account_path import AccountPath
    from tradewind.research.attribution import Contribution
    from tradewind.research.costs import FillCosts
    from tradewind.research.metrics import MetricValue, Sample
    from tradewind.research.trade_record import TradeRecord


@dataclass(frozen=True)
class BacktestResult:
    """What a backtest did. `times` and `equity` have one row for each moment at which bars closed.

    Figures come when they are first asked for: a run that nobody looks into pays for none. Tables are Polars frames, by name in
    `frames()`; `to_parquet(folder)`, `to_pandas()` and `to_arrow()` give all of them.
    """

    setup: Rules
    bars: Sequence[Bars]
    block: Block
    machine: Machine
    output: Output

    @cached_property
    def _last_of_moment(self) -> np.ndarray | slice:
        """Rows of the block after which a moment is over; a slice where that is each of them, so that nothing is copied."""
        rows = self.block.moments()
        return slice(None) if len(rows) == len(self.block) else rows

    @cached_property
    def times(self) -> np.ndarray:
        return self.block.times[self._last_of_moment]

    @cached_property
    def equity(self) -> np.ndarray:
        """Account currency, after all bars of a moment."""
        return self.output.equity[self._last_of_moment]

    @cached_property
    def trades(self) -> list[Trade]:
        return round_trips(self.output, self.setup.instruments, hedging=self.setup.account.hedging)

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

    @cached_property
    def trade_records(self) -> list[TradeRecord]:
        """The whole record of each round trip: decision, market then, risk, effect on the account."""
        from tradewind.research.trade_record import trade_records

        return trade_records(self)

    @cached_property
    def account(self) -> AccountPath:
        """Cash, positions, exposure and margin at each moment."""
        from tradewind.research.account_path import account_path

        return account_path(self)

    @cached_property
    def fill_costs(self) -> FillCosts:
        """Fee, spread and slippage of each fill."""
        from tradewind.research.costs import fill_costs

        return fill_costs(self)

    def contributions(self) -> dict[str, Contribution]:
        """What each strategy earned and cost, by its name; of one alone each of its sources. `account`: what belongs to none."""
        from tradewind.research.attribution import ACCOUNT, Contribution, by_strategy

        setup, world = self.setup, self.machine.world
        several = len(setup.members) > 1
        names = setup.names if several else tuple(setup.members[0].strategy.sources)
        owners = setup.owners if several else []
        lines = by_strategy(
            self.output.records,
            world.instruments,
            world.positions["last_price"].tolist(),
            float(self.equity[-1]) - setup.cash,
            owners,
        )
        found = {"account" if line.strategy == ACCOUNT else names[line.strategy]: line for line in lines}
        return {name: found.get(name, Contribution(i)) for i, name in enumerate(names)} | {"account": found["account"]}

    def sample(self, trials: int = 1) -> Sample:
        """What the metrics are computed from; beside it buy-and-hold. trials: strategies tried to arrive at this one."""
        from tradewind.research.metrics import Sample
        from tradewind.research.trip_rows import closed_trips

        world = self.machine.world
        closed = closed_trips(self.output.records, world.instruments, len(world.positions))
        return Sample(self.times, self.equity, self.periods_per_year, closed, self.buy_and_hold(), trials)

    def metrics(self, *, draws: int = 0, trials: int = 1) -> dict[str, MetricValue]:
        """Every metric by name, with its interval from `draws` resamples (0: none)."""
        from tradewind.research.metrics import summarise

        return summarise(self.sample(trials), draws=draws)

    def frames(self) -> dict[str, pl.DataFrame]:
        """All tables by name."""
        from tradewind.research.frames import TABLES, table

        return {name: table(self, name) for name in TABLES}

    def frame(self, name: str) -> pl.DataFrame:
        """One table by name: trades, orders, fills, positions, equity, account, decisions, costs, drawdowns, strategies or metrics.

        Raises
        ------
        UsageError: there is no such table.
        """
        from tradewind.research.frames import table

        return table(self, name)

    def trades_frame(self) -> pl.DataFrame:
        """Round trips, see `frame`."""
        return self.frame("trades")

    def orders_frame(self) -> pl.DataFrame:
        return self.frame("orders")

    def fills_frame(self) -> pl.DataFrame:
        return self.frame("fills")

    def positions_frame(self) -> pl.DataFrame:
        return self.frame("positions")

    def equity_frame(self) -> pl.DataFrame:
        return self.frame("equity")

    def account_frame(self) -> pl.DataFrame:
        return self.frame("account")

    def decisions_frame(self) -> pl.DataFrame:
        return self.frame("decisions")

    def costs_frame(self) -> pl.DataFrame:
        return self.frame("costs")

    def drawdowns_frame(self) -> pl.DataFrame:
        return self.frame("drawdowns")

    def strategies_frame(self) -> pl.DataFrame:
        return self.frame("strategies")

    def metrics_frame(self) -> pl.DataFrame:
        return self.frame("metrics")

    def to_pandas(self) -> dict[str, pd.DataFrame]:
        """All tables by name. UsageError: pandas or pyarrow is not installed."""
        from tradewind.research.export import to_pandas

        return to_pandas(self)

    def to_arrow(self) -> dict[str, pa.Table]:
        """All tables by name. UsageError: pyarrow is not installed."""
        from tradewind.research.export import to_arrow

        return to_arrow(self)

    def to_parquet(self, folder: str | Path) -> list[Path]:
        """Write one NAME.parquet for each table into `folder`, which is made; files of an earlier export are replaced.

        Raises
        ------
        UsageError: the folder can't be written.
        """
        from tradewind.research.export import to_parquet

        return to_parquet(self, folder)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from tradewind.research.notebook import as_html

        return as_html(self)

    def buy_and_hold(self) -> np.ndarray:
        """Equity of holding all instruments in equal parts from the first bar on, entry costs paid: same times, same cash."""
        parts = [self._held(k, b) for k, b in enumerate(self.bars)]
        return parts[0] if len(parts) == 1 else np.sum(parts, axis=0)

    def _held(self, k: int, bars: Bars) -> np.ndarray:
        """Instrument k bought at its first open and kept through splits; dividends stay in cash, less what is withheld."""
        cash = self.setup.cash / len(self.bars)
        if not len(bars):
            return np.full(len(self.times), cash)  # nothing to buy: it stays in cash
        instrument = self.machine.world.instruments[k]
        paid = float(bars.open[0]) * (1 + float(instrument["slippage"] + instrument["half_spread"]))
        units = cash / (paid * (1 + float(instrument["taker_fee"])))
        splits, dividends = self._corporate(bars)
        if np.array_equal(bars.ts_event, self.times):
            return units * (splits * bars.close + dividends)
        rows = np.searchsorted(bars.ts_event, self.times, side="right") - 1
        return np.where(rows >= 0, units * (splits * bars.close[np.maximum(rows, 0)] + dividends), cash)

    def _corporate(self, bars: Bars) -> tuple[np.ndarray | float, np.ndarray | float]:
        """(n,) units and cash by each moment of one unit that was bought with the first bar; 1 and 0 where nothing happened."""
        parts = [
            h
            for h in history_of(self.bars).beside
            if isinstance(h, Happenings) and h.instrument.id == bars.instrument.id
        ]
        if not parts:
            return 1.0, 0.0
        ts, kind, a = (np.concatenate([getattr(h, n) for h in parts]) for n in ("ts_event", "kind", "a"))
        order = np.argsort(ts, kind="stable")
        ts, kind, a = ts[order], kind[order], a[order]
        units = np.cumprod(np.where(kind == EventKind.SPLIT, a, 1.0))
        paid = np.cumsum(np.where(kind == EventKind.DIVIDEND, a * units, 0.0)) * (
            1.0 - float(bars.instrument.withholding)
        )
        at = np.searchsorted(ts, self.times, side="right")
        return np.append(1.0, units)[at], np.append(0.0, paid)[at]


def backtest(
    setup: Rules, bars: Sequence[Bars], *, trace: bool = False, every_decision: bool = False
) -> BacktestResult:
    """Run `setup`, of one strategy or several, over `bars` (one Bars for each of its instruments, in their order; a History brings the rest).

    Raises
    ------
    StrategyError: the strategy fails on its first bars (with file and line), or asks for something that is no number.
    DataError: bars that can't have been.
    """
    rehearse(setup, bars)
    block = setup.block(bars)
    if not len(block):
        raise StrategyError(f"{setup.name}: no bar to run on")
    machine = setup.machine()
    output = watched(lambda: machine.step(block, trace=trace, every_decision=every_decision), machine)
    return BacktestResult(setup, history_of(bars), block, machine, output)
