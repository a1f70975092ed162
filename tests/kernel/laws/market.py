"""No fill outside the market: each against the quote, the trade or the book that stood when it happened."""

from __future__ import annotations

import numpy as np

from tradewind.market.events import EventKind

from .batch import Ran, told
from .laws import ROUNDING, _total

QUOTE, TRADE, DEPTH = int(EventKind.QUOTE), int(EventKind.TRADE), int(EventKind.DEPTH)


def happened_at(ran: Ran, kind: int) -> np.ndarray:
    """The event of each fill, which must be of this kind: nothing trades between events."""
    at = ran.event_of_fills
    ran.holds(
        "a fill is at an event of the market",
        (at >= 0) & (ran.batch.block.kinds[at] == kind),
        ran.flow_of_fills,
        ran.fills,
    )
    return at


def none_outside_the_quote(ran: Ran) -> None:
    """A taker pays the ask or gets the bid, who rested its limit once that is reached; all of a side no more than its size (0: not known)."""
    at, fills, flow, block = happened_at(ran, QUOTE), ran.fills, ran.flow_of_fills, ran.batch.block
    buys = fills["side"] > 0
    quoted = np.where(buys, block.highs[at], block.opens[at])
    size = np.where(buys, block.closes[at], block.lows[at])
    at_limit = (
        (fills["price"] == fills["limit"]) & (fills["side"] * (fills["limit"] - quoted) >= 0) & (fills["maker"] == 1)
    )
    ran.holds("no fill outside the quote", (fills["price"] == quoted) | at_limit, flow, fills)
    side = at * 2 + buys
    ran.holds(
        "no more than was quoted", (size == 0) | (_total(side, fills["quantity"], side) <= size + ROUNDING), flow, fills
    )


def none_outside_the_trade(ran: Ran, participation: float) -> None:
    """A taker gets the trade's price, who rested its limit once trades reach it; all together no more than a share of its size."""
    at, fills, flow, block = happened_at(ran, TRADE), ran.fills, ran.flow_of_fills, ran.batch.block
    price = block.opens[at]
    at_limit = (
        (fills["price"] == fills["limit"]) & (fills["side"] * (fills["limit"] - price) >= 0) & (fills["maker"] == 1)
    )
    ran.holds("no fill outside the trade", (fills["price"] == price) | at_limit, flow, fills)
    hit = ~at_limit | (block.lows[at] * fills["side"] <= 0)
    ran.holds("who rests is hit by takers of the other side", hit, flow, fills)
    room = participation * block.highs[at] + ROUNDING
    ran.holds("no more than our share of the trade", _total(at, fills["quantity"], at) <= room, flow, fills)


def none_outside_the_book(ran: Ran) -> None:
    """Every unit that we get stood in the book, or came with the event that crosses us, and is got once."""
    at = happened_at(ran, DEPTH)
    rows = ran.fills[["side", "quantity", "price", "limit"]].tolist()
    of_event: dict[int, list] = {}
    for event, row in zip(at.tolist(), rows, strict=True):
        of_event.setdefault(event, []).append(row)
    block, length = ran.batch.block, ran.batch.length
    events = zip(block.kinds.tolist(), block.opens.tolist(), block.highs.tolist(), block.lows.tolist(), strict=True)
    books: dict[int, dict[float, float]] = {}
    for i, (kind, price, size, side) in enumerate(events):
        if i % length == 0:
            books = {1: {}, -1: {}}
        if kind != DEPTH:
            continue
        came = size
        for fill in of_event.get(i, ()):
            came -= _took(ran, i, fill, books, price, came, side)
        _stands(books, price, came, int(side))


def _took(ran: Ran, event: int, fill: tuple, books: dict, price: float, came: float, side: float) -> float:
    """How much of the event's own size a fill took; what it took of the book before is taken out there."""
    way, quantity, paid, limit = fill
    theirs = books[-way]
    if theirs.get(paid, 0.0) >= quantity - ROUNDING:
        theirs[paid] -= quantity
        return 0.0
    crossed = (
        side == -way
        and quantity <= came + ROUNDING
        and (paid == price or (paid == limit and way * (limit - price) >= 0))
    )
    if not crossed:
        raise AssertionError(
            told(ran.batch, event // ran.batch.length, "no fill outside the book", (fill, books, (price, came, side)))
        )
    return quantity


def _stands(books: dict, price: float, size: float, side: int) -> None:
    """What stands at a price now; the other side can't stand there or beyond."""
    if size <= 0:
        books[side].pop(price, None)
        return
    books[side][price] = size
    for other in [p for p in books[-side] if (p - price) * side <= 0]:
        del books[-side][other]
