"""Many features over one table at once, each group in a thread of its own, and the file that they are written to."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from tradewind.features.compute import FeatureStream, Table, kind_of_rows
from tradewind.features.declare import FeatureUse
from tradewind.market.columns import Bars

WRITERS = {".parquet": "write_parquet", ".csv": "write_csv", ".feather": "write_ipc", ".arrow": "write_ipc"}
FUSED = (
    8  # up to so many are compiled into one pass; more are computed one by one, with code that is compiled once for all
)


def compute_columns(
    uses: dict[str, FeatureUse],
    rows: Table,
    others: Sequence[Bars] = (),
    *,
    params: dict[str, int | float] | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, np.ndarray]:
    """Column -> (n,) float64, in the order of `uses`. The result does not depend on the number of threads (default: the cores)."""
    parts = groups(uses) if len(uses) > FUSED else [uses]
    streams = [FeatureStream(part, params, rows=kind_of_rows(rows)) for part in _counted(parts, progress)]
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        made = list(pool.map(lambda s: s.update(rows, others), streams))
    found = {c: v for s, values in zip(streams, made, strict=True) for c, v in zip(s.columns, values, strict=True)}
    return {c: found[c] for name, use in uses.items() for c in use.columns(name)}


def groups(uses: dict[str, FeatureUse]) -> list[dict[str, FeatureUse]]:
    """Uses in parts that need nothing of each other: a feature of a feature stays with it."""
    owner = {c: name for name, use in uses.items() for c in use.columns(name)}
    part = {name: name for name in uses}
    for name, use in uses.items():
        for wanted in {owner[i] for i in use.inputs if i in owner}:
            old, new = part[name], part[wanted]
            part = {n: new if p == old else p for n, p in part.items()}
    return [{n: uses[n] for n in uses if part[n] == first} for first in dict.fromkeys(part.values())]


def write_table(out: Path, times: np.ndarray, kept: np.ndarray, columns: dict[str, np.ndarray]) -> None:
    """A table of times (UTC) and columns, written whole or not at all. kept: (n,) bool, the rows that `columns` are of; others are empty."""
    import polars as pl

    frame = pl.DataFrame({"time": times}).with_columns(pl.col("time").cast(pl.Datetime("ns", "UTC")))
    for name, values in columns.items():
        full = np.full(len(times), np.nan)
        full[kept] = values
        frame = frame.with_columns(pl.Series(name, full))
    out.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=out.parent, suffix=out.suffix)
    os.close(descriptor)
    try:
        getattr(frame, WRITERS[out.suffix.lower()])(temporary)
        Path(temporary).replace(out)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _counted(parts: list[dict[str, FeatureUse]], progress: Callable[[int, int], None] | None):
    for done, part in enumerate(parts):
        if progress is not None:
            progress(done, len(parts))
        yield part
    if progress is not None:
        progress(len(parts), len(parts))
