"""Price of one instrument with its trades: closes as a line, the range of the bars behind it, entries and exits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tradewind.research.report.axes import daily, stamp
from tradewind.research.report.chart import Chart, Frame, Mark, Path, hover
from tradewind.research.report.data import PricePath, Trade
from tradewind.research.report.decimate import envelope, keep
from tradewind.research.report.numbers import compact, plain, price, signed

_BUCKETS = 300
_MAX_SIGNS = 500  # trades; beyond it the signs would hide the price, and points take their place


def price_chart(path: PricePath, trades: Sequence[Trade], currency: str) -> Chart:
    """Trades of other instruments are left out; a line joins each entry to its exit."""
    own = [t for t in trades if t.instrument == path.instrument]
    frame = _frame(path, own)
    rows = keep(path.close, _BUCKETS)
    lows, highs = envelope(path.low, path.high, 2 * _BUCKETS)
    paths = [
        Path("range", frame.band(path.ts[lows], path.low[lows], path.ts[highs], path.high[highs])),
        Path("price", frame.line(path.ts[rows], path.close[rows])),
        Path("won", _links(frame, [t for t in own if t.pnl > 0])),
        Path("lost", _links(frame, [t for t in own if t.pnl <= 0])),
    ]
    marks: list[Mark] = []
    if len(own) <= _MAX_SIGNS:
        date_only = daily(path.ts)
        marks = [mark for trade in own for mark in _signs(frame, trade, currency, date_only)]
    else:
        paths += [
            Path("dot entered", _dots(frame, [(t.entry_ts, t.entry_price) for t in own])),
            Path("dot won", _dots(frame, [(t.exit_ts, t.exit_price) for t in own if t.pnl > 0])),
            Path("dot lost", _dots(frame, [(t.exit_ts, t.exit_price) for t in own if t.pnl <= 0])),
        ]
    texts = [[price(v) for v in path.close[rows]]]
    return Chart(
        path.instrument,
        [p for p in paths if p.d],
        frame.value_labels(compact),
        frame.time_labels(),
        marks,
        hover(frame, path.ts[rows], texts),
        log=frame.log,
    )


def summary(trades: Sequence[Trade], instrument: str, currency: str) -> str:
    """`31 trades, 14 won, −812.40 USD`."""
    own = [t for t in trades if t.instrument == instrument]
    if not own:
        return "no trades"
    word = "trade" if len(own) == 1 else "trades"
    return f"{len(own)} {word}, {sum(t.pnl > 0 for t in own)} won, {signed(sum(t.pnl for t in own), 2)} {currency}"


def _frame(path: PricePath, trades: Sequence[Trade]) -> Frame:
    """Around all bars and all fills, so that no sign falls outside."""
    values = np.array([v for t in trades for v in (t.entry_price, t.exit_price)])
    times = np.array([v for t in trades for v in (t.entry_ts, t.exit_ts)], dtype=np.int64)
    low = min(float(path.low.min()), float(values.min(initial=np.inf)))
    high = max(float(path.high.max()), float(values.max(initial=-np.inf)))
    ends = np.array([min(path.ts[0], times.min(initial=path.ts[0])), max(path.ts[-1], times.max(initial=path.ts[-1]))])
    return Frame.around(ends, low, high)


def _links(frame: Frame, trades: Sequence[Trade]) -> str:
    parts = []
    for t in trades:
        ends = np.array([t.entry_ts, t.exit_ts])
        parts.append(frame.line(ends, np.array([t.entry_price, t.exit_price])))
    return "".join(parts)


def _dots(frame: Frame, points: Sequence[tuple[int, float]]) -> str:
    """Strokes of no length: drawn with round ends, they are round at any stretch."""
    return "".join(f"M{float(frame.x(ts)):.1f},{float(frame.y(value)):.1f}h0" for ts, value in points)


def _signs(frame: Frame, trade: Trade, currency: str, date_only: bool) -> list[Mark]:
    won = "won" if trade.pnl > 0 else "lost"
    size = plain(abs(trade.quantity), 8).rstrip("0").rstrip(".")
    entry = f"{trade.side} {size} at {price(trade.entry_price)}, {stamp(trade.entry_ts, date_only)}"
    leave = f"out at {price(trade.exit_price)}, {stamp(trade.exit_ts, date_only)} ({trade.exit_reason})"
    text = f"{entry}; {leave}; {signed(trade.pnl, 2)} {currency}"
    return [
        _mark(frame, trade.entry_ts, trade.entry_price, f"in {trade.side}", text),
        _mark(frame, trade.exit_ts, trade.exit_price, f"out {won}", text),
    ]


def _mark(frame: Frame, ts: int, value: float, css: str, text: str) -> Mark:
    return Mark(round(float(frame.x(ts)) / 10, 2), round(float(frame.y(value)) / 10, 2), css, text)
