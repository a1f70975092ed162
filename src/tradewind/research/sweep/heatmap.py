"""A page with one figure over any two parameters: one file, no network, the shades and the style of the report."""

from __future__ import annotations

from html import escape
from itertools import pairwise
from pathlib import Path

import numpy as np

from tradewind.errors import UsageError
from tradewind.research import report
from tradewind.research.metrics import METRICS
from tradewind.research.report.heatmap import Cell
from tradewind.research.sweep.result import SweepResult
from tradewind.research.sweep.resume import write_whole
from tradewind.research.sweep.space import Space

_MOST = 24  # classes of an axis: more can't be read


def cells(
    result: SweepResult, x: str, y: str, by: str = "sharpe"
) -> tuple[list[str], list[str], list[list[Cell | None]]]:
    """Labels along x, labels along y, and rows of cells: the median of the figure over all other parameters.

    A parameter with more than 24 values is put into 24 classes of equal width. None: no run of this place has the figure.

    Raises
    ------
    UsageError: x or y was not swept, both are the same, or there is no such figure.
    """
    check_pair(result.space, x, y)
    values = result.figure(by)
    across, columns = _classes(result.space.column(x))
    down, rows = _classes(result.space.column(y))
    table = np.full((len(rows), len(columns)), np.nan)
    known = np.isfinite(values)
    for i in range(len(rows)):
        for j in range(len(columns)):
            here = values[known & (down == i) & (across == j)]
            if len(here):
                table[i, j] = np.median(here)
    return columns, rows, _shaded(table, by)


def check_pair(space: Space, x: str, y: str) -> None:
    """Raises UsageError unless x and y are two parameters that are swept."""
    for name in (x, y):
        if name not in space.swept:
            raise UsageError(f"{name!r} was not swept", try_=", ".join(space.swept))
    if x == y:
        raise UsageError(f"a heat map needs two parameters, got {x!r} twice")


def _classes(values: np.ndarray) -> tuple[np.ndarray, list[str]]:
    distinct = np.unique(values)
    if len(distinct) <= _MOST:
        return np.searchsorted(distinct, values), [f"{v:g}" for v in distinct]
    edges = np.linspace(distinct[0], distinct[-1], _MOST + 1)
    found = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, _MOST - 1)
    return found, [f"{a:.4g}–{b:.4g}" for a, b in pairwise(edges)]


def _shaded(table: np.ndarray, by: str) -> list[list[Cell | None]]:
    """Shades from -1 to 1 around the middle of all; what is good is up, whichever way the figure runs."""
    known = table[np.isfinite(table)]
    low = by in METRICS and METRICS[by].better == "low"
    middle = float(np.median(known)) if len(known) else 0.0
    scale = float(np.max(np.abs(known - middle))) if len(known) else 1.0
    made: list[list[Cell | None]] = []
    for line in table:
        shades = np.nan_to_num((line - middle) / (scale or 1.0) * (-1.0 if low else 1.0))
        made.append(
            [
                Cell(round(float(s), 2), f"{v:.3g}", f"{by} {v:.6g}") if np.isfinite(v) else None
                for v, s in zip(line, shades, strict=True)
            ]
        )
    return made


def heatmap_page(result: SweepResult, x: str, y: str, by: str = "sharpe", title: str = "Sweep") -> str:
    """The page as text; raises as `cells`."""
    columns, rows, table = cells(result, x, y, by)
    style = (Path(report.__file__).parent / "page.css").read_text(encoding="utf-8")
    what = METRICS[by].title if by in METRICS else by.replace("_", " ").capitalize()
    head = "".join(f"<th>{escape(c)}</th>" for c in columns)
    body = "".join(
        f"<tr><th>{escape(label)}</th>{''.join(map(_drawn, line))}</tr>"
        for label, line in zip(rows, table, strict=True)
    )
    note = (
        f"Median over all other parameters. {len(result):,} combinations were tried on the same data: the best of so many looks good "
        "by luck alone; look for a plateau, not for a peak."
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{style}</style></head><body><main><h1>{escape(title)}</h1>"
        f"<h2>{escape(what)} over {escape(x)} (across) and {escape(y)} (down)</h2>"
        f'<div class="scroll"><table class="heat"><thead><tr><th>{escape(y)} \\ {escape(x)}</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div><p>{escape(note)}</p></main></body></html>\n"
    )


def _drawn(cell: Cell | None) -> str:
    if cell is None:
        return "<td></td>"
    way = "up" if cell.shade > 0 else "down" if cell.shade < 0 else ""
    return f'<td class="{way}" style="--s:{abs(cell.shade)}" title="{escape(cell.title)}">{escape(cell.text)}</td>'


def write_heatmap(result: SweepResult, path: Path, x: str, y: str, by: str = "sharpe", title: str = "Sweep") -> Path:
    """Write the page; the file is replaced at once."""
    write_whole(path, heatmap_page(result, x, y, by, title).encode())
    return path
