"""One block of mixed events from quotes, trades, depth, bars and what else happens, in the order in which the kernel sees them.

The order is by time, then by rank of what the event is (RANKS: what changes the rules first, then the book, quotes and trades, finer
bars, then the strategy's bars, news and timers last), then by instrument in the order given, then as in the source. A bar comes after
the ticks of its last instant, because it sums them up. Events are placed at `ts_init` (when we knew) where a source has one later
than `ts_event`; `delay` adds a feed's latency to all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradewind.errors import DataError
from tradewind.kernel.block import Block
from tradewind.kernel.block import check as check_bars
from tradewind.market.columns import Bars
from tradewind.market.depth import OF_A_BOOK, Depth, Happenings
from tradewind.market.events import EventKind
from tradewind.market.instrument import Instrument
from tradewind.market.ticks import Quotes, Trades
from tradewind.market.time import to_iso

# Of equal times the lower rank comes first. Book events and trades share a rank of their own source's order.
RANKS: dict[EventKind, int] = {
    **dict.fromkeys((EventKind.RATE, EventKind.HALT, EventKind.RESUME, EventKind.SESSION_OPEN), 0),
    **dict.fromkeys((EventKind.SPLIT, EventKind.DIVIDEND, EventKind.ROLLOVER, EventKind.FUNDING), 1),
    **dict.fromkeys(OF_A_BOOK, 2),
    EventKind.QUOTE: 3,
    EventKind.TRADE: 4,
    EventKind.FINE_BAR: 5,
    EventKind.SESSION_CLOSE: 6,
    EventKind.BAR: 7,
    **dict.fromkeys((EventKind.EXPIRY, EventKind.EXERCISE), 8),
    EventKind.NEWS: 9,
    EventKind.TIMER: 10,
}
Source = Bars | Quotes | Trades | Depth | Happenings


@dataclass(frozen=True)
class _Part:
    """One source as the kernel's columns: values is (5, n) float64."""

    name: str
    index: int
    times: NDArray[np.int64]
    kinds: NDArray[np.int8]
    values: NDArray[np.float64]


def events_block(
    instruments: Sequence[Instrument],
    sources: Sequence[Source],
    *,
    fine: Sequence[Bars] = (),
    columns: Sequence[Sequence[np.ndarray]] = (),
    delay: int = 0,
) -> Block:
    """Merge any sources of these instruments.

    Parameters
    ----------
    instruments: as in the setup. sources: any number for each instrument; its Bars are those that the strategy is asked at.
    fine: bars of finer timeframes, which only match. columns: for each of the Bars in `sources`, in their order, the external columns.
    delay: ns, feed latency: how much later than the source says everything is known.

    Raises
    ------
    DataError: a price or size that is not a number, a negative size, a crossed quote, time going back inside a source, bars that go
    on after the finer data of their instrument ended; with the event's index and time.
    """
    if delay < 0:
        raise DataError(f"delay = {delay} ns; a feed can't be early")
    order = {instrument.id: i for i, instrument in enumerate(instruments)}
    given = [*sources, *fine]
    for source in given:
        if source.instrument.id not in order:
            raise DataError(f"{source.instrument.id} is not among the instruments of this run: {', '.join(order)}")
    parts = [_part(source, order[source.instrument.id], any(source is f for f in fine)) for source in given]
    for part in parts:
        _check_time(part)
    _check_reach(parts)
    extra = _external(sources, columns, sum(len(p.times) for p in parts))
    times = np.concatenate([p.times for p in parts])
    index = np.concatenate([np.full(len(p.times), p.index, np.int32) for p in parts])
    kinds = np.concatenate([p.kinds for p in parts])
    values = np.concatenate([p.values for p in parts], axis=1)
    rank = rank_of(kinds)
    # A stable sort: of all else equal, the order of the sources and in them.
    rows = np.lexsort((index, rank, times)) if len(parts) > 1 else slice(None)
    opens, highs, lows, closes, volumes = (np.ascontiguousarray(values[i][rows]) for i in range(5))
    return Block(
        times[rows] + delay, index[rows], opens, highs, lows, closes, volumes, np.ascontiguousarray(extra[:, rows]), kinds[rows],
    )  # fmt: skip


def rank_of(kinds: NDArray[np.int8]) -> NDArray[np.int64]:
    """(n,) place of each kind of event among those of the same time."""
    table = np.zeros(max(EventKind) + 1, np.int64)
    for kind, rank in RANKS.items():
        table[kind] = rank
    return table[kinds]


def _part(source: Source, index: int, fine: bool) -> _Part:
    n = len(source)
    name = f"{source.instrument.id} {type(source).__name__.lower()}"
    times = np.maximum(source.ts_event, source.ts_init).astype(np.int64)
    values = np.zeros((5, n))
    kinds = np.zeros(n, np.int8)
    if isinstance(source, Bars):
        check_bars(source)
        kinds[:] = EventKind.FINE_BAR if fine else EventKind.BAR
        values[:] = (source.open, source.high, source.low, source.close, source.volume)
    elif isinstance(source, Quotes):
        kinds[:] = EventKind.QUOTE
        values[:4] = (source.bid, source.ask, source.bid_size, source.ask_size)
        _check_quotes(name, times, source)
    elif isinstance(source, Trades):
        kinds[:] = EventKind.TRADE
        values[:3] = (source.price, source.size, source.aggressor)
        _check_prices(name, times, "price", source.price)
        _check_sizes(name, times, "size", source.size)
    elif isinstance(source, Depth):
        kinds[:] = source.kind
        values[:] = (source.price, source.size, source.side, source.order, source.traded)
        _check_depth(name, times, source)
    else:
        kinds[:] = source.kind
        values[:] = (source.a, source.b, source.c, source.d, source.e)
        _refuse(
            name,
            times,
            np.isin(source.kind, (0, 1, 2, *OF_A_BOOK)),
            "kind",
            source.kind,
            "prices have columns of their own",
        )
        _refuse(name, times, ~np.isin(source.kind, list(EventKind)), "kind", source.kind, "no such kind of event")
        _check_happenings(name, times, source)
    return _Part(name, index, times, kinds, values)


def _check_quotes(name: str, times: NDArray[np.int64], quotes: Quotes) -> None:
    for side in ("bid", "ask"):
        prices = getattr(quotes, side)
        bad = ~(np.isnan(prices) | (np.isfinite(prices) & (prices > 0)))
        _refuse(name, times, bad, side, prices, "a price must be finite and above 0, or nan where the side is empty")
        _check_sizes(name, times, f"{side}_size", getattr(quotes, f"{side}_size"))
    _refuse(
        name, times, np.isnan(quotes.bid) & np.isnan(quotes.ask), "bid", quotes.bid, "a quote needs one side at least"
    )
    _refuse(name, times, quotes.bid > quotes.ask, "bid", quotes.bid, "the book is crossed: it is above the ask")


def _check_depth(name: str, times: NDArray[np.int64], depth: Depth) -> None:
    _refuse(name, times, ~np.isin(depth.kind, OF_A_BOOK), "kind", depth.kind, "not an event of a book")
    clears = depth.kind == EventKind.DEPTH_CLEAR
    bad = ~clears & ~(np.isfinite(depth.price) & (depth.price > 0))
    _refuse(name, times, bad, "price", depth.price, "a price must be finite and above 0")
    _check_sizes(name, times, "size", depth.size)
    _refuse(name, times, ~clears & (np.abs(depth.side) != 1), "side", depth.side, "1 for bids, -1 for asks")
    named = np.isin(depth.kind, OF_A_BOOK[2:])
    _refuse(
        name,
        times,
        named & ((depth.order <= 0) | (depth.order >= 1 << 53)),
        "order",
        depth.order,
        "an id is from 1 to 2**53 - 1",
    )
    empty = (depth.kind == EventKind.ORDER_ADDED) & ~(depth.size > 0)
    _refuse(name, times, empty, "size", depth.size, "a new order has a size above 0")


def _check_happenings(name: str, times: NDArray[np.int64], source: Happenings) -> None:
    """A timer's numbers are its strategy's own; of the others nan may say that one is not given, where there is another to take."""
    timers = source.kind == EventKind.TIMER
    for letter in "abcde":
        values = getattr(source, letter)
        _refuse(name, times, ~timers & np.isinf(values), letter, values, "a number must be finite")
    needed = np.isin(source.kind, (EventKind.DIVIDEND, EventKind.FUNDING, EventKind.SPLIT, EventKind.RATE))
    _refuse(name, times, needed & np.isnan(source.a), "a", source.a, "it can't be left out")
    above = np.isin(source.kind, (EventKind.SPLIT, EventKind.RATE))
    _refuse(name, times, above & ~(source.a > 0), "a", source.a, "a ratio or rate must be above 0")


def _check_prices(name: str, times: NDArray[np.int64], what: str, prices: np.ndarray) -> None:
    _refuse(name, times, ~(np.isfinite(prices) & (prices > 0)), what, prices, "a price must be finite and above 0")


def _check_sizes(name: str, times: NDArray[np.int64], what: str, sizes: np.ndarray) -> None:
    _refuse(name, times, ~(np.isfinite(sizes) & (sizes >= 0)), what, sizes, "a size must be finite and 0 or more")


def _check_time(part: _Part) -> None:
    back = np.flatnonzero(np.diff(part.times) < 0)
    if len(back):
        i = int(back[0]) + 1
        raise DataError(
            f"{part.name}: time goes back at event {i} ({to_iso(part.times[i])} after {to_iso(part.times[i - 1])})"
        )


def _check_reach(parts: Sequence[_Part]) -> None:
    """Bars that go on after the finer data ended would fill nothing (see matching.py): that is said, not left to be found out."""
    for index in {p.index for p in parts}:
        mine = [p for p in parts if p.index == index and len(p.times)]
        bars = [p for p in mine if p.kinds[0] == EventKind.BAR]
        finer = [p for p in mine if p.kinds[0] in (EventKind.QUOTE, EventKind.TRADE, EventKind.FINE_BAR, *OF_A_BOOK)]
        if not bars or not finer:
            continue
        last = max(p.times[-1] for p in finer)
        late = np.flatnonzero(bars[0].times > last)
        # One bar that ends after the last tick is usual.
        if len(late) > 1:
            raise DataError(
                f"{bars[0].name}: bar {late[1]} ({to_iso(bars[0].times[late[1]])}) comes after the end of the finer data "
                f"({to_iso(last)}), without which no order would be filled",
                try_="bars only up to there",
            )


def _external(sources: Sequence[Source], columns: Sequence[Sequence[np.ndarray]], n: int) -> NDArray[np.float64]:
    """(c, n) external columns: values at the bars, nan at all other events."""
    count = len(columns[0]) if columns else 0
    extra = np.full((count, n), np.nan)
    start, bars = 0, 0
    for source in sources:
        if isinstance(source, Bars) and columns:
            for i, column in enumerate(columns[bars]):
                extra[i, start : start + len(source)] = column
            bars += 1
        start += len(source)
    return extra


def _refuse(name: str, times: NDArray[np.int64], bad: np.ndarray, what: str, values: np.ndarray, rule: str) -> None:
    rows = np.flatnonzero(bad)
    if len(rows):
        i = int(rows[0])
        raise DataError(f"{name}: {what} = {values[i]} at event {i} ({to_iso(times[i])}); {rule}")
