"""Several functions compiled at the same time, each by a Python process of its own, on a machine with several cores."""

from __future__ import annotations

import os
import subprocess
import sys
import types
from collections.abc import Sequence
from pathlib import Path

from tradewind.compiler.apart import declared_by


def start(functions: Sequence[types.FunctionType], folder: Path) -> subprocess.Popen | None:
    """Begin to compile and store what is not stored yet of `functions` (declared apart), one after the other, elsewhere.

    None where there is nothing to gain: one core, or nothing to do. What goes wrong there is found again by whoever needs the result.
    """
    if not functions or _cores() < 2:
        return None
    names = [f"{declared_by(f)}:{f.__module__}:{f.__qualname__}" for f in functions]
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "tradewind.compiler.together", str(folder), *names],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        )
    except OSError:
        return None


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def main(arguments: Sequence[str]) -> None:
    """The process: folder, then DECLARING MODULE:MODULE:FUNCTION of each."""
    from importlib import import_module

    from tradewind.compiler.entry import apart_entry

    folder = Path(arguments[0])
    for name in arguments[1:]:
        declaring, module, function = name.split(":")
        import_module(declaring)
        found = getattr(import_module(module), function)
        apart_entry(found, folder, None)


if __name__ == "__main__":
    main(sys.argv[1:])
