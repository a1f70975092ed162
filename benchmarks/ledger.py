"""How fast events become durable, and how fast a journal is read and audited."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tradewind.ledger.audit import verify
from tradewind.ledger.event import NewEvent
from tradewind.ledger.journal import Journal

_SESSION = {"config": {}, "strategy": {}, "data": {}, "versions": {}, "seed": 0}


def _bar(number: int) -> NewEvent:
    body = {
        "instrument": "EURUSD.ECB",
        "timeframe": "1d",
        "open": 1.08412,
        "high": 1.0853,
        "low": 1.0831,
        "close": 1.0847,
    }
    return NewEvent(number, number, "bar", f"bar-{number}", {**body, "volume": 0.0})


def _appends(journal: Journal, batch: int, count: int) -> list[float]:
    """Seconds of each of `count` durable appends of `batch` events."""
    seconds = []
    for first in range(0, count * batch, batch):
        events = [_bar(n) for n in range(first, first + batch)]
        start = time.perf_counter()
        journal.append(events)
        seconds.append(time.perf_counter() - start)
    return seconds


def measure(folder: Path | None = None, *, count: int = 1000) -> dict[str, float]:
    """Durable appends of 1, 5 and 100 events, and the audit; on the file system of `folder` (default: temporary)."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        path = Path(name) / "journal.db"
        result: dict[str, float] = {}
        with Journal.create(path, _SESSION, 0) as journal:
            for batch in (1, 5, 100):
                seconds = _appends(journal, batch, count if batch < 100 else count // 5)
                cuts = statistics.quantiles(seconds, n=100)
                result[f"append_{batch}_median_us"] = 1e6 * statistics.median(seconds)
                result[f"append_{batch}_p99_us"] = 1e6 * cuts[98]
                result[f"append_{batch}_events_per_s"] = batch * len(seconds) / sum(seconds)
            events = journal.head[0]
            start = time.perf_counter()
            assert sum(1 for _ in journal.events()) == events
            result["read_events_per_s"] = events / (time.perf_counter() - start)
        start = time.perf_counter()
        assert verify(path).ok
        result["verify_events_per_s"] = events / (time.perf_counter() - start)
    return result


def run() -> Iterator[dict[str, Any]]:
    """One line for each figure; there is no peer that promises the same."""
    figures = measure()
    for name, unit, better in (
        ("append_1_median_us", "us", "lower"),
        ("append_5_median_us", "us", "lower"),
        ("append_100_events_per_s", "events/s", "higher"),
        ("read_events_per_s", "events/s", "higher"),
        ("verify_events_per_s", "events/s", "higher"),
    ):
        yield {
            "bench": f"ledger.{name}",
            "ours": figures[name],
            "unit": unit,
            "peer": None,
            "peer_value": None,
            "ratio": None,
            "better": better,
            "runs": 1,
            "spread": None,
            "cores": 1,
            "what": "durable, hash-chained; SQLite WAL, synchronous=FULL",
        }
