"""Tradewind's side: the twenty one by one, fused, pushed bar by bar, in the kernel; all that there are; the first value; the check."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
from _kernel.strategies import instruments

from _features import TWENTY
from _features.prices import minute_bars
from tradewind.features.compute import FeatureStream
from tradewind.features.declare import FeatureUse
from tradewind.features.expressions import parse
from tradewind.kernel.setup import Setup
from tradewind.market.columns import Bars
from tradewind.market.timeframe import Timeframe
from tradewind.strategies import Strategy, column, hold
from tradewind.strategies.strategy import define

MINUTE = 60 * 10**9
# As much work as the other thirteen: most of it is the first one's.
HALF = ("HT_DCPERIOD", "CCI", "MFI", "BBANDS", "EMA", "SMA", "ATR")


def bars_of(rows: int) -> Bars:
    prices = minute_bars(rows)
    times = np.arange(1, rows + 1, dtype=np.int64) * MINUTE
    ordered = (prices[n] for n in ("open", "high", "low", "close", "volume"))
    return Bars(instruments(1)[0], Timeframe.parse("1m"), times, times, *ordered)


def uses(names: Sequence[str] = tuple(TWENTY)) -> dict[str, FeatureUse]:
    return {n.lower(): use for n in names for use in parse(TWENTY[n]).values()}


def batch(rows: int, names: Sequence[str] = tuple(TWENTY)) -> tuple[float, Callable[[], object]]:
    """One after the other, each a pass of its own, on one core."""
    bars = bars_of(rows)
    streams = [FeatureStream({n: u}) for n, u in uses(names).items()]

    def call() -> None:
        for stream in streams:
            stream.reset()
            stream.update(bars)

    call()
    return 0, call


def fused(rows: int) -> tuple[float, Callable[[], object]]:
    """In one pass a core, each about as long as the other, into arrays that are kept."""
    bars, chosen = bars_of(rows), uses()
    halves = ({n: u for n, u in chosen.items() if (n.upper() in HALF) == mine} for mine in (True, False))
    streams = [FeatureStream(half) for half in halves]
    outs = [np.empty((len(s.columns), rows)) for s in streams]
    pool = ThreadPoolExecutor(2)

    def call() -> None:
        for stream in streams:
            stream.reset()
        list(pool.map(lambda s, out: s.update(bars, out=out), streams, outs))

    call()
    return 0, call


def stream(rows: int) -> tuple[float, Callable[[], object]]:
    """A bar at a time from Python."""
    bars = bars_of(rows)
    push = FeatureStream(uses()).push
    given = list(
        zip(
            bars.ts_event.tolist(),
            *(getattr(bars, n).tolist() for n in ("open", "high", "low", "close", "volume")),
            strict=True,
        )
    )

    def call() -> None:
        for row in given:
            push(*row)

    call()
    return rows, call


def kernel(rows: int) -> tuple[float, Callable[[], object]]:
    """What the twenty add to the kernel's loop: a strategy that looks at them beside one that looks at nothing."""
    bars = bars_of(rows)

    class Watches(Strategy):
        timeframe = "1m"
        features = uses()

        def on_bar(s):
            return hold()

    setup = Setup(define(Watches), (bars.instrument,), {})
    block = setup.block([bars])
    setup.machine().step(block)
    return rows, lambda: setup.machine().step(block)


def everything(rows: int) -> tuple[float, Callable[[], object]]:
    """Every feature over bars that wants no other instrument, with its usual parameters, on both cores."""
    from tradewind.features import registry
    from tradewind.features.inputs import BAR_INPUTS
    from tradewind.features.tables import compute_columns

    bars = bars_of(rows)
    own = {"ts", *BAR_INPUTS}
    chosen = {
        n: k()
        for n, k in registry().items()
        if k.rows == "bars" and not k.is_study and not k.more_inputs and set(k.inputs) <= own
    }
    compute_columns(chosen, bars)
    return 0, lambda: compute_columns(chosen, bars)


def matrix(rows: int) -> tuple[float, Callable[[], object]]:
    """60 instruments, bar by bar."""
    from tradewind.features.cross.matrix import RollingMatrix

    returns = np.random.default_rng(5).normal(0.0, 1e-4, (rows, 60))
    made = RollingMatrix(60, window=100)

    def call() -> None:
        for row in returns:
            made.push(row)

    call()
    return rows, call


def first_value() -> tuple[float, Callable[[], object]]:
    """A fresh process: import, load the code, one value."""
    text = "from tradewind.features import rsi\nfrom tradewind.features.compute import FeatureStream\n"
    text += "s = FeatureStream({'x': rsi(n=2)})\nfor i in range(9): v = s.push(i, 1.0, 2.0, 0.5, 1.0 + i % 3, 1.0)\nprint(v[0])"

    def call() -> None:
        subprocess.run([sys.executable, "-c", text], check=True, stdout=subprocess.DEVNULL)

    call()
    return 0, call


def check(rows: int) -> tuple[float, Callable[[], object]]:
    """The proof that nothing sees the future, of a strategy with a column of its own."""
    from tradewind.research.checking import check as run_check

    setup, bars = _session(rows)
    run_check(setup, [bars])
    return 0, lambda: run_check(setup, [bars])


def check_backtest(rows: int) -> tuple[float, Callable[[], object]]:
    """The same strategy's backtest, metrics and intervals included."""
    from tradewind.research.backtest import backtest

    setup, bars = _session(rows)
    backtest(setup, [bars]).metrics()
    return 0, lambda: backtest(setup, [bars]).metrics()


def _session(rows: int) -> tuple[Setup, Bars]:
    from tradewind.strategies.loading import load

    bars = bars_of(rows)
    definition = load("moving_average_cross")
    features = {**definition.features, "typical": column(lambda b: (b.high + b.low + b.close) / 3)}
    return Setup(replace(definition, timeframe=bars.timeframe, features=features), (bars.instrument,), {}), bars
