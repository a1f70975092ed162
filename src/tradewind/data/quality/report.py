"""Running all checks over bars, quotes, trades, depth or other happenings."""

from __future__ import annotations

import numpy as np

from tradewind.data.frames import Columns
from tradewind.data.quality import activity, gaps, ordering, outliers, prices, zone
from tradewind.data.quality.finding import Finding, QualityReport
from tradewind.data.quality.score import score
from tradewind.market.columns import Bars
from tradewind.market.depth import Depth, Happenings
from tradewind.market.ticks import Quotes, Trades
from tradewind.market.time import to_iso


def check_quality(data: Columns, *, now: int | None = None, minimum_rows: int = activity.MINIMUM_ROWS) -> QualityReport:
    """Everything that is wrong with a series, and its score from 0 to 100.

    `now` (UTC ns) turns on the check of freshness. Never changes or refuses anything: rows may be unsorted or not
    numbers.
    """
    if isinstance(data, Bars):
        found = _bars(data, now)
    elif isinstance(data, Quotes):
        found = _quotes(data)
    elif isinstance(data, Trades):
        found = _trades(data)
    else:
        found = _others(data)
    if not isinstance(data, Happenings):  # a dividend a quarter is no thin series
        found += activity.few_rows(data.ts_event, minimum_rows)
    times = data.ts_event
    return QualityReport(
        instrument=data.instrument.id,
        timeframe=str(data.timeframe) if isinstance(data, Bars) else None,
        rows=len(data),
        first=to_iso(int(times.min())) if len(data) else None,
        last=to_iso(int(times.max())) if len(data) else None,
        findings=tuple(found),
        score=score(found),
    )


def _others(data: Depth | Happenings) -> list[Finding]:
    """Depth and what else happens: their numbers are checked one by one where they enter the kernel."""
    numbers = {"price": data.price, "size": data.size} if isinstance(data, Depth) else {}
    return [*prices.not_finite(numbers, data.ts_event), *ordering.backward(data.ts_event)]


def _bars(bars: Bars, now: int | None) -> list[Finding]:
    ohlc = {name: getattr(bars, name) for name in ("open", "high", "low", "close")}
    times = bars.ts_event
    # Returns are taken in the order of time, or shuffled rows would all look like outliers.
    order = np.argsort(times, kind="stable")
    close, at = bars.close[order], times[order]
    return [
        *prices.not_finite(ohlc | {"volume": bars.volume}, times),
        *prices.not_positive(ohlc, times, bars.instrument.asset_class),
        *prices.ohlc(bars),
        *prices.negative_volume(bars),
        *ordering.backward(times),
        *ordering.duplicates(times),
        *gaps.gaps(bars),
        *gaps.outside_hours(bars),
        *zone.wrong_zone(bars),
        *outliers.outliers(close, at),
        *outliers.level_shifts(close, at),
        *activity.stale(bars),
        *activity.zero_volume(bars),
        *activity.not_fresh(times, bars.timeframe, bars.instrument.calendar, now),
    ]


def _quotes(quotes: Quotes) -> list[Finding]:
    sides = {"bid": quotes.bid, "ask": quotes.ask}
    return [
        *prices.not_finite(sides, quotes.ts_event),
        *ordering.backward(quotes.ts_event),
        *ordering.repeated_ticks([quotes.ts_event, *sides.values(), quotes.bid_size, quotes.ask_size], quotes.ts_event),
        *prices.crossed(quotes.bid, quotes.ask, quotes.ts_event),
        *prices.one_sided(quotes.bid, quotes.ask, quotes.ts_event),
        *outliers.outliers(np.where(quotes.bid > 0, quotes.bid, quotes.ask), quotes.ts_event),
    ]


def _trades(trades: Trades) -> list[Finding]:
    return [
        *prices.not_finite({"price": trades.price, "size": trades.size}, trades.ts_event),
        *prices.not_positive({"price": trades.price}, trades.ts_event, trades.instrument.asset_class),
        *ordering.backward(trades.ts_event),
        *outliers.outliers(trades.price, trades.ts_event),
    ]
