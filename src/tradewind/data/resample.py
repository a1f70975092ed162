"""Longer bars from shorter ones, stamped with their right edge and only where they are complete."""

from __future__ import annotations

import numpy as np

from tradewind.errors import DataError
from tradewind.market.calendar import ALWAYS, open_between, sessions
from tradewind.market.columns import Bars, Floats, Times
from tradewind.market.ticks import Quotes, Trades
from tradewind.market.time import DAY
from tradewind.market.timeframe import Timeframe

_WEEK = 7 * DAY
# 1970-01-01 was a Thursday; weeks run from Monday 00:00 UTC.
_MONDAY = 4 * DAY


def resample(bars: Bars, timeframe: Timeframe) -> Bars:
    """Bars of a longer timeframe; (n,) -> (m,).

    A bar covers (edge - length, edge] of closing stamps and is stamped with `edge`: open of the first, highest high,
    lowest low, close of the last, summed volume; `ts_init` is the latest of its parts', and not before the edge.
    Edges are multiples of the length since 1970 in UTC (weeks since a Monday); one-day bars of a calendar with
    sessions close with the session, and what lies outside its hours is left out. A first or last bar of which trading
    time is missing is dropped, so that no half bar is ever taken for a whole one.

    Raises
    ------
    DataError: the timeframe is not a whole multiple of the bars'.
    """
    if timeframe.ns == bars.timeframe.ns or len(bars) == 0:
        return bars if timeframe.ns == bars.timeframe.ns else _empty(bars, timeframe)
    if timeframe.ns < bars.timeframe.ns or timeframe.ns % bars.timeframe.ns:
        raise DataError(f"{bars.instrument.id}: {bars.timeframe} bars can't make {timeframe} bars")
    left, edge = edges(bars, timeframe)
    inside = edge >= 0
    if not inside.all():
        rows = np.flatnonzero(inside)
        bars, left, edge = _take(bars, rows), left[rows], edge[rows]
    if len(bars) == 0:
        return _empty(bars, timeframe)
    return _trim(bars, _group(bars, timeframe, edge), left, edge)


def bars_of_ticks(ticks: Quotes | Trades, timeframe: Timeframe) -> Bars:
    """Bars of the mid of quotes that have both sides (volume 0), or of trades' prices (volume: their sizes).

    A bar covers [edge - length, edge), so that what happens at the edge belongs to the next one; otherwise as `resample`.
    """
    if isinstance(ticks, Quotes):
        two = (ticks.bid > 0) & (ticks.ask > 0)
        times, known, prices = ticks.ts_event[two], ticks.ts_init[two], 0.5 * (ticks.bid[two] + ticks.ask[two])
        sizes: Floats = np.zeros(len(prices))
    else:
        times, known, prices, sizes = ticks.ts_event, ticks.ts_init, ticks.price, ticks.size
    # Ticks as bars of a nanosecond, which close right after they happened.
    moments = Bars(
        ticks.instrument, Timeframe(1, "tick"), times + 1, np.maximum(times, known) + 1, prices, prices, prices, prices, sizes,
    )  # fmt: skip
    return resample(moments, timeframe)


def edges(bars: Bars, timeframe: Timeframe) -> tuple[Times, Times]:
    """Left and right edge of the long bar that each short bar belongs to; right edge -1: to none."""
    calendar = bars.instrument.calendar
    if timeframe.ns == DAY and calendar != ALWAYS:
        table = sessions(calendar, int(bars.ts_event[0]) - DAY, int(bars.ts_event[-1]) + DAY)
        if len(table) == 0:
            nothing = np.full(len(bars), -1, dtype=np.int64)
            return nothing, nothing
        at = np.minimum(np.searchsorted(table.closes, bars.ts_event), len(table) - 1)
        inside = (bars.ts_event > table.opens[at]) & (bars.ts_event <= table.closes[at])
        return table.opens[at], np.where(inside, table.closes[at], -1)
    anchor = _MONDAY if timeframe.ns % _WEEK == 0 else 0
    edge = -(-(bars.ts_event - anchor) // timeframe.ns) * timeframe.ns + anchor
    return edge - timeframe.ns, edge


def _group(bars: Bars, timeframe: Timeframe, edge: Times) -> Bars:
    first = np.flatnonzero(np.diff(edge, prepend=edge[0] - 1))
    last = np.append(first[1:], len(edge)) - 1
    right = edge[first]
    return Bars(
        bars.instrument,
        timeframe,
        ts_event=right,
        ts_init=np.maximum(np.maximum.reduceat(bars.ts_init, first), right),
        open=bars.open[first],
        high=np.maximum.reduceat(bars.high, first),
        low=np.minimum.reduceat(bars.low, first),
        close=bars.close[last],
        volume=np.add.reduceat(bars.volume, first),
    )


def _trim(bars: Bars, long: Bars, left: Times, edge: Times) -> Bars:
    calendar = bars.instrument.calendar
    start = 1 if open_between(calendar, int(left[0]), int(bars.ts_event[0]) - bars.timeframe.ns) else 0
    stop = len(long) - (1 if open_between(calendar, int(bars.ts_event[-1]), int(edge[-1])) else 0)
    return long[start : max(start, stop)]


def _take(bars: Bars, rows: np.ndarray) -> Bars:
    return Bars(bars.instrument, bars.timeframe, **{name: array[rows] for name, array in bars.columns()})


def _empty(bars: Bars, timeframe: Timeframe) -> Bars:
    return Bars(bars.instrument, timeframe, **{name: array[:0].copy() for name, array in bars.columns()})
