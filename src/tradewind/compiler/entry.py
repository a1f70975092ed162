"""Entry points: a function over arrays as machine code behind a C address, compiled once and stored, then loaded in milliseconds.

An entry takes only arrays and returns one int64. It is called with the addresses and lengths of the arrays through ctypes, which lets go
of Python's lock meanwhile. Nothing inside may raise or allocate: what can go wrong is a returned code.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import tempfile
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tradewind.compiler.fingerprint import fingerprint
from tradewind.compiler.link import OPTIONS, link

# Symbols that numba's code mentions for cases that can't happen here (see the module's docstring).
_NEVER_CALLED = (
    "numba_gil_ensure",
    "numba_gil_release",
    "numba_unpickle",
    "numba_do_raise",
    "numba_runtime_build_excinfo_struct",
    "NRT_MemInfo_call_dtor",
    "NRT_MemInfo_alloc_safe_aligned",
    "NRT_Free",
)


@dataclass(frozen=True)
class ArrayType:
    """An array argument: element type and number of dimensions (C-contiguous)."""

    dtype: np.dtype
    ndim: int = 1


class Entry:
    """One callable entry: `entry(arrays)` returns its int64. Keeps the loaded library alive."""

    def __init__(self, address: int, arguments: Sequence[ArrayType], keep: Any, origin: str) -> None:
        self._arguments = tuple(arguments)
        self._keep = keep
        self.origin = origin  # "compiled" or "stored"
        words = sum(1 + a.ndim for a in arguments)
        self._call = ctypes.CFUNCTYPE(ctypes.c_int64, *([ctypes.c_int64] * words))(address)

    def __call__(self, arrays: Sequence[np.ndarray]) -> int:
        return self._call(*self.words(arrays))

    def words(self, arrays: Sequence[np.ndarray]) -> list[int]:
        """Addresses and lengths in the order of the entry's arguments.

        Raises
        ------
        TypeError: an array has another dtype, layout or number of dimensions than declared (a bug of ours).
        """
        words: list[int] = []
        for array, declared in zip(arrays, self._arguments, strict=True):
            if array.dtype != declared.dtype or array.ndim != declared.ndim or not array.flags.c_contiguous:
                raise TypeError(f"expected {declared}, got {array.dtype} with {array.ndim} dimensions")
            words.append(array.ctypes.data)
            words.extend(array.shape)
        return words

    def raw(self, words: Sequence[int]) -> int:
        """Call with words prepared before (the node's path: same arrays, bar after bar)."""
        return self._call(*words)


def store_folder() -> Path:
    """Where machine code is kept: `$TRADEWIND_CODE_CACHE`, else the user's cache folder."""
    chosen = os.environ.get("TRADEWIND_CODE_CACHE")
    if chosen:
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tradewind" / "code"


def entry(
    function: types.FunctionType,
    arguments: Sequence[ArrayType],
    *,
    folder: Path | None = None,
    on_compile: Callable[[], None] | None = None,
) -> Entry:
    """The entry for `function`, whose parameters are arrays as declared by `arguments`.

    Loaded from `folder` if the same sources were compiled before on this machine, else compiled (`on_compile` is called first,
    so that a user is told why they wait) and stored. A store that can't be written is no error: it only costs the next start.
    """
    key = hashlib.sha256(repr((fingerprint(function), list(arguments))).encode()).hexdigest()
    path = (folder or store_folder()) / f"{key}.code"
    stored = _load(path)
    if stored is not None:
        try:
            address, keep = _link_object(*stored, key)
            return Entry(address, arguments, keep, "stored")
        except Exception:
            path.unlink(missing_ok=True)  # not loadable here: compile it anew below
    if on_compile is not None:
        on_compile()
    compiled = _compile(function, arguments)
    _save(path, compiled._wrapper_name, compiled._library._get_compiled_object())
    return Entry(compiled.address, arguments, compiled, "compiled")


def _compile(function: types.FunctionType, arguments: Sequence[ArrayType]) -> Any:
    from numba import carray, cfunc  # type: ignore[attr-defined]
    from numba import types as nb

    names = [f"a{i}" for i in range(len(arguments))]
    lengths = [[f"{n}_{d}" for d in range(a.ndim)] for n, a in zip(names, arguments, strict=True)]
    scope: dict[str, Any] = {"carray": carray, "function": link(function), "address_to_pointer": _address_to_pointer()}
    calls = []
    for i, (name, dims, argument) in enumerate(zip(names, lengths, arguments, strict=True)):
        scope[f"d{i}"] = argument.dtype
        calls.append(f"carray(address_to_pointer({name}), ({', '.join(dims)},), d{i})")
    parameters = [word for name, dims in zip(names, lengths, strict=True) for word in (name, *dims)]
    source = f"def entry_point({', '.join(parameters)}):\n    return function({', '.join(calls)})\n"
    exec(compile(source, "<tradewind entry>", "exec"), scope)
    return cfunc(nb.int64(*([nb.int64] * len(parameters))), **OPTIONS)(scope["entry_point"])


def _address_to_pointer() -> Any:
    from numba import types as nb
    from numba.core import cgutils
    from numba.extending import intrinsic

    @intrinsic
    def convert(typingctx, address):
        def generate(context, builder, signature, args):
            return builder.inttoptr(args[0], cgutils.voidptr_t)

        return nb.voidptr(nb.int64), generate

    return convert


def _link_object(name: str, code: bytes, key: str) -> tuple[int, Any]:
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    builder = llvm.JITLibraryBuilder().add_object_img(code).add_current_process().export_symbol(name)
    for symbol in _NEVER_CALLED:
        builder = builder.import_symbol(symbol, ctypes.cast(_trap, ctypes.c_void_p).value)
    compiler = llvm.create_lljit_compiler()
    tracker = builder.link(compiler, key)
    return tracker[name], (tracker, compiler)


@ctypes.CFUNCTYPE(None)
def _trap() -> None:
    os.write(2, b"tradewind: machine code called what it must never call\n")
    os.abort()


def _save(path: Path, name: str, code: bytes) -> None:
    header = json.dumps({"name": name, "sha256": hashlib.sha256(code).hexdigest()}).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(len(header).to_bytes(4, "little") + header + code)
        Path(file.name).replace(path)
    except OSError:
        return


def _load(path: Path) -> tuple[str, bytes] | None:
    try:
        data = path.read_bytes()
        size = int.from_bytes(data[:4], "little")
        header = json.loads(data[4 : 4 + size])
        code = data[4 + size :]
        return (header["name"], code) if hashlib.sha256(code).hexdigest() == header["sha256"] else None
    except (OSError, ValueError, KeyError):
        return None
