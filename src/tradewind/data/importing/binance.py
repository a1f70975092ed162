"""Binance Vision files: klines, trades and aggTrades, zipped or not, with and without header, in ms or (from 2025)
us.
"""

from __future__ import annotations

import re

import polars as pl

from tradewind.data.importing.draft import Draft, aggressor, number
from tradewind.data.importing.table import Table
from tradewind.data.importing.times import parse_times

# Source: github.com/binance/binance-public-data, README.
_NAME = re.compile(r"(?P<symbol>[A-Z0-9]+(?:_[A-Z0-9]+)?)-(?P<what>trades|aggTrades|\d+(?:s|m|h|d|w|mo))-\d{4}-\d{2}")
_STAMP = re.compile(r"\d{13}|\d{16}")
_BUYER_MAKER = ("true", "false")


def recognise(table: Table) -> bool:
    """The documented header, or headless rows with times where the documentation has them."""
    return _layout(table) is not None


def read(table: Table, time_format: str | None = None) -> Draft:
    """Bars from klines (their length from open and close time), trades otherwise."""
    where, layout = str(table.path), _layout(table)
    frame = table.frame
    match = _NAME.match(table.name)
    symbol = match["symbol"] if match else None
    if layout == "klines":
        names = ("open", "high", "low", "close", "volume")
        columns = pl.DataFrame([number(frame.to_series(n), name, where) for n, name in enumerate(names, start=1)])
        times = parse_times(frame.to_series(0), where)
        notes = ("Binance stamps a kline with its opening time, UTC",)
        length = _length(frame)
        return Draft(
            "binance klines", "bars", times, columns, pl.DataFrame(), symbol, "BINANCE", length, "UTC", "open", notes
        )
    at = 4 if layout == "trades" else 5
    times = parse_times(frame.to_series(at), where)
    maker = aggressor(frame.to_series(at + 1), maker=True)
    columns = pl.DataFrame(
        [number(frame.to_series(1), "price", where), number(frame.to_series(2), "size", where), maker]
    )
    return Draft(f"binance {layout}", "trades", times, columns, pl.DataFrame(), symbol, "BINANCE", timezone="UTC")


def _layout(table: Table) -> str | None:
    if not table.text:
        return None
    if table.header:
        names = [name.replace(" ", "_") for name in table.names]
        if names[0] == "open_time" and len(names) >= 7 and names[6] == "close_time":
            return "klines"
        if names[0] in ("agg_trade_id", "aggregate_tradeid"):
            return "aggTrades"
        return "trades" if names[:3] == ["id", "price", "qty"] and "is_buyer_maker" in names else None
    row = [str(value or "").strip() for value in table.frame.row(0)]
    if len(row) >= 11 and _STAMP.fullmatch(row[0]) and _STAMP.fullmatch(row[6]):
        return "klines"
    if len(row) in (7, 8) and _STAMP.fullmatch(row[5]) and row[6].lower() in _BUYER_MAKER:
        return "aggTrades"
    return "trades" if len(row) in (6, 7) and _STAMP.fullmatch(row[4]) and row[5].lower() in _BUYER_MAKER else None


def _length(frame: pl.DataFrame) -> str | None:
    """The close time is the last unit of the bar (…999), so one more unit is its length."""
    opened, closed = str(frame[0, 0]).strip(), str(frame[0, 6]).strip()
    unit = 1000 if len(opened) == 13 else 1_000_000
    return f"{(int(closed) - int(opened) + 1) // unit}s"
