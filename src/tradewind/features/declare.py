"""How a feature is declared: one step over one new value, and beside it all that registry, docs and programs derive from.

A step is `step(state, p, *inputs) -> (state, output)`, or `step(state, p, window, *inputs)` where it needs the last n values.
`state` is a tuple of floats and ints (it lives in registers; an int stays below 2**53), `window` a float64 array that the step may
write to, zeros at first, `p` a named tuple of parameters. A step sees one new value at a time, so it can't look ahead; batch, streaming
and in-kernel use call this one function. What no step can do, because it takes a library, is a study: `study(p, *columns) -> outputs`,
a plain function of the last n values of each input, called at each row.
"""

from __future__ import annotations

import inspect
import types
from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from tradewind.errors import StrategyError
from tradewind.features.inputs import INPUTS, Rows
from tradewind.features.parameters import Float, Int, Parameter, check_all
from tradewind.market.timeframe import Timeframe

Draw = Literal["overlay", "pane", "marker", "none"]
Mirror = Literal["odd", "even"]


@dataclass(frozen=True, eq=False)
class FeatureKind:
    """A feature as the registry knows it. Calling it (`ema(n=20)`) declares a use of it."""

    name: str
    step: Any  # a plain function; Any, for a type checker would bind it as a method
    params: dict[str, Parameter]
    inputs: tuple[str, ...]
    outputs: dict[str, str]
    state: tuple[float | int, ...]
    window: Callable[..., int] | None
    warmup: Callable[..., int]
    source: str
    reference: str
    kind: str
    rows: Rows
    scaling: int | None
    mirror: Mirror | None
    draw: Draw
    is_study: bool = False
    more_inputs: bool = False  # any number of inputs after those named

    @cached_property
    def params_type(self) -> type:
        """The named tuple in which a step gets its parameters."""
        return namedtuple(f"{self.name}_params", list(self.params))

    @property
    def description(self) -> str:
        return inspect.getdoc(self.step) or ""

    @property
    def wants_others(self) -> bool:
        """Whether an input is no column of its rows: the user names another instrument's column (or a feature) for it."""
        return self.more_inputs or any(i not in ("ts", *INPUTS[self.rows]) for i in self.inputs)

    def __call__(self, *inputs: str, timeframe: str | None = None, **arguments: int | float | str) -> FeatureUse:
        """Declare a use. An argument may be a number or the name of a strategy's parameter."""
        if inputs and (len(inputs) < len(self.inputs) if self.more_inputs else len(inputs) != len(self.inputs)):
            more = ", and any number more" if self.more_inputs else ""
            raise StrategyError(f"{self.name} takes the inputs {', '.join(self.inputs)}{more}; got {', '.join(inputs)}")
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

    def window_size(self, p: Any) -> int:
        """Length of the window (0: none) with parameters `p`; that of a feature of any number of inputs depends on how many there are."""
        window = self.kind.window
        if window is None:
            return 0
        return int(window(p, len(self.inputs)) if self.kind.more_inputs else window(p))

    def columns(self, name: str) -> list[str]:
        """The column names it gives when listed under `name`: the name itself, or `name_output` where there are several."""
        outputs = list(self.kind.outputs)
        return [name] if len(outputs) == 1 else [f"{name}_{o}" for o in outputs]

    def places(self, name: str) -> dict[str, str]:
        """Where a chart shows each of `columns(name)`: `overlay` (a price, on the prices), `pane`, `marker` (a signal) or `none`."""
        kind, outputs = self.kind, self.kind.outputs
        signal = "signal" if "signal" in outputs else next(iter(outputs)) if kind.draw == "marker" else ""
        found = {}
        for column, (output, unit) in zip(self.columns(name), outputs.items(), strict=True):
            if kind.draw in ("pane", "none"):
                found[column] = kind.draw
            elif output == signal:
                found[column] = "marker"
            else:
                found[column] = "overlay" if unit.startswith(("price", "unit of the input")) else "none"
        return found

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
    inputs: tuple[str | types.EllipsisType, ...],
    outputs: dict[str, str],
    source: str,
    reference: str,
    scaling: int | None = None,
    state: tuple[float | int, ...] = (),
    params: dict[str, Parameter] | None = None,
    window: Callable[..., int] | None = None,
    warmup: Callable[..., int] = lambda p: 0,
    rows: Rows = "bars",
    mirror: Mirror | None = None,
    draw: Draw = "pane",
    study: bool = False,
) -> Callable[[types.FunctionType], FeatureKind]:
    """Declare the decorated step (or study) as a feature and enter it into the registry.

    Parameters
    ----------
    kind: family, such as `average` or `momentum`.
    inputs: default input columns (see inputs.py); `...` as the last: any number more of them. outputs: name -> unit.
    state: the state before the first value. source: where the formula is published. reference: what it is tested against.
    scaling: with all prices times c the outputs are times c ** scaling (0: nothing changes); None: they follow no such rule.
    window: p -> length of the window (None: the step takes none); of a study: how many of the last rows it sees. With `...` among the
        inputs: p, number of inputs -> length.
    warmup: p -> number of leading NaN outputs. rows: what kind of rows it is computed over.
    mirror: with all prices times -1 (high and low change places) the outputs are times -1 (`odd`) or the same (`even`); None: neither.
    draw: how a chart shows it: on the prices, in a pane of its own, as markers at bars where it is not 0, or not at all.
    study: the function is a study (a library's function over the last `window(p)` rows), not a step.
    """

    def declare(step: types.FunctionType) -> FeatureKind:
        name = step.__name__
        if name in REGISTRY and REGISTRY[name].step.__code__ != step.__code__:
            raise StrategyError(f"a feature called {name!r} is registered already", try_="choose another name")
        named = tuple(i for i in inputs if isinstance(i, str))
        made = FeatureKind(
            name, step, params or {}, named, outputs, state, window, warmup, source, reference, kind, rows, scaling,
            mirror, draw, study, len(named) < len(inputs),
        )  # fmt: skip
        REGISTRY[name] = made
        return made

    return declare


__all__ = ["REGISTRY", "FeatureKind", "FeatureUse", "Float", "Int", "feature"]
