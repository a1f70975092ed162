"""MetaTrader 4 and 5: history-centre exports of bars (comma, or tab with `<DATE>` headers) and of ticks."""

from __future__ import annotations

import re

import polars as pl

from tradewind.data.importing.draft import Draft, number
from tradewind.data.importing.table import Table
from tradewind.data.importing.times import parse_times

_DATE = re.compile(r"\d{4}\.\d{2}\.\d{2}")
_CLOCK = re.compile(r"\d{2}:\d{2}(:\d{2}(\.\d+)?)?")
# MetaTrader 4 has no header: date, time, open, high, low, close, tick volume.
_BARE = ("date", "time", "open", "high", "low", "close", "tickvol")
# EURUSD_M15_201901020000_....csv (5), EURUSD15.csv with minutes (4), DAT_MT_EURUSD_M1_201202.csv (HistData's variant)
_NAME_5 = re.compile(r"(?P<symbol>[A-Za-z0-9.#&]+?)_(?P<frame>M\d+|H\d+|Daily|Weekly|D1|W1)_\d{8}")
_NAME_4 = re.compile(r"(?P<symbol>[A-Za-z.#&]+?)(?P<minutes>1|5|15|30|60|240|1440|10080)\.csv$", re.IGNORECASE)
_NAME_HISTDATA = re.compile(r"DAT_MT_(?P<symbol>[A-Z]{6})_M1", re.IGNORECASE)
_FRAMES = {"Daily": "1d", "Weekly": "1w"}


def recognise(table: Table) -> bool:
    """Headers in angle brackets beginning with <DATE>, or headless rows `2012.02.01,00:00,...`."""
    if not table.text:
        return False
    if table.header:
        return table.frame.columns[0].strip().upper() == "<DATE>"
    first = [str(value or "").strip() for value in table.frame.row(0)]
    return len(first) >= 6 and bool(_DATE.fullmatch(first[0]) and _CLOCK.fullmatch(first[1]))


def read(table: Table, time_format: str | None = None) -> Draft:
    """Bars, or quotes where there are <BID> and <ASK> (a side that did not change is empty: the last one stands)."""
    where = str(table.path)
    names = table.names if table.header else list(_BARE[: table.frame.width])
    frame = table.frame.select(pl.col(old).alias(new) for old, new in zip(table.frame.columns, names, strict=False))
    stamps = frame["date"] if "time" not in names else frame["date"] + " " + frame["time"]
    times = parse_times(stamps, where, time_format)
    symbol, timeframe, zone = _from_name(table.name)
    notes = ("MetaTrader stamps a bar with its opening time, in the broker's server zone",)
    if "bid" in names:
        sides = [
            number(frame[name], name, where).fill_nan(None).forward_fill().fill_null(0.0) for name in ("bid", "ask")
        ]
        return Draft(
            "metatrader ticks", "quotes", times, pl.DataFrame(sides), pl.DataFrame(), symbol, "MT", timezone=zone
        )
    columns = [number(frame[name], name, where) for name in ("open", "high", "low", "close")]
    columns.append(_volume(frame, where))
    return Draft(
        "metatrader", "bars", times, pl.DataFrame(columns), pl.DataFrame(), symbol, "MT", timeframe, zone, "open", notes
    )


def _volume(frame: pl.DataFrame, where: str) -> pl.Series:
    """Real volume where the broker has it, else the number of ticks."""
    for name in ("vol", "volume", "tickvol"):
        if name in frame.columns and (values := number(frame[name], "volume", where)).fill_nan(0).sum() > 0:
            return values
    return pl.Series("volume", [0.0]).new_from_index(0, frame.height)


def _from_name(name: str) -> tuple[str | None, str | None, str | None]:
    if match := _NAME_HISTDATA.match(name):
        return match["symbol"].upper(), "1m", "Etc/GMT+5"  # HistData: EST without daylight saving
    if match := _NAME_5.match(name):
        return match["symbol"], _FRAMES.get(match["frame"], match["frame"]), None
    if match := _NAME_4.match(name):
        return match["symbol"], f"{match['minutes']}m", None
    return None, None, None
