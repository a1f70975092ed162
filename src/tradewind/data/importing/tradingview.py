"""TradingView: `time,open,high,low,close,...` with Unix seconds or ISO times, stamped with the bar's opening."""

from __future__ import annotations

import re

import polars as pl

from tradewind.data.importing.draft import Draft, number
from tradewind.data.importing.table import Table
from tradewind.data.importing.times import parse_times

_NAME = re.compile(r"(?P<venue>[A-Z0-9]+)_(?P<symbol>[^,]+), (?P<frame>\d+[SDWHM]?|[DW])")
_UNITS = {"S": "s", "H": "h", "D": "d", "W": "w"}


def recognise(table: Table) -> bool:
    """The header begins exactly so, in lower case."""
    return table.text and table.header and table.frame.columns[:5] == ["time", "open", "high", "low", "close"]


def read(table: Table, time_format: str | None = None) -> Draft:
    """Bars; indicator columns beside them are left out."""
    where = str(table.path)
    frame = table.frame
    times = parse_times(frame["time"], where, time_format)
    columns = [number(frame[name], name, where) for name in ("open", "high", "low", "close")]
    volume = next((name for name in frame.columns if name.lower() == "volume"), None)
    if volume is not None:
        columns.append(number(frame[volume], "volume", where))
    match = _NAME.match(table.name)
    return Draft(
        "tradingview",
        "bars",
        times,
        pl.DataFrame(columns),
        pl.DataFrame(),
        symbol=match["symbol"] if match else None,
        venue=match["venue"] if match else "TRADINGVIEW",
        timeframe=_frame(match["frame"]) if match else None,
        stamp="open",
        notes=("TradingView stamps a bar with its opening time",),
    )


def _frame(text: str) -> str | None:
    if text.isdigit():
        return f"{text}m"
    if text[-1] == "M":  # months: no timeframe of ours
        return None
    return f"{text[:-1] or 1}{_UNITS[text[-1]]}"
