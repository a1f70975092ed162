"""Functions that are compiled once, apart from those that call them, and called by their symbol.

What every strategy's program shares (matching, decisions, accounting) is the greater part of its code. Declared apart, it is compiled
and stored once, and a new strategy costs only its own lines.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Sequence
from typing import Any

from tradewind.compiler.arrays import Argument, ArraysType, compiled
from tradewind.compiler.fingerprint import fingerprint
from tradewind.compiler.walk import uses

_APART: dict[types.FunctionType, tuple[Argument, ...]] = {}


def apart(function: types.FunctionType, *arguments: Argument) -> None:
    """From now on calls of `function` are calls of its own stored entry. It takes `arguments` and returns nothing."""
    _APART[function] = arguments


def is_apart(function: types.FunctionType) -> bool:
    return function in _APART


def arguments_of(function: types.FunctionType) -> Sequence[Argument]:
    return _APART[function]


def symbol(function: types.FunctionType) -> str:
    """Its name for the linker: another one as soon as anything that it reaches is another."""
    return f"tradewind_{function.__name__}_{fingerprint(function)[:16]}"


def parts(function: types.FunctionType) -> Iterator[types.FunctionType]:
    """The functions apart that `function` calls, directly or through others that are not apart; `function` itself is none."""
    seen: set[types.FunctionType] = set()
    found: list[types.FunctionType] = []

    def walk(one: types.FunctionType) -> None:
        for use in uses(one):
            if use.is_function and use.value not in seen:
                seen.add(use.value)
                if use.value in _APART:
                    found.append(use.value)
                else:
                    walk(use.value)

    walk(function)
    yield from found


def call(function: types.FunctionType) -> Any:
    """What stands for `function` in compiled code: a call of its symbol."""
    from numba import njit
    from numba import types as nb

    names, given, signature, scope = [], [], [], {}
    for i, argument in enumerate(_APART[function]):
        names.append(f"a{i}")
        if isinstance(argument, ArraysType):
            scope[f"address_{i}"] = compiled(argument).address_of
            given.append(f"address_{i}(a{i})")
            signature.append(nb.int64)
        else:
            kind = "int64" if getattr(argument, "name", "") == "int64" else "float64"
            scope[kind] = getattr(nb, kind)
            given.append(f"{kind}(a{i})")
            signature.append(getattr(nb, kind))
    scope["external"] = nb.ExternalFunction(symbol(function), nb.int64(*signature))
    source = f"def call({', '.join(names)}):\n    return external({', '.join(given)})\n"
    exec(compile(source, f"<tradewind call of {function.__name__}>", "exec"), scope)
    return njit(scope["call"])
