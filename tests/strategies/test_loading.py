"""Strategy files: what is wrong is said in one line, with file and line."""

from __future__ import annotations

import ast
from importlib import resources
from pathlib import Path

import pytest

from tradewind.errors import StrategyError, UsageError
from tradewind.kernel.setup import Setup
from tradewind.research.rehearsal import rehearse
from tradewind.strategies.loading import builtin_names, load

from ..randombars import instrument, random_bars

GOOD = '''from tradewind.strategies import Float, Int, Strategy, ema, hold, long


class Mine(Strategy):
    """Says what it does."""

    n, edge = Int(10, 2, 200), Float(0.5, 0.0, 1.0)
    features = dict(fast=ema(n="n"))

    def on_bar(s):
        return long(0.7) if s.bar.close > s.features.fast else hold()
'''


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str) -> str:
        path = tmp_path / "mine.py"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_a_good_file(written) -> None:
    strategy = load(written(GOOD))
    assert (strategy.name, strategy.description) == ("Mine", "Says what it does.")
    assert list(strategy.params) == ["n", "edge"]
    assert strategy.columns() == ["fast"]
    assert strategy.values({"n": 5}) == {"n": 5, "edge": 0.5}


BAD = {
    "syntax": (GOOD.replace("def on_bar(s):", "def on_bar(s)"), r"mine.py line 10: expected ':'"),
    "raises": (
        GOOD.replace("class Mine", "1 / 0\n\nclass Mine"),
        r"mine.py line 4: ZeroDivisionError: division by zero",
    ),
    "import": (
        GOOD.replace("import Float", "import Flaot, Float"),
        r"mine.py line 1: ImportError: cannot import name 'Flaot'",
    ),
    "two": (GOOD + GOOD.split("\n\n\n")[1].replace("Mine", "Other"), r"mine.py declares 2 strategies: Mine, Other"),
    "none": ("x = 1\n", r"mine.py declares 0 strategies; it must declare one"),
    "arity": (GOOD.replace("def on_bar(s)", "def on_bar(self, s)"), r"Mine.on_bar must take exactly one argument"),
    "no on_bar": (GOOD.replace("def on_bar", "def _on_bar"), r"strategy Mine has no on_bar"),
    "unknown name in a feature": (GOOD.replace('n="n"', 'n="m"'), r"ema\(n='m'\): no such parameter. Try: n, edge"),
    "unknown parameter of a feature": (
        GOOD.replace('n="n"', "m=3"),
        r"mine.py line 8: ema has no parameter 'm'. Try: n",
    ),
    "out of range in a feature": (
        GOOD.replace('n="n"', "n=0"),
        r"mine.py line 8: ema.n = 0 is out of range; allowed 1 to 5000",
    ),
    "default out of range": (GOOD.replace("Int(10, 2", "Int(1, 2"), r"Mine.n = 1 is out of range; allowed 2 to 200"),
    "no feature": (GOOD.replace('ema(n="n")', "3"), r"Mine.features\['fast'\] = 3 is not a feature"),
    "plain number": (GOOD.replace("n, edge", "size = 3\n    n, edge"), r"Mine.size = 3 is no parameter"),
    "authorisation": (
        GOOD.replace("n, edge", "authorisation = 'maybe'\n    n, edge"),
        r"Mine.authorisation = 'maybe'. Try: auto",
    ),
    "weight": (GOOD.replace("n, edge", "sources = {'a': 0.0}\n    n, edge"), r"every weight must be above 0"),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_what_is_wrong_with_a_file(written, name: str) -> None:
    text, message = BAD[name]
    with pytest.raises(StrategyError, match=message) as caught:
        load(written(text))
    assert "\n" not in str(caught.value)


def test_a_timeframe_that_is_none(written) -> None:
    with pytest.raises((StrategyError, UsageError), match="'soon' is not a timeframe"):
        load(written(GOOD.replace("n, edge", "timeframe = 'soon'\n    n, edge")))


def test_no_such_strategy(tmp_path: Path) -> None:
    with pytest.raises(StrategyError, match=r"no strategy 'nothing'. Try: a file, or one of .*moving_average_cross"):
        load("nothing")
    with pytest.raises(StrategyError, match=r"strategy file .*gone.py"):
        load(str(tmp_path / "gone.py"))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"m": 3}, "Mine has no parameter 'm'. Try: n, edge"),
        ({"n": 1}, "Mine.n = 1 is out of range"),
        ({"n": 2.5}, "not a whole number"),
    ],
)
def test_parameters_that_are_given(written, given: dict, message: str) -> None:
    with pytest.raises(StrategyError, match=message):
        load(written(GOOD)).values(given)


RUNNING = {
    "wrong feature": (GOOD.replace("features.fast", "features.fats"), r"mine.py line 11: .*no attribute 'fats'. Try: features: fast"),
    "division": (GOOD.replace("s.bar.close >", "s.bar.close / 0 >"), r"mine.py line 11: on_bar failed at bar \d+ \(.*Z\): ZeroDivisionError"),
    "garbage": (GOOD.replace("else hold()", "else 'up'"), r"mine.py: on_bar returned 'up' at bar 0 \(2024-.*Z\). Try: hold\(\)"),
    "nothing": (GOOD.replace("return long", "long"), r"mine.py: on_bar returned None at bar 0"),
    "for ever": (
        GOOD.replace("        return long", "        while s.bar.close > 0:\n            pass\n        return long"),
        r"mine.py line 1[12]: on_bar failed at bar 0 \(2024-.*Z\): RuntimeError: more than 100,000 lines for one answer",
    ),
    "one answer for two sources": (
        GOOD.replace("n, edge", "sources = {'a': 1.0, 'b': 1.0}\n    n, edge"), r"on_bar returned Action.* a tuple of 2 of them",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(RUNNING))
def test_what_is_wrong_when_it_runs(written, name: str) -> None:
    text, message = RUNNING[name]
    with pytest.raises(StrategyError, match=message):
        rehearse(Setup(load(written(text)), (instrument(),), {}), [random_bars(10)])


def test_the_first_strategy_that_one_reads_is_short() -> None:
    text = (resources.files("tradewind.strategies") / "library" / "moving_average_cross.py").read_text(encoding="utf-8")
    (cls,) = [n for n in ast.parse(text).body if isinstance(n, ast.ClassDef)]
    assert cls.end_lineno - cls.lineno + 1 <= 15


@pytest.mark.parametrize("name", builtin_names())
def test_built_in_strategies_load_and_say_what_they_do(name: str) -> None:
    assert load(name).description
