"""Monte Carlo of a run: what else could have come of it, by four methods that each doubt something else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np

from tradewind.errors import DataError, UsageError
from tradewind.research.backtest import BacktestResult
from tradewind.research.montecarlo.jitter import path_of, rerun
from tradewind.research.montecarlo.outcome import Outcome, outcome
from tradewind.research.montecarlo.paths import from_returns
from tradewind.research.montecarlo.resampled import account_steps, bootstrapped, shuffled, skipped, trade_steps

Method = Literal["returns", "shuffled", "skipped", "jittered"]
METHODS: tuple[Method, ...] = get_args(Method)


@dataclass(frozen=True)
class Assumed:
    """What the paths rest on, see `montecarlo`."""

    paths: int
    periods: int
    seed: int
    step: str
    block: float | None
    skip: float
    jitter: float
    jitter_paths: int
    ruin: float
    drawdown_limit: float


@dataclass(frozen=True)
class MonteCarloResult:
    """outcomes: by method. left_out: methods that could not be done, and why. start: equity at which every path begins."""

    outcomes: dict[str, Outcome]
    left_out: dict[str, str]
    assumed: Assumed
    start: float
    result: BacktestResult = field(repr=False, compare=False)


def montecarlo(
    result: BacktestResult,
    paths: int = 1000,
    periods: int = 252,
    seed: int = 0,
    *,
    methods: Sequence[str] = METHODS,
    step: Literal["day", "bar"] = "day",
    block: float | None = None,
    skip: float = 0.1,
    jitter: float = 0.1,
    jitter_paths: int = 100,
    ruin: float = 0.5,
    drawdown_limit: float | None = None,
    cores: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> MonteCarloResult:
    """Ask four times what else could have come of a run.

    `returns`: `periods` of the account's returns by `step`, drawn in blocks (stationary bootstrap, mean length `block`, None: n ** (1/3)).
    It asks what a time like this could bring. `shuffled`: the closed trades in another order: was the drawdown luck? The end is the
    same in every order. `skipped`: each trade is missed with probability `skip`: does the result hang on a few? `jittered`: the
    kernel again on bars whose prices are moved by `jitter` times the standard deviation of a bar's return: does it hang on exact ticks?

    ruin: the share of the starting equity at which an account counts as ruined. drawdown_limit: fraction of the peak (None: the
    account's own, `risk.max_drawdown`). Both are asked along the whole path, at the ends of its steps. The same seed gives the same
    figures on any number of cores, whichever methods are asked for.

    Raises
    ------
    UsageError: an argument out of its range. DataError: too few returns and trades for every method asked for.
    """
    limit = result.setup.limits.max_drawdown if drawdown_limit is None else drawdown_limit
    assumed = Assumed(paths, periods, seed, step, block, skip, jitter, jitter_paths, ruin, limit)
    _require(assumed, methods)
    work = _Work(result, assumed, cores, progress, len(methods) - ("jittered" in methods))
    outcomes: dict[str, Outcome] = {}
    left_out: dict[str, str] = {}
    for name in methods:
        try:
            outcomes[name] = work.outcome(name)
        except DataError as error:
            left_out[name] = error.what
    if not outcomes:
        raise DataError("; ".join(dict.fromkeys(left_out.values())), try_="longer data")
    return MonteCarloResult(outcomes, left_out, assumed, result.setup.cash, result)


class _Work:
    """One method after the other, with progress in steps: one a method, one a jittered run."""

    def __init__(
        self, result: BacktestResult, assumed: Assumed, cores: int | None, progress: Callable | None, quick: int
    ) -> None:
        self.result, self.assumed, self.cores, self.progress = result, assumed, cores, progress
        self.total = quick + assumed.jitter_paths
        self.done = 0

    def outcome(self, name: str) -> Outcome:
        a, start = self.assumed, self.result.setup.cash
        levels = {"ruin_equity": a.ruin * start, "drawdown_limit": a.drawdown_limit}
        if name == "jittered":
            actual = path_of(self.result, a.step)
            made = rerun(
                self.result, a.jitter_paths, a.jitter, a.seed, step=a.step, cores=self.cores, tick=self._tick
            )  # fmt: skip
            return outcome(name, "moment", made, actual, **levels)
        rng = np.random.default_rng((a.seed, METHODS.index(name)))  # type: ignore[arg-type]
        if name == "returns":
            steps = account_steps(self.result, a.step)
            chunks = bootstrapped(steps, a.paths, a.periods, rng, a.block)
        else:
            steps = trade_steps(self.result)
            chunks = shuffled(steps, a.paths, rng) if name == "shuffled" else skipped(steps, a.paths, a.skip, rng)
        made = from_returns(chunks, start, steps.per_year)
        self._tick()
        return outcome(name, steps.step, made, from_returns([steps.returns[None]], start, steps.per_year), **levels)

    def _tick(self) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self.total)


def _require(a: Assumed, methods: Sequence[str]) -> None:
    unknown = [m for m in methods if m not in METHODS]
    if unknown or not methods:
        raise UsageError(f"no method {unknown[0]!r}" if unknown else "no method named", try_=", ".join(METHODS))
    if a.step not in ("day", "bar"):
        raise UsageError(f"step {a.step!r} is not known", try_="day or bar")
    for name, low, high in _BOUNDS:
        value = getattr(a, name)
        if value is not None and not low <= value <= high:
            raise UsageError(f"{name} = {value:g} is out of range; allowed {low:g} to {high:g}")


_BOUNDS = (
    ("paths", 2, 1_000_000),
    ("periods", 2, 1_000_000),
    ("seed", 0, 2**63),
    ("block", 1, 1_000_000),
    ("skip", 0, 1),
    ("jitter", 0, 10),
    ("jitter_paths", 2, 100_000),
    ("ruin", 0, 1),
    ("drawdown_limit", 0, 1),
)
