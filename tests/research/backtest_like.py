"""A realistic run to report on: five real US stocks, a moving-average cross, one trade at a time in each, fees paid."""

from __future__ import annotations

import csv
import gzip
from datetime import UTC, datetime
from pathlib import Path

import bokeh_sampledata
import numpy as np

from tradewind.research.metrics import Sample, summarise
from tradewind.research.report import Assumption, Cost, PricePath, ReportData, Trade, judge, round_trips

START = 100_000.0
FEE = 0.001


def prices(tickers=("AAPL", "FB", "GOOG", "IBM", "MSFT"), last: int = 100_000) -> list[PricePath]:
    path = Path(bokeh_sampledata.__file__).parent / "_data" / "stocks.csv.gz"
    with gzip.open(path, "rt") as file:
        table = list(csv.DictReader(file))
    return [_path(ticker, [row for row in table if row["Ticker"] == ticker][-last:]) for ticker in tickers]


def _path(ticker: str, rows: list[dict[str, str]]) -> PricePath:
    days = [datetime.fromisoformat(row["Date"]).replace(tzinfo=UTC, hour=21) for row in rows]
    ts = np.array([int(day.timestamp()) * 1_000_000_000 for day in days], dtype=np.int64)
    factor = np.array([float(row["Adj Close"]) / float(row["Close"]) for row in rows])
    columns = [np.array([float(row[name]) for row in rows]) * factor for name in ("Open", "High", "Low", "Close")]
    return PricePath(ticker, ts, *columns)


def trades_of(path: PricePath, fast: int = 20, slow: int = 100) -> list[Trade]:
    """Long while the fast average is above the slow one, filled at the next open."""
    total = np.concatenate([[0.0], np.cumsum(path.close)])
    above = np.zeros(len(path.ts), dtype=bool)
    at = np.arange(slow, len(path.ts) + 1)
    above[slow - 1 :] = (total[at] - total[at - fast]) / fast > (total[at] - total[at - slow]) / slow
    edges = np.flatnonzero(np.diff(above.astype(int)))
    made, entry = [], None
    for edge in edges[edges + 1 < len(path.ts)]:
        if above[edge + 1]:
            entry = edge + 1
        elif entry is not None:
            made.append(_trade(path, int(entry), int(edge + 1)))
            entry = None
    return made


def _trade(path: PricePath, a: int, b: int) -> Trade:
    quantity = float(np.floor(0.2 * START / path.open[a]))
    fees = FEE * quantity * (path.open[a] + path.open[b])
    pnl = quantity * (path.open[b] - path.open[a]) - fees
    reason = "crossed back" if pnl > 0 else "stop loss"
    times = int(path.ts[a]), int(path.ts[b])
    return Trade(path.instrument, "long", *times, path.open[a], path.open[b], quantity, pnl, fees, reason)


def report(tickers=("AAPL", "FB", "GOOG", "IBM", "MSFT"), draws: int = 300, last: int = 100_000, **more) -> ReportData:
    paths = prices(tickers, last)
    trades = [trade for path in paths for trade in trades_of(path)]
    ts = np.unique(np.concatenate([path.ts for path in paths]))
    equity, hold = np.full(len(ts), START), np.zeros(len(ts))
    for path in paths:
        close = np.concatenate([[path.close[0]], path.close])[np.searchsorted(path.ts, ts, side="right")]
        hold += START / len(paths) * close / path.close[0]
        for trade in (t for t in trades if t.instrument == path.instrument):
            inside = (ts >= trade.entry_ts) & (ts < trade.exit_ts)
            equity[inside] += trade.quantity * (close[inside] - trade.entry_price)
            equity[ts >= trade.exit_ts] += trade.pnl
    metrics = summarise(Sample(ts, equity, 252.0, round_trips(trades), hold), draws=draws)
    return ReportData(
        title="Moving-average cross on five US stocks",
        run="7f3a90c2",
        currency="USD",
        verdict=judge(metrics),
        protocol="Daily bars; parameters fixed beforehand, 1 trial; 0.10% fee a side; fills at the next bar's open.",
        ts=ts,
        equity=equity,
        metrics=metrics,
        trades=trades,
        prices=paths,
        benchmark=hold,
        costs=(Cost("Fees", sum(t.fees for t in trades), "0.10% of the notional, each side"),),
        assumptions=(
            Assumption("Fill", "next open", "An order decided at a close is filled at the open of the next bar."),
            Assumption("Fee", "0.10% a side", "Taker fee on the notional of each fill."),
            Assumption("Size", "20% of 100,000 USD", "The same notional for each trade, whole shares."),
        ),
        meta=(("Data", "sha256 3b1f…"), ("Strategy", "sha256 90aa…")),
        **more,
    )
