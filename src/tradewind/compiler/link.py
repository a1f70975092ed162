"""Plain functions to numba dispatchers: a copy of each function whose globals are the compiled copies of what it calls.

So nothing outside this package imports numba or carries a decorator: the same function runs as plain Python (tests, the
strategy's author) and compiled, and a strategy's file never needs to know.
"""

from __future__ import annotations

import types
from typing import Any

from tradewind.compiler.walk import uses

# "numpy": a division by zero gives inf or NaN instead of raising, so that no exception leaves machine code.
OPTIONS = {"error_model": "numpy", "boundscheck": False}


def link(function: types.FunctionType, done: dict[types.FunctionType, Any] | None = None) -> Any:
    """A numba dispatcher of `function`; compiled at its first call. `done` shares linked copies between calls."""
    from numba import njit

    done = {} if done is None else done
    if function not in done:
        done[function] = njit(copy_with(function, {u.name: link(u.value, done) for u in uses(function) if u.is_function}), **OPTIONS)
    return done[function]


def copy_with(function: types.FunctionType, replaced: dict[str, Any]) -> types.FunctionType:
    """`function` with some of its module-level names meaning something else; the original is untouched."""
    copy = types.FunctionType(function.__code__, {**function.__globals__, **replaced}, function.__name__, function.__defaults__)
    copy.__kwdefaults__ = function.__kwdefaults__
    copy.__module__ = function.__module__
    copy.__qualname__ = function.__qualname__
    return copy
