"""A fresh process to a first result: ours with stored machine code, ours on an empty store, backtesting.py."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from _kernel import market

FOLDER = Path(__file__).resolve().parents[1]
_OURS = "from _kernel.first import result_ours as result"
_PEER = "from _kernel.first import result_backtesting as result"


def ours_first_result(rows: int) -> tuple[float, Callable[[], object]]:
    call = _fresh(_OURS, rows)
    call()  # the machine code is stored now
    return 0.0, call


def ours_first_ever(rows: int) -> tuple[float, Callable[[], object]]:
    def call() -> None:
        with tempfile.TemporaryDirectory() as store:
            _fresh(_OURS, rows, {"TRADEWIND_CODE_CACHE": store})()

    return 0.0, call


def backtesting_first_result(rows: int) -> tuple[float, Callable[[], object]]:
    return 0.0, _fresh(_PEER, rows)


def _fresh(load: str, rows: int, more: dict[str, str] | None = None) -> Callable[[], object]:
    """A new Python that reads the bars from a file and prints the account's last equity."""
    path = Path(_kept.name) / f"{rows}.npz"
    if not path.exists():
        np.savez(path, **market.bars(rows))
    code = f"import sys; sys.path.insert(0, {str(FOLDER)!r}); {load}; print(result({str(path)!r}))"
    environment = {**os.environ, **(more or {})}

    def call() -> float:
        done = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True)
        return float(done.stdout.split()[-1])

    return call


def result_ours(path: str) -> float:
    from _kernel import strategies

    setup = strategies.session()
    output = setup.machine().step(setup.block(strategies.as_bars(setup, [dict(np.load(path))])))
    return float(output.equity[-1])


def result_backtesting(path: str) -> float:
    from _kernel import backtesting_peer

    return float(backtesting_peer.run(dict(np.load(path)))["Equity Final [$]"])


_kept = tempfile.TemporaryDirectory()
