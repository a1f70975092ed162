"""The walk: in each window choose parameters on the past, trade them on what follows, with one account through all windows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from tradewind.kernel.block import Block
from tradewind.kernel.commands import PAUSE, RESUME
from tradewind.kernel.history import history_of
from tradewind.kernel.machine import Machine, Output, command
from tradewind.kernel.setup import Setup
from tradewind.market.columns import Bars
from tradewind.research.backtest import BacktestResult
from tradewind.research.rehearsal import rehearse
from tradewind.research.walkforward.choose import choose, objective
from tradewind.research.walkforward.evaluate import Course, evaluate, metrics_of, step, warmed, with_params
from tradewind.research.walkforward.result import WalkForwardResult, Window
from tradewind.research.walkforward.search import ParameterSet, Sampler, Search
from tradewind.research.walkforward.windows import Span, spans, warm_start

WARMUP_BARS = 500
_PARTS = ("records", "decisions", "votes", "used", "equity")


def walkforward(
    setup: Setup,
    bars: Sequence[Bars],
    search: Search | None = None,
    train_days: float = 180,
    test_days: float = 30,
    step_days: float | None = None,
    *,
    anchored: bool = False,
    by: str = "sharpe",
    min_trades: int = 1,
    earlier_trials: int = 0,
    draws: int = 300,
    warmup_bars: int = WARMUP_BARS,
    workers: int | None = None,
    folder: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> WalkForwardResult:
    """Choose parameters again and again on the past, and trade each choice on the days that follow.

    search: which sets are tried in each train window; None: 64 of a Latin hypercube. train_days, test_days, step_days, anchored: see
    `spans`. by: the metric that decides, `sharpe` or any other of the catalogue. min_trades: what a set must have closed in the
    train window to be chosen. earlier_trials: what was tried on these data before. draws: resamples for the intervals.
    warmup_bars: so many moments before each train window warm the features of every set up (fewer where the data begin later: the first
    window has none); 0: cold. workers: threads. folder: where the figures of each window's sets are kept, so that the same call goes
    on after an interruption.

    What the test pieces are. One account lives through all of them: cash, positions, resting orders, drawdown and the limits' memory
    are handed on, only the parameters change, at the first bar of the test window. A position that is open then stays open
    under the new parameters with the stop and target it has. Features are warm: those of the new parameters are played over all bars
    before the window. Nothing of a test window is known to the choice made before it, so the joined curve is what could
    have been traded. Between test windows (step above test) the account is paused: exits live on, nothing is entered.

    Where no set has a known value in a train window, the parameters before it go on (in the first window: the setup's own).

    Raises
    ------
    UsageError, DataError: see `spans`, `objective` and the search. StrategyError: see `evaluate`.
    """
    search = Sampler() if search is None else search
    wanted = objective(by)
    steps = spans(bars, train_days=train_days, test_days=test_days, step_days=step_days, anchored=anchored)
    search.sets(setup.strategy, setup.params)  # a mistake in it is said before anything runs
    rehearse(setup, bars)
    walk = _Walk(setup, bars, setup.block(bars))
    windows: list[Window] = []
    tried: set[tuple] = set()
    evaluations, params = 0, setup.params
    for number, span in enumerate(steps):
        sets = search.sets(setup.strategy, setup.params, number)
        train = history_of(bars).between(warm_start(bars, span.train_from, warmup_bars), span.test_from)
        kept = None if folder is None else folder / f"window-{number:04d}"
        figures = evaluate(setup, train, sets, start=span.train_from, by=wanted.name, workers=workers, folder=kept)
        best = choose(figures, wanted, min_trades)
        made = None if best is None else _in_sample(setup, train, span, sets[best], figures.row(best, named=True))
        params = params if best is None else sets[best]
        tried |= {tuple(sorted(one.items())) for one in sets}
        evaluations += len(sets)
        rows = walk.trade(
            span, params, until=steps[number + 1].test_from if number + 1 < len(steps) else span.test_until
        )
        windows.append(Window(span, params, made, rows))
        if progress is not None:
            progress(number + 1, len(steps))
    return WalkForwardResult.of(
        walk.joined(), tuple(windows), search, wanted,
        tried=len(tried), evaluations=evaluations, trials=len(tried) + earlier_trials, draws=draws, warmup_bars=warmup_bars,
    )  # fmt: skip


def _in_sample(
    setup: Setup, train: Sequence[Bars], span: Span, params: ParameterSet, figures: dict[str, float]
) -> dict[str, float]:
    """All metrics of the chosen set in its train window; those that decided as they were when they did."""
    whole = metrics_of(setup, Course.of(setup, train, span.train_from), params)
    return {name: figures.get(name, value) for name, value in whole.items()}


class _Walk:
    """The one account, and what it did so far."""

    def __init__(self, setup: Setup, bars: Sequence[Bars], block: Block) -> None:
        self.setup = setup
        self.bars = bars
        self.block = block
        self.parts: list[Output] = []
        self.last: Machine | None = None
        self.start: int | None = None
        self.stop = 0

    def trade(self, span: Span, params: ParameterSet, until: int) -> tuple[int, int]:
        """Trade the test window and pass the time `until` the next; first row of the joined block and row after the window's last."""
        first, end, after = (
            int(r) for r in np.searchsorted(self.block.times, (span.test_from, span.test_until, until))
        )
        machine = self._warm(params, first)
        self.parts.append(step(machine, self.block[first:end], params))
        if after > end:
            times = self.block.times
            self.parts.append(machine.step(command(PAUSE, int(times[end - 1]))))
            self.parts.append(step(machine, self.block[end:after], params))
            self.parts.append(machine.step(command(RESUME, int(times[after - 1]))))
        self.last = machine
        self.start, self.stop = (first if self.start is None else self.start), max(end, after)
        return first - self.start, end - self.start

    def _warm(self, params: ParameterSet, first: int) -> Machine:
        """A machine whose features have seen all bars before row `first`, with the account as it stands: the warm-up's own is thrown away."""
        machine = warmed(with_params(self.setup, params), self.block[:first], params)
        if self.last is not None:
            machine.world = self.last.world
        return machine

    def joined(self) -> BacktestResult:
        """All test pieces as one run of one account, from the first bar of the first test window on."""
        assert self.last is not None and self.start is not None
        block = self.block[self.start : self.stop]
        records, decisions, votes, used, equity = (
            np.concatenate([getattr(part, name) for part in self.parts]) for name in _PARTS
        )
        cut = history_of(self.bars).between(int(block.times[0]), int(block.times[-1]) + 1)
        output = Output(records, decisions, votes, used, equity, np.empty((0, 0)))
        return BacktestResult(self.setup, cut, block, self.last, output)
