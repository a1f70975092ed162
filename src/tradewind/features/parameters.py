"""Typed parameters with ranges, for features and strategies alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tradewind.errors import StrategyError


@dataclass(frozen=True)
class Int:
    """A whole number: default, lowest and highest allowed value."""

    default: int
    low: int
    high: int

    def check(self, name: str, value: Any) -> int:
        """`value` as int, or a StrategyError that names the parameter, the value and the range."""
        if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
            raise StrategyError(f"{name} = {value!r} is not a whole number")
        return int(_in_range(name, value, self))


@dataclass(frozen=True)
class Float:
    """A number: default, lowest and highest allowed value."""

    default: float
    low: float
    high: float

    def check(self, name: str, value: Any) -> float:
        """`value` as float, or a StrategyError that names the parameter, the value and the range."""
        return float(_in_range(name, value, self))


Parameter = Int | Float


def _in_range(name: str, value: Any, declared: Parameter) -> Any:
    if not isinstance(value, int | float):
        raise StrategyError(f"{name} = {value!r} is not a number")
    if not declared.low <= value <= declared.high:
        raise StrategyError(f"{name} = {value} is out of range; allowed {declared.low} to {declared.high}")
    return value


def check_all(declared: dict[str, Parameter], given: dict[str, Any], owner: str) -> dict[str, int | float]:
    """All parameters of `owner` with defaults filled in.

    Raises
    ------
    StrategyError: an unknown name (the known ones are listed) or a value out of range.
    """
    unknown = [name for name in given if name not in declared]
    if unknown:
        raise StrategyError(f"{owner} has no parameter {unknown[0]!r}", try_=", ".join(declared) or "it takes none")
    return {name: p.check(f"{owner}.{name}", given.get(name, p.default)) for name, p in declared.items()}
