"""Orders given by hand on bars written by hand: what the kernel makes of them, one question at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import nan
from typing import Any

import numpy as np

from tradewind.errors import DataError
from tradewind.features.column import column
from tradewind.kernel.block import merge
from tradewind.kernel.opening import Costs
from tradewind.kernel.setup import Setup
from tradewind.market.columns import Bars
from tradewind.market.instrument import AssetClass, Instrument
from tradewind.market.time import MINUTE
from tradewind.research.backtest import BacktestResult
from tradewind.risk.limits import Limits
from tradewind.strategies import Strategy, buy, close, hold, sell
from tradewind.strategies.strategy import StrategyDefinition, define

FREE = Costs(slippage=0.0, half_spread=0.0, taker_fee=0.0, maker_fee=0.0)
# Nothing is refused, sized or added: what is asked for is what is sent.
UNLIMITED = Limits(
    max_position_fraction=10.0, max_daily_loss=10.0, max_drawdown=10.0, max_consecutive_losses=10**9, max_leverage=1e9,
    min_seconds_between_trades=0.0, min_confidence=0.0, stop_atr=0.0, reward_to_risk=0.0,
)  # fmt: skip
PRICES = ("stop", "target", "limit", "trigger")


def _handed_over(bars: Bars) -> np.ndarray:
    raise AssertionError("the answers come with the bars")


class ByHand(Strategy):
    """Answers what it is told for each bar."""

    timeframe = "1m"
    features = {name: column(_handed_over) for name in ("size", "leave", *PRICES)}  # noqa: RUF012

    @staticmethod
    def on_bar(s: Any):
        f = s.features
        if f.leave > 0.0:
            return close()
        if f.size > 0.0:
            return buy(f.size, stop=f.stop, target=f.target, limit=f.limit, trigger=f.trigger)
        if f.size < 0.0:
            return sell(-f.size, stop=f.stop, target=f.target, limit=f.limit, trigger=f.trigger)
        return hold()


BY_HAND: StrategyDefinition = define(ByHand)
INSTRUMENT = Instrument("HAND", "SIM", AssetClass.EQUITY, "USD", Decimal("0.000000001"), Decimal("0.000001"))


def by_hand(
    rows: Sequence[Sequence[float]],
    orders: Mapping[int, Mapping[str, float]],
    *,
    costs: Costs = FREE,
    cash: float = 10_000.0,
    instrument: Instrument = INSTRUMENT,
) -> BacktestResult:
    """Run `orders` over the minute bars `rows`; only the rules of matching and accounting are at work.

    No limit of risk is, but the widest that there is: a position of ten times the equity.

    Parameters
    ----------
    rows
        (open, high, low, close) of each bar, quote currency per unit.
    orders
        by the number of the bar at whose close each is sent: `size` (units, below 0 sells), perhaps with `stop`,
        `target`, `limit` and `trigger` prices; or `leave` = 1, which closes what is held.

    Raises
    ------
    DataError: an order at a bar that is not there or of a name that is not known, or bars that can't have been.

    Example: `by_hand([(100, 101, 99, 100), (100, 100, 90, 95)], {0: {"size": 10, "stop": 97}}).fills["price"]`
    """
    table = np.array([[float(value) for value in row] for row in rows], dtype=np.float64).reshape(-1, 4)
    times = (np.arange(len(table), dtype=np.int64) + 1) * MINUTE
    opens, highs, lows, closes = (np.ascontiguousarray(part) for part in table.T)
    volume = np.full(len(table), 1000.0)
    bars = Bars(instrument, BY_HAND.timeframe, times, times, opens, highs, lows, closes, volume)
    setup = Setup(BY_HAND, (instrument,), {}, UNLIMITED, costs, cash)
    block, machine = merge([bars], [_answers(len(table), orders)]), setup.machine()
    return BacktestResult(setup, (bars,), block, machine, machine.step(block))


def _answers(rows: int, orders: Mapping[int, Mapping[str, float]]) -> list[np.ndarray]:
    names = tuple(BY_HAND.features)
    columns = {name: np.full(rows, nan if name in PRICES else 0.0) for name in names}
    for row, order in orders.items():
        if not 0 <= row < rows:
            raise DataError(f"order at bar {row}, but the bars are 0 to {rows - 1}")
        for name, value in order.items():
            if name not in columns:
                raise DataError(f"order at bar {row}: {name!r} is not known", try_=", ".join(names))
            columns[name][row] = value
    return [columns[name] for name in names]
