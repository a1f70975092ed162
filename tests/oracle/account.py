"""A slow account in exact decimals, written from the rules alone and from none of the kernel's code.

One instrument, market, limit, stop and stop-limit entries with an optional stop and target, and leaving at the market. A bar is
walked as in the rules: what waits for the open, then whatever is worse for us, then limits that were traded through.
Where legs are kept apart a purchase adds to the long one and a sale to the short one; exits close the leg that they belong to.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

CENT = Decimal("0.01")


@dataclass(eq=False)
class Order:
    side: int
    size: Decimal
    role: str  # entry, stop, target, exit
    limit: Decimal | None = None
    trigger: Decimal | None = None
    stop: Decimal | None = None
    target: Decimal | None = None
    family: int = 0
    waits_for_next_bar: bool = False
    resting: bool = False  # a stop-limit whose trigger has traded
    leg: int = 0  # 1 long, -1 short, where they are kept apart

    @property
    def market(self) -> bool:
        return self.limit is None and self.trigger is None


class Account:
    """`fills` holds (bar, side, size, price, fee) in the order in which they happened."""

    def __init__(
        self, cash: Decimal, taker: Decimal, maker: Decimal, against_us: Decimal, *, hedging: bool = False
    ) -> None:
        self.cash, self.taker, self.maker, self.against_us = cash, taker, maker, against_us
        self.legs = {leg: Decimal(0) for leg in ((1, -1) if hedging else (0,))}
        self.orders: list[Order] = []
        self.fills: list[tuple[int, int, Decimal, Decimal, Decimal]] = []
        self._families = 0

    @property
    def held(self) -> Decimal:
        return sum(self.legs.values(), Decimal(0))

    def place(self, order: Order) -> None:
        self._families += 1
        order.family = self._families
        if 0 not in self.legs:
            order.leg = order.side
        elif self.held * order.side < 0 and order.size <= abs(self.held):
            order.role, order.stop, order.target = "exit", None, None  # only reduces: must never open
        self.orders.append(order)

    def leave(self) -> None:
        self.orders = [o for o in self.orders if o.role != "entry"]
        for leg, held in self.legs.items():
            if held and not any(o.role == "exit" and o.market and o.leg == leg for o in self.orders):
                self.orders.append(Order(-1 if held > 0 else 1, abs(held), "exit", leg=leg))

    def bar(self, number: int, o: Decimal, h: Decimal, l: Decimal) -> None:
        while (found := self._next(o, h, l)) is not None:
            self._fill(number, *found, o)
        for order in self.orders:
            order.waits_for_next_bar = False
            if order.trigger is not None and order.limit is not None:
                order.resting = order.resting or self._reached(order, h, l)

    def _next(self, o: Decimal, h: Decimal, l: Decimal) -> tuple[Order, Decimal, bool] | None:
        """The order whose turn it is, its price before costs, and whether it was resting (a maker)."""
        for order in self.orders:
            if order.market:
                return order, o, False
        for order in self.orders:
            if order.trigger is not None and not order.resting and self._reached(order, h, l):
                price = max(order.trigger, o) if order.side > 0 else min(order.trigger, o)
                if order.limit is None or (order.limit - price) * order.side >= 0:
                    return order, price, False
        for order in self.orders:
            if order.limit is not None and (order.trigger is None or order.resting) and not order.waits_for_next_bar:
                if (order.limit - o) * order.side >= 0:
                    return order, o, True
                if (l < order.limit) if order.side > 0 else (h > order.limit):
                    return order, order.limit, True
        return None

    @staticmethod
    def _reached(order: Order, h: Decimal, l: Decimal) -> bool:
        assert order.trigger is not None
        return h >= order.trigger if order.side > 0 else l <= order.trigger

    def _fill(self, number: int, order: Order, price: Decimal, maker: bool, o: Decimal) -> None:
        self.orders.remove(order)
        size = (
            order.size
            if order.role == "entry"
            else min(order.size, abs(self.legs[order.leg]))
            if self.legs[order.leg] * order.side < 0
            else Decimal(0)
        )
        if not size:
            return
        at_open = price == o
        if not maker:
            price *= 1 + order.side * self.against_us
            price = price.quantize(CENT, ROUND_CEILING if order.side > 0 else ROUND_FLOOR)
        if order.limit is not None:
            price = min(price, order.limit) if order.side > 0 else max(price, order.limit)
        fee = size * price * (self.maker if maker else self.taker)
        self.cash -= order.side * size * price + fee
        self.legs[order.leg] += order.side * size
        self.fills.append((number, order.side, size, price, fee))
        if order.role == "entry":
            if order.stop is not None:
                self.orders.append(
                    Order(-order.side, size, "stop", trigger=order.stop, family=order.family, leg=order.leg)
                )
            if order.target is not None:
                late = not at_open
                target = Order(
                    -order.side,
                    size,
                    "target",
                    limit=order.target,
                    family=order.family,
                    waits_for_next_bar=late,
                    leg=order.leg,
                )
                self.orders.append(target)
        else:
            family, left = order.family, self.legs[order.leg]
            self.orders = [
                x
                for x in self.orders
                if x.role == "entry" or x.leg != order.leg or (left and not (family and x.family == family))
            ]
