"""How the market is simulated beside its prices: latency, participation, impact, queues, and how much of a book is kept."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, sqrt

import numpy as np

from tradewind.errors import DataError, UsageError
from tradewind.kernel.impact import LINEAR, NO_IMPACT, SQUARE_ROOT
from tradewind.kernel.layout import BOOK_ORDER, World
from tradewind.kernel.levels import NO_LEVEL
from tradewind.kernel.queue import LOG, POWER, RISK_AVERSE
from tradewind.market.time import to_iso

IMPACTS = {"none": NO_IMPACT, "linear": LINEAR, "square root": SQUARE_ROOT}
QUEUES = {"risk averse": RISK_AVERSE, "log": LOG, "power": POWER}


@dataclass(frozen=True)
class Conditions:
    """The simulated market of a run.

    Parameters
    ----------
    participation: most that we may be of a trade's, quote's or level's size, a fraction; 0: all of it.
    impact: `none`, `linear` or `square root`. impact_temporary: fraction of price a unit (or a root of a unit), impact_permanent:
    fraction of price a unit; `impact_coefficients` makes both from volatility and volume.
    order_latency, latency_jitter: ns until an order is at the venue, and the most that is drawn on top.
    queue: `risk averse`, `log` or `power`; queue_power: exponent of the last.
    depth: price levels of a book that are kept for each instrument, 0: no depth. orders: places for orders by id (L3), rounded up to a
    power of two.
    feed_latency: ns until what happened is known to us, see `Setup.block`.

    Raises
    ------
    UsageError: a value out of range.
    """

    participation: float = 0.0
    impact: str = "none"
    impact_temporary: float = 0.0
    impact_permanent: float = 0.0
    order_latency: int = 0
    latency_jitter: int = 0
    queue: str = "risk averse"
    queue_power: float = 2.0
    depth: int = 0
    orders: int = 0
    feed_latency: int = 0

    def __post_init__(self) -> None:
        _one_of("impact", self.impact, IMPACTS)
        _one_of("queue", self.queue, QUEUES)
        if not 0.0 <= self.participation <= 1.0:
            raise UsageError(f"participation = {self.participation}; it must be from 0 to 1")
        for name in (
            "impact_temporary",
            "impact_permanent",
            "order_latency",
            "latency_jitter",
            "orders",
            "feed_latency",
        ):
            if not (isfinite(getattr(self, name)) and getattr(self, name) >= 0):
                raise UsageError(f"{name} = {getattr(self, name)}; it must be 0 or more")
        if not (isfinite(self.queue_power) and self.queue_power > 0):
            raise UsageError(f"queue_power = {self.queue_power}; it must be above 0")
        if self.depth != 0 and not 64 <= self.depth <= 1 << 22:
            raise UsageError(f"depth = {self.depth} price levels; it must be 0 or from 64 to {1 << 22}")
        if self.orders and not self.depth:
            raise UsageError("orders by id need a book", try_="depth=8192")

    def on(self, world: World) -> World:
        """The world at its start under these conditions: instruments' fields set, books and the table of orders laid out."""
        record = world.instruments
        record["participation"] = self.participation
        record["impact_kind"] = IMPACTS[self.impact]
        record["impact_temporary"], record["impact_permanent"] = self.impact_temporary, self.impact_permanent
        record["order_latency"], record["latency_jitter"] = self.order_latency, self.latency_jitter
        record["queue_model"], record["queue_power"] = QUEUES[self.queue], self.queue_power
        world.books["levels"] = self.depth
        world.books["bid"] = world.books["ask"] = NO_LEVEL
        places = 1 << (self.orders - 1).bit_length() if self.orders else 0
        return world._replace(
            bid_sizes=np.zeros((len(world.books), self.depth)),
            ask_sizes=np.zeros((len(world.books), self.depth)),
            book_orders=np.zeros(places, BOOK_ORDER),
        )


def impact_coefficients(
    impact: str, volatility: float, volume: float, *, temporary: float, permanent: float = 0.0
) -> tuple[float, float]:
    """`impact_temporary` and `impact_permanent` from what is usually estimated.

    Parameters
    ----------
    volatility: daily, a fraction. volume: daily, units. temporary: Y of the square root (Toth et al. 2011: of order 1) or eta of the
    line. permanent: gamma (Almgren et al. 2005: 0.314, in their units of daily volatility and volume).
    """
    _one_of("impact", impact, IMPACTS)
    if not (volatility >= 0 and volume > 0 and isfinite(volatility) and isfinite(volume)):
        raise UsageError(f"volatility = {volatility}, volume = {volume}; both finite, volume above 0")
    scale = sqrt(volume) if impact == "square root" else volume
    return temporary * volatility / scale, permanent * volatility / volume


def check_books(world: World) -> None:
    """Nothing is dropped in silence.

    Raises
    ------
    DataError: the table of orders was full, or an event named an order that was never added.
    """
    lost = int(world.books["lost"].sum())
    if lost:
        first = min(int(b["lost_ts"]) for b in world.books if b["lost"])
        raise DataError(
            f"{lost} order events found no place or no such order in a table of {len(world.book_orders)}, the first at {to_iso(first)}",
            try_="a larger `orders`",
        )


def _one_of(name: str, value: str, known: dict[str, int]) -> None:
    if value not in known:
        raise UsageError(f"{name} = {value!r} is not known", try_=", ".join(known))
