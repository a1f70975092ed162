"""One worker's lane: a world, an equity curve and room for round trips that are used again for every combination.

This is the one place where sweeps touch the compiled loop (kernel/program.py) and its world. Nothing is allocated for a combination, and
everything it could have left behind is put back before the next one, so results don't depend on which lane ran what before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tradewind.compiler.entry import Entry
from tradewind.kernel.block import Block
from tradewind.kernel.setup import Setup
from tradewind.research.metrics.curve import BLOCK, CURVE
from tradewind.research.metrics.sample import TRIP
from tradewind.research.metrics.sums import UNKNOWN
from tradewind.research.sweep.stage import RECORDS, Stage
from tradewind.research.sweep.tally import FIGURES, TALLY
from tradewind.research.trip_rows import OPENED


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
        self._run, self._tally, self._ground = setup.fills_program.run, tally, ground
        legs = 2 if setup.account.hedging else 1
        self._stage = Stage(
            setup,
            width,
            opened=np.zeros(legs * len(setup.instruments), OPENED),
            curve=np.zeros(1, CURVE),
            tally=np.zeros(1, TALLY),
        )
        self._trips = np.zeros(RECORDS, TRIP)
        self._equity = np.zeros(len(ground.block))
        self._returns = np.zeros(BLOCK)
        self._unread = np.zeros(0 if ground.before is None else len(ground.before))
        self._known = np.zeros_like(self._stage.views["memories"])
        self._bounds = np.zeros(4, np.int64)
        self._params = np.zeros(len(setup.strategy.params))
        self._feature_params = np.zeros(0)
        self._feature_windows = np.zeros((len(setup.fills_program.features.steps), 2), np.int64)
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
        self._stage.reset()
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
            account = self._stage.views["account"]
            account["records_out"] = account["decisions_out"] = 0
            if done == before:
                self._stage.make_room()
                self._grown = True
            before = done
        self._known[...] = self._stage.views["memories"]
        self._stage.reset()
        self._stage.views["memories"][...] = self._known
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
                self._stage.make_room()
                self._grown = True
            before = done
        return self._figures

    def _take(self, words: list[int]) -> None:
        made = self._tally.raw(words)
        if made + len(self._stage.world.records) > len(self._trips):
            longer = np.zeros(2 * (made + len(self._stage.world.records)), TRIP)
            longer[:made] = self._trips[:made]
            self._trips = longer
            self._grown = True

    def _prepare(self) -> None:
        """Addresses for the two entries, again after an array was replaced."""
        block, g, world, views = self._ground.block, self._ground, self._stage.world, self._stage.views
        self._taken, self._curve = views["tally"], views["curve"]
        shared = [
            self._stage.block,
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
            world.account, world.records, world.instruments, views["opened"], self._trips, self._curve, self._taken,
            self._sums, self._equity, self._returns, g.moments, self._bounds, g.span,
        ]  # fmt: skip
        nothing = np.empty(0)
        self._keep = (arrays, nothing)
        self._tally_words = self._tally.words([*tallied, nothing])
        self._final_words = self._tally.words([*tallied, self._figures])
        self._grown = False
