"""One strategy at an account: its program, its parameters, and what its features remember."""

from __future__ import annotations

from math import nan

import numpy as np

from tradewind.decision.combine import VOTE_COLUMNS
from tradewind.kernel.block import Block
from tradewind.kernel.layout import World
from tradewind.kernel.plain import PlainStrategy
from tradewind.kernel.program import WORLD, Program

_NONE = np.empty(0)


class Member:
    """What the loop of one strategy is called with.

    Parameters
    ----------
    program: the compiled loop. params: the strategy's parameters, all of them. rows: of instruments in the account. alone: no other strategy
    shares the account, where it goes by `name`; else it writes its votes into an array of its own, because the others may have another
    number of sources.
    """

    def __init__(
        self, program: Program, params: dict[str, int | float], rows: int, *, name: str = "", alone: bool = True
    ) -> None:
        self.program = program
        self.name = name or program.strategy.name
        self.strategy = strategy = program.strategy
        layout = program.features.layout(params)
        self.memories = np.tile(layout.initial, (rows, 1))
        self.memories[:, : program.visible] = nan
        self._fixed = [
            np.array([float(params[name]) for name in strategy.params], dtype=np.float64),
            layout.parameters,
            layout.windows,
        ]
        self.weights = np.array(list(strategy.sources.values()), dtype=np.float64)
        self.plain = None if strategy.compiled else PlainStrategy(strategy, params)
        self.alone = alone
        self.own_votes = np.zeros((0, VOTE_COLUMNS))
        self.bounds = np.zeros(4, np.int64)
        self._worded: tuple[World | None, np.ndarray] = (None, _NONE)

    def begin(self, block: Block, world: World, every_decision: bool, rows: slice | np.ndarray) -> None:
        """These events come next, of them for this strategy those in `rows`."""
        self.bounds[:] = (0, len(block), every_decision, self.plain.address if self.plain else 0)
        if self.plain:
            self.plain.begin(block, world, rows)

    def words(self, world: World) -> np.ndarray | World:
        """The world as its loop takes it; made anew only when an array of it is another one."""
        if world is not self._worded[0]:
            mine = world if self.alone else world._replace(weights=self.weights, votes=self.own_votes)
            self._worded = (world, WORLD.block(mine))
        return self._worded[1]

    def arguments(self, world: World, block: Block, equity: np.ndarray, trace: np.ndarray) -> list:
        """In the order of `program.RUN`."""
        heard, said = (self.plain.heard, self.plain.said) if self.plain else (_NONE, _NONE)
        return [
            self.words(world), self.memories, *self._fixed, *block.arrays(), equity, trace, self.bounds, heard, said,
        ]  # fmt: skip
