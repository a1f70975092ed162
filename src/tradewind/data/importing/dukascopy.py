"""Dukascopy: CSV exports of bars and ticks from the website and from JForex."""

from __future__ import annotations

import re

import polars as pl

from tradewind.data.importing.draft import Draft, number
from tradewind.data.importing.table import Table
from tradewind.data.importing.times import parse_times

_TIME = re.compile(r"(gmt time|local time|utc|time \((?P<zone>[a-z/_+\-0-9]+)\))")
# EURUSD_Candlestick_1_M_BID_01.01.2020-31.01.2020.csv, EURUSD_Ticks_..., EURUSD_1 Min_Bid_2020.01.01_...
_NAME = re.compile(
    r"(?P<symbol>[A-Z0-9]{6,})_(?:Candlestick_(?P<count>\d+)_(?P<unit>[smhdw])|(?P<n>\d+) (?P<u>\w))", re.I
)
_SYMBOL = re.compile(r"(?P<symbol>[A-Z0-9]{6,})_", re.IGNORECASE)
_ZONES = {"eet": "EET", "utc": "UTC", "gmt": "UTC"}


def recognise(table: Table) -> bool:
    """A first column `Gmt time`, `Local time` or `Time (EET)`."""
    return table.text and table.header and _TIME.fullmatch(table.names[0]) is not None


def read(table: Table, time_format: str | None = None) -> Draft:
    """Bars, or quotes where there are Ask and Bid (sizes in units: the file prints millions)."""
    where = str(table.path)
    frame = table.frame.rename(dict(zip(table.frame.columns, table.names, strict=True)))
    head = table.names[0]
    times = parse_times(frame[head], where, time_format)
    match = _TIME.fullmatch(head)
    zone = "UTC" if head in ("gmt time", "utc") else _ZONES.get((match and match["zone"]) or "")
    symbol, timeframe = _from_name(table.name)
    if "ask" in table.names and "bid" in table.names:
        sides = [number(frame[name], name, where) for name in ("bid", "ask")]
        for ours, theirs in (("bid_size", "bidvolume"), ("ask_size", "askvolume")):
            if theirs in table.names:
                sides.append((number(frame[theirs], ours, where) * 1e6).alias(ours))
        return Draft(
            "dukascopy ticks", "quotes", times, pl.DataFrame(sides), pl.DataFrame(), symbol, "DUKASCOPY", timezone=zone
        )
    columns = [
        number(frame[name], name, where) for name in ("open", "high", "low", "close", "volume") if name in table.names
    ]
    notes = ("Dukascopy stamps a bar with its opening time and fills weekends with flat bars",)
    return Draft(
        "dukascopy",
        "bars",
        times,
        pl.DataFrame(columns),
        pl.DataFrame(),
        symbol,
        "DUKASCOPY",
        timeframe,
        zone,
        "open",
        notes,
    )


def _from_name(name: str) -> tuple[str | None, str | None]:
    if match := _NAME.match(name):
        count, unit = (match["count"], match["unit"]) if match["count"] else (match["n"], match["u"])
        return match["symbol"].upper(), f"{count}{unit.lower()}" if unit.lower() in "smhdw" else None
    match = _SYMBOL.match(name)
    return (match["symbol"].upper() if match else None), None
