"""What a check found: its kind, how often, where first, and how bad it is."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from tradewind.market.columns import Times
from tradewind.market.time import to_iso

_EXAMPLES = 3


class Severity(StrEnum):
    """`error`: a backtest on it is wrong; `warning`: look before you trust it; `info`: know it."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Finding:
    """One kind of defect. `share` is the fraction of rows (of the rows that should be there, for gaps)."""

    kind: str
    count: int
    share: float
    severity: Severity
    what: str
    examples: tuple[str, ...] = ()

    def __str__(self) -> str:
        shown = f" (first: {', '.join(self.examples)})" if self.examples else ""
        return f"{self.severity} {self.kind}: {self.what}{shown}"


@dataclass(frozen=True)
class QualityReport:
    """All findings on one series and its score (see `score.py` for the formula)."""

    instrument: str
    timeframe: str | None
    rows: int
    first: str | None
    last: str | None
    findings: tuple[Finding, ...]
    score: float

    @property
    def ok(self) -> bool:
        """No finding is an error."""
        return all(f.severity is not Severity.ERROR for f in self.findings)

    def count(self, kind: str) -> int:
        """How many rows of one kind of defect."""
        return sum(f.count for f in self.findings if f.kind == kind)

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self) | {"ok": self.ok}


def finding(kind: str, rows: np.ndarray, times: Times, severity: Severity, what: str) -> list[Finding]:
    """A finding on the given row numbers (none: no finding); `what` may say `{count}`."""
    count = len(rows)
    if count == 0:
        return []
    examples = tuple(to_iso(int(times[row])) for row in rows[:_EXAMPLES])
    return [Finding(kind, count, count / max(1, len(times)), severity, what.format(count=f"{count:,}"), examples)]
