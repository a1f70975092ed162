"""What can happen in a market, as the kernel takes it: a kind and up to five numbers. Stored in journals: never renumber, only add.

| kind | a | b | c | d | e |
| --- | --- | --- | --- | --- | --- |
| BAR | open | high | low | close | volume |
| QUOTE | bid | ask | bid size | ask size | |
| TRADE | price | size | side of the taker, 0 not known | | |
| DEPTH | price | size now at it, 0 none | side of the book: 1 bids, -1 asks | | |
| DEPTH_CLEAR | | | side, 0 both: a snapshot follows | | |
| ORDER_ADDED | price | size | side | id of the order | |
| ORDER_CHANGED | price | size now | side | id of the order | |
| ORDER_GONE | price | size | side | id of the order | 1: it traded |
| FUNDING | rate of the period, above 0: longs pay | mark price | | | |
| DIVIDEND | amount a unit | | | | |
| SPLIT | units after for one before | | | | |
| ROLLOVER | swap a unit long, nan: the instrument's | swap a unit short | nights, nan: by the weekday | | |
| EXPIRY | settlement price | 1: delivered or exercised, 0: settled in cash | | | |
| HALT, RESUME | | | | | |
| SESSION_OPEN | opening price of the auction, nan: none | | | | |
| SESSION_CLOSE | closing price of the auction, nan: none | 1: last before a weekend | | | |
| TIMER | its number | | | | |
| RATE | account currency per unit | index of the currency | | | |
| NEWS | 1 to 3, how much it matters | minutes until it is due | | | |
| FINE_BAR | open | high | low | close | volume |
| EXERCISE | contracts; of a hedging account above 0 the long leg, below 0 the short one | price of the underlying | 1: delivered, 0: in cash | | |
"""

from __future__ import annotations

from enum import IntEnum
from math import nan


class EventKind(IntEnum):
    BAR = 0
    QUOTE = 1
    TRADE = 2
    DEPTH = 3
    DEPTH_CLEAR = 4
    ORDER_ADDED = 5
    ORDER_CHANGED = 6
    ORDER_GONE = 7
    FUNDING = 8
    DIVIDEND = 9
    SPLIT = 10
    ROLLOVER = 11
    EXPIRY = 12
    HALT = 13
    RESUME = 14
    SESSION_OPEN = 15
    SESSION_CLOSE = 16
    TIMER = 17
    RATE = 18
    NEWS = 19
    FINE_BAR = 20
    EXERCISE = 21


# What the numbers a to e of each kind are called where events are written with names; nan where one is not given.
FIELDS: dict[EventKind, tuple[str, ...]] = {
    EventKind.BAR: ("open", "high", "low", "close", "volume"),
    EventKind.QUOTE: ("bid", "ask", "bid_size", "ask_size"),
    EventKind.TRADE: ("price", "size", "aggressor"),
    EventKind.DEPTH: ("price", "size", "side"),
    EventKind.DEPTH_CLEAR: ("", "", "side"),
    EventKind.ORDER_ADDED: ("price", "size", "side", "order"),
    EventKind.ORDER_CHANGED: ("price", "size", "side", "order"),
    EventKind.ORDER_GONE: ("price", "size", "side", "order", "traded"),
    EventKind.FUNDING: ("rate", "mark"),
    EventKind.DIVIDEND: ("amount",),
    EventKind.SPLIT: ("ratio",),
    EventKind.ROLLOVER: ("long", "short", "nights"),
    EventKind.EXPIRY: ("price", "delivered"),
    EventKind.HALT: (),
    EventKind.RESUME: (),
    EventKind.SESSION_OPEN: ("price",),
    EventKind.SESSION_CLOSE: ("price", "last_before_weekend"),
    EventKind.TIMER: ("number",),
    EventKind.RATE: ("rate", "currency"),
    EventKind.NEWS: ("importance", "minutes"),
    EventKind.FINE_BAR: ("open", "high", "low", "close", "volume"),
    EventKind.EXERCISE: ("contracts", "price", "delivered"),
}


def named(kind: EventKind, numbers: tuple[float, ...]) -> dict[str, float]:
    """Numbers a to e by their names."""
    return {name: number for name, number in zip(FIELDS[kind], numbers, strict=False) if name}


def numbers(kind: EventKind, by_name: dict[str, float]) -> tuple[float, ...]:
    """The reverse of `named`: five numbers, 0 where the kind has none."""
    given = [float(by_name.get(name, nan)) if name else 0.0 for name in FIELDS[kind]]
    return (*given, *[0.0] * (5 - len(given)))
