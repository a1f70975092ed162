"""How results are printed: JSON where it is asked for, else a table or lines for people."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def plain(value: Any) -> Any:
    """What JSON can hold; NaN and infinities become null."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(v) for v in value]
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else None
    item = getattr(value, "item", None)  # a number of numpy's
    return plain(item()) if callable(item) else value


def as_json(value: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json.dumps(plain(value), ensure_ascii=False) + "\n")


def result(*, ok: bool, findings: list[Any] | None = None, **more: Any) -> dict[str, Any]:
    """The `result` object of commands that judge something."""
    return {"result": {"ok": ok, "findings": findings or [], **more}}


def table(rows: list[dict[str, Any]], *, title: str | None = None) -> None:
    """Rows as a table, numbers to the right; columns are the keys of the first row."""
    if not rows:
        out.print("nothing to show")
        return
    shown = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for name in rows[0]:
        right = any(isinstance(r[name], int | float) and not isinstance(r[name], bool) for r in rows)
        shown.add_column(name.replace("_", " "), justify="right" if right else "left", overflow="fold")
    for row in rows:
        shown.add_row(*[text(v) for v in row.values()])
    out.print(shown)


def text(value: Any) -> str:
    """One value for people."""
    if value is None or value != value:
        return "–"
    if isinstance(value, float):
        return f"{value:,.4f}".rstrip("0").rstrip(".") if abs(value) < 1000 else f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
