"""Trials of the whole session: features, signals, decisions, orders, fills and equity at every bar, three machines side by side.

One takes all bars; one takes the same past with another future, up to the middle; one takes bars in pieces and is replaced in the middle
by another that goes on from its snapshot. They go on together, a stretch at a time, so that memory doesn't grow with the data.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from tradewind.kernel.block import Block
from tradewind.kernel.history import history_of
from tradewind.kernel.machine import Output, joined
from tradewind.kernel.setup import Setup
from tradewind.market.columns import Bars
from tradewind.market.time import to_iso
from tradewind.research.checking.columns import PAST
from tradewind.research.checking.comparing import first_row, first_value
from tradewind.research.checking.findings import Finding, line_of
from tradewind.research.checking.futures import another_future

STRETCH = 16_384
ALONE = 64  # so many of the first bars come one by one
_WHY = "the strategy keeps something outside its state, or reads what is not its own"


class Sessions:
    """The session that is on trial. findings: what differed first, of each trial; compared: how many values were."""

    def __init__(self, setup: Setup, bars: Sequence[Bars], block: Block, seed: int) -> None:
        self.setup, self.bars, self.block = setup, history_of(bars), block
        self.rng = np.random.default_rng((seed, len(block)))
        self.findings: list[Finding] = []
        self.compared = 0

    def run(self) -> None:
        """All trials, until one finds something: what follows a difference is no finding of its own."""
        n = len(self.block)
        middle = int(np.searchsorted(self.block.times, self.block.times[n // 2 - 1], side="right"))
        # Up to which the sources' own events belong to the first half.
        end = int(self.block.times[middle - 1]) - self.setup.conditions.feed_latency
        other = self.setup.block(another_future(self.bars, end + 1, self.rng))
        whole, future, pieces = (self.setup.machine() for _ in range(3))
        for start, stop in pairwise(self._bounds(middle)):
            wanted = whole.step(self.block[start:stop], trace=True)
            if stop <= middle:
                self._compare("shuffled future", wanted, future.step(other[start:stop], trace=True), start)
            if start == middle:
                snapshot, pieces = pieces.snapshot(), self.setup.machine()
                pieces.restore(snapshot)
            parts = [pieces.step(self.block[s:e], trace=True) for s, e in self._pieces(start, stop)]
            self._compare("pieces", wanted, joined(parts), start)
            if self.findings:
                return

    def _bounds(self, middle: int) -> list[int]:
        n = len(self.block)
        return sorted({*range(0, n, STRETCH), middle, n})

    def _pieces(self, start: int, stop: int) -> Iterator[tuple[int, int]]:
        cuts = {start, stop, int(self.rng.integers(start, stop))}
        return pairwise(sorted(cuts | set(range(start, min(ALONE, stop)))))

    def _compare(self, trial: str, whole: Output, other: Output, first: int) -> None:
        """Everything that two machines gave for the same bars, of which `first` is the first.

        Features and equity are there at each bar. A bar at which the strategy says nothing has no decision: that both have decisions at
        the same bars tells of those without, too.
        """
        for j, name in enumerate(self.setup.program.features.columns):
            self._values(trial, f"feature {name!r}", whole.trace[:, j], other.trace[:, j], first)
        self._rows(trial, "signal", _said(whole), _said(other))
        self._rows(trial, "decision", whole.decisions, other.decisions)
        self._rows(trial, "order or fill", whole.records, other.records)
        self._values(trial, "equity", whole.equity, other.equity, first)
        self.compared += (whole.trace.shape[1] + 4) * len(whole.equity)

    def _values(self, trial: str, what: str, whole: np.ndarray, other: np.ndarray, first: int) -> None:
        row = first_value(whole, other)
        if row >= 0:
            told = f"was {other[row]:.10g} with {PAST[trial]}, but is {whole[row]:.10g} in the whole"
            self._found(trial, what, first + row, told)

    def _rows(self, trial: str, what: str, whole: np.ndarray, other: np.ndarray) -> None:
        """Rows, bit for bit, each with its time: where one run says nothing and the other does, that bar is at fault."""
        row = first_row(whole, other)
        if row >= 0:
            ts = min(
                rows[row]["ts"] if rows.dtype.names else rows[row, 0] for rows in (whole, other) if row < len(rows)
            )
            self._found(trial, what, int(np.searchsorted(self.block.times, ts)), f"differs with {PAST[trial]}")

    def _found(self, trial: str, what: str, row: int, told: str) -> None:
        if self.findings:
            return
        time, source = to_iso(int(self.block.times[min(row, len(self.block) - 1)])), self.setup.strategy.source
        line = (
            line_of(what.split("'")[1], source) if what.startswith("feature") else _line_of_function("on_bar", source)
        )
        text = f"{what} at bar {row} ({time}) {told}: {_WHY}"
        self.findings.append(Finding(trial, what, row, time, line, _WHY, text if not line else f"line {line}: {text}"))


def _line_of_function(name: str, source: str) -> int:
    return next((i for i, text in enumerate(source.splitlines(), 1) if text.lstrip().startswith(f"def {name}(")), 0)


def _said(output: Output) -> np.ndarray:
    """(decisions, 2 + 5 m) int64, bit for bit: when and of which instrument the strategy said something, and what."""
    d, votes = output.decisions, output.votes
    said = votes.reshape(len(d), votes.shape[1] * votes.shape[2]).view(np.int64)
    return np.column_stack([d["ts"], d["instrument"], said])
