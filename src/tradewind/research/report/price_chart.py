"""Price of one instrument with its trades: the whole run as a line, and the newest stretch bar by bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tradewind.research.report.axes import daily
from tradewind.research.report.chart import Chart, Frame, Path, hover
from tradewind.research.report.data import PricePath, Trade
from tradewind.research.report.decimate import envelope, keep, segments
from tradewind.research.report.numbers import compact, price, signed
from tradewind.research.report.trade_marks import dots, links, signs

_BUCKETS = 300
_CANDLES = 240  # bars of the newest stretch
_MAX_SIGNS = 150  # trades; beyond it the signs would hide the price, and points take their place


def price_chart(path: PricePath, trades: Sequence[Trade], currency: str) -> Chart:
    """The whole run: closes as a line, the range of the bars behind it, entries joined to their exits.

    Trades of other instruments are left out. Lines break where the market was closed for long.
    """
    own = [t for t in trades if t.instrument == path.instrument]
    frame = frame_of(path, own)
    rows = keep(path.close, _BUCKETS)
    lows, highs = envelope(path.low, path.high, 2 * _BUCKETS)
    part = segments(path.ts)
    band = "".join(
        frame.band(path.ts[a], path.low[a], path.ts[b], path.high[b])
        for a, b in ((lows[part[lows] == n], highs[part[highs] == n]) for n in np.unique(part))
        if len(a) and len(b)
    )
    line = "".join(
        frame.line(path.ts[a], path.close[a]) for a in (rows[part[rows] == n] for n in np.unique(part[rows]))
    )
    chart = Chart(
        path.instrument,
        [Path("range", band), Path("price", line)],
        frame.value_labels(compact),
        frame.time_labels(),
        hover=hover(frame, path.ts[rows], [[price(v) for v in path.close[rows]]]),
        log=frame.log,
    )
    return _with_trades(chart, frame, own, currency, daily(path.ts))


def newest_stretch(path: PricePath, trades: Sequence[Trade], currency: str) -> Chart | None:
    """The last bars up to the newest exit (or to the end) as candles; None where the whole run is as short already."""
    own = [t for t in trades if t.instrument == path.instrument]
    if len(path.ts) <= 2 * _CANDLES or not own:
        return None
    end = min(len(path.ts), int(np.searchsorted(path.ts, max(t.exit_ts for t in own))) + 8)
    cut = slice(max(0, end - _CANDLES), end)
    some = PricePath(path.instrument, *(getattr(path, c)[cut] for c in ("ts", "open", "high", "low", "close")))
    inside = [t for t in own if t.entry_ts >= some.ts[0] and t.exit_ts <= some.ts[-1]]
    if not inside:
        return None
    frame = frame_of(some, inside)
    texts = [[f"{name} {price(v)}" for v in getattr(some, name)] for name in ("open", "high", "low", "close")]
    chart = Chart(
        f"{path.instrument}, newest trades",
        candles(frame, some),
        frame.value_labels(compact),
        frame.time_labels(),
        hover=hover(frame, some.ts, texts),
        log=frame.log,
    )
    return _with_trades(chart, frame, inside, currency, daily(some.ts))


def summary(trades: Sequence[Trade], instrument: str, currency: str) -> str:
    """`31 trades, 14 won, −812.40 USD`."""
    own = [t for t in trades if t.instrument == instrument]
    if not own:
        return "no trades"
    word = "trade" if len(own) == 1 else "trades"
    return f"{len(own)} {word}, {sum(t.pnl > 0 for t in own)} won, {signed(sum(t.pnl for t in own), 2)} {currency}"


def _with_trades(chart: Chart, frame: Frame, own: Sequence[Trade], currency: str, date_only: bool) -> Chart:
    """Signs and the lines between them while there are few trades, points when there are many."""
    won, lost = [t for t in own if t.pnl > 0], [t for t in own if t.pnl <= 0]
    if len(own) <= _MAX_SIGNS:
        added = [Path("won", links(frame, won)), Path("lost", links(frame, lost))]
        marks = [mark for trade in own for mark in signs(frame, trade, currency, date_only)]
    else:
        added = [
            Path("dot entered", dots(frame, [(t.entry_ts, t.entry_price) for t in own])),
            Path("dot won", dots(frame, [(t.exit_ts, t.exit_price) for t in won])),
            Path("dot lost", dots(frame, [(t.exit_ts, t.exit_price) for t in lost])),
        ]
        marks = []
    return replace(chart, paths=[p for p in (*chart.paths, *added) if p.d], marks=marks)


def candles(frame: Frame, path: PricePath) -> list[Path]:
    """Wicks as one path, bodies as two: bars that closed at or above their open, and the others."""
    x, wide = frame.x(path.ts), 0.32 * float(np.median(np.diff(frame.x(path.ts))))
    opened, high, low, closed = (frame.y(c) for c in (path.open, path.high, path.low, path.close))
    wicks = "".join(f"M{a:.1f},{b:.1f}V{c:.1f}" for a, b, c in zip(x, high, low, strict=True))
    bodies = {"up": "", "down": ""}
    for a, o, c in zip(x, opened, closed, strict=True):
        bodies["up" if c <= o else "down"] += f"M{a - wide:.1f},{o:.1f}H{a + wide:.1f}V{c:.1f}H{a - wide:.1f}Z"
    return [Path("wick", wicks), Path("body up", bodies["up"]), Path("body down", bodies["down"])]


def frame_of(path: PricePath, trades: Sequence[Trade]) -> Frame:
    """Around all bars and all fills, so that no sign falls outside."""
    values = np.array([v for t in trades for v in (t.entry_price, t.exit_price)])
    times = np.array([v for t in trades for v in (t.entry_ts, t.exit_ts)], dtype=np.int64)
    low = min(float(path.low.min()), float(values.min(initial=np.inf)))
    high = max(float(path.high.max()), float(values.max(initial=-np.inf)))
    ends = np.array([min(path.ts[0], times.min(initial=path.ts[0])), max(path.ts[-1], times.max(initial=path.ts[-1]))])
    return Frame.around(ends, low, high)
