"""Any table with named columns of bars, quote bars, quotes or trades: by its usual names, or by the user's map."""

from __future__ import annotations

import polars as pl

from tradewind.data.importing.draft import Draft, aggressor, number
from tradewind.data.importing.table import Table, plain
from tradewind.data.importing.times import parse_times
from tradewind.errors import DataError, UsageError

ALIASES: dict[str, tuple[str, ...]] = {
    "ts": ("ts", "timestamp", "datetime", "time", "date", "open_time", "ts_event", "unix", "date_time"),
    "open": ("open", "o"),
    "high": ("high", "h"),
    "low": ("low", "l"),
    "close": ("close", "c"),
    "volume": ("volume", "vol", "v", "tick_volume", "tickvol"),
    "bid": ("bid", "bid_price"),
    "ask": ("ask", "ask_price", "offer"),
    "bid_size": ("bid_size", "bid_volume", "bidvolume"),
    "ask_size": ("ask_size", "ask_volume", "askvolume"),
    "price": ("price",),
    "size": ("size", "quantity", "qty", "amount"),
    "side": ("side", "aggressor"),
    "buyer_maker": ("buyer_maker", "is_buyer_maker"),
    "symbol": ("symbol", "ticker", "contract", "pair", "instrument"),
    "timeframe": ("timeframe", "interval"),
}
_OHLC = ("open", "high", "low", "close")
_QUOTE_BARS = tuple(f"{side}_{name}" for side in ("bid", "ask") for name in _OHLC)
_BOOK = ("update_id", "first_id", "last_id", "prev_last_id")
_CHAIN = ("strike", "right", "expiry", "expiration")


def read(
    table: Table, columns: dict[str, str] | None = None, kind: str | None = None, price: str = "mid",
    time_format: str | None = None,
) -> Draft:  # fmt: skip
    """Bars, quotes or trades by the columns that are there; `price` (mid, bid, ask) picks the side of quote bars.

    Raises
    ------
    UsageError: the column map names a column that is not there, or a field that does not exist.
    DataError: the columns are those of nothing we know.
    """
    where = str(table.path)
    found = _find(table, columns or {})
    kind = kind or _kind(found, table, where)
    at = found.get("ts")
    if at is None:
        raise DataError(f"{where}: no column of times among {_shown(table)}", try_="--columns ts=NAME")
    times = parse_times(table.frame[at], where, time_format)
    keys = table.frame.select(pl.col(found[k]).cast(pl.String).alias(k) for k in ("symbol", "timeframe") if k in found)
    notes: tuple[str, ...] = ()
    if kind == "bars" and not all(name in found for name in _OHLC):
        data, notes = _quote_bars(table, found, price, where)
    else:
        data = _columns(table, found, kind, where)
    return Draft("columns", kind, times, data, keys, notes=notes)


def _find(table: Table, given: dict[str, str]) -> dict[str, str]:
    """Our name -> the file's column."""
    fields = [*ALIASES, *_QUOTE_BARS]
    found: dict[str, str] = {}
    there = {plain(name): name for name in reversed(table.frame.columns)}
    for ours in fields:
        for alias in ALIASES.get(ours, (ours,)):
            if ours not in found and alias in there:
                found[ours] = there[alias]
    for ours, theirs in given.items():
        if ours not in fields:
            raise UsageError(f"column map: no field {ours!r}", try_=", ".join(ALIASES))
        name = theirs if theirs in table.frame.columns else there.get(plain(theirs))
        if name is None:
            raise UsageError(f"{table.path}: no column {theirs!r}; there are {_shown(table)}")
        found[ours] = name
    return found


def _kind(found: dict[str, str], table: Table, where: str) -> str:
    names = set(table.names)
    if names & set(_CHAIN):
        raise DataError(f"{where}: an option chain (columns {', '.join(sorted(names & set(_CHAIN)))}), not one series")
    if names & set(_BOOK):
        raise DataError(
            f"{where}: updates of an order book ({', '.join(sorted(names & set(_BOOK)))}), not bars or ticks"
        )
    if all(name in found for name in _OHLC) or all(name in found for name in _QUOTE_BARS):
        return "bars"
    if "bid" in found and "ask" in found:
        return "quotes"
    if "price" in found and "size" in found:
        return "trades"
    raise DataError(
        f"{where}: neither bars (open, high, low, close) nor quotes (bid, ask) nor trades (price, size) "
        f"among {_shown(table)}",
        try_="--columns open=NAME high=NAME low=NAME close=NAME",
    )


def _columns(table: Table, found: dict[str, str], kind: str, where: str) -> pl.DataFrame:
    needed = {"bars": _OHLC, "quotes": ("bid", "ask"), "trades": ("price", "size")}[kind]
    if missing := [name for name in needed if name not in found]:
        raise DataError(f"{where}: {kind} need {', '.join(missing)}; there are {_shown(table)}", try_="--columns")
    optional = {"bars": ("volume",), "quotes": ("bid_size", "ask_size"), "trades": ()}[kind]
    names = [*needed, *(name for name in optional if name in found)]
    data = [number(table.frame[found[name]], name, where) for name in names]
    if kind == "trades":
        if "buyer_maker" in found:
            data.append(aggressor(table.frame[found["buyer_maker"]], maker=True))
        elif "side" in found:
            data.append(aggressor(table.frame[found["side"]], maker=False))
    return pl.DataFrame(data)


def _quote_bars(table: Table, found: dict[str, str], price: str, where: str) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Bars of the mid (or one side); the closing bid and ask travel along for the quality check."""
    if price not in ("mid", "bid", "ask"):
        raise UsageError(f"price {price!r} is unknown", try_="mid, bid or ask")
    if missing := [name for name in _QUOTE_BARS if name not in found]:
        raise DataError(f"{where}: quote bars need {', '.join(missing)}", try_="--columns")
    raw = pl.DataFrame([number(table.frame[found[name]], name, where) for name in _QUOTE_BARS])
    # A side of 0 means that it was not there: no price can be made of it.
    raw = raw.with_columns(pl.when(pl.all() > 0).then(pl.all()))
    side = {
        n: (pl.col(f"bid_{n}") + pl.col(f"ask_{n}")) / 2 if price == "mid" else pl.col(f"{price}_{n}") for n in _OHLC
    }
    bars = raw.select(
        *(side[n].fill_null(float("nan")).alias(n) for n in _OHLC),
        pl.col("bid_close").fill_null(0.0).alias("bid"),
        pl.col("ask_close").fill_null(0.0).alias("ask"),
    )
    spread = raw.select((pl.col("ask_close") - pl.col("bid_close")).median()).item()
    return bars, (f"bars of the {price} of bid and ask; median closing spread {spread:.6g}",)


def _shown(table: Table) -> str:
    names = table.frame.columns
    return ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
