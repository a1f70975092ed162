"""What a newcomer waits for: `make quickstart` in a fresh clone, in seconds, megabytes and questions asked.

Packages come from the machine's cache or the network as they do for a user, so the first figure is mostly the network's.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


def run() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as name:
        clone, cache = Path(name) / "clone", Path(name) / "code"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        environment = {**os.environ, "TRADEWIND_CODE_CACHE": str(cache), "TRADEWIND_DEMO_SECONDS": "1"}
        environment |= {"TRADEWIND_SERVER__PORT": "0"}
        setup, _ = _make("setup", clone, environment)
        first, said = _make("quickstart", clone, environment)
        second, _ = _make("quickstart", clone, environment)
        size = sum(f.stat().st_size for f in clone.rglob("*") if f.is_file() and not f.is_symlink()) / 1e6
    prompts = sum(line.rstrip().endswith(("?", "[y/N]", "[Y/n]")) for line in said.splitlines())
    for bench, ours, unit, what in (
        ("quickstart.setup", setup, "s", "make setup in a fresh clone: packages, dashboard, kernels compiled"),
        (
            "quickstart.first",
            first,
            "s",
            "make quickstart after it: data, model, backtest, paper account, dashboard up for 1 s",
        ),
        ("quickstart.second", second, "s", "make quickstart again: goes on with the account, dashboard up for 1 s"),
        ("quickstart.size", size, "MB", "the clone with its .venv, dashboard and workspace"),
        (
            "quickstart.prompts",
            float(prompts),
            "questions",
            "asked (standard input is closed: a question would have ended it)",
        ),
    ):
        yield {
            "bench": bench,
            "ours": ours,
            "unit": unit,
            "peer": None,
            "peer_value": None,
            "ratio": None,
            "better": "lower",
            "runs": 1,
            "spread": None,
            "cores": os.cpu_count(),
            "what": what,
        }


def _make(target: str, clone: Path, environment: dict[str, str]) -> tuple[float, str]:
    begun = time.perf_counter()
    done = subprocess.run(
        ["make", target],
        cwd=clone,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"make {target} ended with {done.returncode}: {done.stderr[-500:]}")
    return time.perf_counter() - begun, done.stdout + done.stderr
