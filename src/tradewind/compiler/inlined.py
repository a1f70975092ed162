"""Functions whose machine code is always put where they are called: an order to the optimiser, where `lean.keep_inside` leaves it free.

Since nothing is called from outside, LLVM draws in by itself what is small or called once. A feature's step is neither: two features of
a kind call it twice, and with many numbers in and out (its state) a call costs more than the work. With both, a stochastic of 200,000
bars takes 1.7 ms, six oscillators in the kernel 9.5; with `keep_inside` alone 2.7 and 14.5.
"""

from __future__ import annotations

import types
from weakref import WeakSet

from tradewind.compiler.walk import uses

_INLINED: WeakSet[types.FunctionType] = WeakSet()


def inline(function: types.FunctionType, *, alone: bool = False) -> None:
    """From now on `function`, and all that it reaches, is compiled into whatever calls it.

    alone: not what it reaches. For the one function of an entry: drawn into that, whose arrays nobody counts references to, it counts
    none to parts of them either (atomic additions, at each bar). With a few features it is drawn in anyway; one of twenty is too large
    for that (15 ms for 100,000 bars, 18 where it is left a call).
    """
    if function in _INLINED:
        return
    _INLINED.add(function)
    for use in () if alone else uses(function):
        if use.is_function:
            inline(use.value)


def is_inlined(function: types.FunctionType) -> bool:
    return function in _INLINED
