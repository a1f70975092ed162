"""Yahoo Finance: `Date,Open,High,Low,Close,Adj Close,Volume`, one row a session."""

from __future__ import annotations

import polars as pl

from tradewind.data.importing.draft import Draft, number
from tradewind.data.importing.table import Table
from tradewind.data.importing.times import parse_times

_HEADER = ["date", "open", "high", "low", "close", "adj close", "volume"]


def recognise(table: Table) -> bool:
    """Exactly these columns (in any order after the date)."""
    return table.text and table.header and table.names[0] == "date" and sorted(table.names) == sorted(_HEADER)


def read(table: Table, time_format: str | None = None) -> Draft:
    """Daily bars: split-adjusted prices as printed, the dividend-adjusted close left out."""
    where = str(table.path)
    frame = table.frame.rename(dict(zip(table.frame.columns, table.names, strict=True)))
    times = parse_times(frame["date"], where, time_format)
    columns = pl.DataFrame([number(frame[name], name, where) for name in ("open", "high", "low", "close", "volume")])
    stem = table.path.stem
    symbol = (
        stem.upper() if stem.replace("-", "").replace(".", "").replace("^", "").isalnum() and len(stem) <= 10 else None
    )
    notes = ("Yahoo: prices adjusted for splits, not for dividends (Adj Close is not used)",)
    return Draft("yahoo", "bars", times, columns, pl.DataFrame(), symbol, "YAHOO", stamp="open", notes=notes)
