"""A real paper session with its dashboard, in a process of its own, and Debian's Chromium to look at it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]


@dataclass(frozen=True)
class Desk:
    """A served session: its page (token included), address, token and workspace."""

    page: str
    address: str
    token: str
    folder: Path


def tradewind(
    folder: Path, *arguments: str, seconds: float = 300, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command as a user runs it, in `folder`, which is its own workspace."""
    return subprocess.run(
        [sys.executable, "-m", "tradewind", *arguments], cwd=folder, env=settings(folder, **environment), text=True,
        capture_output=True, timeout=seconds, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def settings(folder: Path, **environment: str) -> dict[str, str]:
    mine = {k: v for k, v in os.environ.items() if not k.startswith("TRADEWIND_") or k == "TRADEWIND_CODE_CACHE"}
    return {**mine, "PYTHONPATH": str(ROOT / "src"), "TRADEWIND_WORKSPACE__FOLDER": str(folder), **environment}


def free_port() -> str:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return str(s.getsockname()[1])


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A paper account on a replay of three stocks, twenty days a second."""
    if not (ROOT / "src/tradewind/server/static/index.html").exists():
        pytest.skip("the dashboard is not built: make setup")
    assert tradewind(tmp_path, "data", "samples").returncode == 0
    log = tmp_path / "log"
    command = "paper moving_average_cross --data AAPL,IBM,MSFT --since 2008-01-01 --speed 20 --port"
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "tradewind", *command.split(), free_port()], cwd=tmp_path, env=settings(tmp_path), stdout=file,
            stderr=file, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    try:
        end = time.monotonic() + 120
        while not (found := re.search(r"(http://[\d.:]+)/\?token=(\S+)", log.read_text())):
            assert process.poll() is None and time.monotonic() < end, log.read_text()
            time.sleep(0.1)
        yield Desk(found[0], found[1], found[2], tmp_path)
    finally:
        process.terminate()
        assert process.wait(timeout=30) == 0
        assert "in good order" in log.read_text()


@pytest.fixture
def browser():
    """Chromium, headless, with a profile of its own."""
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed: scripts/install_test_system.sh")
    with playwright.sync_playwright() as p:
        chromium = p.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()
