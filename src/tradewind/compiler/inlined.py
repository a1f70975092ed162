"""Functions whose machine code is always put where they are called.

LLVM leaves a function of some size as a call, and with many numbers in and out (a feature's step and its state) the call costs more
than the work: a stochastic of a million bars takes 10 ms drawn in, 35 ms as a call.
"""

from __future__ import annotations

import types
from weakref import WeakSet

from tradewind.compiler.walk import uses

_INLINED: WeakSet[types.FunctionType] = WeakSet()


def inline(function: types.FunctionType, *, alone: bool = False) -> None:
    """From now on `function`, and all that it reaches, is compiled into whatever calls it.

    alone: not what it reaches. For the one function of an entry: drawn into that, whose arrays nobody counts references to, it counts
    none to parts of them either (atomic additions, at each bar).
    """
    if function in _INLINED:
        return
    _INLINED.add(function)
    for use in () if alone else uses(function):
        if use.is_function:
            inline(use.value)


def is_inlined(function: types.FunctionType) -> bool:
    return function in _INLINED
