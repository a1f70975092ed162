"""Functions that are compiled into whatever calls them: the same results, under another name in the store, without a call."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tradewind.compiler.entry import ArrayType, entry
from tradewind.compiler.fingerprint import fingerprint
from tradewind.compiler.inlined import inline, is_inlined

ARGUMENTS = [ArrayType(np.dtype("f8")), ArrayType(np.dtype("f8"))]
# So long that LLVM leaves both calls of it calls.
STEPS = "\n".join(f"    x = x * {1.0 + k / 1000} + y if x < {k}.5 else x - y / {k + 1}.25" for k in range(120))
LONG = f"def lengthy(x, y):\n{STEPS}\n    return half(x)\n\ndef half(x):\n    return 0.5 * x\n"
RUN = "def run(values, out):\n    for i in range(values.size):\n        out[i] = lengthy(values[i], 1.5) + lengthy(2.5, values[i])\n    return 0\n"


def functions() -> dict:
    scope: dict = {"__name__": "lengthy"}
    exec(LONG + RUN, scope)
    return scope


def made(run, folder: Path) -> tuple[np.ndarray, bytes]:
    """What it computes, and its stored machine code."""
    values, out = np.linspace(-50.0, 150.0, 40), np.empty(40)
    assert entry(run, ARGUMENTS, folder=folder)([values, out]) == 0
    (file,) = folder.glob("*.code")
    return out, file.read_bytes()


def test_an_inlined_function_gives_the_same_and_leaves_no_call(tmp_path: Path) -> None:
    called, drawn_in = functions(), functions()
    before = fingerprint(drawn_in["run"])
    assert before == fingerprint(called["run"])
    inline(drawn_in["lengthy"])
    assert is_inlined(drawn_in["half"]), "what it reaches is drawn in with it"
    assert not is_inlined(drawn_in["run"])
    assert fingerprint(drawn_in["run"]) != before, "code compiled before would be found"
    with_call, code = made(called["run"], tmp_path / "called")
    without, shorter = made(drawn_in["run"], tmp_path / "drawn_in")
    assert without.tobytes() == with_call.tobytes()
    assert b"_ZN7lengthy7lengthy" in code
    assert b"_ZN7lengthy7lengthy" not in shorter
