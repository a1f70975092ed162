"""What an order can be. The integers are those of the kernel and of the journal: never renumber, only add."""

from __future__ import annotations

from enum import IntEnum, IntFlag


class Side(IntEnum):
    """Also the sign of the quantity that a fill adds to a position."""

    SELL = -1
    BUY = 1


class OrderType(IntEnum):
    MARKET = 0
    LIMIT = 1
    STOP = 2
    STOP_LIMIT = 3
    MARKET_IF_TOUCHED = 4
    LIMIT_IF_TOUCHED = 5
    TRAILING_STOP = 6
    TRAILING_STOP_LIMIT = 7
    MARKET_ON_OPEN = 8
    MARKET_ON_CLOSE = 9
    LIMIT_ON_OPEN = 10
    LIMIT_ON_CLOSE = 11
    PEGGED = 12


class TimeInForce(IntEnum):
    """How long an order may work: until cancelled, until a time, for the session, now (what fills), now (all or nothing)."""

    GTC = 0
    GTD = 1
    DAY = 2
    IOC = 3
    FOK = 4


class OrderFlag(IntFlag):
    """What an order must not do: take liquidity; open or turn a position (be seen whole is `display` of the order).

    FINISH: what an algorithm has left at its end goes to the market, else it is cancelled. ROUND: prices and size are put on the
    instrument's increments, where the venue would refuse them.
    """

    POST_ONLY = 1
    REDUCE_ONLY = 2
    FINISH = 4
    ROUND = 8


class Trail(IntEnum):
    """In what a trailing stop's distance is measured."""

    NONE = 0
    ABSOLUTE = 1
    PERCENT = 2
    ATR = 3


class Peg(IntEnum):
    """What a pegged order's price follows."""

    NONE = 0
    SAME_SIDE = 1
    OPPOSITE = 2
    MIDPOINT = 3


class Algorithm(IntEnum):
    """How a parent order is worked through children."""

    NONE = 0
    TWAP = 1
    VWAP = 2
    POV = 3
    ICEBERG = 4
    SNIPER = 5


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
    LIQUIDATION = 5
    TIME_EXIT = 6
    SESSION_EXIT = 7
    NEWS_EXIT = 8
    WEEKEND_EXIT = 9
    EXPIRY = 10


class Authorisation(IntEnum):
    """Whether a strategy's Decisions become orders: at once, after a person's word, or never."""

    AUTO = 0
    APPROVE = 1
    SIGNAL_ONLY = 2
