"""A world that is set up once and put back by one copy: where run after run takes place without anything being made anew."""

from __future__ import annotations

from math import nan

import numpy as np

from tradewind.kernel.keeping import Keep
from tradewind.kernel.layout import DECISION, RECORD, World
from tradewind.kernel.program import WORLD
from tradewind.kernel.setup import Setup
from tradewind.research.sweep.packed import Packed

# Small enough to stay in the processor's cache: the rows are read once and used again.
RECORDS, _DECISIONS = 2048, 512

# What a run can change in the world beside its output: all but what is the same in every run of the set-up.
_OUTPUTS = ("records", "decisions", "votes", "used")
_CHANGED = tuple(n for n in World._fields if n not in (*_OUTPUTS, "weights", "tiers", "fee_tiers"))


class Stage:
    """The world of a new account, the features' memories, and room for the fills of a while.

    Parameters
    ----------
    width: length of the longest state vector that any run needs. own: further arrays by name, which are put back with the rest.
    """

    def __init__(self, setup: Setup, width: int, **own: np.ndarray) -> None:
        program = setup.fills_program
        self.world: World = setup.machine(Keep.FILLS, program).world
        features = program.features
        memories = np.zeros((len(setup.instruments), width))
        memories[:, : features.scalars] = features.layout(setup.params).initial[: features.scalars]
        memories[:, : program.visible] = nan
        changed = {n: getattr(self.world, n) for n in _CHANGED}
        self._packed = Packed({**changed, "memories": memories, **own})
        self._give_room(RECORDS, _DECISIONS)

    @property
    def views(self) -> dict[str, np.ndarray]:
        """What the next `reset` puts back, by name; others after `make_room`."""
        return self._packed.views

    @property
    def memory(self) -> tuple[np.ndarray, np.ndarray]:
        """(words,) int64 each: all that a run changes, and how it begins."""
        return self._packed.words

    def reset(self) -> None:
        """A new account, and features that have seen nothing."""
        self._packed.reset()

    def make_room(self) -> None:
        """One event could write more than there is room for, because many orders are working. What was written must have been taken."""
        self._packed = self._packed.longer("orders", 2 * len(self.views["orders"]))
        rows = 2 * len(self.world.records)
        self._give_room(rows, rows // 4)

    def _give_room(self, records: int, decisions: int) -> None:
        w, sources = self.world, len(self.world.weights)
        self.world = w._replace(
            records=np.zeros(records, RECORD),
            decisions=np.zeros(decisions, DECISION),
            votes=np.zeros((decisions * sources, w.votes.shape[1])),
            used=np.zeros((decisions, w.used.shape[1])),
            **{n: self.views[n] for n in _CHANGED},
        )
        self.block = WORLD.block(self.world)  # how the loop takes it
