"""A strategy in plain Python beside the compiled kernel: the loop asks it at each event, and goes on with its answer."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator
from struct import Struct
from typing import Any

import numpy as np

from tradewind.compiler.callback import Asked
from tradewind.errors import StrategyError
from tradewind.kernel.block import Block
from tradewind.kernel.layout import World
from tradewind.strategies.actions import HOLD, Action
from tradewind.strategies.desk import Desk
from tradewind.strategies.situation import BarNow, EventNow, EventSituation, QuoteNow, Situation
from tradewind.strategies.strategy import StrategyDefinition

# Before the features in `heard`: position, entry price, equity, bid, ask and their sizes, quantities and prices of both legs.
_QUOTE, _LEGS, _FIRST = 3, 7, 11


class Records:
    """A record array whose rows are read and written by attribute, as in compiled code."""

    def __init__(self, array: np.ndarray) -> None:
        self.array, self.size, self.shape = array, array.size, array.shape

    def __getitem__(self, i: int) -> np.record:
        return self.array.view(np.recarray)[i]

    def __setitem__(self, i: int, row: np.record) -> None:
        self.array[i] = row


class PlainStrategy:
    """The strategy's functions as the compiled loop can ask them.

    heard: (11 + 2 features,) float64, written by the loop. said: (sources * fields,) float64, the answers as the fields of Action.
    """

    def __init__(self, strategy: StrategyDefinition, params: dict[str, int | float]) -> None:
        visible = strategy.columns()
        self.strategy = strategy
        self.heard = np.zeros(_FIRST + 2 * len(visible))
        self.said = np.zeros(len(strategy.sources) * len(Action._fields))
        self._heard, self._said = self.heard.data, self.said.data
        self._params = strategy.params_type()(**params)
        self._features = namedtuple("Features", visible)
        self._desk: Any = None
        self._asked = Asked(self._answer)
        self._unpack = Struct(f"{len(self.heard)}d").unpack_from
        self._pack = Struct(f"{len(Action._fields)}d").pack_into
        self._cut = _FIRST + len(visible)
        self._block: Block | None = None
        self._bars: Iterator[BarNow] = iter(())
        self._kinds: list[int] = []

    @property
    def address(self) -> int:
        return self._asked.address

    @property
    def error(self) -> BaseException | None:
        return self._asked.error

    def begin(self, block: Block, world: World, rows: slice | np.ndarray = slice(None)) -> None:
        """The events that it will be asked about next: those of the block in `rows`."""
        self._asked.error = None
        self._block = block
        self._kinds = block.kinds.tolist()
        columns = (block.times, block.opens, block.highs, block.lows, block.closes, block.volumes)
        self._rows = [c.tolist() for c in columns] if self._kinds else []
        own = () if self._kinds else zip(*(c[rows].tolist() for c in columns), strict=True)
        self._bars = map(BarNow._make, own)
        self.look_at(world)

    def look_at(self, world: World) -> None:
        """The arrays that the desk is in now; they change when they had to grow."""
        arrays = (Records(a) for a in (world.orders, world.account))
        self._desk = Desk(Records(world.intents), world.wished, *arrays)  # type: ignore[arg-type]

    def _answer(self, i: int) -> None:
        """What the loop calls: the answer to event `i` goes to `said`."""
        heard, features = self._unpack(self._heard), self._features
        now = features._make(heard[_FIRST : self._cut])
        before = features._make(heard[self._cut :])
        common = (now, before, self._params, *heard[:_QUOTE], self._desk, *heard[_LEGS:_FIRST])
        if self._kinds and self._kinds[i] != 0:
            event = EventNow(self._kinds[i], *(r[i] for r in self._rows))
            answer = self.strategy.on_event(EventSituation(event, QuoteNow(*heard[_QUOTE:_LEGS]), *common))
        else:
            bar = BarNow(*(r[i] for r in self._rows)) if self._kinds else next(self._bars)
            answer = self.strategy.on_bar(Situation(bar, *common))
        if type(answer) is Action:
            if answer[0] == HOLD:
                self.said[0] = HOLD
            else:
                self._pack(self._said, 0, *answer)
        else:
            self._several(answer)

    def _several(self, answer: Any) -> None:
        sources = self.strategy.sources
        if len(sources) == 1 or not isinstance(answer, tuple) or len(answer) != len(sources):
            raise TypeError(
                f"returned {answer!r}; expected hold(), long(...), short(...), close(), buy(...) or sell(...)"
            )
        size = 8 * len(Action._fields)
        for j, one in enumerate(answer):
            self._pack(self._said, j * size, *one)


class Interrupted(KeyboardInterrupt):
    """Ctrl-C while a strategy was asked, which may never have answered. so_far: what the run had done before (an Output)."""

    so_far: object = None


def failure(strategy: StrategyDefinition, error: BaseException, where: str) -> StrategyError:
    """What is told of a strategy that raised."""
    lines = []
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == strategy.path:
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    at = f"{strategy.path or strategy.name}{f' line {lines[-1]}' if lines else ''}"
    return StrategyError(f"{at}: failed at {where}: {type(error).__name__}: {error}")
