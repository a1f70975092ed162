"""`tradewind data import`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.cli.progress import progress
from tradewind.cli.workspace import workspace
from tradewind.errors import UsageError

Flag = Annotated[bool, Parameter(negative="")]
Many = Annotated[list[str] | None, Parameter(negative="")]


def import_(
    file: Path,
    *,
    symbol: str | None = None,
    venue: str | None = None,
    timeframe: str | None = None,
    kind: str | None = None,
    column: Many = None,
    timezone: str | None = None,
    stamp: str | None = None,
    price: str = "mid",
    calendar: str | None = None,
    where: Many = None,
    repair: Many = None,
    time_format: str | None = None,
    licence: str | None = None,
    json: Flag = False,
) -> int:
    """Read a CSV, Parquet or Feather file of market data into the lake; the same file again changes nothing.

    Example: tradewind data import EURUSD_M15.csv --symbol EURUSD --timezone Europe/Athens --stamp open

    Example: tradewind data import factors.parquet --kind factors --symbol AAPL

    MetaTrader, TradingView, HistData, Dukascopy, Binance Vision and Yahoo files are recognised; for others say zone and stamping.

    Parameters
    ----------
    file
        what to read.
    symbol
        where the file does not say.
    venue
        where the file does not say.
    timeframe
        where the file does not say.
    kind
        bars, quotes or trades; for instruments that the lake has: depth, funding, dividends, splits or factors (of adjustment).
    column
        OUR=THEIRS, such as close=Last; may be repeated.
    timezone
        of the file's times, such as UTC or America/New_York.
    stamp
        whether its bars carry their open or close time.
    price
        mid, bid or ask, of quote bars.
    calendar
        24/7, fx or a market code.
    where
        COLUMN=VALUE keeps those rows.
    repair
        actions, in order (tradewind data repair lists them).
    time_format
        strptime pattern.
    licence
        kept with the data.
    json
        print one JSON object.
    """
    from tradewind.data.importing.reader import import_into

    place = workspace()
    with progress("importing") as tick:
        written = import_into(
            place.lake, file, symbol=symbol, venue=venue, timeframe=timeframe, kind=kind, columns=pairs(column, "--column") or None,
            timezone=timezone, stamp=stamp, price=price, calendar=calendar, where=pairs(where, "--where") or None,
            repairs=repair or (), time_format=time_format, licence=licence, progress=lambda what, done, total: tick(done, total),
        )  # fmt: skip
    rows = [
        {
            "instrument": read.data.instrument.id,
            "timeframe": getattr(read.data, "timeframe", "tick"),
            "recognised": read.recognised_format,
            "new rows": summary.rows_added,
            "same": summary.rows_same,
            "replaced": summary.rows_replaced,
            "quality": read.quality.score,
        }
        for read, summary in written
    ]
    if json:
        show.as_json(show.result(ok=True, imported=[{**r, "timeframe": str(r["timeframe"])} for r in rows]))
        return 0
    show.table(rows)
    for note in dict.fromkeys(n for read, _ in written for n in read.notes):
        show.out.print(f"note: {note}")
    for read, _ in written[:20]:
        for found in read.quality.findings:
            show.out.print(f"{read.data.instrument.symbol}: {found}")
    return 0


def pairs(given: list[str] | None, option: str) -> dict[str, str]:
    """`["close=Last"]` as a dict."""
    made = {}
    for item in given or []:
        name, equals, value = item.partition("=")
        if not equals or not name:
            raise UsageError(f"{option} {item!r} is not NAME=VALUE", try_=f"{option} close=Last")
        made[name] = value
    return made
