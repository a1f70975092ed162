"""Real minute and hour bars with stops that matter: most trades end at one, and the exact books agree with the account on every fill."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tradewind.kernel.opening import Costs
from tradewind.kernel.setup import Setup
from tradewind.ledger.books import Books
from tradewind.ledger.translate import events
from tradewind.market.columns import Bars
from tradewind.market.instrument import AssetClass, Instrument
from tradewind.market.time import HOUR, MINUTE
from tradewind.market.timeframe import Timeframe
from tradewind.research.backtest import backtest
from tradewind.risk.limits import Limits
from tradewind.strategies.loading import from_source

CROSS = """
from tradewind.strategies import Float, Int, Strategy, close, ema, hold, long, short


class Cross(Strategy):
    timeframe = "{timeframe}"
    fast, slow, away = Int(10, 2, 200), Int(40, 5, 400), Float(0.001, 0.00001, 0.5)
    features = dict(fast=ema(n="fast"), slow=ema(n="slow"))

    def on_bar(s):
        price, away, now, before = s.bar.close, s.params.away, s.features, s.previous
        if before.fast <= before.slow and now.fast > now.slow:
            return long(0.9, stop=price * (1 - away), target=price * (1 + 2 * away))
        if before.fast >= before.slow and now.fast < now.slow:
            return short(0.9, stop=price * (1 + away), target=price * (1 - 2 * away))
        return hold()
"""
LIMITS = replace(
    Limits(), min_seconds_between_trades=0.0, max_consecutive_losses=10**9, max_drawdown=9.0, max_daily_loss=9.0, max_leverage=30.0,
    max_position_fraction=5.0,
)  # fmt: skip


def bars(path: Path, of: Instrument, timeframe: str, step: int) -> Bars:
    """Sound bars of the file, stamped with their close; of a bid/ask file the bids."""
    frame = pl.read_parquet(path)
    prefix = "bid_" if "bid_open" in frame.columns else ""
    opened = frame["ts"].cast(pl.Datetime("ns")).dt.epoch("ns").to_numpy().astype(np.int64)
    _, rows = np.unique(opened, return_index=True)
    prices = [
        np.round(frame[f"{prefix}{n}"].to_numpy().astype(float)[rows], 5) for n in ("open", "high", "low", "close")
    ]
    high, low = np.maximum.reduce(prices), np.minimum.reduce(prices)
    times = opened[rows] + step
    volume = np.full(len(rows), 1e6)
    return Bars(of, Timeframe.parse(timeframe), times, times, prices[0], high, low, prices[3], volume)


@pytest.mark.parametrize(
    ("file", "timeframe", "step", "away"),
    [
        ("fx/eurusd_oanda_1m_quote.parquet", "1m", MINUTE, 0.0002),
        ("fx/eurusd_oanda_1h_quote.parquet", "1h", HOUR, 0.002),
    ],
)
def test_stops_and_targets_close_most_trades_and_the_books_agree(shared_data, file, timeframe, step, away) -> None:
    of = Instrument("EURUSD", "TEST", AssetClass.SPOT, "USD", Decimal("0.00001"), Decimal(1))
    setup = Setup(
        from_source(CROSS.replace("{timeframe}", timeframe), "cross.py"), (of,), {"away": away}, LIMITS,
        Costs(slippage=0.00002, taker_fee=0.00002, maker_fee=0.00002), 100_000.0,
    )  # fmt: skip
    result = backtest(setup, [bars(shared_data / file, of, timeframe, step)])
    ends = [t.exit_reason for t in result.trades]
    assert len(ends) > 100
    assert sum(r in ("stop_loss", "take_profit") for r in ends) / len(ends) >= 0.3
    books = Books({of.id: of}, "USD", {"USD": 100_000})
    for event in events(result.output, result.machine):
        if event.kind == "fill":
            books.apply(event)
    account = result.machine.world.account[0]
    assert float(books.cash["USD"]) == pytest.approx(float(account["cash"]), rel=1e-9)
    held = books.positions.get(of.id)
    assert (float(held.quantity) if held else 0.0) == float(result.machine.world.positions["quantity"][0])
