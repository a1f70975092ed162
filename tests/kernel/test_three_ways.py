"""The same strategy as signal arrays, compiled and in plain Python gives the same bytes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tradewind.errors import StrategyError
from tradewind.features.compute import compute
from tradewind.features.indicators.averages import ema
from tradewind.features.parameters import Int
from tradewind.kernel.machine import Machine, Output
from tradewind.kernel.setup import Setup
from tradewind.risk.limits import Limits
from tradewind.strategies import Strategy, close, hold, long, short
from tradewind.strategies.arrays import from_signals
from tradewind.strategies.desk import cancel_all, place
from tradewind.strategies.strategy import StrategyDefinition, define

from ..randombars import random_bars
from .random_runs import same

LIMITS = replace(
    Limits(), min_seconds_between_trades=0.0, max_consecutive_losses=10**9, max_drawdown=9.0, max_daily_loss=9.0
)


class Cross(Strategy):
    """A moving-average cross with stop and target."""

    timeframe = "1h"
    fast, slow = Int(5, 2, 50), Int(20, 5, 100)
    features = dict(fast=ema(n="fast"), slow=ema(n="slow"))

    def on_bar(s):
        now, before = s.features, s.previous
        if before.fast <= before.slow and now.fast > now.slow:
            return long(0.9, stop=s.bar.close * 0.99, target=s.bar.close * 1.02)
        if before.fast >= before.slow and now.fast < now.slow:
            return short(0.9, stop=s.bar.close * 1.01, target=s.bar.close * 0.98)
        if s.position > 0 and s.bar.close < now.slow:
            return close()
        return hold()


class Maker(Strategy):
    """Orders of its own at the desk."""

    timeframe = "1h"

    def on_bar(s):
        cancel_all(s.desk)
        if s.position == 0:
            place(
                s.desk, 1.0, 2.0, limit=s.bar.close * 0.995, stop=s.bar.close * 0.98, target=s.bar.close * 1.005, tag=1
            )
            place(s.desk, -1.0, 1.0, limit=s.bar.close * 1.01, tag=2)
        return hold()


def run(definition: StrategyDefinition, bars) -> tuple[Machine, Output]:
    setup = Setup(definition, (bars.instrument,), {}, LIMITS)
    machine = setup.machine()
    return machine, machine.step(setup.block([bars]))


@pytest.mark.parametrize("cls", [Cross, Maker])
def test_compiled_and_plain(cls: type[Strategy]) -> None:
    bars = random_bars(400, 3, timeframe="1h")
    compiled, plain = define(cls), replace(define(cls), compiled=False)
    (one, first), (other, second) = run(compiled, bars), run(plain, bars)
    assert len(first.records) > 30
    same(first, second)
    assert one.snapshot() == other.snapshot()


def test_arrays_and_compiled() -> None:
    bars = random_bars(400, 3, timeframe="1h")
    values = compute({"fast": ema(n=5), "slow": ema(n=20)}, bars)
    fast, slow = values["fast"], values["slow"]
    up = np.r_[False, (fast[:-1] <= slow[:-1]) & (fast[1:] > slow[1:])]
    down = np.r_[False, (fast[:-1] >= slow[:-1]) & (fast[1:] < slow[1:])]
    machine, wanted = run(define(Cross), bars)
    direction = up * 1.0 - down * 1.0
    # `close()` depends on the position, which arrays can't know: take it from where the strategy left.
    left = np.isin(bars.ts_event, wanted.decisions["ts"][wanted.votes[:, 0, 0] == 2])
    arrays = {
        "direction": direction,
        "confidence": np.full(len(bars), 0.9),
        "leave": left * 1.0,
        "stop": bars.close * np.where(up, 0.99, 1.01),
        "target": bars.close * np.where(up, 1.02, 0.98),
    }
    other, given = run(from_signals("1h", {bars.instrument.id: arrays}), bars)
    assert len(wanted.records) > 40
    assert given.records.tobytes() == wanted.records.tobytes()
    assert given.decisions.tobytes() == wanted.decisions.tobytes()
    assert given.equity.tobytes() == wanted.equity.tobytes()


def test_a_failure_says_where() -> None:
    class Fails(Strategy):
        timeframe = "1h"
        compiled = False

        def on_bar(s):
            if s.bar.close > 0 and s.bar.time > bars.ts_event[10]:
                raise ValueError("no more")
            return hold()

    bars = random_bars(40, 3, timeframe="1h")
    with pytest.raises(StrategyError, match=r"failed at event 11 \(.*\): ValueError: no more") as caught:
        run(define(Fails), bars)
    assert isinstance(caught.value.so_far, Output)
    assert caught.value.so_far.equity.tolist() == [10_000.0] * 11


def test_garbage_is_refused() -> None:
    class Garbage(Strategy):
        timeframe = "1h"
        compiled = False

        def on_bar(s):
            return "buy!"

    with pytest.raises(StrategyError, match=r"event 0 .*returned 'buy!'"):
        run(define(Garbage), random_bars(40, 3, timeframe="1h"))


def test_signals_of_another_length() -> None:
    bars = random_bars(40, 3, timeframe="1h")
    with pytest.raises(StrategyError, match=r"39.* values for 40 bars"):
        run(from_signals("1h", {bars.instrument.id: {"direction": np.zeros(39)}}), bars)
    with pytest.raises(StrategyError, match="unknown array 'stops'"):
        from_signals("1h", {bars.instrument.id: {"stops": np.zeros(40)}})
