"""From compiled code back to Python: one number in, one number out, by the address of a ctypes callback."""

from __future__ import annotations

import ctypes
import types
from collections.abc import Callable
from typing import Any

Callback = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_int64)
_KNOWN: dict[int, Callable[[int], int]] = {}


class Asked:
    """A Python function with an address while this object lives. What it raises is kept in `error` and it answers 1."""

    def __init__(self, function: Callable[[int], None]) -> None:
        self.error: BaseException | None = None

        def answer(i: int) -> int:
            try:
                function(i)
                return 0
            except BaseException as error:
                self.error = error
                return 1

        self._callback = Callback(answer)
        self.address = ctypes.cast(self._callback, ctypes.c_void_p).value or 0
        _KNOWN[self.address] = answer

    def __del__(self) -> None:
        _KNOWN.pop(getattr(self, "address", 0), None)


def ask(address: int, i: int) -> int:
    """Call the `Asked` at `address` with `i`: 0, or 1 if it failed."""
    return _KNOWN[address](i)


ask.opaque = True  # type: ignore[attr-defined]  (its body is for plain Python alone: compiled code gets another one)


def compiled(function: types.FunctionType) -> Any:
    """What stands for `ask` in compiled code; None for any other function."""
    if function is not ask:
        return None
    from llvmlite import ir
    from numba import njit
    from numba import types as nb
    from numba.extending import intrinsic

    @intrinsic
    def call(typingctx, address, i):
        def generate(context, builder, signature, args):
            word = ir.IntType(64)
            pointer = builder.inttoptr(args[0], ir.FunctionType(word, [word]).as_pointer())
            return builder.call(pointer, [args[1]])

        return nb.int64(nb.int64, nb.int64), generate

    return njit(lambda address, i: call(address, i))  # type: ignore[call-arg]
