"""Functions that are compiled once, apart from those that call them, and called by their symbol.

What every strategy's program shares (matching, decisions, accounting) is the greater part of its code. Declared apart, it is compiled
and stored once, and a new strategy costs only its own lines.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator, Sequence
from typing import Any

from tradewind.compiler.arrays import Argument, ArraysType, compiled
from tradewind.compiler.fingerprint import fingerprint
from tradewind.compiler.walk import uses

_APART: dict[types.FunctionType, tuple[Argument, ...]] = {}
_LAZY: set[types.FunctionType] = set()
_BY: dict[types.FunctionType, str] = {}  # the module that declared it so


def apart(function: types.FunctionType, *arguments: Argument, lazy: bool = False) -> None:
    """From now on calls of `function` are calls of its own stored entry. It takes `arguments` and returns nothing.

    lazy: it is compiled, or loaded, at its first call, so that nobody waits for what they don't use.
    """
    _APART[function] = arguments
    _BY[function] = sys._getframe(1).f_globals["__name__"]
    if lazy:
        _LAZY.add(function)


def declared_by(function: types.FunctionType) -> str:
    """Name of the module whose import declares `function` apart."""
    return _BY[function]


def is_lazy(function: types.FunctionType) -> bool:
    return function in _LAZY


def is_apart(function: types.FunctionType) -> bool:
    return function in _APART


def arguments_of(function: types.FunctionType) -> Sequence[Argument]:
    return _APART[function]


def symbol(function: types.FunctionType) -> str:
    """Its name for the linker: another one as soon as anything that it reaches is another."""
    kind = "cell" if function in _LAZY else "call"
    return f"tradewind_{kind}_{function.__name__}_{fingerprint(function)[:16]}"


def size_of(function: types.FunctionType) -> int:
    """Bytes of bytecode that `function` reaches: how long it takes to compile, roughly."""
    seen: set[types.FunctionType] = set()

    def walk(one: types.FunctionType) -> int:
        if one in seen:
            return 0
        seen.add(one)
        return len(one.__code__.co_code) + sum(walk(u.value) for u in uses(one) if u.is_function)

    return walk(function)


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
    if function in _LAZY:
        scope["external"] = _by_cell(symbol(function), signature)
    else:
        scope["external"] = nb.ExternalFunction(symbol(function), nb.int64(*signature))
    source = f"def call({', '.join(names)}):\n    return external({', '.join(given)})\n"
    exec(compile(source, f"<tradewind call of {function.__name__}>", "exec"), scope)
    return njit(scope["call"])


def _by_cell(name: str, signature: list[Any]) -> Any:
    """A call of the address that is in the cell called `name`, which may be another one at the next call."""
    from llvmlite import ir
    from numba import njit
    from numba import types as nb
    from numba.extending import intrinsic

    def generate(context, builder, types_, args):
        word = ir.IntType(64)
        cell = builder.module.globals.get(name) or ir.GlobalVariable(builder.module, word, name)
        kind = ir.FunctionType(word, [context.get_value_type(t) for t in signature])
        return builder.call(builder.inttoptr(builder.load(cell), kind.as_pointer()), args)

    names = ", ".join(f"a{i}" for i in range(len(signature)))
    scope: dict[str, Any] = {"types_": nb.int64(*signature), "generate": generate}
    exec(f"def typed(typingctx, {names}):\n    return types_, generate\n", scope)
    scope["call"] = intrinsic(scope["typed"])
    exec(f"def called({names}):\n    return call({names})\n", scope)
    return njit(scope["called"])
