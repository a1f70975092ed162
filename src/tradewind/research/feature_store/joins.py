"""Point-in-time joins: beside each row the features that were known then, never later ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tradewind.errors import DataError

if TYPE_CHECKING:
    import polars as pl


def point_in_time(
    frame: pl.DataFrame,
    features: pl.DataFrame,
    *,
    on: str = "time",
    columns: Sequence[str] | None = None,
    max_age: int | None = None,
) -> pl.DataFrame:
    """`frame` with the feature columns of the newest row that was known at each of its times.

    Parameters
    ----------
    frame: any rows in any order, with a column of times `on` (a datetime in UTC, or int64 UTC ns). features: as FeatureStore.read gives
    them; a row is known from its `ts_init` on (from `ts_event` where there is none), so a bar that came late is not seen before it came.
    columns: which (default: all). max_age: ns after a row's `ts_event` from which on it is too old and the values are empty.

    Returns
    -------
    `frame`'s rows in their order, then `ts_event` of the row that was joined (null where none was known) and the columns (null too).

    Raises
    ------
    DataError: a column is missing, there already, or no time.
    """
    import polars as pl

    chosen = [c for c in features.columns if c not in ("ts_event", "ts_init")] if columns is None else list(columns)
    for name, table in ((on, frame), ("ts_event", features), *((c, features) for c in chosen)):
        if name not in table.columns:
            raise DataError(f"no column {name!r} to join", try_=", ".join(table.columns))
    if twice := [c for c in ("ts_event", *chosen) if c in frame.columns and c != on]:
        raise DataError(f"the frame has a column {twice[0]!r} already", try_="rename it")
    events = _times(features["ts_event"])
    known = _times(features["ts_init"]) if "ts_init" in features.columns else events
    row = _newest_known(_times(frame[on]), events, known, max_age)
    picked = features.select(["ts_event", *chosen])[np.maximum(row, 0)] if len(events) else None
    if picked is None:
        picked = features.select(["ts_event", *chosen]).clear(frame.height)
    picked = picked.with_columns(pl.when(pl.Series(row >= 0)).then(pl.all()))
    return frame.hstack(picked if on != "ts_event" else picked.drop("ts_event"))


def _newest_known(at: np.ndarray, events: np.ndarray, known: np.ndarray, max_age: int | None) -> np.ndarray:
    """(n,) number of the row with the latest event among those known by each time, -1 where there is none."""
    if not len(events):
        return np.full(len(at), -1)
    # Rows in the order in which they became known; the one with the latest event so far.
    order = np.argsort(known, kind="stable")
    rank = np.empty(len(events), np.int64)
    by_event = np.argsort(events, kind="stable")
    rank[by_event] = np.arange(len(events))
    best = by_event[np.maximum.accumulate(rank[order])]
    place = np.searchsorted(known[order], at, side="right") - 1
    row = np.where(place >= 0, best[np.maximum(place, 0)], -1)
    if max_age is not None:
        row = np.where((row >= 0) & (at - events[np.maximum(row, 0)] < max_age), row, -1)
    return row


def _times(column: pl.Series) -> np.ndarray:
    import polars as pl

    if column.null_count():
        raise DataError(f"{column.name}: {column.null_count()} rows have no time", try_="drop them")
    if isinstance(column.dtype, pl.Datetime | pl.Date):
        column = column.cast(pl.Datetime("ns"))
    elif not column.dtype.is_integer():
        raise DataError(f"{column.name}: {column.dtype} is no time", try_="a datetime, or int64 UTC nanoseconds")
    return column.to_physical().to_numpy().astype(np.int64)
