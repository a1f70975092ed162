"""Five real US stocks (bokeh_sampledata, daily 2000-2013, split-adjusted) with simple numpy features."""

from __future__ import annotations

import csv
import gzip
from datetime import UTC, datetime
from pathlib import Path

import bokeh_sampledata
import numpy as np

from tradewind.models.panel import Series

FEATURES = ("return_1", "return_5", "return_20", "volatility_20")


def stock_series() -> list[Series]:
    path = Path(bokeh_sampledata.__file__).parent / "_data" / "stocks.csv.gz"
    with gzip.open(path, "rt") as file:
        table = list(csv.DictReader(file))
    return [_one(ticker, table) for ticker in sorted({row["Ticker"] for row in table})]


def _one(ticker: str, table: list[dict[str, str]]) -> Series:
    rows = [row for row in table if row["Ticker"] == ticker]
    days = [datetime.fromisoformat(row["Date"]).replace(tzinfo=UTC, hour=21) for row in rows]
    ts = np.array([int(day.timestamp()) * 1_000_000_000 for day in days], dtype=np.int64)
    close = np.array([float(row["Adj Close"]) for row in rows])
    return Series(ticker, ts, close, simple_features(close))


def simple_features(close: np.ndarray) -> np.ndarray:
    """(n, 4): returns over 1, 5, 20 bars and the deviation of the last 20 one-bar returns; NaN until warm."""
    columns = []
    for bars in (1, 5, 20):
        change = np.full(len(close), np.nan)
        change[bars:] = close[bars:] / close[:-bars] - 1.0
        columns.append(change)
    volatility = np.full(len(close), np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(columns[0][1:], 20)
    volatility[20:] = windows.std(axis=1)
    return np.column_stack([*columns, volatility])
