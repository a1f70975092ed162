"""The built-in strategies do not see the future; those that do are in tests/research/test_check.py."""

from __future__ import annotations

import pytest

from tradewind.kernel.setup import Setup
from tradewind.research.checking import check
from tradewind.strategies.loading import builtin_names, load
from tradewind.strategies.strategy import StrategyDefinition

from ..randombars import instrument, random_bars

NEED_A_MODEL = {"model_direction"}


def checked(strategy: StrategyDefinition, cuts: int = 12):
    bars = random_bars(300, 3, timeframe=strategy.timeframe.name)
    return check(Setup(strategy, (instrument(),), {}), [bars], cuts=cuts)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(builtin_names()) - NEED_A_MODEL))
def test_the_library_does_not_look_ahead(name: str) -> None:
    result = checked(load(name))
    assert result.findings == ()
    assert result.ok
    assert result.compared > 4_000
