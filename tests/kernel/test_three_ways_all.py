"""Every strategy that comes with Tradewind, written three ways: compiled, in plain Python, and as signal arrays, with identical journals.

The strategies are found, not listed: all of the library and of examples/. What arrays can't say is named in `ARRAYS_CANT`, with why.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tradewind.features.column import Column
from tradewind.features.row_kinds import rows_of_each
from tradewind.kernel.history import History
from tradewind.kernel.machine import Machine, Output
from tradewind.kernel.setup import Setup
from tradewind.ledger.translate import events
from tradewind.market.columns import Bars
from tradewind.risk.limits import Limits
from tradewind.strategies.actions import CLOSE, ORDER, SIGNAL
from tradewind.strategies.arrays import from_signals
from tradewind.strategies.loading import builtin_names, load
from tradewind.strategies.strategy import StrategyDefinition

from ..features.rows import quoted_history
from ..randombars import random_bars
from .random_runs import same

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = [*builtin_names(), *sorted(str(p.relative_to(EXAMPLES.parent)) for p in EXAMPLES.glob("*.py"))]
ARRAYS_CANT = {
    "examples/breakout.py": "orders of its own size with a trigger: arrays hold signals",
    "examples/order_flow.py": "it acts at quotes: arrays hold one answer a bar",
    "model_direction": "two sources with weights: arrays are one source",
}
LIMITS = replace(
    Limits(), min_seconds_between_trades=0.0, max_consecutive_losses=10**9, max_drawdown=9.0, max_daily_loss=9.0
)
BARS = 1_500


def odds(bars: Bars) -> np.ndarray:
    """Stands in for what a trained model says of each bar: a number from 0.3 to 0.7 that is the same every time."""
    return 0.5 + 0.2 * np.sin(np.arange(len(bars)) / 9.0)


@cache
def found(name: str) -> StrategyDefinition:
    """The strategy as it is loaded for a user; only a model's predictions, which need a trained model, come from `odds`."""
    path = EXAMPLES.parent / name
    definition = load(str(path) if path.suffix == ".py" else name)
    columns = {n: Column(odds, "odds") for n, u in definition.features.items() if isinstance(u, Column)}
    return replace(definition, features={**definition.features, **columns})


@cache
def history_of(name: str) -> History:
    """Bars, or quotes and the bars that they make where a feature is computed over quotes."""
    if "quotes" in rows_of_each(found(name).features).values():
        return quoted_history(20_000, 11, found(name).timeframe)
    return History((bars_of(name),))


@cache
def bars_of(name: str) -> Bars:
    """A market that rises and falls for months on end, so that crosses, weeks and breakouts happen."""
    raw = random_bars(BARS, 11, timeframe=str(found(name).timeframe), volatility=0.015)
    wave = np.exp(0.25 * np.sin(np.arange(BARS) / 60.0))
    return replace(raw, **{n: np.round(getattr(raw, n) * wave, 2) for n in ("open", "high", "low", "close")})


@cache
def ran(name: str, compiled: bool) -> tuple[Machine, Output]:
    return run(replace(found(name), compiled=compiled), history_of(name))


def run(definition: StrategyDefinition, history: History) -> tuple[Machine, Output]:
    setup = Setup(definition, (history[0].instrument,), {}, LIMITS)
    machine = setup.machine()
    return machine, machine.step(setup.block(history))


def journal(machine: Machine, output: Output) -> list:
    """What the journal holds of a run."""
    return [(e.kind, e.ts_event, e.body) for e in events(output, machine)]


@pytest.mark.parametrize("name", NAMES)
def test_compiled_and_plain_python(name: str) -> None:
    (one, first), (other, second) = ran(name, True), ran(name, False)
    assert len(first.records) > 20, "the strategy hardly traded: the test says nothing"
    same(first, second)
    assert one.snapshot() == other.snapshot()
    assert journal(one, first) == journal(other, second)


@pytest.mark.parametrize("name", [n for n in NAMES if n not in ARRAYS_CANT])
def test_signal_arrays(name: str) -> None:
    """What the strategy answered, bar by bar, as arrays. `close()` depends on the position: it is taken from where the strategy left."""
    machine, wanted = ran(name, True)
    other, given = run(arrays_of(name), history_of(name))
    assert given.records.tobytes() == wanted.records.tobytes()
    assert given.decisions.tobytes() == wanted.decisions.tobytes()
    assert given.equity.tobytes() == wanted.equity.tobytes()
    assert journal(machine, wanted) == journal(other, given)


def arrays_of(name: str) -> StrategyDefinition:
    """The strategy of the arrays, under the name of the one whose answers they are: journals name who spoke."""
    arrays = {bars_of(name).instrument.id: as_arrays(name)}
    return from_signals(str(found(name).timeframe), arrays, name=found(name).name)


def as_arrays(name: str) -> dict[str, np.ndarray]:
    """The answers of the plain strategy's own function, noted while it runs."""
    definition, told = found(name), []

    def on_bar(s):
        told.append(definition.on_bar(s))
        return told[-1]

    run(replace(definition, on_bar=on_bar, compiled=False), history_of(name))
    spoken = np.array([a.kind for a in told])
    assert set(spoken.tolist()) <= {0, SIGNAL, CLOSE} and SIGNAL in spoken
    return {
        "direction": np.where(spoken == SIGNAL, [a.direction for a in told], 0.0),
        "confidence": np.array([a.confidence for a in told]),
        "leave": (spoken == CLOSE) * 1.0,
        "stop": np.array([a.stop for a in told]),
        "target": np.array([a.target for a in told]),
    }


@pytest.mark.parametrize("name", ARRAYS_CANT)
def test_what_arrays_cannot_say_is_so(name: str) -> None:
    """A strategy stands among the exceptions only while it has several sources, acts between bars, or answers with orders."""
    definition, kinds = found(name), set()
    if len(definition.sources) > 1 or definition.on_event is not None:
        return

    def on_bar(s):
        answer = definition.on_bar(s)
        kinds.add(answer.kind)
        return answer

    run(replace(definition, on_bar=on_bar, compiled=False), history_of(name))
    assert ORDER in kinds
