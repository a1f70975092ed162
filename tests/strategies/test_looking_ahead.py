"""The check finds strategies that see the future, and says which feature and line; it passes those that don't."""

from __future__ import annotations

from pathlib import Path

import pytest

from tradewind.kernel.setup import Setup
from tradewind.research.check import check
from tradewind.strategies.loading import builtin_names, load
from tradewind.strategies.strategy import StrategyDefinition

from ..randombars import instrument, random_bars

LEAKY = {
    "peeks_at_the_next_bar": ("gain", 14),
    "normalises_by_the_whole": ("score", 12),
    "uses_the_week_before_it_closed": ("week", 17),
}
NEED_A_MODEL = {"model_direction"}


def checked(strategy: StrategyDefinition, cuts: int = 12):
    bars = random_bars(300, 3, timeframe=strategy.timeframe.name)
    return check(Setup(strategy, (instrument(),), {}), [bars], cuts=cuts)


def test_all_leaky_files_are_tried() -> None:
    assert {p.stem for p in (Path(__file__).parent / "leaky").glob("*.py")} == set(LEAKY)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(LEAKY))
def test_a_leak_is_found_and_named(name: str) -> None:
    feature, line = LEAKY[name]
    result = checked(load(str(Path(__file__).parent / "leaky" / f"{name}.py")))
    assert not result.ok
    (finding,) = [f for f in result.findings if f.what.startswith("feature")]
    assert finding.what == f"feature {feature!r}"
    assert finding.line == line
    assert f"line {line}: feature {feature!r} at bar" in finding.text
    assert "depends on data that came later" in finding.text


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(builtin_names()) - NEED_A_MODEL))
def test_the_library_does_not_look_ahead(name: str) -> None:
    result = checked(load(name))
    assert result.findings == ()
    assert result.ok
    assert result.compared > 10_000
