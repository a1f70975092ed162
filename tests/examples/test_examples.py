"""Every example runs, and none of them sees the future."""

from __future__ import annotations

from pathlib import Path

import pytest

from tradewind.data.sources.samples import us_stocks
from tradewind.features.row_kinds import rows_of_each
from tradewind.kernel.history import History
from tradewind.kernel.setup import Setup
from tradewind.research.backtest import backtest
from tradewind.research.checking import check
from tradewind.risk.limits import Limits
from tradewind.strategies.loading import load

from ..features.rows import quoted_history

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.py"))


@pytest.fixture(scope="module")
def bars():
    return next(b for b, _ in us_stocks() if b.instrument.symbol == "IBM")


@pytest.mark.slow
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_an_example_trades_and_sees_no_future(path, bars):
    definition, history = load(str(path)), History((bars,))
    if "quotes" in rows_of_each(definition.features).values():
        history = quoted_history(20_000, 11, definition.timeframe)
    setup = Setup(definition, (history[0].instrument,), {}, Limits(max_drawdown=1.0, max_consecutive_losses=1000))
    result = backtest(setup, history)
    assert len(result.trades) > 5
    first = history[0][:1200]
    assert check(setup, history.between(None, int(first.ts_event[-1]) + 1), cuts=8).findings == ()


def test_there_are_examples():
    assert len(EXAMPLES) >= 3
