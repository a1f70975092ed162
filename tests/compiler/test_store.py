"""Stored machine code: never stale, never trusted when damaged, never needed, and loaded without the compiler."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from tradewind.compiler.entry import ArrayType, Entry, entry
from tradewind.compiler.fingerprint import fingerprint
from tradewind.errors import StrategyError

ARGUMENTS = [ArrayType(np.dtype("f8")), ArrayType(np.dtype("f8"))]
CALLEE = "SCALE = 2.0\n\ndef inner(x):\n    return x * SCALE\n"
CALLER = (
    "from callee import inner\n\ndef run(values, out):\n"
    "    for i in range(values.size):\n        out[i] = inner(values[i]) + 0.1\n    return 7\n"
)
VALUES = np.array([1.0, 0.1, -3.3e-7, 1e300])


def write(folder: Path, callee: str = CALLEE, caller: str = CALLER) -> ModuleType:
    """Both modules, imported anew."""
    modules = {}
    for name, text in (("callee", callee), ("caller", caller)):
        path = folder / f"{name}.py"
        path.write_text(text)
        spec = importlib.util.spec_from_loader(name, None)
        modules[name] = importlib.util.module_from_spec(spec)
        sys.modules[name] = modules[name]
        exec(compile(text, str(path), "exec"), modules[name].__dict__)
    for name in modules:
        del sys.modules[name]
    return modules["caller"]


def result(compiled: Entry) -> np.ndarray:
    out = np.empty_like(VALUES)
    assert compiled([VALUES, out]) == 7
    return out


def load(module: ModuleType, store: Path) -> Entry:
    return entry(module.run, ARGUMENTS, folder=store)


@pytest.mark.parametrize(
    ("callee", "expected"),
    [
        (CALLEE.replace("x * SCALE", "x * SCALE + 5.0"), 7.1),
        (CALLEE.replace("SCALE = 2.0", "SCALE = 3.0"), 3.1),
        (CALLEE.replace("def inner(x):", "def inner(x, more=1.0):").replace("* SCALE", "* SCALE + more"), 3.1),
    ],
    ids=["code", "constant", "default"],
)
def test_an_edit_in_another_file_is_seen(tmp_path: Path, callee: str, expected: float) -> None:
    before = write(tmp_path)
    assert result(load(before, tmp_path / "store"))[0] == 2.1
    after = write(tmp_path, callee)
    assert fingerprint(after.run) != fingerprint(before.run)
    compiled = load(after, tmp_path / "store")
    assert compiled.origin == "compiled"
    assert result(compiled)[0] == expected
    assert load(write(tmp_path), tmp_path / "store").origin == "stored", "and back again"


def test_a_comment_is_no_edit(tmp_path: Path) -> None:
    changed = CALLEE.replace("return x", "# the same\n    return x")
    assert fingerprint(write(tmp_path).run) == fingerprint(write(tmp_path, changed).run)


def test_stored_code_gives_the_same_bits(tmp_path: Path) -> None:
    module, told = write(tmp_path), []
    first = entry(module.run, ARGUMENTS, folder=tmp_path / "store", on_compile=lambda: told.append(1))
    second = entry(module.run, ARGUMENTS, folder=tmp_path / "store", on_compile=lambda: told.append(2))
    assert (first.origin, second.origin, told) == ("compiled", "stored", [1])
    plain = np.array([module.run.__globals__["inner"](v) + 0.1 for v in VALUES])
    assert result(first).tobytes() == result(second).tobytes() == plain.tobytes()


@pytest.mark.parametrize("damage", ["empty", "half", "header", "flipped", "not code"])
def test_a_damaged_store_is_compiled_anew(tmp_path: Path, damage: str) -> None:
    module, store = write(tmp_path), tmp_path / "store"
    expected = result(load(module, store))
    (file,) = store.glob("*.code")
    data = bytearray(file.read_bytes())
    if damage == "flipped":
        data[-100] ^= 1
    changed = {"empty": b"", "half": bytes(data[: len(data) // 2]), "header": b"\xff\xff\xff\xff" + bytes(data[4:])}
    file.write_bytes(changed.get(damage, b"nothing of ours" * 10 if damage == "not code" else bytes(data)))
    again = load(module, store)
    assert again.origin == "compiled"
    assert result(again).tobytes() == expected.tobytes()
    assert load(module, store).origin == "stored"


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    assert result(load(write(tmp_path), blocked / "store"))[0] == 2.1


def test_a_fresh_process_needs_no_compiler(tmp_path: Path) -> None:
    module, store = write(tmp_path), tmp_path / "store"
    expected = result(load(module, store))
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import numpy as np, caller\n"
        "from pathlib import Path\n"
        "from tradewind.compiler.entry import ArrayType, entry\n"
        "e = entry(caller.run, [ArrayType(np.dtype('f8'))] * 2, folder=Path(sys.argv[2]))\n"
        f"out = np.empty({len(VALUES)}); e([np.array({VALUES.tolist()}), out])\n"
        "print(e.origin, 'numba' in sys.modules, out.tobytes().hex())\n"
    )
    source = Path(__file__).parents[2] / "src"
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path), str(store)],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(source)},
    )  # fmt: skip
    assert done.stdout.split() == ["stored", "False", expected.tobytes().hex()]


@pytest.mark.parametrize(
    ("caller", "message"),
    [
        (
            "LIST = [1.0]\ndef run(values, out):\n    return int(LIST[0])\n",
            "uses LIST, a list, which can't be compiled",
        ),
        ("def run(values, out):\n    return nothing\n", "uses nothing, which is not defined there"),
        ("def run(values, out):\n    return print(1)\n", "uses print.., which can't be compiled"),
        (
            "def make(x):\n    def run(values, out):\n        return x\n    return run\nrun = make(1)\n",
            "uses x of an enclosing function",
        ),
    ],
    ids=["list", "unknown", "builtin", "closure"],
)
def test_what_cannot_be_compiled_is_named(tmp_path: Path, caller: str, message: str) -> None:
    with pytest.raises(StrategyError, match=rf"caller.py:\d run {message}"):
        load(write(tmp_path, CALLEE, caller), tmp_path / "store")


def test_an_array_of_another_kind_is_refused(tmp_path: Path) -> None:
    compiled = load(write(tmp_path), tmp_path / "store")
    with pytest.raises(TypeError, match="expected"):
        compiled([np.ones(4, np.float32), VALUES])
    with pytest.raises(TypeError, match="expected"):
        compiled([VALUES[::2], VALUES])
