"""The guides: their code runs as printed, and their table is the catalogue."""

import os
import re
from pathlib import Path

import pytest

from tradewind.research.metrics.catalogue import markdown_table

GUIDES = Path(__file__).parents[2] / "docs" / "guide"


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", (GUIDES / name).read_text(encoding="utf-8"), flags=re.S | re.M)


@pytest.mark.parametrize("name", ["models.md", "report.md"])
def test_the_code_of_a_guide_runs(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    space = {"Path": Path}
    for code in blocks(name, "python"):
        exec(compile(code, name, "exec"), space)
    if name == "models.md":
        assert capsys.readouterr().out == blocks(name, "text")[0]
    else:
        assert (tmp_path / "report.html").stat().st_size > 10_000


def test_the_table_of_metrics_is_the_catalogue():
    """After a wanted change: TRADEWIND_UPDATE_GOLDEN=1 pytest tests/research."""
    page = GUIDES / "report.md"
    text = page.read_text(encoding="utf-8")
    fresh = text[: text.index("| metric | unit |")] + markdown_table() + "\n"
    if os.environ.get("TRADEWIND_UPDATE_GOLDEN"):
        page.write_text(fresh, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == fresh


def test_every_column_of_a_result_is_explained():
    """A new column without its words on the page fails here."""
    from .random_result import random_result

    page = (GUIDES / "results.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_]+)`", page))
    for table, frame in random_result(1).frames().items():
        columns = {c for c in frame.columns if not c.startswith("held ")}
        assert {table} | columns <= named | {"trades"}, table
