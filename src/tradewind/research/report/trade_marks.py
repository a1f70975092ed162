"""Trades in a price chart: signs that speak, lines from entry to exit, points where there are too many."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tradewind.research.report.axes import stamp
from tradewind.research.report.chart import Frame, Mark
from tradewind.research.report.data import Trade
from tradewind.research.report.numbers import plain, price, signed


def signs(frame: Frame, trade: Trade, currency: str, date_only: bool) -> list[Mark]:
    """Entry and exit, each with the whole trade in words."""
    size = plain(abs(trade.quantity), 8).rstrip("0").rstrip(".")
    entry = f"{trade.side} {size} at {price(trade.entry_price)}, {stamp(trade.entry_ts, date_only)}"
    leave = f"out at {price(trade.exit_price)}, {stamp(trade.exit_ts, date_only)} ({trade.exit_reason})"
    text = f"{entry}; {leave}; {signed(trade.pnl, 2)} {currency}"
    return [
        _mark(frame, trade.entry_ts, trade.entry_price, f"in {trade.side}", text),
        _mark(frame, trade.exit_ts, trade.exit_price, "out won" if trade.pnl > 0 else "out lost", text),
    ]


def links(frame: Frame, trades: Sequence[Trade]) -> str:
    """A line from each entry to its exit."""
    return "".join(
        frame.line(np.array([t.entry_ts, t.exit_ts]), np.array([t.entry_price, t.exit_price])) for t in trades
    )


def dots(frame: Frame, points: Sequence[tuple[int, float]]) -> str:
    """Strokes of no length: drawn with round ends, they are round at any stretch."""
    return "".join(f"M{float(frame.x(ts)):.1f},{float(frame.y(value)):.1f}h0" for ts, value in points)


def _mark(frame: Frame, ts: int, value: float, css: str, text: str) -> Mark:
    return Mark(round(float(frame.x(ts)) / 10, 2), round(float(frame.y(value)) / 10, 2), css, text)
