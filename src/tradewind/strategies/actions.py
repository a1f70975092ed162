"""What a strategy may answer at a bar: a signal for the decision to weigh, an exit, an order of its own, or nothing.

Plain functions that give one flat named tuple, so that the same line runs as Python and compiled. Prices are in quote currency
per unit; `nan` means "none".
"""

from __future__ import annotations

from math import nan
from typing import NamedTuple

from tradewind.market.orders import OrderType

HOLD = 0
SIGNAL = 1
CLOSE = 2
ORDER = 3

_MARKET = int(OrderType.MARKET)
_LIMIT = int(OrderType.LIMIT)
_STOP = int(OrderType.STOP)
_STOP_LIMIT = int(OrderType.STOP_LIMIT)


class Action(NamedTuple):
    """A strategy's answer. `quantity` is 0 where sizing decides; `limit` and `trigger` are nan where there is none."""

    kind: int
    direction: float
    confidence: float
    stop: float
    target: float
    order_type: int
    quantity: float
    limit: float
    trigger: float


def hold() -> Action:
    """Nothing to say."""
    return Action(HOLD, 0.0, 0.0, nan, nan, _MARKET, 0.0, nan, nan)


def long(confidence: float, stop: float = nan, target: float = nan, limit: float = nan, trigger: float = nan) -> Action:
    """A conviction (0 to 1) that the price rises. With `limit` or `trigger` the entry waits for that price."""
    return Action(
        SIGNAL,
        1.0,
        float(confidence),
        float(stop),
        float(target),
        order_type(limit, trigger),
        0.0,
        float(limit),
        float(trigger),
    )


def short(
    confidence: float, stop: float = nan, target: float = nan, limit: float = nan, trigger: float = nan
) -> Action:
    """A conviction (0 to 1) that the price falls. With `limit` or `trigger` the entry waits for that price."""
    return Action(
        SIGNAL,
        -1.0,
        float(confidence),
        float(stop),
        float(target),
        order_type(limit, trigger),
        0.0,
        float(limit),
        float(trigger),
    )


def close() -> Action:
    """Leave the position at the market, and withdraw entries that are still waiting."""
    return Action(CLOSE, 0.0, 1.0, nan, nan, _MARKET, 0.0, nan, nan)


def buy(quantity: float, stop: float = nan, target: float = nan, limit: float = nan, trigger: float = nan) -> Action:
    """An order of the strategy's own size. Risk checks it like any other."""
    return Action(
        ORDER,
        1.0,
        1.0,
        float(stop),
        float(target),
        order_type(limit, trigger),
        float(quantity),
        float(limit),
        float(trigger),
    )


def sell(quantity: float, stop: float = nan, target: float = nan, limit: float = nan, trigger: float = nan) -> Action:
    """An order of the strategy's own size. Risk checks it like any other."""
    return Action(
        ORDER,
        -1.0,
        1.0,
        float(stop),
        float(target),
        order_type(limit, trigger),
        float(quantity),
        float(limit),
        float(trigger),
    )


def order_type(limit: float, trigger: float) -> int:
    """Market, limit, stop or stop-limit, by which prices are given."""
    if limit == limit:
        return _STOP_LIMIT if trigger == trigger else _LIMIT
    return _STOP if trigger == trigger else _MARKET
