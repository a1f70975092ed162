"""What an order can be. The integers are those of the kernel and of the journal: never renumber, only add."""

from __future__ import annotations

from enum import IntEnum


class Side(IntEnum):
    """Also the sign of the quantity that a fill adds to a position."""

    SELL = -1
    BUY = 1


class OrderType(IntEnum):
    MARKET = 0
    LIMIT = 1
    STOP = 2
    STOP_LIMIT = 3


class OrderStatus(IntEnum):
    """`AWAITING_APPROVAL` is before any venue; `UNKNOWN` means that a venue has not answered yet (neither accepted nor refused)."""

    AWAITING_APPROVAL = 0
    WORKING = 1
    FILLED = 2
    CANCELLED = 3
    REJECTED = 4
    EXPIRED = 5
    UNKNOWN = 6


class Purpose(IntEnum):
    """Why an order exists; exits may pass where entries may not."""

    ENTRY = 0
    STOP_LOSS = 1
    TAKE_PROFIT = 2
    EXIT = 3
    FLATTEN = 4


class Authorisation(IntEnum):
    """Whether a strategy's Decisions become orders: at once, after a person's word, or never."""

    AUTO = 0
    APPROVE = 1
    SIGNAL_ONLY = 2
