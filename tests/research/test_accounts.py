"""Many blocks, each in an account of its own: the same as a machine for each, on however many threads."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import numpy as np
import pytest

from tradewind.errors import StrategyError, UsageError
from tradewind.features import ema
from tradewind.kernel.keeping import Keep
from tradewind.kernel.setup import Setup
from tradewind.research.accounts import FILL_FIELDS, run_each
from tradewind.risk.limits import Limits
from tradewind.strategies import Float, Strategy, buy, sell
from tradewind.strategies.desk import place
from tradewind.strategies.strategy import define

from ..randombars import instrument, random_bars

WIDE = Limits(max_drawdown=0.9, max_daily_loss=0.9, max_consecutive_losses=10**6, min_seconds_between_trades=0.0)


class Restless(Strategy):
    """Trades at every bar, by a smoothed price; with each sale it places a limit so far away that it works to the end."""

    timeframe = "1d"
    size = Float(1.0, -1.0, 10.0)
    features: ClassVar = {"mean": ema(n=5)}

    def on_bar(s):
        if s.bar.close > s.features.mean:
            place(s.desk, 1.0, 1.0, limit=0.01 * s.bar.close)
            return sell(s.params.size)
        return buy(s.params.size)


SETUP = Setup(define(Restless), (instrument(),), {}, WIDE, cash=1e6)
BLOCKS = [SETUP.block([random_bars(1200 + 100 * k, k, of=instrument(), timeframe="1d")]) for k in range(5)]


def test_each_account_is_as_if_it_were_alone() -> None:
    """The same equity and fills, bit for bit, as from a new machine; the orders that pile up need more room on the way."""
    for workers in (1, 2, 5):
        for block, run in zip(BLOCKS, run_each(SETUP, BLOCKS, workers=workers), strict=True):
            alone = SETUP.machine(Keep.FILLS).step(block)
            assert run.equity.tobytes() == alone.equity.tobytes()
            assert len(alone.records) > 1000
            assert {n: v.tobytes() for n, v in run.records.items()} == {
                n: alone.records[n].tobytes() for n in FILL_FIELDS
            }


def test_fields_are_handed_out_as_asked_for() -> None:
    (run,) = run_each(SETUP, BLOCKS[:1], fields=("number", "cash"))
    alone = SETUP.machine(Keep.FILLS).step(BLOCKS[0]).records
    assert [*run.records] == ["number", "cash"]
    assert run.records["cash"].tobytes() == alone["cash"].tobytes()


def test_no_account_and_no_event_give_nothing() -> None:
    assert run_each(SETUP, []) == []
    (run,) = run_each(SETUP, [BLOCKS[0][:0]])
    assert len(run.equity) == 0
    assert [len(v) for v in run.records.values()] == [0] * len(FILL_FIELDS)


def test_what_is_no_number_ends_in_an_error_that_says_where() -> None:
    closes = BLOCKS[0].closes.copy()
    closes[700] = np.inf
    block = replace(BLOCKS[0], closes=closes)
    with pytest.raises(StrategyError) as alone:
        SETUP.machine().step(block)
    with pytest.raises(StrategyError, match="bar 700") as together:
        run_each(SETUP, [block])
    assert str(together.value) == str(alone.value)


def test_plain_python_is_refused() -> None:
    plain = replace(SETUP, strategy=replace(SETUP.strategy, compiled=False))
    with pytest.raises(UsageError, match="plain Python"):
        run_each(plain, BLOCKS)
