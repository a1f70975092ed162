"""The kernel: a million bars beside vectorbt's Rust engine, and the first result of a fresh process beside backtesting.py."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from _pairs import line, paired, timed

ROWS = 1_000_000


def run() -> Iterator[dict[str, Any]]:
    yield single()
    yield first_result()


def market(rows: int, seed: int = 7) -> dict[str, np.ndarray]:
    """Minute bars of a random walk whose stops and targets matter (0.1% a bar)."""
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


def single() -> dict[str, Any]:
    """Moving-average cross, 2% stop, 4% target, 0.1% fee, 0.05% slippage; ours with features, decisions, risk and every record."""
    prices = market(ROWS)
    setup, block = _ours(prices)

    def ours() -> float:
        machine = setup.machine()
        return timed(lambda: machine.step(block))

    ours()
    peer = _vectorbt(prices)
    if peer is not None:
        peer()
    mine, theirs = paired(ours, peer)
    what = "1,000,000 minute bars, EMA 10/50 cross, 2% stop, 4% target, costs; features, decisions, risk and records are in ours alone"
    return line(
        "kernel.single",
        what,
        "bars/s",
        mine,
        theirs,
        peer="vectorbt[rust] from_signals" if theirs else None,
        better="higher",
        amount=ROWS,
    )


def first_result() -> dict[str, Any]:
    """A fresh process, 100,000 bars from a file, to the final equity; machine code stored before."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bars.npz"
        np.savez(path, **market(100_000))
        here = str(Path(__file__).parent)

        def ours() -> float:
            return timed(lambda: _process(f"import kernel; kernel.fresh_ours({str(path)!r})", here))

        def peer() -> float:
            return timed(lambda: _process(f"import kernel; kernel.fresh_peer({str(path)!r})", here))

        ours()
        known = _available("backtesting")
        mine, theirs = paired(ours, peer if known else None)
    what = "fresh process to a first result, 100,000 bars, cross with stop and target"
    return line(
        "kernel.first_result", what, "s", mine, theirs, peer="backtesting.py" if known else None, better="lower"
    )


def fresh_ours(path: str) -> None:
    setup, block = _ours(dict(np.load(path)))
    output = setup.machine().step(block)
    print(output.equity[-1])


def fresh_peer(path: str) -> None:
    import warnings

    warnings.simplefilter("ignore")
    import pandas as pd
    from backtesting import Backtest, Strategy
    from backtesting.lib import crossover

    data = np.load(path)
    index = pd.date_range("2020-01-01", periods=len(data["close"]), freq="min")
    frame = pd.DataFrame({k.capitalize(): data[k] for k in ("open", "high", "low", "close")}, index=index)

    def average(x, n):
        return pd.Series(x).ewm(span=n, adjust=False).mean()

    class Cross(Strategy):
        def init(self):
            self.fast = self.I(average, self.data.Close, 10)
            self.slow = self.I(average, self.data.Close, 50)

        def next(self):
            price = self.data.Close[-1]
            if crossover(self.fast, self.slow) and not self.position:
                self.buy(size=0.2, sl=price * 0.98, tp=price * 1.04)
            elif crossover(self.slow, self.fast) and self.position:
                self.position.close()

    print(Backtest(frame, Cross, cash=100_000, commission=0.001).run()["Equity Final [$]"])


STRATEGY = """
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


def _ours(prices: dict[str, np.ndarray]):
    from tradewind.kernel.opening import Costs
    from tradewind.kernel.setup import Setup
    from tradewind.market.columns import Bars
    from tradewind.market.instrument import AssetClass, Instrument
    from tradewind.market.time import MINUTE
    from tradewind.risk.limits import Limits
    from tradewind.strategies.loading import from_source

    instrument = Instrument("BENCH", "SIM", AssetClass.SPOT, "USD", Decimal("0.0001"), Decimal("0.0001"))
    rows = len(prices["close"])
    times = (np.arange(rows, dtype=np.int64) + 1) * MINUTE
    strategy = from_source(STRATEGY, "cross.py")
    bars = Bars(
        instrument,
        strategy.timeframe,
        times,
        times,
        *(prices[n] for n in ("open", "high", "low", "close")),
        np.ones(rows),
    )
    limits = replace(
        Limits(),
        max_daily_loss=10.0,
        max_drawdown=10.0,
        max_consecutive_losses=10**9,
        min_seconds_between_trades=0.0,
        stop_atr=0.0,
    )
    setup = Setup(strategy, (instrument,), {}, limits, Costs(0.0005, 0.0, 0.001, 0.001), 100_000.0)
    setup.program  # noqa: B018  (compiled or loaded now, not while measuring)
    return setup, setup.block([bars])


def _vectorbt(prices: dict[str, np.ndarray]):
    if not _available("vectorbt"):
        return None
    import pandas as pd
    import vectorbt as vbt

    vbt.settings["engine"] = "rust"
    close = pd.Series(prices["close"])
    fast, slow = close.ewm(span=10, adjust=False).mean(), close.ewm(span=50, adjust=False).mean()
    above = (fast > slow).to_numpy()
    entries, exits = np.zeros(len(close), bool), np.zeros(len(close), bool)
    entries[1:], exits[1:] = above[1:] & ~above[:-1], ~above[1:] & above[:-1]
    frame = {k: pd.Series(v) for k, v in prices.items()}

    def measure() -> float:
        return timed(
            lambda: vbt.Portfolio.from_signals(
                frame["close"], pd.Series(entries), pd.Series(exits), open=frame["open"], high=frame["high"], low=frame["low"],
                sl_stop=0.02, tp_stop=0.04, fees=0.001, slippage=0.0005, init_cash=100_000, freq="1min",
            )
        )  # fmt: skip

    return measure


def _available(name: str) -> bool:
    from importlib.util import find_spec

    return find_spec(name) is not None


def _process(code: str, folder: str) -> None:
    subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {folder!r}); {code}"], check=True, capture_output=True
    )
