"""What a format's reader hands on: named columns, and what the format itself says about zone, stamping and symbol."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tradewind.data.importing.times import Times
from tradewind.errors import DataError

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Draft:
    """Rows of one kind before zone, stamping and instrument are settled.

    `columns` has float64 columns named as the house names them; `keys` (same height) may hold `symbol` and `timeframe`.
    None means that the format does not say: the user must.
    """

    format: str
    kind: str
    times: Times
    columns: pl.DataFrame
    keys: pl.DataFrame
    symbol: str | None = None
    venue: str | None = None
    timeframe: str | None = None
    timezone: str | None = None
    stamp: str | None = None
    notes: tuple[str, ...] = ()


def number(column: pl.Series, name: str, where: str) -> pl.Series:
    """A column as float64: empty or null becomes NaN, text is refused with its row.

    Raises
    ------
    DataError: a cell is not a number.
    """
    import polars as pl

    if column.dtype == pl.String:
        text = column.str.strip_chars()
        values = text.cast(pl.Float64, strict=False)
        missing = text.is_null() | text.str.to_lowercase().is_in(["", "nan", "null", "none", "n/a", "na"])
        bad = values.is_null() & ~missing
        if bad.any():
            row = int(bad.arg_max() or 0)
            raise DataError(f"{where}: row {row + 1}: {name} {column[row]!r} is not a number")
        column = values
    elif not column.dtype.is_numeric() and column.dtype != pl.Boolean:
        raise DataError(f"{where}: column {name} holds {column.dtype}, not numbers")
    return column.cast(pl.Float64).fill_null(float("nan")).alias(name)


def aggressor(column: pl.Series, *, maker: bool) -> pl.Series:
    """Who took liquidity: +1 buyer, -1 seller, 0 unknown. `maker`: the column says whether the *buyer* was the
    maker.
    """
    import polars as pl

    text = column.cast(pl.String).str.to_lowercase().str.strip_chars()
    yes, no = (["true", "1"], ["false", "0"]) if maker else (["sell", "s", "ask", "-1"], ["buy", "b", "bid", "1"])
    side = pl.when(text.is_in(yes)).then(-1.0).when(text.is_in(no)).then(1.0).otherwise(0.0)
    return text.to_frame("t").select(side.alias("aggressor"))["aggressor"]
