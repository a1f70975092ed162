"""A page about many runs (a walk-forward, a Monte Carlo): a sentence, cards, charts and tables in the report's style."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tradewind.research.report.chart import Chart
from tradewind.research.report.write import environment, part, put


@dataclass(frozen=True)
class Card:
    """A figure that stands out: title, value, what is below it, and what the title means."""

    title: str
    value: str
    below: str = ""
    definition: str = ""


@dataclass(frozen=True)
class Table:
    """head: titles of the columns. rows: texts. numbers: how many columns, counted from the right, are numbers."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: int


@dataclass(frozen=True)
class Section:
    """A part of the page: charts and then tables, with a line on how to read them. size of the charts: `tall`, `low` or the usual."""

    title: str
    charts: Sequence[Chart] = ()
    tables: Sequence[Table] = ()
    hint: str = ""
    size: str = "tall"


@dataclass(frozen=True)
class StudyPage:
    """Everything on the page. kind: what it is, beside the name of the house. found: whether the sentence is good news. missing: why not."""

    kind: str
    title: str
    subtitle: str
    sentence: str
    found: bool
    protocol: str
    cards: Sequence[Card]
    sections: Sequence[Section]
    missing: Sequence[str] = ()
    meta: Sequence[tuple[str, str]] = field(default_factory=tuple)


def write_study(page: StudyPage, path: Path) -> Path:
    """Write the page as one HTML file that needs no network and no other file; see `write_report`.

    Raises
    ------
    DataError: the folder does not exist or can't be written.
    """
    return put(render_study(page), path)


def render_study(page: StudyPage) -> str:
    """The page as text; the same page gives the same text."""
    template = environment(date_only=True).get_template("study.html.j2")
    return template.render(page=page, style=part("page.css") + part("study.css"), script=part("page.js"))
