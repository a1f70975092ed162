"""Hourly Bitcoin, two years: stops and targets close most trades, days are of 24 bars, and the law of the one account holds."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from tradewind.kernel.commands import PAUSE, RESUME
from tradewind.kernel.machine import command
from tradewind.kernel.setup import Setup
from tradewind.market.columns import bars_of
from tradewind.market.instrument import AssetClass, Instrument
from tradewind.market.time import DAY, HOUR
from tradewind.market.timeframe import Timeframe
from tradewind.research.montecarlo import montecarlo
from tradewind.research.montecarlo.resampled import account_steps
from tradewind.research.walkforward import Grid, Sampler, walkforward
from tradewind.risk.limits import Limits
from tradewind.strategies.loading import from_source

SOURCE = """
from tradewind.strategies import Float, Int, Strategy, atr, ema, hold, long, short


class Both(Strategy):
    timeframe = "1h"
    fast, slow = Int(12, 2, 100), Int(48, 5, 400)
    stop, target = Float(1.5, 0.1, 20.0), Float(2.0, 0.1, 40.0)
    features = dict(fast=ema(n="fast"), slow=ema(n="slow"), atr=atr(n=24))

    def on_bar(s):
        risk, price = s.features.atr, s.bar.close
        if s.previous.fast <= s.previous.slow and s.features.fast > s.features.slow:
            return long(0.7, stop=price - s.params.stop * risk, target=price + s.params.target * risk)
        if s.previous.fast >= s.previous.slow and s.features.fast < s.features.slow:
            return short(0.7, stop=price + s.params.stop * risk, target=price - s.params.target * risk)
        return hold()
"""
WIDE = Limits(max_drawdown=0.9, max_daily_loss=0.9, max_consecutive_losses=100_000)


@pytest.fixture(scope="module")
def bitcoin(shared_data):
    table = pl.read_parquet(shared_data / "crypto" / "btcusd_coinbase_1h.parquet").sort("ts")
    table = table.unique("ts", keep="first", maintain_order=True).tail(9000)
    prices = {n: table[n].to_numpy() for n in ("open", "high", "low", "close")}
    prices["high"], prices["low"] = (pick.reduce(list(prices.values())) for pick in (np.maximum, np.minimum))
    closed = table["ts"].dt.epoch("ns").to_numpy() + HOUR  # the file stamps the open
    coin = Instrument("BTCUSD", "COINBASE", AssetClass.SPOT, "USD", Decimal("0.01"), Decimal("0.00001"), "BTC")
    columns = {"ts_event": closed, "ts_init": closed, **prices, "volume": table["volume_btc"].to_numpy()}
    return bars_of(coin, Timeframe.parse("1h"), columns)


@pytest.fixture(scope="module")
def setup(bitcoin):
    return Setup(from_source(SOURCE, "both.py"), (bitcoin.instrument,), {}, WIDE)


def test_one_set_is_one_backtest_that_waited(bitcoin, setup):
    """Positions and brackets that are open when a window ends go on: nothing tells the joined pieces from one run."""
    one = Grid({n: (v,) for n, v in setup.params.items()})
    result = walkforward(setup, [bitcoin], one, train_days=60, test_days=15, draws=0)
    block, machine = setup.block([bitcoin]), setup.machine()
    first = int(np.searchsorted(block.times, result.windows[0].span.test_from))
    machine.step(command(PAUSE, 0))
    machine.step(block[:first])
    machine.step(command(RESUME, int(block.times[first - 1])))
    plain = machine.step(block[first:])
    assert result.joined.output.equity.tobytes() == plain.equity.tobytes()
    reasons = [t.exit_reason for t in result.joined.trades]
    assert len(reasons) > 50 and sum(r in ("stop_loss", "take_profit") for r in reasons) > 0.3 * len(reasons)
    held = [w.span.test_from for w in result.windows[1:] if _open_at(result.joined.trades, w.span.test_from)]
    assert len(held) >= 2, "windows that begin with an open position"


def _open_at(trades, ts: int) -> bool:
    return any(t.entry_ts < ts < t.exit_ts for t in trades)


def test_choices_stand_whatever_comes_and_days_have_24_bars(bitcoin, setup):
    search = Sampler(6, {"fast": (5, 40), "slow": (50, 150), "stop": (1.0, 3.0)}, seed=3)
    whole = walkforward(setup, [bitcoin], search, train_days=60, test_days=15, by="sortino", draws=0)
    part = walkforward(setup, [bitcoin[:5000]], search, train_days=60, test_days=15, by="sortino", draws=0)
    assert len(part.windows) > 5
    assert [w.params for w in part.windows] == [w.params for w in whole.windows[: len(part.windows)]]
    joined = whole.joined
    steps = account_steps(joined)
    assert len(steps.returns) == pytest.approx((joined.times[-1] - joined.times[0]) / DAY, abs=2)
    assert steps.per_year == pytest.approx(365.25, rel=0.01)
    assert np.prod(1 + steps.returns) == pytest.approx(joined.equity[-1] / joined.equity[0], rel=1e-12)
    made = montecarlo(joined, paths=100, methods=["returns", "shuffled", "skipped"])
    assert made.outcomes["shuffled"].steps == len(joined.trades)
