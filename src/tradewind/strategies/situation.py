"""What a strategy's functions are given: one named tuple `s`, the same in research, on paper and live, compiled or not."""

from __future__ import annotations

from collections import namedtuple
from typing import NamedTuple


class BarNow(NamedTuple):
    """The bar that has just closed; `time` in nanoseconds, prices in quote currency."""

    time: int
    open: float
    high: float
    low: float
    close: float
    volume: float


class EventNow(NamedTuple):
    """What has just happened; what `a` to `e` are depends on `kind`, see market/events.py."""

    kind: int
    time: int
    a: float
    b: float
    c: float
    d: float
    e: float


class QuoteNow(NamedTuple):
    """The best bid and ask of now; nan before the first."""

    bid: float
    ask: float
    bid_size: float
    ask_size: float


_COMMON = [
    "features", "previous", "params", "position", "entry_price", "equity", "desk", "long_quantity", "short_quantity", "long_price", "short_price",
]  # fmt: skip

# `on_bar(s)`: the bar, the features of now and of one bar before, parameters, the position (signed units), the desk for orders.
# A hedging account has two legs: `position` is their sum, `entry_price` that of the larger one, `long_quantity` is 0 or more,
# `short_quantity` 0 or less, each with its average price (0 where there is none). Where legs are netted one of them is 0.
Situation = namedtuple("Situation", ["bar", *_COMMON])
# `on_event(s)`: any other event. Features over bars are those of the last bar, features over quotes, trades or depth what they last gave,
# this event included; `previous` has what they were before it.
EventSituation = namedtuple("EventSituation", ["event", "quote", *_COMMON])
