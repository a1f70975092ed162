"""Paired measurements: ours and the peer's, each in a process of its own, run by run in turn."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent


@dataclass(frozen=True)
class Side:
    """`function(**options)` of `module` (of `_kernel/` where no folder is named), run where `package` can be imported (None: in this interpreter)."""

    module: str
    function: str
    options: dict[str, Any] = field(default_factory=dict)
    package: str | None = None
    label: str = ""


@dataclass(frozen=True)
class Case:
    """One line of a group: what is measured, in which unit, how often, and by which sides."""

    bench: str
    unit: str
    ours: Side
    peer: Side | None
    what: str
    better: str = "higher"
    runs: int = 5
    figure: str = "seconds"  # or peak_rss_mb, or microseconds each
    cores: int = 1


class Running:
    """A side that has been prepared and answers with the seconds of each run; `absent` says why it can't be."""

    def __init__(self, side: Side, python: str) -> None:
        reading, writing = os.pipe()
        command = [
            python,
            str(HERE / "_side.py"),
            side.module,
            side.function,
            json.dumps(side.options),
            str(writing),
        ]
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  (closed in close)
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=self._said, stderr=subprocess.STDOUT, pass_fds=(writing,), text=True
        )
        os.close(writing)
        self._answers = os.fdopen(reading)
        self._name = f"{side.module}.{side.function}"
        self.peak_rss_mb = 0.0
        ready = self._answer()
        self.absent: str | None = ready.get("absent")
        self.amount: float = ready.get("amount", 0.0)
        self.label = f"{ready.get('version', '')} {side.label}".strip()

    def seconds(self) -> float:
        assert self._process.stdin is not None
        self._process.stdin.write("run\n")
        self._process.stdin.flush()
        answer = self._answer()
        self.peak_rss_mb = max(self.peak_rss_mb, answer["peak_rss_mb"])
        return answer["seconds"]

    def value(self, figure: str) -> float:
        """Of one run: its seconds, `amount` a second, or the process's peak of memory."""
        seconds = self.seconds()
        if figure == "peak_rss_mb":
            return self.peak_rss_mb
        if figure == "microseconds each":
            return seconds / self.amount * 1e6
        return self.amount / seconds if self.amount else seconds

    def _answer(self) -> dict[str, Any]:
        text = self._answers.readline()
        if text:
            return json.loads(text)
        self._process.wait()
        self._said.seek(0)
        raise RuntimeError(f"{self._name} ended: {self._said.read().decode(errors='replace')[-2000:]}")

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
        self._answers.close()
        self._said.close()

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def measure(case: Case) -> dict[str, Any]:
    """One result in the blueprint's form; `ours` or `peer_value` is None, and the line says why, where a side is absent."""
    with ExitStack() as stack:
        ours = stack.enter_context(Running(case.ours, sys.executable))
        python = interpreter(case.peer.package) if case.peer else None
        peer = stack.enter_context(Running(case.peer, python)) if case.peer and python else None
        mine, theirs = [], []
        for _ in range(case.runs):
            if not ours.absent:
                mine.append(ours.value(case.figure))
            if peer is not None:
                theirs.append(peer.value(case.figure))
        return _line(case, ours, peer, mine, theirs)


def _line(case: Case, ours: Running, peer: Running | None, mine: list[float], theirs: list[float]) -> dict[str, Any]:
    up = case.better == "higher"
    both = zip(mine, theirs, strict=True) if mine and theirs else ()
    ratios = [m / t if up else t / m for m, t in both]
    middle = statistics.median(ratios) if ratios else None
    missing = [ours.absent] if ours.absent else []
    if case.peer and peer is None:
        missing.append(f"peer {case.peer.package} is not installed: scripts/setup_peers.sh")
    return {
        "bench": case.bench,
        "ours": statistics.median(mine) if mine else None,
        "unit": case.unit,
        "peer": peer.label if peer else None,
        "peer_value": statistics.median(theirs) if theirs else None,
        "ratio": middle,
        "better": case.better,
        "runs": case.runs,
        "spread": [min(ratios) / middle, max(ratios) / middle] if middle else None,
        "cores": case.cores,
        "peak_rss_mb": round(ours.peak_rss_mb) if mine else None,
        "peer_peak_rss_mb": round(peer.peak_rss_mb) if peer else None,
        "what": "; ".join([case.what, *missing]),
        "machine_cores": os.cpu_count(),
    }


def interpreter(package: str | None) -> str | None:
    """The Python that has `package`: this one, that of PEERS_PYTHON or the peers' own environment; None: nobody has it."""
    apart = os.environ.get("PEERS_PYTHON") or str(ROOT / ".venv-peers" / "bin" / "python")
    for python in (sys.executable, apart):
        if package is None or _has(python, package):
            return python
    return None


def _has(python: str, package: str) -> bool:
    if not Path(python).exists():
        return False
    look = f"import sys; from importlib.util import find_spec; sys.exit(find_spec({package!r}) is None)"
    return subprocess.run([python, "-c", look], check=False).returncode == 0
