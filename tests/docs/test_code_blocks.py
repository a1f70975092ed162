"""Code blocks of the documentation run as they stand there.

A block is one of ```bash (lines that begin with `tradewind` or `make help`) or ```python; another language, such as
```text or ```toml, says that a block is not to be run. A page's blocks run in one new folder: first its commands, in their
order, then its Python, as one program.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(bash|python)\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
WITH_BLOCKS = [p for p in PAGES if BLOCK.search(p.read_text(encoding="utf-8"))]


@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_BLOCKS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_the_blocks_of_a_page_run(page, tmp_path):
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    for command in (line for language, text in blocks if language == "bash" for line in _lines(text)):
        done = _run("bash", command, tmp_path)
        # A command's 1 is an answer, such as "differs"; a program's is an error.
        assert done.returncode in (0, 1), f"{command}\n{done.stdout}{done.stderr}"
    program = "\n".join(text for language, text in blocks if language == "python")
    if program:
        done = _run("python", program, tmp_path)
        assert done.returncode == 0, f"{program}\n{done.stdout}{done.stderr}"


def _lines(text: str) -> list[str]:
    joined = text.replace("\\\n", " ")
    lines = [line.split("  #")[0].strip() for line in joined.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def _run(language: str, command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("TRADEWIND_")}
    env |= {"PYTHONPATH": str(ROOT / "src"), "TRADEWIND_DEMO_SECONDS": "5"}
    if language == "python":
        arguments: list[str] = [sys.executable, "-c", command]
    elif command.split()[:2] == ["make", "help"]:
        arguments, folder = ["make", "help"], ROOT
    else:
        program, _, rest = command.partition(" ")
        assert program in ("tradewind", "tw"), f"a bash block begins with tradewind or make help: {command}"
        arguments = ["bash", "-c", f'"$0" -m tradewind {rest}', sys.executable]
    return subprocess.run(arguments, cwd=folder, env=env, capture_output=True, text=True, timeout=280, check=False)
