"""Real quotes, trades and books as blocks of events."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl

from tradewind.kernel.block import Block
from tradewind.kernel.events_block import events_block
from tradewind.market.depth import levels
from tradewind.market.instrument import Instrument
from tradewind.market.ticks import Quotes, Trades

from ..randombars import instrument


def ns(column: pl.Series) -> np.ndarray:
    """Nanoseconds since 1970."""
    return column.cast(pl.Datetime("ns")).dt.epoch("ns").to_numpy().astype(np.int64)


def untold(block: Block) -> Block:
    """The same events for a strategy that is told nothing at its bars."""
    return replace(block, columns=np.full((6, len(block)), np.nan))


def euro_dollar_quotes(shared_data: Path) -> tuple[Instrument, Block]:
    """60,000 quotes of EURUSD (OANDA), of unknown size."""
    frame = pl.read_parquet(shared_data / "fx/eurusd_oanda_tick.parquet").head(60_000)
    times = ns(frame["ts"])
    of = instrument("EURUSD", price_increment=Decimal("0.00001"), size_increment=Decimal(1))
    zero = np.zeros(len(times))
    bid, ask = (frame[n].to_numpy().astype(float) for n in ("bid", "ask"))
    return of, events_block([of], [Quotes(of, times, times, bid, ask, zero, zero)])


def bitcoin_trades(shared_data: Path) -> tuple[Instrument, Block]:
    """Prints of BTCUSDT (Binance) with their taker."""
    frame = pl.read_parquet(shared_data / "crypto/btcusdt_binance_trades.parquet")
    times = ns(frame["ts"])
    of = instrument("BTCUSDT", price_increment=Decimal("0.01"), size_increment=Decimal("0.000001"))
    price, size = (frame[n].to_numpy().astype(float) for n in ("price", "quantity"))
    taker = np.where(frame["buyer_maker"].to_numpy(), -1, 1).astype(np.int8)
    return of, events_block([of], [Trades(of, times, times, price, size, taker)])


def bitcoin_book(shared_data: Path) -> tuple[Instrument, Block, int]:
    """Depth and trades of BTCUSDT (Binance, by price); the last number is how many rows its snapshot has."""
    frame = pl.read_parquet(shared_data / "orderbook/btcusdt_usdm_20240808_l2.parquet")
    of = instrument("BTCUSDT", price_increment=Decimal("0.1"), size_increment=Decimal("0.001"))
    frame = frame.with_row_index("row")
    snapshot = frame.filter(pl.col("event") == "snapshot")
    after = frame.filter((pl.col("event") == "depth") & (pl.col("row") > snapshot["row"].max()))
    book = pl.concat([snapshot, after])
    # The receiver's clock gives the order in which all of it was seen.
    local = np.maximum.accumulate(book["ts_local"].cast(pl.Datetime("ns")).dt.epoch("ns").to_numpy().astype(np.int64))
    side = np.where(book["side"].to_numpy() == "B", 1, -1).astype(np.int8)
    price, size = (book[n].to_numpy().astype(float) for n in ("price", "qty"))
    trades = frame.filter((pl.col("event") == "trade") & (pl.col("row") > snapshot["row"].max()))
    trades = trades.filter((pl.col("price") > 0) & (pl.col("qty") > 0))
    when = np.maximum.accumulate(trades["ts_local"].cast(pl.Datetime("ns")).dt.epoch("ns").to_numpy().astype(np.int64))
    taker = np.where(trades["side"].to_numpy() == "B", 1, -1).astype(np.int8)
    prints = Trades(
        of, when, when, trades["price"].to_numpy().astype(float), trades["qty"].to_numpy().astype(float), taker
    )
    return of, events_block([of], [levels(of, local, price, size, side), prints]), len(snapshot)
