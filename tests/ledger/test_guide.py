"""The guide's table is the registry, and its code runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tradewind.ledger import kinds

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "journal.md"


def test_the_table_is_made_from_the_registry():
    found = re.search(r"<!-- kinds: .*? -->\n(.*?)\n<!-- end of kinds -->", GUIDE.read_text(), re.DOTALL)
    assert found is not None and found[1] == kinds.table()


def test_the_code_runs(tmp_path):
    for code in re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL):
        source = str(Path(__file__).parents[2] / "src")
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, env={"PYTHONPATH": source}, capture_output=True
        )
        assert done.returncode == 0, done.stderr.decode()
