"""`check` passes what sees no future, and names feature and line of what does."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tradewind.data.sources.samples import us_stocks
from tradewind.errors import DataError
from tradewind.kernel.setup import Setup
from tradewind.research.backtest import backtest
from tradewind.research.checking import check
from tradewind.strategies import column
from tradewind.strategies.loading import from_source, load

from ..randombars import random_bars

LEAKY = Path(__file__).parents[1] / "strategies" / "leaky"
BARS = [b[-400:] for b, _ in us_stocks() if b.instrument.symbol == "AAPL"]


def setup_of(definition) -> Setup:
    return Setup(definition, tuple(b.instrument for b in BARS), {})


def test_a_clean_strategy_passes():
    result = check(setup_of(load("moving_average_cross")), BARS, cuts=8)
    assert result.ok and result.findings == ()
    assert result.bars == 400 and result.compared > 5_000


LEAKS = {
    "next_bar": ("tomorrow", r"known only 1 bar later: it reads that far ahead"),
    "whole_sample": ("cheapness", r"taken over the whole sample"),
    "unclosed_week": ("week", r"a longer period that is not over yet"),
    "centred_window": ("distance", r"known only 5 bars later: it reads that far ahead"),
    "backward_fill": ("published", r"filled in from behind"),
    "negative_shift": ("momentum", r"known only 3 bars later: it reads that far ahead"),
    "label_as_feature": ("label", r"known only \d+ bars? later"),
    "wrong_edge": ("room", r"a longer period that is not over yet"),
    "future_joined": ("leader", r"known only 1 bar later: it reads that far ahead"),
    "quiet_leak": ("calm", r"known only 1 bar later"),
    "ranked_history": ("rank", r"taken over the whole sample"),
    "seeded_by_length": ("noise", r"depends on how many bars there are"),
}


def test_every_leaky_strategy_is_on_the_list():
    assert {f.stem for f in LEAKY.glob("*.py")} == set(LEAKS)


@pytest.mark.parametrize("file", sorted(LEAKS))
def test_a_leaky_one_is_named_with_feature_line_and_reason(file):
    definition = load(str(LEAKY / f"{file}.py"))
    feature, why = LEAKS[file]
    bars = [*BARS, *(b[-400:] for b, _ in us_stocks() if b.instrument.symbol == "IBM")][
        : 2 if "IBM" in definition.source else 1
    ]
    result = check(Setup(definition, tuple(b.instrument for b in bars), {}), bars)
    line = next(i for i, text in enumerate(definition.source.splitlines(), 1) if f'"{feature}": column' in text)
    assert not result.ok
    assert [(f.what, f.line) for f in result.findings] == [(f"feature '{feature}'", line)]
    finding = result.findings[0]
    assert finding.text.startswith(f"line {line}: feature '{feature}' at bar {finding.bar} ")
    assert f"({finding.time}) was " in finding.text
    assert "it depends on data that came later" in finding.text
    assert re.search(why, finding.why), finding.why
    assert finding.time.startswith("201")


@pytest.mark.parametrize("seed", range(3))
def test_every_leak_over_bars_alone_is_found_in_half_a_year_too(seed):
    bars = BARS[0][-120:]
    for file, (feature, why) in LEAKS.items():
        definition = load(str(LEAKY / f"{file}.py"))
        if "IBM" not in definition.source:
            (finding,) = check(Setup(definition, (bars.instrument,), {}), [bars], seed=seed).findings
            assert finding.what == f"feature '{feature}'"
            assert re.search(why, finding.why), finding


CLEAN = sorted((LEAKY.parent / "tricky").glob("*.py"))


@pytest.mark.parametrize("path", CLEAN, ids=lambda p: p.stem)
def test_a_tricky_but_clean_one_gives_no_false_alarm(path):
    definition = load(str(path))
    bars = [*BARS, *(b[-400:] for b, _ in us_stocks() if b.instrument.symbol == "IBM")][
        : 2 if "IBM" in definition.source else 1
    ]
    setup = Setup(definition, tuple(b.instrument for b in bars), {})
    assert len(setup.machine().step(setup.block(bars)).records) > 20, "it must do something"
    result = check(setup, bars)
    assert result.findings == ()
    assert result.ok


def test_there_are_ten_of_them():
    assert len(CLEAN) >= 10


def test_data_that_a_column_brings_along_is_told():
    """What a function holds by itself can't be cut: the check doesn't call that proven."""
    text = (
        (LEAKY / "next_bar.py")
        .read_text()
        .replace("def next_return(bars):", "TABLE = np.arange(9.0)\n\n\ndef next_return(bars):\n    TABLE[0]")
    )
    result = check(setup_of(from_source(text, "own.py")), BARS)
    assert [n.split(":")[0] for n in result.notes] == ["feature 'tomorrow' holds data of its own (TABLE)"]


def test_a_strategy_that_remembers_outside_its_state_is_found():
    text = """
from tradewind.strategies import Strategy, hold, long

SEEN = []


class Remembers(Strategy):
    compiled = False

    def on_bar(s):
        SEEN.append(s.bar.close)
        return long(0.9, stop=s.bar.close * 0.9) if len(SEEN) % 7 == 0 else hold()
"""
    result = check(setup_of(from_source(text, "remembers.py")), BARS)
    # It speaks at every seventh call: the second run's third bar is call 203, where the first run was silent.
    assert [(f.what, f.line, f.bar) for f in result.findings] == [("signal", 10, 2)]
    assert "keeps something outside its state" in result.findings[0].why


def test_one_that_never_speaks_is_compared_at_every_bar():
    text = """
from tradewind.strategies import Strategy, hold, sma


class Silent(Strategy):
    compiled = False
    features = {"smooth": sma(n=5)}

    def on_bar(s):
        return hold()
"""
    result = check(setup_of(from_source(text, "silent.py")), BARS)
    # Feature, signal, decision, orders and fills, equity: at each bar in pieces, at each of the first half with another future.
    assert result.ok and result.compared >= 5 * (400 + 200)


def test_one_that_remembers_only_when_it_is_silent_is_found():
    """No trade tells: its orders are the same, until the memory makes it speak."""
    text = """
from tradewind.strategies import Strategy, hold, long

SEEN = []


class Remembers(Strategy):
    compiled = False

    def on_bar(s):
        SEEN.append(s.bar.close)
        return long(0.01) if len(SEEN) > 390 else hold()
"""
    result = check(setup_of(from_source(text, "late.py")), BARS)
    assert [(f.what, f.bar, f.trial) for f in result.findings] == [("signal", 190, "shuffled future")]


def test_a_slow_column_is_computed_about_four_times_over():
    """What a check costs where a column takes most of a backtest's time: bars that its function is handed, beside those that there are."""
    handed = []

    def slow(bars):
        handed.append(len(bars))
        return bars.close

    bars = random_bars(50_000, 3, timeframe="1d")
    definition = load("moving_average_cross")
    definition = replace(definition, features={**definition.features, "slow": column(slow)})
    result = check(Setup(definition, (bars.instrument,), {}), [bars])
    assert result.ok and result.cuts == 24
    assert sum(handed) < 4.5 * len(bars)


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
