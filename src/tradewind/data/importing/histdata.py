"""HistData.com: generic ASCII one-minute bars and ticks, in EST without daylight saving."""

from __future__ import annotations

import re

import polars as pl

from tradewind.data.importing.draft import Draft, number
from tradewind.data.importing.table import Table
from tradewind.data.importing.times import parse_times

# Source: HistData.com, "Data files: detailed specification".
_ZONE = "Etc/GMT+5"
_BAR = re.compile(r"\d{8} \d{6}")
_TICK = re.compile(r"\d{8} \d{9}")
_NAME = re.compile(r"DAT_ASCII_(?P<symbol>[A-Z]{6})_(M1|T)", re.IGNORECASE)


def recognise(table: Table) -> bool:
    """No header, and `20120201 000000` (bars, 6 columns) or `20120201 000003660` (ticks, 4 columns) first."""
    if not table.text or table.header:
        return False
    first = str(table.frame["c0"][0] or "").strip()
    return bool(
        (table.frame.width == 6 and _BAR.fullmatch(first)) or (table.frame.width == 4 and _TICK.fullmatch(first))
    )


def read(table: Table, time_format: str | None = None) -> Draft:
    """One-minute bars of the bid, or bid and ask ticks."""
    where, frame = str(table.path), table.frame
    times = parse_times(frame["c0"], where, time_format)
    match = _NAME.match(table.name)
    symbol = match[1].upper() if match else None
    if frame.width == 4:
        columns = pl.DataFrame([number(frame["c1"], "bid", where), number(frame["c2"], "ask", where)])
        return Draft("histdata ticks", "quotes", times, columns, pl.DataFrame(), symbol, "HISTDATA", timezone=_ZONE)
    names = ("open", "high", "low", "close", "volume")
    columns = pl.DataFrame([number(frame[f"c{n}"], name, where) for n, name in enumerate(names, start=1)])
    notes = ("HistData: bid prices, EST without daylight saving, stamped with the opening time",)
    return Draft("histdata", "bars", times, columns, pl.DataFrame(), symbol, "HISTDATA", "1m", _ZONE, "open", notes)
