"""A strategy's first bars in plain Python, so that its mistakes come with file and line instead of a compiler's message."""

from __future__ import annotations

import sys
from collections import namedtuple
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import nan
from types import FrameType
from typing import Any

import numpy as np

from tradewind.errors import StrategyError
from tradewind.features.column import Column
from tradewind.kernel.layout import INTENT
from tradewind.kernel.plain import Records
from tradewind.kernel.portfolio import Rules
from tradewind.kernel.setup import Setup
from tradewind.market.columns import Bars
from tradewind.market.time import to_iso
from tradewind.strategies.actions import Action
from tradewind.strategies.desk import Desk
from tradewind.strategies.loading import line_in
from tradewind.strategies.situation import BarNow, Situation
from tradewind.strategies.strategy import StrategyDefinition

MOST_LINES = 100_000  # of a strategy's file for one answer


def rehearse(setup: Rules, bars: Sequence[Bars], count: int = 8) -> None:
    """Call each strategy's `on_bar` on its first `count` bars with typical features, flat, long and short.

    Raises
    ------
    StrategyError: file, line and what went wrong, or what it returned that is no action.
    """
    first = 0
    for member in setup.members:
        _rehearse(member, bars[first], count)
        first += len(member.instruments)


def _rehearse(setup: Setup, one: Bars, count: int) -> None:
    strategy = setup.strategy
    if not strategy.compiled:
        return  # it says line and reason itself, and may count how often it was called
    names = strategy.columns()
    features = namedtuple("Features", names)
    params = strategy.params_type()(**setup.params)
    desk = Desk(Records(np.zeros(64, INTENT)), np.zeros(2, np.int64))  # type: ignore[arg-type]
    for i in range(min(count, len(one))):
        bar = BarNow(
            int(one.ts_event[i]), *(float(getattr(one, n)[i]) for n in ("open", "high", "low", "close", "volume"))
        )
        for value in (nan, bar.close):
            # All different, as real features are: equal ones would make a harmless difference a division by zero.
            now = features(*[value * (1 + 0.01 * j) for j in range(len(names))])
            before = features(*[value * (1 + 0.01 * j + 0.003) for j in range(len(names))])
            for position in (0.0, 1.0, -1.0):
                legs = (max(0.0, position), min(0.0, position), bar.close, bar.close)
                _call(strategy, Situation(bar, now, before, params, position, bar.close, setup.cash, desk, *legs), i)


@contextmanager
def _at_most(lines: int, path: str) -> Iterator[None]:
    """Raise where more lines of this file run than that: a loop that never ends could not be stopped once it is compiled."""
    left = lines

    def line(frame: FrameType, event: str, _: object) -> Any:
        nonlocal left
        left -= event == "line"
        if left < 0:
            raise RuntimeError(f"more than {lines:,} lines for one answer; does a loop never end?")
        return line

    def called(frame: FrameType, event: str, _: object) -> Any:
        return line if frame.f_code.co_filename == path else None

    before = sys.gettrace()
    sys.settrace(called)
    try:
        yield
    finally:
        sys.settrace(before)


def _call(strategy: StrategyDefinition, s: Situation, number: int) -> None:
    bar = f"{number} ({to_iso(s.bar.time)})"
    try:
        with _at_most(MOST_LINES, strategy.path):
            answer = strategy.on_bar(s)
    except Exception as error:
        at = f"{strategy.path or strategy.name} line {line_in(error, strategy.path)}"
        known = ", ".join(n for n, u in strategy.features.items() if not isinstance(u, Column)) or "none"
        hint = f"features: {known}" if isinstance(error, AttributeError) else None
        raise StrategyError(f"{at}: on_bar failed at bar {bar}: {type(error).__name__}: {error}", try_=hint) from None
    answers = [answer] if len(strategy.sources) == 1 else list(answer) if isinstance(answer, tuple) else []
    if len(answers) != len(strategy.sources) or not all(isinstance(a, Action) for a in answers):
        wanted = "hold(), long(...), short(...), close(), buy(...) or sell(...)"
        if len(strategy.sources) > 1:
            wanted = f"a tuple of {len(strategy.sources)} of them, one for each of {', '.join(strategy.sources)}"
        raise StrategyError(f"{strategy.path or strategy.name}: on_bar returned {answer!r} at bar {bar}", try_=wanted)
