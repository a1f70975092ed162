"""Plain functions to numba dispatchers: a copy of each function whose globals are the compiled copies of what it calls.

So nothing outside this package imports numba or carries a decorator: the same function runs as plain Python (tests, the
strategy's author) and compiled, and a strategy's file never needs to know.
"""

from __future__ import annotations

import types
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from tradewind.compiler import callback, index, invoke
from tradewind.compiler.apart import call, is_apart
from tradewind.compiler.inlined import is_inlined
from tradewind.compiler.walk import uses

# "numpy": a division by zero gives inf or NaN instead of raising, so that no exception leaves machine code.
OPTIONS: dict[str, Any] = {"error_model": "numpy", "boundscheck": False}
# Python never calls what is only called from an entry.
UNWRAPPED: dict[str, Any] = {**OPTIONS, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}

# Where a function's compiled body is another than its Python one.
_SPECIAL = (index, callback, invoke)

# One compiled copy of a function in a process, however many entries reach it.
_LINKED: WeakKeyDictionary[types.FunctionType, Any] = WeakKeyDictionary()
# And one call of each that is compiled apart.
_CALLED: WeakKeyDictionary[types.FunctionType, Any] = WeakKeyDictionary()


def link(function: types.FunctionType) -> Any:
    """A numba dispatcher of `function`; compiled at its first call."""
    from numba import njit

    special = None if function in _LINKED else next(filter(None, (part.compiled(function) for part in _SPECIAL)), None)
    if special is not None:
        _LINKED[function] = special
    if function not in _LINKED:
        linked = {u.name: _callee(u.value) if u.is_function else _frozen(u.value) for u in uses(function)}
        _LINKED[function] = njit(copy_with(function, linked), **UNWRAPPED, forceinline=is_inlined(function))
    return _LINKED[function]


def _callee(function: types.FunctionType) -> Any:
    if not is_apart(function):
        return link(function)
    if function not in _CALLED:
        _CALLED[function] = call(function)
    return _CALLED[function]


def _frozen(value: Any) -> Any:
    """A constant as compiled code gets it. A Python int would make numba compile each callee once for every value passed to it."""
    return np.int64(value) if type(value) is int and abs(value) < 1 << 62 else value


def copy_with(function: types.FunctionType, replaced: dict[str, Any]) -> types.FunctionType:
    """`function` with some of its module-level names meaning something else; the original is untouched."""
    copy = types.FunctionType(
        function.__code__, {**function.__globals__, **replaced}, function.__name__, function.__defaults__
    )
    copy.__kwdefaults__ = function.__kwdefaults__
    copy.__module__ = function.__module__
    copy.__qualname__ = function.__qualname__
    return copy
