"""Runs a space of parameters: combinations are dealt to threads in chunks, each thread has a lane of its own.

The compiled loop lets go of Python's lock, so plain threads use all cores and share the bars. A combination's figures depend on nothing but
the combination: one core or many, in one go or resumed, they are the same to the last bit.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from math import ceil, nan
from pathlib import Path

import numpy as np

from tradewind.errors import UsageError
from tradewind.kernel.block import Block
from tradewind.kernel.setup import Setup
from tradewind.market.columns import Bars
from tradewind.research.rehearsal import rehearse
from tradewind.research.sweep.feeds import Feeds, feeds
from tradewind.research.sweep.lane import Ground, Lane
from tradewind.research.sweep.result import COMPLETE, DRAWDOWN, NOT_A_NUMBER, TRADES, SweepResult
from tradewind.research.sweep.resume import Store, describe
from tradewind.research.sweep.space import Space
from tradewind.research.sweep.tally import FIGURES, tally_entry

CHUNK = 64
_PIECES = 8
_BLOCK = 1024  # combinations whose feeds are made at once to learn the longest state

Tick = Callable[[int, int], None]
Chunk = tuple[int, np.ndarray, np.ndarray]  # its number, (rows, figures), (rows,) how each ended


@dataclass(frozen=True)
class StopRule:
    """When a run is hopeless. Such runs are ended, counted, and have NaN for every figure.

    max_drawdown: fraction of the peak that equity fell below; 0: any. min_trades: round trips closed by the share `by` of the bars; 0: none.
    """

    max_drawdown: float = 0.0
    min_trades: int = 0
    by: float = 0.5

    def __post_init__(self) -> None:
        if not 0.0 <= self.max_drawdown < 1.0 or self.min_trades < 0 or not 0.0 < self.by <= 1.0:
            raise UsageError(
                f"stop rule: max_drawdown {self.max_drawdown} must be 0 to 1, min_trades {self.min_trades} 0 or more, by {self.by} above 0 to 1"
            )

    def edges(self, bars: int) -> list[int]:
        """Rows at which to look, the last one included."""
        found = {bars}
        if self.max_drawdown > 0:
            found |= {ceil(bars * i / _PIECES) for i in range(1, _PIECES)}
        if self.min_trades > 0:
            found.add(ceil(bars * self.by))
        return sorted(found)


@dataclass(frozen=True)
class Task:
    """What is the same for all combinations of a sweep: everything that a worker needs beside the chunk's values."""

    setup: Setup
    ground: Ground
    rule: StopRule
    width: int

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.setup.strategy.params)

    def feeds(self, values: np.ndarray) -> Feeds:
        return feeds(self.setup.fills_program.features, self.names, values)


class Worker:
    """One lane that does whole chunks."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._edges = task.rule.edges(len(task.ground.block))
        self._half = ceil(len(task.ground.block) * task.rule.by)
        self._lane = Lane(task.setup, task.ground, tally_entry(task.setup.on_compile), task.width)

    def chunk(self, number: int, values: np.ndarray) -> Chunk:
        """Figures of these combinations, (rows, p) values of all of the strategy's parameters."""
        given = self._task.feeds(values)
        figures = np.empty((len(values), len(FIGURES)))
        ended = np.zeros(len(values), np.int8)
        for i in range(len(values)):
            self._lane.begin(values[i], given.features[i], given.windows[i])
            ended[i] = self._one(figures[i])
        return number, figures, ended

    def _one(self, row: np.ndarray) -> int:
        lane, rule, last = self._lane, self._task.rule, self._edges[-1]
        made = nan
        for edge in self._edges:
            made = lane.advance(edge, last=edge == last)
            if rule.max_drawdown > 0 and lane.deepest > rule.max_drawdown:
                row[:] = nan
                return DRAWDOWN
            if rule.min_trades > 0 and edge == self._half and lane.trades < rule.min_trades:
                row[:] = nan
                return TRADES
        row[:] = made
        if row[-1] - row[-1] != 0.0:  # the final equity is no number: a stop, a target or a size was not
            row[:] = nan
            return NOT_A_NUMBER
        return COMPLETE


def sweep(
    setup: Setup,
    bars: Sequence[Bars],
    space: Space,
    *,
    rule: StopRule | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    folder: str | Path | None = None,
    progress: Tick | None = None,
) -> SweepResult:
    """Run `setup` with every combination of `space` over `bars`.

    Parameters
    ----------
    rule: when to give a run up. workers: threads, None for one a core. cluster: `tcp://HOST:PORT` of a Dask scheduler, instead of threads.
    folder: where chunks are kept, so that the same call goes on after an interruption. progress: called with (done, total).

    Raises
    ------
    StrategyError, DataError: as for a backtest. UsageError: a folder that holds another sweep, or a cluster that can't be used.
    """
    rehearse(setup, bars)
    return sweep_block(
        setup, setup.block(bars), space, rule=rule, workers=workers, cluster=cluster, folder=folder, progress=progress
    )


def sweep_block(
    setup: Setup,
    block: Block,
    space: Space,
    *,
    before: Block | None = None,
    rule: StopRule | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    folder: str | Path | None = None,
    progress: Tick | None = None,
) -> SweepResult:
    """The same over a block that is merged already. before: the bars on which the features of each combination warm up."""
    task = _task(setup, block, before, space, rule or StopRule())
    numbers = range(ceil(len(space.values) / CHUNK))
    figures = np.full((len(space.values), len(FIGURES)), nan)
    ended = np.zeros(len(space.values), np.int8)
    done = 0
    store = None if folder is None else Store(Path(folder), describe(task, space))

    def take(made: Chunk) -> None:
        nonlocal done
        rows = rows_of(made[0], len(space.values))
        figures[rows], ended[rows] = made[1], made[2]
        done += len(made[2])
        if progress is not None:
            progress(done, len(space.values))

    known = (
        {} if store is None else store.load(len(FIGURES), lambda n: len(space.values[rows_of(n, len(space.values))]))
    )
    for number, kept in known.items():
        take((number, *kept))
    left = [n for n in numbers if n not in known]
    for made in _chunks(task, space, left, workers, cluster):
        if store is not None:
            store.keep(made)
        take(made)
    return SweepResult(space, task.names, figures, ended, setup.params)


def rows_of(number: int, total: int) -> slice:
    """Rows of the space that chunk `number` holds."""
    return slice(number * CHUNK, min(total, (number + 1) * CHUNK))


def _task(setup: Setup, block: Block, before: Block | None, space: Space, rule: StopRule) -> Task:
    if not setup.strategy.compiled:
        raise UsageError(
            f"{setup.strategy.name} runs as plain Python (compiled = False); a sweep needs a compiled strategy",
            try_="compiled = True, or one backtest a choice",
        )
    ground = Ground.of(block, before)
    if ground.span[0] == ground.span[1]:
        raise UsageError(f"{setup.strategy.name}: a sweep needs bars of 2 times or more, got {len(block)} bars")
    names, blocks = tuple(setup.strategy.params), range(0, len(space.values), _BLOCK)
    widths = [feeds(setup.fills_program.features, names, space.values[b : b + _BLOCK]).width for b in blocks]
    return Task(setup, ground, rule, max(widths))


def _chunks(task: Task, space: Space, left: list[int], workers: int | None, cluster: str | None) -> Iterator[Chunk]:
    """Chunks as they get ready, in any order."""
    parts = ((n, space.values[rows_of(n, len(space.values))]) for n in left)
    if cluster is not None:
        from tradewind.research.sweep.cluster import on_cluster

        yield from on_cluster(cluster, task, parts, len(left))
        return
    count = max(1, min(len(left), workers or len(os.sched_getaffinity(0))))
    if count == 1:
        worker = Worker(task)
        yield from (worker.chunk(n, values) for n, values in parts)
        return
    yield from _threads(task, parts, len(left), count)


def _threads(task: Task, parts: Iterator[tuple[int, np.ndarray]], total: int, count: int) -> Iterator[Chunk]:
    mine = threading.local()

    def run(part: tuple[int, np.ndarray]) -> Chunk:
        if not hasattr(mine, "worker"):
            mine.worker = Worker(task)
        return mine.worker.chunk(*part)

    with ThreadPoolExecutor(count, thread_name_prefix="sweep") as pool:
        waiting = set()
        try:
            for part in parts:
                waiting.add(pool.submit(run, part))
                if len(waiting) >= 2 * count:
                    ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    yield from (f.result() for f in ready)
            while waiting:
                ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (f.result() for f in ready)
        finally:
            for future in waiting:
                future.cancel()
