"""Every example runs, and none of them sees the future."""

from __future__ import annotations

from pathlib import Path

import pytest

from tradewind.data.sources.samples import us_stocks
from tradewind.kernel.setup import Setup
from tradewind.research.backtest import backtest
from tradewind.research.checking import check
from tradewind.risk.limits import Limits
from tradewind.strategies.loading import load

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.py"))


@pytest.fixture(scope="module")
def bars():
    return next(b for b, _ in us_stocks() if b.instrument.symbol == "IBM")


@pytest.mark.slow
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_an_example_trades_and_sees_no_future(path, bars):
    setup = Setup(load(str(path)), (bars.instrument,), {}, Limits(max_drawdown=1.0))
    result = backtest(setup, [bars])
    assert len(result.trades) > 5
    assert check(setup, [bars[:1200]], cuts=8).findings == ()


def test_there_are_examples():
    assert len(EXAMPLES) >= 3
