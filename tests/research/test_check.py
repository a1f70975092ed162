"""`check` passes what sees no future, and names feature and line of what does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tradewind.data.sources.samples import us_stocks
from tradewind.errors import DataError
from tradewind.kernel.setup import Setup
from tradewind.research.backtest import backtest
from tradewind.research.check import check
from tradewind.strategies.loading import from_source, load

LEAKY = Path(__file__).parents[1] / "strategies" / "leaky"
BARS = [b[-400:] for b, _ in us_stocks() if b.instrument.symbol == "AAPL"]


def setup_of(definition) -> Setup:
    return Setup(definition, tuple(b.instrument for b in BARS), {})


def test_a_clean_strategy_passes():
    result = check(setup_of(load("moving_average_cross")), BARS, cuts=8)
    assert result.ok and result.findings == ()
    assert result.bars == 400 and result.compared > 10_000


@pytest.mark.parametrize(
    ("file", "feature", "declared"),
    [
        ("next_bar.py", "tomorrow", '"tomorrow": column'),
        ("whole_sample.py", "cheapness", '"cheapness": column'),
        ("unclosed_week.py", "week", '"week": column'),
    ],
)
def test_a_leaky_one_is_named_with_feature_and_line(file, feature, declared):
    definition = load(str(LEAKY / file))
    result = check(setup_of(definition), BARS)
    line = next(i for i, text in enumerate(definition.source.splitlines(), 1) if declared in text)
    assert not result.ok
    assert [(f.what, f.line) for f in result.findings] == [(f"feature '{feature}'", line)]
    finding = result.findings[0]
    assert finding.text.startswith(f"line {line}: feature '{feature}' at bar {finding.bar} ({finding.time}) was ")
    assert "it depends on data that came later" in finding.text
    assert finding.time.startswith("201")


def test_why_it_matters_a_leak_looks_like_an_edge():
    """The strategy that knows tomorrow's return would have made a fortune; the check is what stands before it."""
    definition = load(str(LEAKY / "next_bar.py"))
    result = backtest(setup_of(definition), BARS)
    assert result.equity[-1] > 1.1 * result.setup.cash


def test_progress_comes_to_its_end():
    seen = []
    check(setup_of(load("moving_average_cross")), BARS, cuts=4, progress=lambda done, total: seen.append((done, total)))
    assert [d for d, _ in seen] == list(range(1, len(seen) + 1))
    assert seen[-1][0] == seen[-1][1]


def test_too_few_bars_are_refused():
    with pytest.raises(DataError, match=r"49 bars are too few to check MovingAverageCross; needed: 50"):
        check(setup_of(load("moving_average_cross")), [BARS[0][:49]])


def test_a_column_that_fails_on_short_data_says_which():
    """A prefix is short: a function that needs more bars says so with its name, not with a stack trace."""
    from tradewind.errors import StrategyError

    text = (
        (LEAKY / "next_bar.py")
        .read_text()
        .replace("return np.append(bars.close[1:]", "return np.append(bars.close[200:]")
    )
    with pytest.raises(StrategyError, match=r"feature column next_return failed on AAPL.XNAS: ValueError"):
        check(setup_of(from_source(text, "short.py")), BARS)
