"""Stretches of real charts on which patterns were labelled by eye: where each lies in ../shared/data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl


@dataclass(frozen=True)
class Chart:
    """`bars` rows of one file (of one symbol, where it holds several) from row `first` on."""

    name: str
    file: str
    first: int
    bars: int = 240
    symbol: str = ""

    def frame(self, folder: Path, before: int = 0) -> pl.DataFrame:
        """time, open, high, low, close of the stretch and of `before` rows before it."""
        table = pl.read_parquet(folder / f"{self.file}.parquet")
        if self.symbol:
            table = table.filter(pl.col("symbol") == self.symbol)
        time = "ts" if "ts" in table.columns else "date"
        table = table.sort(time).slice(self.first - before, self.bars + before)
        return table.select(pl.col(time).cast(pl.String).str.slice(0, 16).alias("time"), "open", "high", "low", "close")


CHARTS = (
    Chart("eurusd-a", "fx/eurusd_mt_d1", 300),
    Chart("eurusd-b", "fx/eurusd_mt_d1", 1600),
    Chart("gbpusd-a", "fx/gbpusd_mt_d1", 700),
    Chart("usdjpy-a", "fx/usdjpy_mt_d1", 500),
    Chart("usdchf-a", "fx/usdchf_mt_d1", 900),
    Chart("audusd-a", "fx/audusd_mt_d1", 1100),
    Chart("usdcad-a", "fx/usdcad_mt_d1", 1300),
    Chart("eurusd-h4", "fx/eurusd_mt_h4", 6000),
    Chart("usdjpy-h1", "fx/usdjpy_mt_h1", 30000),
    Chart("gbpusd-h1", "fx/gbpusd_mt_h1", 41000),
    Chart("gold-a", "cfd/xauusd_mt_d1", 400),
    Chart("gold-b", "cfd/xauusd_mt_d1", 1700),
    Chart("gold-h1", "cfd/xauusd_mt_h1", 35000),
    Chart("aapl", "equity/us88_daily_yahoo", 500, symbol="AAPL"),
    Chart("jpm", "equity/us88_daily_yahoo", 700, symbol="JPM"),
    Chart("xom", "equity/us88_daily_yahoo", 300, symbol="XOM"),
    Chart("ba", "equity/us88_daily_yahoo", 600, symbol="BA"),
    Chart("dis", "equity/us88_daily_yahoo", 900, symbol="DIS"),
    Chart("btc-a", "crypto/btc_eth_ltc_bitstamp_1d", 300, symbol="BTCUSD"),
    Chart("btc-b", "crypto/btc_eth_ltc_bitstamp_1d", 1150, symbol="BTCUSD"),
    Chart("eth", "crypto/btc_eth_ltc_bitstamp_1d", 300, symbol="ETHUSD"),
    Chart("btc-h1", "crypto/btcusd_coinbase_1h", 9000),
)


def candles(axes, frame: pl.DataFrame) -> None:
    """Draw candles; x is the number of the row."""
    o, h, low, c = (frame[n].to_numpy() for n in ("open", "high", "low", "close"))
    x = np.arange(len(o))
    colour = np.where(c >= o, "#1a7f5a", "#b3423a")
    axes.vlines(x, low, h, color=colour, linewidth=0.8)
    axes.bar(
        x, np.maximum(np.abs(c - o), (h.max() - low.min()) * 1e-4), bottom=np.minimum(o, c), width=0.7, color=colour
    )
    axes.margins(x=0.01)
