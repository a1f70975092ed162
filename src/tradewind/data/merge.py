"""Joining new rows to stored ones, so that importing the same thing again changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tradewind.data.frames import COLUMNS

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Merged:
    """The rows to store and how they came about."""

    frame: pl.DataFrame
    added: int
    same: int
    replaced: int


def merge(kind: str, old: pl.DataFrame | None, new: pl.DataFrame) -> Merged:
    """Join `new` to `old` (both in time order).

    Bars are one a `ts_event`: a new one with other prices or volume replaces the old, one with the same keeps the old
    row and so the time at which it was first known. Ticks have no key: a row is the same as an old one if all its
    columns are, and the n-th of several equal rows meets the n-th.
    """
    if old is None or old.height == 0:
        return Merged(new, new.height, 0, 0)
    return _bars(old, new) if kind == "bars" else _ticks(kind, old, new)


def _bars(old: pl.DataFrame, new: pl.DataFrame) -> Merged:
    import polars as pl

    values = [name for name in COLUMNS["bars"] if not name.startswith("ts_")]
    met = new.join(old, on="ts_event", how="inner", suffix="_old", maintain_order="left")
    same = met.filter(pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_old")) for name in values))
    changed = new.join(same.select("ts_event"), on="ts_event", how="anti", maintain_order="left")
    kept = old.join(changed.select("ts_event"), on="ts_event", how="anti", maintain_order="left")
    frame = pl.concat([kept, changed.select(kept.columns)]).sort("ts_event")
    return Merged(frame, new.height - met.height, same.height, met.height - same.height)


def _ticks(kind: str, old: pl.DataFrame, new: pl.DataFrame) -> Merged:
    import polars as pl

    names = list(COLUMNS[kind])
    # ts_init is when we knew, not what happened: a later download of the same tick is the same tick.
    key = [name for name in names if name != "ts_init"]
    nth = pl.int_range(pl.len()).over(key).alias("nth")
    fresh = (
        new.with_columns(nth)
        .join(old.with_columns(nth), on=[*key, "nth"], how="anti", maintain_order="left")
        .drop("nth")
    )
    frame = pl.concat([old, fresh.select(old.columns)]).sort("ts_event", maintain_order=True)
    return Merged(frame, fresh.height, new.height - fresh.height, 0)
