"""Functions whose machine code is always put where they are called.

LLVM leaves a function of some size as a call, and with many numbers in and out (a feature's step and its state) the call costs more
than the work: a stochastic of a million bars takes 10 ms drawn in, 35 ms as a call.
"""

from __future__ import annotations

import types
from weakref import WeakSet

from tradewind.compiler.walk import uses

_INLINED: WeakSet[types.FunctionType] = WeakSet()


def inline(function: types.FunctionType) -> None:
    """From now on `function`, and all that it reaches, is compiled into whatever calls it."""
    if function in _INLINED:
        return
    _INLINED.add(function)
    for use in uses(function):
        if use.is_function:
            inline(use.value)


def is_inlined(function: types.FunctionType) -> bool:
    return function in _INLINED
