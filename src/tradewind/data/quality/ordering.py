"""Duplicates and times that run backwards."""

from __future__ import annotations

import numpy as np

from tradewind.data.quality.finding import Finding, Severity, finding
from tradewind.market.columns import Times


def backward(times: Times) -> list[Finding]:
    """Rows whose time lies before that of the row above them."""
    rows = np.flatnonzero(np.diff(times) < 0) + 1
    return finding("backward_time", rows, times, Severity.ERROR, "{count} rows are earlier than the row before them")


def duplicates(times: Times) -> list[Finding]:
    """Rows whose time another row has had already, anywhere in the series (bars; ticks may share a time)."""
    order = np.argsort(times, kind="stable")
    rows = np.sort(order[1:][np.diff(times[order]) == 0])
    return finding("duplicate", rows, times, Severity.ERROR, "{count} rows repeat a time")


def repeated_ticks(columns: list[np.ndarray], times: Times) -> list[Finding]:
    """Ticks equal in every column to the tick before them: a repeated download, or a feed that says nothing new."""
    same = np.ones(max(0, len(times) - 1), dtype=bool)
    for column in columns:
        same &= column[1:] == column[:-1]
    rows = np.flatnonzero(same) + 1
    return finding("duplicate", rows, times, Severity.WARNING, "{count} ticks repeat the tick before them")
