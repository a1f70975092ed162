"""The guide's examples run, in order, and print what the guide shows."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "data.md"


def test_the_examples_print_what_the_guide_shows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```(\w+)( no-run)?\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    printed = ""
    for language, skip, body in blocks:
        if language == "python" and not skip:
            output = io.StringIO()
            with contextlib.redirect_stdout(output):
                exec(compile(body, "guide", "exec"), names)
            printed = output.getvalue()
        elif language == "text":
            assert printed == body
