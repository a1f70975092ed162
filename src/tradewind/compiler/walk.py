"""Which functions and constants does a function use, directly or through others?"""

from __future__ import annotations

import builtins
import math
import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from tradewind.errors import StrategyError

_MODULES = {math: "math", np: "numpy"}
_BUILTINS = {
    getattr(builtins, name)
    for name in ("abs", "bool", "enumerate", "float", "int", "len", "max", "min", "range", "round", "zip")
}


@dataclass(frozen=True)
class Use:
    """One global name as a function uses it: another function to compile, or a value to freeze into the code."""

    name: str
    value: Any
    is_function: bool


def uses(function: types.FunctionType) -> Iterator[Use]:
    """The globals that `function` refers to, in order of first mention; none of one whose compiled body is another (`opaque`).

    Raises
    ------
    StrategyError: it refers to something that can't be compiled, or to nothing at all.
    """
    if getattr(function, "opaque", False):
        return
    if function.__closure__:
        names = ", ".join(function.__code__.co_freevars)
        raise StrategyError(
            f"{where(function)} uses {names} of an enclosing function; compiled code sees only arguments and module-level names"
        )
    for name in _global_names(function.__code__):
        if name in function.__globals__:
            value = function.__globals__[name]
        elif hasattr(builtins, name):
            if getattr(builtins, name) not in _BUILTINS and not _is_exception(getattr(builtins, name)):
                raise StrategyError(f"{where(function)} uses {name}(), which can't be compiled")
            continue
        else:
            raise StrategyError(f"{where(function)} uses {name}, which is not defined there")
        if isinstance(value, types.FunctionType):
            yield Use(name, value, True)
        elif is_constant(value):
            yield Use(name, value, False)
        else:
            raise StrategyError(
                f"{where(function)} uses {name}, a {type(value).__name__}, which can't be compiled",
                try_="numbers, tuples, named tuples, math, numpy and plain functions can",
            )


def is_constant(value: Any) -> bool:
    """Whether a module-level value can be frozen into compiled code."""
    if isinstance(value, types.ModuleType):
        return value in _MODULES
    if isinstance(value, types.BuiltinFunctionType):
        return value.__module__ == "math"
    if isinstance(value, tuple):
        return all(is_constant(item) for item in value)
    if isinstance(value, type):
        return issubclass(value, tuple) and hasattr(value, "_fields")
    return isinstance(value, bool | int | float | str | np.dtype | np.generic)


def where(function: types.FunctionType) -> str:
    """`file.py:12 on_bar`, as errors name a function."""
    code = function.__code__
    return f"{code.co_filename.rsplit('/', 1)[-1]}:{code.co_firstlineno} {function.__name__}"


@cache
def _global_names(code: types.CodeType) -> list[str]:
    import dis

    names = [i.argval for i in dis.get_instructions(code) if i.opname in ("LOAD_GLOBAL", "LOAD_NAME")]
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names += _global_names(constant)
    return list(dict.fromkeys(names))


def _is_exception(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, BaseException)
