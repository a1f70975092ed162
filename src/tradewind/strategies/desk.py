"""How a strategy speaks of orders themselves: place, amend, cancel, any number at one event. Each passes the same verdict.

`s.desk` is where the wishes go; they are obeyed in order right after the strategy's function returns. Orders, and the tags by which they are
found again, are those of the instrument whose event it is:

    place(s.desk, 1.0, 10.0, limit=99.5, time_in_force=DAY, flags=POST_ONLY)
"""

from __future__ import annotations

from math import nan
from typing import Any, NamedTuple

import numpy as np

from tradewind.market.orders import Algorithm, OrderFlag, OrderType, Peg, TimeInForce, Trail
from tradewind.strategies.actions import order_type as type_by_prices

PLACE, AMEND, CANCEL, CANCEL_ALL = range(1, 5)

GTC, GTD, DAY, IOC, FOK = (int(t) for t in TimeInForce)
POST_ONLY, REDUCE_ONLY = int(OrderFlag.POST_ONLY), int(OrderFlag.REDUCE_ONLY)
FINISH, ROUND = int(OrderFlag.FINISH), int(OrderFlag.ROUND)
TRAIL_ABSOLUTE, TRAIL_PERCENT, TRAIL_ATR = int(Trail.ABSOLUTE), int(Trail.PERCENT), int(Trail.ATR)
PEG_SAME_SIDE, PEG_OPPOSITE, PEG_MIDPOINT = int(Peg.SAME_SIDE), int(Peg.OPPOSITE), int(Peg.MIDPOINT)
TWAP, VWAP, POV, ICEBERG, SNIPER = (int(a) for a in Algorithm if a)
MARKET, LIMIT, STOP, STOP_LIMIT, MARKET_IF_TOUCHED, LIMIT_IF_TOUCHED = (int(OrderType(i)) for i in range(6))
TRAILING_STOP, TRAILING_STOP_LIMIT = int(OrderType.TRAILING_STOP), int(OrderType.TRAILING_STOP_LIMIT)
MARKET_ON_OPEN, MARKET_ON_CLOSE = int(OrderType.MARKET_ON_OPEN), int(OrderType.MARKET_ON_CLOSE)
LIMIT_ON_OPEN, LIMIT_ON_CLOSE = int(OrderType.LIMIT_ON_OPEN), int(OrderType.LIMIT_ON_CLOSE)
PEGGED = int(OrderType.PEGGED)
BY_PRICES = -1


class Desk(NamedTuple):
    """Where a strategy's wishes of one event are written."""

    intents: np.ndarray  # (rows,) INTENT
    wished: np.ndarray  # (2,) int64: how many, and the instrument of this event
    orders: Any = None  # (rows,) ORDER, the working ones first; to be read, not written
    account: Any = None  # (1,) ACCOUNT, to be read


def place(
    desk: Any,
    side: float,
    quantity: float,
    limit: float = nan,
    trigger: float = nan,
    stop: float = nan,
    target: float = nan,
    order_type: int = BY_PRICES,
    time_in_force: int = GTC,
    flags: int = 0,
    tag: int = 0,
    linked: int = 0,
    after: int = 0,
    expires: int = 0,
    trail_kind: int = 0,
    trail: float = nan,
    activation: float = nan,
    peg: int = 0,
    peg_offset: float = 0.0,
    display: float = 0.0,
    algorithm: int = 0,
    until: int = 0,
    interval: int = 0,
    rate: float = 0.0,
) -> None:
    """Wish for a new order.

    Parameters
    ----------
    side: above 0 buys, below 0 sells. quantity: units. limit, trigger, stop, target, activation: prices, nan for none.
    order_type: by default what `limit` and `trigger` make of it. tag: the strategy's own number, to amend or cancel it by.
    linked: orders placed at one event with the same number cancel each other (OCO). after: tag of an order whose fill sets this
    one to work (OTO). expires: ns, for GTD. display: shown size of an iceberg. trail: quote currency, a fraction of the price, or
    average true ranges, by `trail_kind`. peg_offset: quote currency, above 0 nearer to the other side; of a trailing stop-limit how
    far beyond its stop the limit is. until, interval: ns, and rate: a share of volume, of an algorithm.
    """
    row = desk.wished[0]
    desk.wished[0] = row + 1
    if row >= desk.intents.size:
        return  # the kernel sees the count and says that there was no room
    w = desk.intents[row]
    w.kind = PLACE
    w.order = 0
    w.tag = tag
    w.type = type_by_prices(limit, trigger) if order_type == BY_PRICES else order_type
    w.side = 1 if side > 0.0 else -1
    w.time_in_force = time_in_force
    w.marks = flags
    w.list = linked
    w.after = after
    w.trail_kind = trail_kind
    w.peg = peg
    w.algorithm = algorithm
    w.expires_ts = expires
    w.until_ts = until
    w.interval = interval
    w.quantity = quantity if abs(side) > 0.0 else nan  # neither bought nor sold: refused as no order
    w.limit = limit
    w.trigger = trigger
    w.stop = stop
    w.target = target
    w.trail = trail
    w.activation = activation
    w.peg_offset = peg_offset
    w.display = display
    w.rate = rate


def amend(
    desk: Any, tag: int, quantity: float = nan, limit: float = nan, trigger: float = nan, rate: float = nan
) -> None:
    """Wish for other prices or another size (still to be filled) of the youngest working order with this tag; nan leaves a value as it is.

    rate: of an algorithm. A larger size passes the verdict again.
    """
    row = desk.wished[0]
    place(desk, 1.0, quantity, limit=limit, trigger=trigger, tag=tag, rate=rate)
    if row < desk.intents.size:
        desk.intents[row].kind = AMEND


def cancel(desk: Any, tag: int) -> None:
    """Wish the working order with this tag away."""
    row = desk.wished[0]
    place(desk, 1.0, 0.0, tag=tag)
    if row < desk.intents.size:
        desk.intents[row].kind = CANCEL


def cancel_all(desk: Any) -> None:
    """Wish all working entries of this instrument away."""
    row = desk.wished[0]
    place(desk, 1.0, 0.0)
    if row < desk.intents.size:
        desk.intents[row].kind = CANCEL_ALL


def left_of(desk: Any, tag: int) -> float:
    """Units that the working order with this tag still wants, 0 if there is none."""
    for i in range(desk.account[0].working):
        if desk.orders[i].tag == tag and desk.orders[i].instrument == desk.wished[1]:
            return desk.orders[i].quantity
    return 0.0


def limit_of(desk: Any, tag: int) -> float:
    """Limit price of the working order with this tag, nan if there is none."""
    for i in range(desk.account[0].working):
        if desk.orders[i].tag == tag and desk.orders[i].instrument == desk.wished[1]:
            return desk.orders[i].limit
    return nan
