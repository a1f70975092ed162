"""What an entry's arguments can be: an array, a whole named tuple of arrays behind one address, or a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np


@dataclass(frozen=True)
class ArrayType:
    """An array argument: element type and number of dimensions (C-contiguous)."""

    dtype: np.dtype
    ndim: int = 1

    @property
    def words(self) -> int:
        """An address, then a length for each dimension."""
        return 1 + self.ndim


@dataclass(frozen=True)
class ArraysType:
    """A named tuple of arrays, handed over as the one address of a block of their addresses and lengths.

    In compiled code it is a single pointer, whatever the number of arrays: passing it on costs one register, and a function
    that touches two of twenty arrays loads two.
    """

    of: type
    fields: tuple[tuple[str, ArrayType], ...]

    def offset(self, name: str) -> int:
        """In which word of the block the array's address is."""
        position = 0
        for field, array in self.fields:
            if field == name:
                return position
            position += array.words
        raise KeyError(name)

    def block(self, arrays: Sequence[np.ndarray]) -> np.ndarray:
        """Their addresses and lengths, (words,) int64. It holds while the arrays live and don't move.

        Raises
        ------
        TypeError: an array has another dtype, layout or number of dimensions than declared (a bug of ours).
        """
        words: list[int] = []
        for array, (_, declared) in zip(arrays, self.fields, strict=True):
            words.extend(words_of(array, declared))
        return np.array(words, dtype=np.int64)

    def __repr__(self) -> str:
        return f"ArraysType({self.of.__name__}, {self.fields})"


@dataclass(frozen=True)
class NumberType:
    """A number argument: int64 or float64."""

    name: str


INT, FLOAT = NumberType("int64"), NumberType("float64")
Argument = ArrayType | ArraysType | NumberType


def words_of(array: np.ndarray, declared: ArrayType) -> list[int]:
    """Address and lengths of one array, checked."""
    if array.dtype != declared.dtype or array.ndim != declared.ndim or not array.flags.c_contiguous:
        raise TypeError(f"expected {declared}, got {array.dtype} with {array.ndim} dimensions")
    return [array.ctypes.data, *array.shape]


class Compiled(NamedTuple):
    """How compiled code sees a named tuple of arrays: its type, and the way there from an address and back."""

    type: Any
    at_address: Any
    address_of: Any


@cache
def compiled(arrays: ArraysType) -> Compiled:
    """The compiler's type for `arrays`: an opaque pointer whose attributes are arrays."""
    from numba import types as nb
    from numba.core import cgutils
    from numba.core.typing.templates import AttributeTemplate
    from numba.extending import infer_getattr, intrinsic, lower_getattr_generic, models, register_model
    from numba.np.arrayobj import make_array, populate_array
    from numba.np.numpy_support import from_dtype

    class Pointer(nb.Type):
        def __init__(self) -> None:
            super().__init__(name=f"{arrays.of.__name__}Pointer")

    pointer = Pointer()
    fields = {
        name: (arrays.offset(name), nb.Array(from_dtype(a.dtype), a.ndim, "C"))  # type: ignore[arg-type]
        for name, a in arrays.fields
    }
    register_model(Pointer)(models.OpaqueModel)

    @infer_getattr
    class Attributes(AttributeTemplate):
        key = Pointer

        def generic_resolve(self, value, attr):
            return fields[attr][1] if attr in fields else None

    @lower_getattr_generic(Pointer)
    def load(context, builder, typ, value, attr):
        first, array_type = fields[attr]
        word = context.get_value_type(nb.intp)
        base = builder.bitcast(value, word.as_pointer())

        def read(index):
            loaded = builder.load(cgutils.gep_inbounds(builder, base, index))
            # The block does not change during a call, so one load of a word serves all uses.
            loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
            return loaded

        array = make_array(array_type)(context, builder)
        data = builder.inttoptr(read(first), array.data.type)
        shape = [read(first + 1 + d) for d in range(array_type.ndim)]
        itemsize = context.get_abi_sizeof(context.get_data_type(array_type.dtype))
        strides, step = [], context.get_constant(nb.intp, itemsize)
        for length in reversed(shape):
            strides.insert(0, step)
            step = builder.mul(step, length)
        populate_array(
            array,
            data=data,
            shape=shape,
            strides=strides,
            itemsize=context.get_constant(nb.intp, itemsize),
            meminfo=None,
        )
        return array._getvalue()

    @intrinsic
    def at_address(typingctx, address):
        def generate(context, builder, signature, args):
            return builder.inttoptr(args[0], cgutils.voidptr_t)

        return pointer(nb.int64), generate

    @intrinsic
    def address_of(typingctx, value):
        def generate(context, builder, signature, args):
            return builder.ptrtoint(args[0], context.get_value_type(nb.int64))

        return nb.int64(pointer), generate

    return Compiled(pointer, at_address, address_of)
