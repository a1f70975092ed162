"""The strategy that is measured, and a session of it: the average cross with a 2% stop and a 4% target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from tradewind.features import ema
from tradewind.features.compute import compute
from tradewind.kernel.opening import Costs
from tradewind.kernel.setup import Setup
from tradewind.market.columns import Bars
from tradewind.market.instrument import AssetClass, Instrument
from tradewind.market.time import MINUTE
from tradewind.risk.limits import Limits
from tradewind.strategies.arrays import from_signals
from tradewind.strategies.loading import from_source

CROSS = """
from tradewind.strategies import Float, Int, Strategy, close, ema, hold, long


class Cross(Strategy):
    timeframe = "1m"
    fast, slow = Int(10, 2, 200), Int(50, 5, 400)
    stop, target = Float(0.02, 0.0, 1.0), Float(0.04, 0.0, 1.0)
    features = dict(fast=ema(n="fast"), slow=ema(n="slow"))

    def on_bar(s):
        if s.features.fast < s.features.slow and s.position > 0:
            return close()
        if s.previous.fast <= s.previous.slow and s.features.fast > s.features.slow:
            return long(0.7, stop=s.bar.close * (1 - s.params.stop), target=s.bar.close * (1 + s.params.target))
        return hold()
"""

# Nothing that a limit forbids is measured: a peer knows none of them.
WIDE = replace(
    Limits(),
    max_daily_loss=10.0,
    max_drawdown=10.0,
    max_consecutive_losses=10**9,
    min_seconds_between_trades=0.0,
    stop_atr=0.0,
    max_leverage=1e9,  # else many instruments in one account are refused what each alone is given
)
COSTS = Costs(slippage=0.0005, half_spread=0.0, taker_fee=0.001, maker_fee=0.001)


def instruments(count: int) -> tuple[Instrument, ...]:
    step = Decimal("0.0001")
    return tuple(Instrument(f"BENCH{k}", "SIM", AssetClass.SPOT, "USD", step, step) for k in range(count))


def session(count: int = 1) -> Setup:
    """A session over `count` instruments whose machine code is compiled, or loaded, now and not while measuring."""
    setup = Setup(from_source(CROSS, "cross.py"), instruments(count), {}, WIDE, COSTS, 100_000.0)
    setup.program  # noqa: B018
    return setup


def signals(bars: Bars) -> Setup:
    """A session over one instrument that is given the cross as arrays; a stop or target ends what a cross back would have left."""
    fast, slow = (v for v in compute({"fast": ema(n=10), "slow": ema(n=50)}, bars).values())
    above = fast > slow
    known = np.isfinite(fast) & np.isfinite(slow)
    entry = np.r_[False, known[:-1] & above[1:] & ~above[:-1]]
    arrays = {
        "direction": entry * 1.0,
        "leave": np.r_[False, ~above[1:] & above[:-1]] * 1.0,
        "stop": bars.close * 0.98,
        "target": bars.close * 1.04,
        "confidence": np.full(len(bars), 0.7),
    }
    definition = from_signals(str(bars.timeframe), {bars.instrument.id: arrays})
    setup = Setup(definition, (bars.instrument,), {}, WIDE, COSTS, 100_000.0)
    setup.program  # noqa: B018
    return setup


def as_bars(setup: Setup, prices: Sequence[dict[str, np.ndarray]], first_row: int = 0) -> list[Bars]:
    """Minute bars, one `prices` (open, high, low, close) for each instrument."""
    rows = len(prices[0]["close"])
    times = (np.arange(first_row, first_row + rows, dtype=np.int64) + 1) * MINUTE
    volume = np.ones(rows)
    return [
        Bars(i, setup.strategy.timeframe, times, times, *(p[n] for n in ("open", "high", "low", "close")), volume)
        for i, p in zip(setup.instruments, prices, strict=True)
    ]
