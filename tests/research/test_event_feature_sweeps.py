"""A sweep of a strategy on order flow: its figures are those of a backtest, cold and after bars and quotes that warm it up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tradewind.kernel.setup import Setup
from tradewind.research.backtest import backtest
from tradewind.research.walkforward.evaluate import evaluate
from tradewind.risk.limits import Limits
from tradewind.strategies.loading import load

from ..features.rows import quoted_history

FIGURES = ("total_return", "sharpe", "trade_count")


def test_each_sets_figures_are_its_backtests():
    definition = load(str(Path(__file__).parents[2] / "examples" / "order_flow.py"))
    history = quoted_history(4000, 5, definition.timeframe)
    sets = [{"n": 20, "enter": 2.0}, {"n": 60, "enter": 1.0}]
    limits = Limits(min_seconds_between_trades=0.0, max_consecutive_losses=10**9)
    setup = Setup(definition, (history[0].instrument,), sets[0], limits)
    frame = evaluate(setup, history, sets)
    for row, params in zip(frame.iter_rows(named=True), sets, strict=True):
        run = backtest(replace(setup, params=params), history)
        assert len(run.trades) > 10
        metrics = run.metrics()
        for name in FIGURES:
            assert row[name] == pytest.approx(metrics[name].value, rel=1e-12)
    # Warmed up, the flow is known at the first bar that counts: it trades otherwise than when it begins cold there.
    middle = int(history[0].ts_event[len(history[0]) // 2])
    warm, cold = evaluate(setup, history, sets, start=middle), evaluate(setup, history.between(middle, None), sets)
    assert (warm["trade_count"] > 5).all()
    assert warm["total_return"].to_list() != cold["total_return"].to_list()
