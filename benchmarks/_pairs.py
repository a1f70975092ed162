"""Paired, alternating measurements: ours and the peer's, run by run, in one process tree."""

from __future__ import annotations

import os
import resource
import statistics
import time
from collections.abc import Callable
from typing import Any


def timed(call: Callable[[], Any]) -> float:
    """Seconds of one call."""
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def paired(
    ours: Callable[[], float], peer: Callable[[], float] | None, runs: int = 5
) -> tuple[list[float], list[float]]:
    """Seconds of each, alternating."""
    mine, theirs = [], []
    for _ in range(runs):
        mine.append(ours())
        if peer is not None:
            theirs.append(peer())
    return mine, theirs


def line(
    bench: str,
    what: str,
    unit: str,
    ours: list[float],
    theirs: list[float],
    *,
    peer: str | None,
    better: str,
    amount: float = 0.0,
) -> dict[str, Any]:
    """One result in the blueprint's form. Seconds stay seconds, or become `amount` per second."""

    def value(seconds: float) -> float:
        return amount / seconds if amount else seconds

    ratios = [t / m for m, t in zip(ours, theirs, strict=True)] if theirs else []
    middle = statistics.median(ratios) if ratios else None
    return {
        "bench": bench,
        "ours": value(statistics.median(ours)),
        "unit": unit,
        "peer": peer,
        "peer_value": value(statistics.median(theirs)) if theirs else None,
        "ratio": middle,
        "better": better,
        "runs": len(ours),
        "spread": [min(ratios) / middle, max(ratios) / middle] if ratios and middle else None,
        "cores": 1,
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "what": what,
        "machine_cores": os.cpu_count(),
    }
