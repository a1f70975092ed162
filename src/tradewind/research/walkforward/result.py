"""What a walk-forward found: the joined out-of-sample run, its windows, efficiency and the drift of the parameters."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tradewind.errors import DataError
from tradewind.market.time import DAY
from tradewind.research.backtest import BacktestResult
from tradewind.research.metrics import Metric, MetricValue, summarise
from tradewind.research.walkforward.search import ParameterSet, Search
from tradewind.research.walkforward.windows import Span

_YEAR = 365.25 * DAY


@dataclass(frozen=True)
class Window:
    """One step. params: what was traded in it. in_sample: the chosen set's metrics in the train window, None where no set could be chosen.

    rows: the first row of the joined run's block that belongs to the test window, and the row after its last.
    """

    span: Span
    params: ParameterSet
    in_sample: Mapping[str, float] | None
    rows: tuple[int, int]


@dataclass(frozen=True)
class Drift:
    """How one parameter moved. values: one a window. moves: how often it changed. size: mean change as a share of the searched range."""

    values: tuple[float, ...]
    low: float
    high: float
    moves: int
    size: float


@dataclass(frozen=True)
class WalkForwardResult:
    """joined: the out-of-sample pieces as one run of one account. metrics: of it, with intervals.

    parameter_sets: distinct sets tried. evaluations: sets times windows. trials: parameter_sets and what was tried before on these
    data; the deflated Sharpe ratio counts them, as if the joined curve were the best of them. That is too strict on purpose: the
    curve was not picked, but rules and ranges usually were. warmup_bars: moments before each train window on which features warmed up.
    """

    joined: BacktestResult
    windows: tuple[Window, ...]
    search: Search
    objective: Metric
    parameter_sets: int
    evaluations: int
    trials: int
    metrics: dict[str, MetricValue]
    warmup_bars: int = 0

    @classmethod
    def of(
        cls,
        joined: BacktestResult,
        windows: tuple[Window, ...],
        search: Search,
        objective: Metric,
        *,
        tried: int,
        evaluations: int,
        trials: int,
        draws: int,
        warmup_bars: int = 0,
    ) -> WalkForwardResult:
        """With the metrics of the joined run. draws: resamples for their intervals."""
        if len(joined.times) < 2:
            raise DataError("the test windows hold fewer than 2 moments", try_="longer data, or fewer train_days")
        metrics = summarise(joined.sample(trials), draws=draws)
        return cls(joined, windows, search, objective, tried, evaluations, trials, metrics, warmup_bars)

    @cached_property
    def window_returns(self) -> np.ndarray:
        """(windows,) return of the account from the end of the window before (the start, for the first) to the end of each."""
        equity = np.concatenate([[self.joined.setup.cash], self.joined.output.equity])
        ends = [w.rows[1] for w in self.windows]
        before = [self.windows[0].rows[0], *ends[:-1]]
        return equity[ends] / equity[before] - 1.0

    @property
    def in_sample_return(self) -> float:
        """Growth a year of the chosen sets in their train windows, compounded over all of them; NaN if none was chosen."""
        chosen = [w for w in self.windows if w.in_sample is not None]
        grown = sum(math.log1p(max(_figure(w, "total_return"), -1 + 1e-12)) for w in chosen)
        years = sum(w.span.test_from - w.span.train_from for w in chosen) / _YEAR
        return math.expm1(grown / years) if years > 0 else math.nan

    @property
    def out_of_sample_return(self) -> float:
        """Growth a year of the joined run, over the calendar time of its windows."""
        first, last = self.windows[0].span.test_from, int(self.joined.times[-1])
        grown = float(self.joined.equity[-1]) / self.joined.setup.cash
        return grown ** (_YEAR / (last - first)) - 1.0 if grown > 0 and last > first else -1.0

    @property
    def efficiency(self) -> float:
        """Out-of-sample growth a year divided by in-sample growth a year; NaN where nothing was gained in sample.

        Source: R. Pardo, The Evaluation and Optimization of Trading Strategies, 2nd ed. (2008), ch. 11, walk-forward efficiency.
        """
        inside = self.in_sample_return
        return self.out_of_sample_return / inside if inside > 0 else math.nan

    @cached_property
    def drift(self) -> dict[str, Drift]:
        """How each searched parameter moved over the windows."""
        made = {}
        for name, (low, high) in self._ranges().items():
            values = np.array([float(w.params[name]) for w in self.windows])
            steps = np.abs(np.diff(values))
            size = float(steps.mean()) / (high - low) if len(steps) and high > low else 0.0
            made[name] = Drift(tuple(values.tolist()), low, high, int((steps > 0).sum()), size)
        return made

    def _ranges(self) -> dict[str, tuple[float, float]]:
        given = getattr(self.search, "values", None) or getattr(self.search, "ranges", None)
        if given:
            return {n: (float(min(v)), float(max(v))) for n, v in given.items()}
        return {n: (float(p.low), float(p.high)) for n, p in self.joined.setup.members[0].strategy.params.items()}


def _figure(window: Window, name: str) -> float:
    return math.nan if window.in_sample is None else float(window.in_sample[name])
