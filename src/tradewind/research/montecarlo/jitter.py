"""The same run on slightly other prices: how much of it hangs on the exact ticks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from tradewind.errors import DataError, StrategyError
from tradewind.kernel.history import History, history_of
from tradewind.kernel.portfolio import Rules
from tradewind.market.columns import Bars
from tradewind.market.depth import Happenings
from tradewind.research.backtest import BacktestResult
from tradewind.research.montecarlo.paths import Paths, joined, of_equity, sharpe_of
from tradewind.research.montecarlo.resampled import account_steps

_PRICES = ("open", "high", "low", "close")
_STREAM = 3  # of the seed, beside those of the other methods


def jittered(bars: Bars, size: float, rng: np.random.Generator) -> Bars:
    """Bars whose every price is moved by noise of its own, and which are still bars.

    p' = p * exp(size * sd * z), z standard normal, sd the standard deviation of the log returns from close to close; the high and the
    low are then the extremes of the four. Times and volume stay.
    """
    moves = np.diff(np.log(bars.close))
    scale = size * float(moves.std()) if len(moves) > 1 else 0.0
    made = np.stack([getattr(bars, n) for n in _PRICES]) * np.exp(scale * rng.standard_normal((4, len(bars))))
    return replace(bars, open=made[0], high=made.max(axis=0), low=made.min(axis=0), close=made[3])


def rerun(
    result: BacktestResult,
    paths: int,
    size: float,
    seed: int,
    *,
    step: str = "day",
    cores: int | None = None,
    tick: Callable[[], None] = lambda: None,
) -> Paths:
    """The run again on jittered bars, `paths` times. Path k depends on the seed and k alone, on however many cores it runs.

    cores: threads (None: as many as there are cores; the kernel leaves Python's lock).

    Raises
    ------
    DataError: without any noise the run comes out otherwise: its parameters changed on the way, as in a walk-forward.
    StrategyError: the strategy asks for what is no number on such bars.
    """
    if _run(result.setup, result.bars).equity.tobytes() != result.equity.tobytes():
        raise DataError("the run can't be done again: its account or its parameters changed on the way")
    history = history_of(result.bars)
    if not all(isinstance(source, Happenings) for source in history.beside):
        raise DataError(
            "orders were filled from ticks, whose prices can't be jittered", try_="--paths without jittered prices"
        )
    if len({(b.instrument.id, b.timeframe) for b in history.bars}) > len({b.instrument.id for b in history.bars}):
        raise DataError("strategies see an instrument on different timeframes, whose prices can't be jittered alike")

    def one(k: int) -> Paths:
        rng = np.random.default_rng((seed, _STREAM, k))
        return path_of(_run(result.setup, _jittered(history, size, rng)), step)

    parts: list[Paths] = []
    with ThreadPoolExecutor(max_workers=cores) as pool:
        for part in pool.map(one, range(paths)):
            parts.append(part)
            tick()
    return joined(parts)


def _jittered(history: History, size: float, rng: np.random.Generator) -> History:
    """Other bars; finer ones would no longer add up to them, so each bar says for itself what comes first in it: the worse.

    Strategies that share an account see the same bars of an instrument.
    """
    made = {b.instrument.id: jittered(b, size, rng) for b in {b.instrument.id: b for b in history.bars}.values()}

    def part(one: History) -> History:
        return replace(one, bars=tuple(made[b.instrument.id] for b in one.bars), fine=())

    return History.joined([part(p) for p in history.parts]) if history.parts else part(history)


def path_of(result: BacktestResult, step: str = "day") -> Paths:
    """A run as one path: deepest drawdown and lowest value at every moment, Sharpe ratio of its returns by `step`."""
    steps = account_steps(result, step)
    equity = np.concatenate([[result.setup.cash], result.equity])[None]
    return of_equity(equity, sharpe_of(steps.returns[None], steps.per_year))


def _run(setup: Rules, bars: Sequence[Bars]) -> BacktestResult:
    machine, block = setup.machine(), setup.block(bars)
    try:
        return BacktestResult(setup, bars, block, machine, machine.step(block))
    except StrategyError as error:
        raise StrategyError(f"{error.what} (on jittered prices)", try_=error.try_) from None
