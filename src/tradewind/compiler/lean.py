"""Compiling without what is not needed: only the entry becomes machine code, everything that it calls is optimised once, inside it.

Numba compiles each function so that Python could call it: wrappers, optimisation and machine code for each, then all of it again
wherever it is called from. Of a program of a hundred functions only one is ever called from outside.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

ENTRY = "entry_point"
WRAPPER = "cfunc."  # what the name of the function that C calls begins with


def _never_called(context: Any, library: Any, fndesc: Any, env: Any) -> Any:
    """What stands for a function that Python will never call: an object of its own, without an address."""
    from numba import _dynfunc  # type: ignore[attr-defined]

    return _dynfunc.make_function(fndesc.lookup_module(), fndesc.qualname, "", 0, env, (library,))


def keep_inside(module: Any) -> None:
    """Tell the optimiser that nothing but the entry's own wrapper is called from outside.

    What is called once is then inlined, what is never called is dropped, and counting references to arrays that are not numba's
    own is seen to do nothing. Numba marks its functions as if other modules might call each. What must be drawn in wherever it is
    called, large or not, is declared with `inlined.inline`.
    """
    for function in module.functions:
        if not function.is_declaration and not function.name.startswith(WRAPPER):
            function.linkage = "internal"


@contextmanager
def lean() -> Iterator[None]:
    """While this lasts, functions that are compiled on the way to an entry (called `entry_point`) are made ready for linking alone."""
    from numba.core.codegen import JITCodeLibrary
    from numba.core.cpu import CPUContext

    optimise, finish = JITCodeLibrary._optimize_final_module, JITCodeLibrary._finalize_final_module

    def optimise_entry(self: Any) -> None:
        if self.name == ENTRY:
            keep_inside(self._final_module)
            optimise(self)

    def finish_entry(self: Any) -> None:
        if self.name == ENTRY:
            finish(self)
            return
        self._finalize_dynamic_globals()
        self._finalized = True

    with (
        mock.patch.object(JITCodeLibrary, "_optimize_final_module", optimise_entry),
        mock.patch.object(JITCodeLibrary, "_finalize_final_module", finish_entry),
        mock.patch.object(CPUContext, "get_executable", _never_called),
    ):
        yield
