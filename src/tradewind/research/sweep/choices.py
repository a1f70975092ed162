"""The values that one parameter takes in a sweep, as written: `5:50:5`, `0.5:2` or `5,10,20`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tradewind.errors import UsageError
from tradewind.features.parameters import Float, Int, Parameter

_MOST = 1_000_000


@dataclass(frozen=True)
class Choice:
    """values: (v,) float64, rising, of a grid. low, high: the range that samples are drawn from. listed: only `values` may be drawn."""

    name: str
    values: np.ndarray
    low: float
    high: float
    listed: bool


def choice(name: str, text: str, declared: Parameter, *, grid: bool = True) -> Choice:
    """`LOW:HIGH:STEP` (HIGH included), `LOW:HIGH`, or values with commas.

    Raises
    ------
    UsageError: it can't be read so, has no value, or a grid needs a step. StrategyError: a value is out of the declared range.
    """
    parts = text.split(":")
    try:
        numbers = [float(p) for p in (parts if len(parts) > 1 else text.split(","))]
    except ValueError:
        numbers = []
    if not numbers or len(parts) > 3 or not np.isfinite(numbers).all():
        raise UsageError(f"{name} = {text!r} is no range", try_=f"{name}=5:50:5 or {name}=5,10,20")
    values = np.unique(numbers) if len(parts) == 1 else _range(name, text, numbers, declared, grid)
    checked = [declared.check(name, v) for v in (values if len(values) else numbers[:2])]
    return Choice(name, values, float(min(checked)), float(max(checked)), len(parts) != 2)


def _range(name: str, text: str, numbers: list[float], declared: Parameter, grid: bool) -> np.ndarray:
    low, high, *step = numbers
    if len(step) == 0 and isinstance(declared, Int):
        step = [1.0]
    if not step:
        if grid:
            raise UsageError(f"{name} = {text!r} has no step, which a grid needs", try_=f"{text}:{(high - low) / 10:g}")
        return np.empty(0)
    if step[0] <= 0 or high < low or (high - low) / step[0] > _MOST:
        raise UsageError(f"{name} = {text!r}: LOW must not be above HIGH, STEP above 0, at most {_MOST:,} values")
    # A tenth of a step too far is still the end: 0.1 + 2 * 0.1 is not exactly 0.3.
    count = int(np.floor((high - low) / step[0] + 1e-9)) + 1
    values = low + step[0] * np.arange(count)
    return np.minimum(np.round(values, 12), high) if isinstance(declared, Float) else values
