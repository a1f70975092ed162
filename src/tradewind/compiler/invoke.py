"""Compiled code calls an entry by its address: so that several entries, each compiled for itself, can take turns in one loop."""

from __future__ import annotations

import ctypes
import types
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from tradewind.compiler.arrays import Argument, ArrayType


@cache
def invoker(words: int) -> types.FunctionType:
    """A function `invoke(address, rows, row)` that calls the entry at `address` with the `words` words in `rows[row]` and gives its answer.

    rows: (n, words) int64, each row what `Entry.words` gives.
    """

    def invoke(address: int, rows: np.ndarray, row: int, words: int = words) -> int:
        return ctypes.CFUNCTYPE(ctypes.c_int64, *[ctypes.c_int64] * words)(int(address))(*rows[row].tolist())

    invoke.opaque = True  # type: ignore[attr-defined]  (its body is for plain Python alone: compiled code gets another one)
    invoke.words = words  # type: ignore[attr-defined]
    return invoke


def words_of_entry(arguments: Sequence[Argument]) -> int:
    """How many words an entry of these arguments is called with."""
    return sum(a.words if isinstance(a, ArrayType) else 1 for a in arguments)


def compiled(function: types.FunctionType) -> Any:
    """What stands for an `invoker` in compiled code; None for any other function."""
    words = getattr(function, "words", None)
    if words is None:
        return None
    from llvmlite import ir
    from numba import njit
    from numba import types as nb
    from numba.core import cgutils
    from numba.extending import intrinsic
    from numba.np.arrayobj import make_array

    @intrinsic
    def call(typingctx, address, rows, row):
        def generate(context, builder, signature, args):
            word = ir.IntType(64)
            array = make_array(signature.args[1])(context, builder, args[1])
            first = cgutils.get_item_pointer2(context, builder, array.data, cgutils.unpack_tuple(builder, array.shape),
                                              cgutils.unpack_tuple(builder, array.strides), "C", [args[2], ir.Constant(word, 0)])  # fmt: skip
            given = [builder.load(builder.gep(first, [ir.Constant(word, i)])) for i in range(words)]
            entry = builder.inttoptr(args[0], ir.FunctionType(word, [word] * words).as_pointer())
            return builder.call(entry, given)

        return nb.int64(nb.int64, rows, nb.int64), generate

    return njit(lambda address, rows, row: call(address, rows, row))  # type: ignore[call-arg]
