"""One worker's lane: a world, an equity curve and room for round trips that are used again for every combination.

This is the one place where sweeps touch the compiled loop (kernel/program.py) and its world. Nothing is allocated for a combination, and
everything it could have left behind is put back before the next one, so results don't depend on which lane ran what before.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np

from tradewind.compiler.entry import Entry
from tradewind.kernel.block import Block
from tradewind.kernel.keeping import Keep
from tradewind.kernel.layout import DECISION, RECORD, World
from tradewind.kernel.program import WORLD
from tradewind.kernel.setup import Setup
from tradewind.research.metrics.curve import BLOCK, CURVE
from tradewind.research.metrics.sample import TRIP
from tradewind.research.metrics.sums import UNKNOWN
from tradewind.research.sweep.packed import Packed
from tradewind.research.sweep.tally import FIGURES, TALLY
from tradewind.research.trip_rows import OPENED

# Small enough to stay in the processor's cache: the rows are read once and used again.
_RECORDS, _DECISIONS = 2048, 512

# What a run can change in the world beside its output: all but what is the same in every run of the set-up.
_OUTPUTS = ("records", "decisions", "votes", "used")
_CHANGED = tuple(n for n in World._fields if n not in (*_OUTPUTS, "weights", "tiers", "fee_tiers"))


@dataclass(frozen=True)
class Ground:
    """What all lanes read: the bars in the kernel's order, the last row of each moment (empty: every row is one), (2,) first and last time.

    before: bars on which the features warm up; what is traded on them is thrown away. None: the features begin cold.
    """

    block: Block
    moments: np.ndarray
    span: np.ndarray
    before: Block | None = None

    @classmethod
    def of(cls, block: Block, before: Block | None = None) -> Ground:
        rows, times = block.moments(), block.times
        moments = rows.astype(np.int64) if len(rows) < len(times) else np.empty(0, np.int64)
        return cls(block, moments, times[rows[[0, -1]]].astype(np.int64), before)


class Lane:
    """Runs one combination after the other.

    Parameters
    ----------
    width: length of the longest state vector (see feeds.py) that any combination needs.
    """

    def __init__(self, setup: Setup, ground: Ground, tally: Entry, width: int) -> None:
        machine = setup.machine(Keep.FILLS)
        self._run, self._tally, self._ground = setup.program.run, tally, ground
        m = len(machine.world.weights)
        outputs = {
            "records": np.zeros(_RECORDS, RECORD),
            "decisions": np.zeros(_DECISIONS, DECISION),
            "votes": np.zeros((_DECISIONS * m, machine.world.votes.shape[1])),
            "used": np.zeros((_DECISIONS, machine.world.used.shape[1])),
        }
        features = setup.program.features
        start = features.layout(setup.params).initial[: features.scalars]
        memories = np.zeros((len(setup.instruments), width))
        memories[:, : features.scalars] = start
        memories[:, : setup.program.visible] = nan
        own = {
            "opened": np.zeros(len(machine.world.positions), OPENED),
            "curve": np.zeros(1, CURVE),
            "tally": np.zeros(1, TALLY),
        }
        self._packed = Packed({**{n: getattr(machine.world, n) for n in _CHANGED}, "memories": memories, **own})
        self._outputs = outputs
        self._world: World = machine.world
        self._trips = np.zeros(_RECORDS, TRIP)
        self._equity = np.zeros(len(ground.block))
        self._returns = np.zeros(BLOCK)
        self._unread = np.zeros(0 if ground.before is None else len(ground.before))
        self._known = np.zeros_like(memories)
        self._bounds = np.zeros(4, np.int64)
        self._params = np.zeros(len(setup.strategy.params))
        self._feature_params = np.zeros(0)
        self._feature_windows = np.zeros((len(features.steps), 2), np.int64)
        self._figures = np.zeros(len(FIGURES))
        self._sums = UNKNOWN.copy()  # all of it that the figures read is filled anew at the end of each run
        self._prepare()

    @property
    def trades(self) -> int:
        """Closed round trips so far."""
        return int(self._taken["trips"][0])

    @property
    def deepest(self) -> float:
        """Deepest fall of equity so far, a fraction of the peak before it."""
        return float(self._curve["deepest"][0])

    def begin(self, params: np.ndarray, feature_params: np.ndarray, windows: np.ndarray) -> None:
        """A new account at its start, with these parameters (rows of `values` and of feeds.py)."""
        if self._feature_params.shape != feature_params.shape:
            self._feature_params = np.zeros(feature_params.shape)
            self._grown = True
        self._params[:] = params
        self._feature_params[:] = feature_params
        self._feature_windows[:] = windows
        self._packed.reset()
        self._bounds[:] = 0
        if len(self._unread):
            self._warm_up()

    def _warm_up(self) -> None:
        """Let the bars before the first one happen and keep what the features then know; the account begins anew."""
        bounds, stop, before = self._bounds, len(self._unread), 0
        bounds[1] = stop
        while before < stop:
            if self._grown:
                self._prepare()
            done = self._run.raw(self._warm_words)
            bounds[0] = done
            account = self._packed.views["account"]
            account["records_out"] = account["decisions_out"] = 0
            if done == before:
                self._make_room()
            before = done
        self._known[...] = self._packed.views["memories"]
        self._packed.reset()
        self._packed.views["memories"][...] = self._known
        bounds[:] = 0

    def advance(self, stop: int, *, last: bool = False) -> np.ndarray:
        """Let the bars before row `stop` happen; the figures (valid where `last`) are overwritten by the next run."""
        bounds = self._bounds
        bounds[1] = stop
        before = int(bounds[0])
        while before < stop:
            if self._grown:
                self._prepare()
            done = self._run.raw(self._run_words)
            bounds[0] = done
            self._take(self._final_words if last and done == stop else self._tally_words)
            if done == before:
                self._make_room()
            before = done
        return self._figures

    def _take(self, words: list[int]) -> None:
        made = self._tally.raw(words)
        if made + len(self._outputs["records"]) > len(self._trips):
            longer = np.zeros(2 * (made + len(self._outputs["records"])), TRIP)
            longer[:made] = self._trips[:made]
            self._trips = longer
            self._grown = True

    def _make_room(self) -> None:
        """One bar could write more than there is room for, because many orders are working."""
        rows = 2 * len(self._outputs["records"])
        m = len(self._world.weights)
        sizes = {"records": rows, "decisions": rows // 4, "votes": rows // 4 * m, "used": rows // 4}
        # The caller has taken what was in them, so they can be new ones.
        self._outputs = {n: np.zeros((sizes[n], *array.shape[1:]), array.dtype) for n, array in self._outputs.items()}
        self._packed = self._packed.longer("orders", 2 * len(self._packed.views["orders"]))
        self._grown = True

    def _prepare(self) -> None:
        """Addresses for the two entries, again after an array was replaced."""
        block, g, views = self._ground.block, self._ground, self._packed.views
        self._world = self._world._replace(**self._outputs, **{n: views[n] for n in _CHANGED})
        self._taken, self._curve = views["tally"], views["curve"]
        shared = [
            WORLD.block(self._world),
            views["memories"],
            self._params,
            self._feature_params,
            self._feature_windows,
        ]
        rest = [np.empty((0, 0)), self._bounds, np.empty(0), np.empty(0)]
        arrays = [*shared, *block.arrays(), self._equity, *rest]
        self._run_words = self._run.words(arrays)
        if g.before is not None:
            self._warm_words = self._run.words([*shared, *g.before.arrays(), self._unread, *rest])
        tallied = [
            self._world.account, self._world.records, self._world.instruments, views["opened"], self._trips, self._curve, self._taken,
            self._sums, self._equity, self._returns, g.moments, self._bounds, g.span,
        ]  # fmt: skip
        nothing = np.empty(0)
        self._keep = (arrays, nothing)
        self._tally_words = self._tally.words([*tallied, nothing])
        self._final_words = self._tally.words([*tallied, self._figures])
        self._grown = False
