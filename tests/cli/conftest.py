"""The command line in a process of its own, in a workspace with real stocks."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

SOURCE = Path(__file__).parents[2] / "src"


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


def run(folder: Path, *arguments: str, before: Callable[[], None] | None = None, by: tuple[str, ...] = ()) -> Answer:
    """`tradewind ARGUMENTS` in `folder`; `before` is called in the new process, which the command `by` starts."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TRADEWIND_") or k == "TRADEWIND_CODE_CACHE"}
    done = subprocess.run(
        [*by, sys.executable, "-m", "tradewind", *arguments],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(SOURCE), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        preexec_fn=before,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def _stocked(tmp_path_factory) -> Path:
    from tradewind.data.lake import Lake
    from tradewind.data.sources.samples import us_stocks

    folder = tmp_path_factory.mktemp("stocked")
    lake = Lake(folder / "tradewind-home" / "lake")
    for bars, provenance in us_stocks():
        if bars.instrument.symbol in ("AAPL", "IBM"):
            lake.write_bars(bars[-900:], provenance=provenance)
    return folder


@pytest.fixture
def folder(_stocked: Path, tmp_path: Path) -> Path:
    """A folder with a workspace of its own (./tradewind-home) that holds AAPL and IBM, 900 days each."""
    shutil.copytree(_stocked / "tradewind-home", tmp_path / "here" / "tradewind-home")
    return tmp_path / "here"


@pytest.fixture
def tradewind(folder: Path):
    """`tradewind("backtest", …)` in that folder."""

    def call(*arguments: str, **more) -> Answer:
        return run(folder, *arguments, **more)

    return call


def refused(answer: Answer, *parts: str, code: int = 2) -> str:
    """Check that a command answered with one clear line and nothing else; returns the line."""
    lines = answer.err.strip().splitlines()
    assert answer.code == code, answer.err + answer.out
    assert "Traceback" not in answer.err + answer.out
    assert len(lines) == 1, f"one line, not {len(lines)}: {answer.err}"
    assert lines[0].startswith("error: ")
    assert answer.out == ""
    for part in parts:
        assert part in lines[0], lines[0]
    return lines[0]
