"""The combinations of a sweep: a grid, random draws or a Latin hypercube over declared parameters, under constraints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import prod
from typing import Literal

import numpy as np

from tradewind.errors import UsageError
from tradewind.features.parameters import Int, Parameter
from tradewind.research.sweep.choices import Choice, choice
from tradewind.research.sweep.constraints import holds
from tradewind.strategies.strategy import StrategyDefinition

Method = Literal["grid", "random", "latin"]
LARGEST = 5_000_000


@dataclass(frozen=True)
class Space:
    """values: (n, p) float64, one row a combination, columns in the order of `declared` (all of the strategy's parameters).

    swept: the parameters that differ. grids: of a grid the values of each swept parameter, else empty. left_out: combinations that the
    constraints refused.
    """

    declared: dict[str, Parameter]
    values: np.ndarray
    swept: tuple[str, ...]
    grids: dict[str, np.ndarray]
    method: Method
    seed: int
    constraints: tuple[str, ...]
    left_out: int

    def __len__(self) -> int:
        return len(self.values)

    @property
    def digest(self) -> str:
        """Hex sha256 of the combinations: the same for the same space."""
        return sha256(self.values.tobytes()).hexdigest()

    def column(self, name: str) -> np.ndarray:
        """(n,) values of one parameter."""
        return self.values[:, list(self.declared).index(name)]


def space(
    strategy: StrategyDefinition,
    ranges: Mapping[str, str],
    *,
    fixed: Mapping[str, int | float] | None = None,
    constraints: Sequence[str] = (),
    method: Method = "grid",
    trials: int = 1000,
    seed: int = 0,
) -> Space:
    """The combinations of `strategy`'s parameters.

    Parameters
    ----------
    ranges: name -> `LOW:HIGH:STEP`, `LOW:HIGH` or values with commas. fixed: values of the others (default: as declared).
    constraints: conditions such as `fast < slow`. trials, seed: how many draws, of the methods that draw. A Latin hypercube has one draw in
    each of as many equal slices of every range; under constraints it is drawn finer until enough of it is left.

    Raises
    ------
    UsageError, StrategyError: an unknown parameter, a range that can't be read, constraints that nothing meets, too many combinations.

    Source: M. McKay, R. Beckman, W. Conover, A Comparison of Three Methods for Selecting Values of Input Variables, Technometrics 21 (1979).
    """
    if method not in ("grid", "random", "latin"):
        raise UsageError(f"no method {method!r}", try_="grid, random or latin")
    if not ranges:
        raise UsageError(f"a sweep of {strategy.name} needs a range", try_=_example(strategy))
    unknown = [n for n in (*ranges, *(fixed or {})) if n not in strategy.params]
    if unknown:
        raise UsageError(
            f"{strategy.name} has no parameter {unknown[0]!r}", try_=", ".join(strategy.params) or "it takes none"
        )
    if method != "grid" and not 1 <= trials <= LARGEST:
        raise UsageError(f"trials = {trials} is out of range; allowed 1 to {LARGEST:,}")
    choices = {n: choice(n, text, strategy.params[n], grid=method == "grid") for n, text in ranges.items()}
    still = strategy.values({k: v for k, v in (fixed or {}).items() if k not in ranges})
    maker = _grid if method == "grid" else _random if method == "random" else _latin
    swept, left_out = maker(_Draw(strategy.params, choices, still, tuple(constraints), trials, seed))
    grids = {n: c.values for n, c in choices.items()} if method == "grid" else {}
    return Space(strategy.params, swept, tuple(choices), grids, method, seed, tuple(constraints), left_out)


@dataclass(frozen=True)
class _Draw:
    """What the makers of combinations need."""

    declared: dict[str, Parameter]
    choices: dict[str, Choice]
    still: dict[str, int | float]
    constraints: tuple[str, ...]
    trials: int
    seed: int

    def rows(self, columns: Mapping[str, np.ndarray], count: int) -> tuple[np.ndarray, np.ndarray]:
        """(count, p) values, and which of them meet the constraints."""
        made = {n: columns[n] if n in columns else np.full(count, float(self.still[n])) for n in self.declared}
        values = np.ascontiguousarray(np.stack(list(made.values()), axis=1))
        allowed = np.ones(count, bool)
        for text in self.constraints:
            allowed &= holds(text, made)
        return values, allowed

    def scaled(self, name: str, share: np.ndarray) -> np.ndarray:
        """Shares (0 to 1) of a range as values."""
        c = self.choices[name]
        if c.listed:
            return c.values[np.minimum((share * len(c.values)).astype(int), len(c.values) - 1)]
        if isinstance(self.declared[name], Int):
            return np.minimum(np.floor(c.low + share * (c.high - c.low + 1)), c.high)
        return c.low + share * (c.high - c.low)

    def nothing(self, tried: int) -> UsageError:
        told = ", ".join(repr(c) for c in self.constraints)
        return UsageError(f"none of {tried:,} combinations meets {told}", try_="wider ranges, or fewer constraints")


def _grid(draw: _Draw) -> tuple[np.ndarray, int]:
    sizes = [len(c.values) for c in draw.choices.values()]
    total = prod(sizes)
    if total > LARGEST:
        raise UsageError(f"a grid of {total:,} combinations; limit {LARGEST:,}", try_="larger steps, or --method latin")
    at = np.unravel_index(np.arange(total), sizes)
    columns = {n: c.values[i] for (n, c), i in zip(draw.choices.items(), at, strict=True)}
    values, allowed = draw.rows(columns, total)
    if not allowed.any():
        raise draw.nothing(total)
    return values[allowed], int((~allowed).sum())


def _random(draw: _Draw) -> tuple[np.ndarray, int]:
    """Independent draws until there are enough different ones that meet the constraints, or 100 times as many were tried."""
    rng = np.random.Generator(np.random.Philox(draw.seed))
    found = np.empty((0, len(draw.declared)))
    refused = 0
    for _ in range(100):
        columns = {n: draw.scaled(n, rng.random(draw.trials)) for n in draw.choices}
        values, allowed = draw.rows(columns, draw.trials)
        refused += int((~allowed).sum())
        found = _distinct(np.concatenate([found, values[allowed]]))
        if len(found) >= draw.trials:
            break
    if not len(found):
        raise draw.nothing(100 * draw.trials)
    return found[: draw.trials], refused


def _latin(draw: _Draw) -> tuple[np.ndarray, int]:
    """A hypercube of as many slices as it takes for `trials` of its points to meet the constraints, at most 64 times as many."""
    slices, found, refused = draw.trials, np.empty((0, len(draw.declared))), 0
    for _ in range(7):
        rng = np.random.Generator(np.random.Philox(draw.seed))
        columns = {n: draw.scaled(n, (rng.permutation(slices) + rng.random(slices)) / slices) for n in draw.choices}
        values, allowed = draw.rows(columns, slices)
        found, refused = _distinct(values[allowed]), int((~allowed).sum())
        if len(found) >= draw.trials or not draw.constraints:
            break
        slices *= 2
    if not len(found):
        raise draw.nothing(slices // 2)
    return found[: draw.trials], refused


def _distinct(values: np.ndarray) -> np.ndarray:
    """Rows without repetitions, in the order of their first mention: whole-number parameters can be drawn twice."""
    _, first = np.unique(values, axis=0, return_index=True)
    return values[np.sort(first)]


def _example(strategy: StrategyDefinition) -> str:
    for name, declared in strategy.params.items():
        return f"--param {name}={declared.low}:{declared.high}:{(declared.high - declared.low) / 10:g}"
    return "a strategy that declares a parameter"
