"""Reading settings stays cheap: the command line does it for every command."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {"numpy", "numba", "polars", "sklearn", "fastapi", "ccxt"}


def test_reading_settings_imports_nothing_heavy(tmp_path):
    program = (
        "import sys; from tradewind.settings import load_configuration; load_configuration(); "
        f"print(sorted({HEAVY!r} & set(sys.modules)))"
    )
    environment = {"PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
