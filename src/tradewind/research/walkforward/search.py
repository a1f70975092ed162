"""Which parameter sets are tried: a grid, or samples from the declared ranges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Literal

import numpy as np

from tradewind.errors import UsageError
from tradewind.features.parameters import Int, Parameter
from tradewind.strategies.strategy import StrategyDefinition

ParameterSet = dict[str, int | float]
Range = tuple[float, float]

MOST = 100_000  # sets in one window; more is a slip of the keyboard


@dataclass(frozen=True)
class Grid:
    """Every combination of values.

    values: for a parameter the values to try. Where it is empty, all declared parameters are tried at `points` values each, evenly
    over their ranges. Parameters that are not named stay as given.
    """

    values: Mapping[str, Sequence[float]] = field(default_factory=dict)
    points: int = 4

    def sets(self, strategy: StrategyDefinition, fixed: ParameterSet, window: int = 0) -> list[ParameterSet]:
        """The sets of a window (the same in each); `fixed` are the values of parameters that are not searched."""
        axes = {name: list(values) for name, values in self.values.items()} or {
            name: np.linspace(p.low, p.high, self.points).tolist() for name, p in strategy.params.items()
        }
        _require(strategy, axes, prod(len(v) for v in axes.values()), "points")
        combinations = product(*([_valid(strategy, n, v) for v in values] for n, values in axes.items()))
        return _distinct({**fixed, **dict(zip(axes, one, strict=True))} for one in combinations)


@dataclass(frozen=True)
class Sampler:
    """Samples from ranges.

    count: how many. ranges: for a parameter (low, high); empty: every declared parameter over its declared range. method: `latin`
    spreads the samples so that each parameter's range is covered evenly (Latin hypercube), `random` draws them independently.
    fresh: draw anew in each window; else all windows try the same sets, so that a parameter's drift shows the market and not the
    draw, and fewer trials are made.

    Source of the Latin hypercube: M. McKay, R. Beckman, W. Conover, Technometrics 21 (1979), as in `scipy.stats.qmc`.
    """

    count: int = 64
    ranges: Mapping[str, Range] = field(default_factory=dict)
    method: Literal["latin", "random"] = "latin"
    seed: int = 0
    fresh: bool = False

    def sets(self, strategy: StrategyDefinition, fixed: ParameterSet, window: int = 0) -> list[ParameterSet]:
        """The sets of a window; the same for the same seed."""
        ranges = {n: (float(low), float(high)) for n, (low, high) in self.ranges.items()} or {
            n: (float(p.low), float(p.high)) for n, p in strategy.params.items()
        }
        for name, (low, high) in ranges.items():
            if not _valid(strategy, name, low) <= _valid(strategy, name, high):
                raise UsageError(f"{name}: the range {low:g} to {high:g} goes down", try_=f"{high:g} to {low:g}")
        _require(strategy, ranges, self.count, "count")
        rows = self._unit(len(ranges), window)
        spread = {name: _spread(strategy.params[name], span) for name, span in ranges.items()}
        return _distinct(
            {**fixed, **{n: spread[n](u) for n, u in zip(ranges, row, strict=True)}} for row in rows.tolist()
        )

    def _unit(self, dimensions: int, window: int) -> np.ndarray:
        rng = np.random.default_rng((self.seed, window) if self.fresh else self.seed)
        if self.method == "random":
            return rng.random((self.count, dimensions))
        from scipy.stats.qmc import LatinHypercube

        return LatinHypercube(dimensions, rng=rng).random(self.count)


Search = Grid | Sampler


def _spread(declared: Parameter, span: Range):
    """From 0..1 to the parameter's values; whole numbers are equally likely, others keep six digits, so that what is printed repeats the run."""
    low, high = span
    if isinstance(declared, Int):
        return lambda u: int(min(low + int(u * (high - low + 1)), high))
    return lambda u: float(min(max(float(f"{low + u * (high - low):.6g}"), low), high))


def _valid(strategy: StrategyDefinition, name: str, value: float) -> int | float:
    declared = _known(strategy, name)
    rounded = round(float(value)) if isinstance(declared, Int) else float(f"{float(value):.6g}")
    return declared.check(f"{strategy.name}.{name}", rounded)


def _known(strategy: StrategyDefinition, name: str) -> Parameter:
    if name not in strategy.params:
        raise UsageError(
            f"{strategy.name} has no parameter {name!r}", try_=", ".join(strategy.params) or "it takes none"
        )
    return strategy.params[name]


def _require(strategy: StrategyDefinition, axes: Mapping[str, object], count: int, name: str) -> None:
    if not axes:
        raise UsageError(f"{strategy.name} declares no parameter to choose", try_="tradewind backtest")
    if not 1 <= count <= MOST:
        raise UsageError(
            f"{count:,} parameter sets; allowed 1 to {MOST:,}", try_=f"another {name}, or fewer parameters"
        )


def _distinct(sets) -> list[ParameterSet]:
    """Each set once, in the order of first appearance."""
    return list({tuple(sorted(one.items())): one for one in sets}.values())
