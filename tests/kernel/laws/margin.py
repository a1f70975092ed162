"""The margin of an account at every event, worked out from its records and the prices alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tradewind.market.instrument import Instrument
from tradewind.market.orders import OrderType

from .batch import Ran
from .laws import LIQUIDATION, orders_of_fills


def never_below_maintenance(ran: Ran, of: Sequence[Instrument]) -> None:
    """After every event the equity covers the maintenance margin of what is still held: else that would have been liquidated."""
    held, last = held_at_events(ran, len(of)), last_at_events(ran, len(of))
    needed = sum(maintenance(of[j % len(of)], held[:, j], last[:, j % len(of)]) for j in range(held.shape[1]))
    ran.holds(
        "margin is never below maintenance without liquidation",
        (ran.equity >= needed - 1e-6) | (held == 0).all(axis=1),
        ran.batch.flow_of_events,
        np.column_stack(
            [np.arange(len(held)) % ran.batch.length, ran.equity, np.broadcast_to(needed, len(held)), held, last]
        ),
    )


def liquidated_between_bars(ran: Ran, instruments: int) -> None:
    """What a payment liquidates goes at the last close."""
    at, last = ran.event_of_fills, last_at_events(ran, instruments)
    between = (at >= 0) & (ran.batch.block.kinds[at] != 0)
    known = ran.fills["reference"] == last[at, ran.fills["instrument"]]
    ran.holds("between bars a liquidation is at the last close", ~between | known, ran.flow_of_fills, ran.fills)


def nothing_rests_through_a_liquidation(ran: Ran) -> None:
    """What waited for a price of an instrument before a part of its position was liquidated never trades after."""
    fills, flows = ran.fills, ran.flow_of_fills
    orders = orders_of_fills(ran)
    liquidated = fills["purpose"] == LIQUIDATION
    keys = flows * 8 + fills["instrument"]
    newest = np.full(len(fills), -1)
    for key in np.unique(keys[liquidated]).tolist():
        mine = np.flatnonzero(keys == key)
        newest[mine] = np.maximum.accumulate(np.where(liquidated[mine], fills["number"][mine], -1))
    rested = (orders["number"] < newest) & (orders["type"] != int(OrderType.MARKET))
    ran.holds("what rested is cancelled by a liquidation", ~rested, flows, fills)


def maintenance(of: Instrument, held: np.ndarray, price: np.ndarray) -> np.ndarray:
    """notional * rate of its tier - deduction of its tier (Binance, Leverage and Margin of USDⓈ-M Futures)."""
    notional = np.abs(held) * price * float(of.multiplier)
    needed = notional * float(of.margin_maintenance)
    for tier in of.leverage_tiers:
        within = notional > float(tier.above) if tier.above else np.ones(len(held), bool)
        needed = np.where(within, notional * float(tier.maintenance) - float(tier.deduction), needed)
    return needed


def held_at_events(ran: Ran, instruments: int) -> np.ndarray:
    """(events, positions): each after each event, short legs last where they are apart; all events of a flow have times of their own."""
    block, times = ran.batch.block, ran.batch.keys(ran.batch.flow_of_events, ran.batch.block.times, np.zeros(1, int))
    out = np.empty((len(block), instruments * (1 + ran.hedging)))
    places = ran.fills["instrument"] + instruments * (ran.leg_of_fills < 0)
    for k in range(out.shape[1]):
        mine = places == k
        at = np.searchsorted(times, ran.batch.keys(ran.flow_of_fills[mine], ran.fills["ts"][mine], np.zeros(1, int)))
        changed = np.full(len(block), np.nan)
        changed[at] = ran.fills["position"][mine]  # the last of an event stays
        out[:, k] = _carried(changed.reshape(len(ran.batch), -1), 0.0)
    return out


def last_at_events(ran: Ran, instruments: int) -> np.ndarray:
    """(events, instruments): the last close of each."""
    block = ran.batch.block
    bars = block.kinds == 0 if len(block.kinds) else np.ones(len(block), bool)
    closes = [np.where(bars & (block.index == k), block.closes, np.nan) for k in range(instruments)]
    return np.column_stack([_carried(c.reshape(len(ran.batch), -1), 0.0) for c in closes])


def _carried(table: np.ndarray, before: float) -> np.ndarray:
    """Values of each row carried on over what is nan; flat."""
    table[:, 0] = np.where(np.isnan(table[:, 0]), before, table[:, 0])
    seen = np.maximum.accumulate(np.where(np.isnan(table), 0, np.arange(table.shape[1])), axis=1)
    return np.take_along_axis(table, seen, axis=1).ravel()
