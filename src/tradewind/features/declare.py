"""How a feature is declared: one step over one new value, and beside it all that registry, docs and programs derive from.

A step is `step(state, p, *inputs) -> (state, output)`, or `step(state, p, window, *inputs)` where it needs the last n values.
`state` is a tuple of floats (it lives in registers), `window` a float64 array that the step may write to, `p` a named tuple of
parameters. A step sees one new value at a time, so it can't look ahead; batch, streaming and in-kernel use call this one function.
"""

from __future__ import annotations

import inspect
import types
from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tradewind.errors import StrategyError
from tradewind.features.parameters import Float, Int, Parameter, check_all
from tradewind.market.timeframe import Timeframe

BAR_INPUTS = ("open", "high", "low", "close", "volume")


@dataclass(frozen=True, eq=False)
class FeatureKind:
    """A feature as the registry knows it. Calling it (`ema(n=20)`) declares a use of it."""

    name: str
    step: Any  # a plain function; Any, for a type checker would bind it as a method
    params: dict[str, Parameter]
    inputs: tuple[str, ...]
    outputs: dict[str, str]
    state: tuple[float, ...]
    window: Callable[..., int] | None
    warmup: Callable[..., int]
    source: str
    reference: str
    kind: str
    params_type: type = field(repr=False)

    @property
    def description(self) -> str:
        return inspect.getdoc(self.step) or ""

    def __call__(self, *inputs: str, timeframe: str | None = None, **arguments: int | float | str) -> FeatureUse:
        """Declare a use. An argument may be a number or the name of a strategy's parameter."""
        if inputs and len(inputs) != len(self.inputs):
            raise StrategyError(f"{self.name} takes the inputs {', '.join(self.inputs)}; got {', '.join(inputs)}")
        numbers = {k: v for k, v in arguments.items() if not isinstance(v, str)}
        unknown = [k for k in arguments if k not in self.params]
        if unknown:
            raise StrategyError(
                f"{self.name} has no parameter {unknown[0]!r}", try_=", ".join(self.params) or "it takes none"
            )
        checked = check_all(self.params, numbers, self.name)
        chosen = {k: arguments[k] if isinstance(arguments.get(k), str) else checked[k] for k in self.params}
        return FeatureUse(
            self, inputs or self.inputs, chosen, None if timeframe is None else Timeframe.parse(timeframe)
        )


@dataclass(frozen=True, eq=False)
class FeatureUse:
    """One feature with its inputs and arguments, as a strategy or a feature set lists it under a name of its own."""

    kind: FeatureKind
    inputs: tuple[str, ...]
    arguments: dict[str, int | float | str]
    timeframe: Timeframe | None = None

    def resolve(self, params: dict[str, int | float]) -> dict[str, int | float]:
        """Arguments as numbers, with names of a strategy's parameters replaced by their values."""
        values = {}
        for name, value in self.arguments.items():
            if isinstance(value, str):
                if value not in params:
                    raise StrategyError(
                        f"{self.kind.name}({name}={value!r}): no such parameter",
                        try_=", ".join(params) or "declare it first",
                    )
                value = params[value]
            values[name] = value
        return check_all(self.kind.params, values, self.kind.name)

    def columns(self, name: str) -> list[str]:
        """The column names it gives when listed under `name`: the name itself, or `name_output` where there are several."""
        outputs = list(self.kind.outputs)
        return [name] if len(outputs) == 1 else [f"{name}_{o}" for o in outputs]

    def text(self) -> str:
        """`ema(n=20)`, as shown and hashed."""
        inputs = "" if self.inputs == self.kind.inputs else ", ".join(repr(i) for i in self.inputs)
        arguments = ", ".join(f"{k}={v!r}" for k, v in self.arguments.items())
        frame = f"timeframe={self.timeframe.name!r}" if self.timeframe else ""
        return f"{self.kind.name}({', '.join(part for part in (inputs, arguments, frame) if part)})"


REGISTRY: dict[str, FeatureKind] = {}


def feature(
    *,
    kind: str,
    inputs: tuple[str, ...],
    outputs: dict[str, str],
    state: tuple[float, ...],
    source: str,
    reference: str,
    params: dict[str, Parameter] | None = None,
    window: Callable[..., int] | None = None,
    warmup: Callable[..., int] = lambda p: 0,
) -> Callable[[types.FunctionType], FeatureKind]:
    """Declare the decorated step as a feature and enter it into the registry.

    Parameters
    ----------
    kind: family, such as `average` or `momentum`.
    inputs: default input columns. outputs: name -> unit. state: the state before the first value.
    window: p -> length of the window (None: the step takes none). warmup: p -> number of leading NaN outputs.
    source: where the formula is published. reference: what it is tested against.
    """

    def declare(step: types.FunctionType) -> FeatureKind:
        name = step.__name__
        if name in REGISTRY and REGISTRY[name].step.__code__ != step.__code__:
            raise StrategyError(f"a feature called {name!r} is registered already", try_="choose another name")
        tuple_type = namedtuple(f"{name}_params", list(params or {}))
        made = FeatureKind(
            name, step, params or {}, inputs, outputs, state, window, warmup, source, reference, kind, tuple_type
        )
        REGISTRY[name] = made
        return made

    return declare


__all__ = ["BAR_INPUTS", "REGISTRY", "FeatureKind", "FeatureUse", "Float", "Int", "feature"]
