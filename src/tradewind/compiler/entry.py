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
import threading
import types
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tradewind.compiler.apart import arguments_of, is_apart, is_lazy, parts, size_of, symbol
from tradewind.compiler.arrays import FLOAT, Argument, ArraysType, ArrayType, compiled, words_of
from tradewind.compiler.fingerprint import fingerprint
from tradewind.compiler.link import OPTIONS, link
from tradewind.compiler.together import start

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


class Entry:
    """One callable entry: `entry(arguments)` returns its int64. Keeps the loaded library alive, and those that it calls."""

    def __init__(self, address: int, arguments: Sequence[Argument], keep: Any, origin: str) -> None:
        self._arguments = tuple(arguments)
        self._keep = keep
        self.address = address
        self.origin = origin  # "compiled" or "stored"
        self._call = ctypes.CFUNCTYPE(ctypes.c_int64, *(w for a in arguments for w in _words_type(a)))(address)

    def __call__(self, arguments: Sequence[Any]) -> int:
        # Held here until the call is over: another thread may call the same entry with its own.
        held = [
            d.block(a) if isinstance(d, ArraysType) and not isinstance(a, np.ndarray) else a
            for a, d in zip(arguments, self._arguments, strict=True)
        ]
        return self._call(*self.words(held))

    def words(self, arguments: Sequence[Any]) -> list[Any]:
        """What is handed over: addresses, lengths and numbers in the order of the entry's arguments.

        A named tuple of arrays is given as its block (`ArraysType.block`), which must outlive the words, as all arrays must.

        Raises
        ------
        TypeError: an array has another dtype, layout or number of dimensions than declared (a bug of ours).
        """
        words: list[Any] = []
        for value, declared in zip(arguments, self._arguments, strict=True):
            if isinstance(declared, ArrayType):
                words.extend(words_of(value, declared))
            elif isinstance(declared, ArraysType):
                words.append(value.ctypes.data)
            else:
                words.append(value)
        return words

    @property
    def function(self) -> Callable[..., int]:
        """The C function itself, taking words: for a caller that makes the same call very often."""
        return self._call

    def raw(self, words: Sequence[Any]) -> int:
        """Call with words prepared before (the node's path: same arrays, bar after bar)."""
        return self._call(*words)


def _words_type(argument: Argument) -> list[Any]:
    if isinstance(argument, ArrayType):
        return [ctypes.c_int64] * argument.words
    return [ctypes.c_double] if argument == FLOAT else [ctypes.c_int64]


def store_folder() -> Path:
    """Where machine code is kept: `$TRADEWIND_CODE_CACHE`, else the user's cache folder."""
    chosen = os.environ.get("TRADEWIND_CODE_CACHE")
    if chosen:
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tradewind" / "code"


def entry(
    function: types.FunctionType,
    arguments: Sequence[Argument],
    *,
    folder: Path | None = None,
    on_compile: Callable[[], None] | None = None,
) -> Entry:
    """The entry for `function`, whose parameters are as declared by `arguments`.

    Loaded from `folder` if the same sources were compiled before on this machine, else compiled (`on_compile` is called first,
    so that a user is told why they wait) and stored. A store that can't be written is no error: it only costs the next start.
    Functions that it calls and that are declared apart become entries of their own, once in a process.
    """
    folder = folder or store_folder()
    called = _parts(function, folder, on_compile)
    path = _path(function, arguments, folder)
    key = path.stem
    stored = _load(path)
    if stored is not None:
        try:
            address, keep = _link_object(*stored, key, called)
            return Entry(address, arguments, (keep, called), "stored")
        except Exception:
            path.unlink(missing_ok=True)  # not loadable here: compile it anew below
    if on_compile is not None:
        on_compile()
    name, code = _compile(function, arguments, called)
    _save(path, name, code)
    address, keep = _link_object(name, code, key, called)
    return Entry(address, arguments, (keep, called), "compiled")


_APART_ENTRIES: dict[tuple[str, Path], Entry] = {}
_ONE_AT_A_TIME = threading.RLock()


def _parts(
    function: types.FunctionType, folder: Path, on_compile: Callable[[], None] | None
) -> dict[str, Entry | Cell]:
    """The entries apart that `function` calls, by symbol. Where several are missing, another process compiles half of them."""
    needed = list(parts(function))
    eager = [f for f in needed if not is_lazy(f)]
    store_all(eager, folder, on_compile)
    return {symbol(f): _cell(f, folder) if is_lazy(f) else apart_entry(f, folder, None) for f in needed}


def store_all(
    functions: Sequence[types.FunctionType], folder: Path, on_compile: Callable[[], None] | None = None
) -> None:
    """Compile and store what is missing of functions that are declared apart, in two processes at once."""
    missing = [f for f in functions if not _path(f, arguments_of(f), folder).exists()]
    missing.sort(key=size_of, reverse=True)
    if missing and on_compile is not None:
        on_compile()
    helper = start(missing[1::2], folder)
    for function in missing[0::2]:
        apart_entry(function, folder, None)
    if helper is not None:
        helper.wait()


class Cell:
    """Where the address of a lazy function is: at first that of a trampoline into Python, which compiles it."""

    def __init__(self, function: types.FunctionType, folder: Path) -> None:
        arguments = arguments_of(function)
        made = ctypes.CFUNCTYPE(ctypes.c_int64, *(w for a in arguments for w in _words_type(a)))

        def first(*words: Any) -> int:
            found = apart_entry(function, folder, None)
            self._word.value = found.address
            return found.raw(words)

        self._trampoline = made(first)
        self._word = ctypes.c_int64(ctypes.cast(self._trampoline, ctypes.c_void_p).value or 0)
        self.address = ctypes.addressof(self._word)


_CELLS: dict[tuple[str, Path], Cell] = {}


def _cell(function: types.FunctionType, folder: Path) -> Cell:
    key = (symbol(function), folder)
    if key not in _CELLS:
        _CELLS[key] = Cell(function, folder)
    return _CELLS[key]


def apart_entry(function: types.FunctionType, folder: Path, on_compile: Callable[[], None] | None) -> Entry:
    """The entry of a function that is declared apart, once in a process."""
    key = (symbol(function), folder)
    with _ONE_AT_A_TIME:
        if key not in _APART_ENTRIES:
            _APART_ENTRIES[key] = entry(function, arguments_of(function), folder=folder, on_compile=on_compile)
        return _APART_ENTRIES[key]


def _path(function: types.FunctionType, arguments: Sequence[Argument], folder: Path) -> Path:
    key = hashlib.sha256(repr((fingerprint(function), list(arguments))).encode()).hexdigest()
    return folder / f"{key}.code"


def _compile(
    function: types.FunctionType, arguments: Sequence[Argument], called: dict[str, Entry | Cell]
) -> tuple[str, bytes]:
    """Symbol and object code of the entry."""
    import llvmlite.binding as llvm
    from numba import carray, cfunc  # type: ignore[attr-defined]
    from numba import types as nb

    from tradewind.compiler.lean import lean

    for name, one in called.items():
        llvm.add_symbol(name, one.address)
    scope: dict[str, Any] = {"carray": carray, "function": link(function), "address_to_pointer": _address_to_pointer()}
    parameters, handed, signature = [], [], []
    for i, argument in enumerate(arguments):
        name = f"a{i}"
        if isinstance(argument, ArrayType):
            dims = [f"{name}_{d}" for d in range(argument.ndim)]
            scope[f"d{i}"] = argument.dtype
            handed.append(f"carray(address_to_pointer({name}), ({', '.join(dims)},), d{i})")
            parameters += [name, *dims]
            signature += [nb.int64] * argument.words
        elif isinstance(argument, ArraysType):
            scope[f"at{i}"] = compiled(argument).at_address
            handed.append(f"at{i}({name})")
            parameters.append(name)
            signature.append(nb.int64)
        else:
            handed.append(name)
            parameters.append(name)
            signature.append(getattr(nb, argument.name))
    body = f"function({', '.join(handed)})"
    body = f"{body}\n    return 0" if is_apart(function) else f"return {body}"
    source = f"def entry_point({', '.join(parameters)}):\n    {body}\n"
    exec(compile(source, "<tradewind entry>", "exec"), scope)
    with lean():
        made: Any = cfunc(nb.int64(*signature), **OPTIONS)(scope["entry_point"])
    return made._wrapper_name, made._library._get_compiled_object()


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


def _link_object(name: str, code: bytes, key: str, called: dict[str, Entry | Cell]) -> tuple[int, Any]:
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    builder = llvm.JITLibraryBuilder().add_object_img(code).add_current_process().export_symbol(name)
    for never in _NEVER_CALLED:
        builder = builder.import_symbol(never, ctypes.cast(_trap, ctypes.c_void_p).value)
    for name_of_part, part in called.items():
        builder = builder.import_symbol(name_of_part, part.address)
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
