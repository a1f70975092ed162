"""What files call the rows of an order book: which of them change it, where a snapshot begins, and on which side a row is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tradewind.errors import DataError

if TYPE_CHECKING:
    import polars as pl

SIZE_NAMES = ("size", "qty", "quantity", "amount")
SNAPSHOT = "snapshot"
BOOK_ROWS = (SNAPSHOT, "depth", "delta", "update")
_SIDES = {"b": 1, "bid": 1, "buy": 1, "1": 1, "a": -1, "s": -1, "ask": -1, "sell": -1, "-1": -1}


def words(column: pl.Series) -> pl.Series:
    """A column of such words in small letters."""
    import polars as pl

    return column.cast(pl.String).str.to_lowercase()


def sides(column: pl.Series, where: str) -> np.ndarray:
    """(n,) int8: 1 bids, -1 asks.

    Raises
    ------
    DataError: a side of another name.
    """
    import polars as pl

    text = words(column)
    if unknown := set(text.unique().to_list()) - _SIDES.keys():
        raise DataError(f"{where}: side {sorted(map(str, unknown))[0]!r} of a book is unknown", try_=", ".join(_SIDES))
    return text.replace_strict(_SIDES, return_dtype=pl.Int8).to_numpy()


def begins(events: pl.Series) -> np.ndarray:
    """(n,) bool: the first row of each snapshot."""
    is_one = (words(events) == SNAPSHOT).fill_null(False).to_numpy()
    return is_one & ~np.append(False, is_one[:-1])
