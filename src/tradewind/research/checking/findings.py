"""What a check found: the value, the first bar, the strategy's line, and the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that changed. `line` is where the strategy's file names it, 0 if it does not. `why`: what kind of leak it looks like."""

    trial: str
    what: str
    bar: int
    time: str
    line: int
    why: str
    text: str


@dataclass(frozen=True)
class CheckResult:
    """`ok` if nothing was found. `compared`: values that were compared; `cuts`: where the data were cut.

    notes: what the check could not see to, such as data that a column brings along by itself.
    """

    ok: bool
    findings: tuple[Finding, ...]
    strategy: str
    bars: int
    cuts: int
    compared: int
    notes: tuple[str, ...] = ()


def line_of(name: str, source: str) -> int:
    """Where a strategy's text declares the feature `name`; 0 if nowhere."""
    lines = source.splitlines()
    wanted = re.compile(rf"""(\b{re.escape(name)}\s*=|["']{re.escape(name)}["']\s*:)""")
    begin = next((i for i, text in enumerate(lines) if re.match(r"\s*features\b", text)), 0)
    return next((i for i, text in enumerate(lines[begin:], begin + 1) if wanted.search(text)), 0)
