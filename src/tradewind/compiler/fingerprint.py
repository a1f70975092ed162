"""A hash of everything that goes into one piece of machine code.

Numba's own disk cache looks only at the file of the function that is cached: edit a function that it calls from another
file and the old machine code is loaded again. This hash covers every function reached, every constant frozen into them,
the versions of the compiler and the processor, so an edit anywhere is a new name and the old code can't be found.
"""

from __future__ import annotations

import hashlib
import sys
import types
from functools import cache
from importlib.metadata import version
from typing import Any

import numpy as np

from tradewind.compiler.inlined import is_inlined
from tradewind.compiler.walk import uses

# Raise when the way machine code is produced or called changes.
FORMAT = 7


def fingerprint(function: types.FunctionType) -> str:
    """Hex sha256 over `function`, all that it reaches, the tool chain and this processor."""
    digest = hashlib.sha256(repr((FORMAT, toolchain())).encode())
    seen: dict[types.FunctionType, int] = {}
    _add(function, digest, seen)
    if inlined := [number for reached, number in seen.items() if is_inlined(reached)]:
        digest.update(repr(inlined).encode())
    return digest.hexdigest()


def code_text(function: types.FunctionType) -> str:
    """What `function` and all that it reaches do, as text that changes with any of them but not with comments or the tool chain."""
    parts: list[str] = []

    class Parts:
        def update(self, data: bytes) -> None:
            parts.append(data.decode())

    _add(function, Parts(), {})
    return "".join(parts)


@cache
def toolchain() -> tuple[str, ...]:
    """Versions and processor that machine code depends on."""
    import llvmlite.binding as llvm

    features = llvm.get_host_cpu_features().flatten()
    return (sys.version, version("numba"), version("llvmlite"), np.__version__, llvm.get_host_cpu_name(), features)


def _add(function: types.FunctionType, digest: Any, seen: dict[types.FunctionType, int]) -> None:
    if function in seen:
        digest.update(f"again {seen[function]}".encode())
        return
    seen[function] = len(seen)
    digest.update(_code(function.__code__).encode())
    digest.update(repr((function.__defaults__, function.__kwdefaults__)).encode())
    for use in uses(function):
        digest.update(use.name.encode())
        if use.is_function:
            _add(use.value, digest, seen)
        else:
            digest.update(_value(use.value).encode())


def _code(code: types.CodeType) -> str:
    constants = [_code(c) if isinstance(c, types.CodeType) else repr(c) for c in code.co_consts]
    names = (code.co_names, code.co_varnames, code.co_argcount, code.co_kwonlyargcount)
    return repr((code.co_code.hex(), constants, names))


def _value(value: Any) -> str:
    if isinstance(value, types.ModuleType | types.BuiltinFunctionType):
        return value.__name__
    if isinstance(value, np.dtype):
        return repr((value.descr, value.itemsize))
    if isinstance(value, type):
        return repr((value.__name__, value._fields))  # type: ignore[attr-defined]
    return repr((type(value).__name__, value))
