"""Cash, positions and costs of every flow against the slow account in exact decimals."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from tradewind.kernel.codes import FILL, FINANCING, MARGIN_CALL
from tradewind.kernel.opening import Costs
from tradewind.market.instrument import Instrument
from tradewind.market.orders import Purpose

from ...oracle.money import Contract, Money
from .batch import Ran, told
from .laws import fees_are_as_declared
from .margin import last_at_events

FIELDS = [
    "kind",
    "instrument",
    "side",
    "quantity",
    "price",
    "maker",
    "purpose",
    "reference",
    "cash",
    "position",
    "realised",
]


def exact(value: float) -> Decimal:
    return Decimal(repr(value))


def names(of: Sequence[Instrument], hedging: bool) -> list[tuple[str, int]]:
    """What the decimal account calls each position, in the order of the kernel's: instrument and leg (1, -1; 0 where they are netted)."""
    return [(one.id, leg) for leg in ((1, -1) if hedging else (0,)) for one in of]


def books_agree(ran: Ran, of: Sequence[Instrument], costs: Costs, cash: float) -> None:
    """After every row that moves money cash and position, at the end cash, equity and fees are those of the decimal account, to 1e-6."""
    fees_are_as_declared(ran, of, costs.taker_fee or 0.0, costs.maker_fee or 0.0)
    moved = np.isin(ran.records["kind"], (FILL, FINANCING, MARGIN_CALL))
    records, flows = ran.records[moved], ran.flow[moved]
    events = ran.events_of(flows, records["ts"], records["instrument"])
    bounds = np.searchsorted(flows, np.arange(len(ran.batch) + 1)).tolist()
    legs = np.where(records["kind"] == FILL, 0, np.sign(records["position"]).astype(np.int64) * ran.hedging)
    legs[records["kind"] == FILL] = ran.leg_of_fills
    rows = list(zip(records[FIELDS].tolist(), events.tolist(), legs.tolist(), strict=True))
    for flow in range(len(ran.batch)):
        slow, fees = _after(ran, flow, rows[bounds[flow] : bounds[flow + 1]], of, costs, cash)
        for price, name in zip(ran.prices[flow].tolist(), names(of, ran.hedging), strict=True):
            slow.held[name].last = exact(price)
        account = ran.ends[flow]
        for what, wanted in (("cash", slow.balances["USD"]), ("equity", slow.equity()), ("fees", fees)):
            if not abs(float(wanted) - account[what]) < 1e-6:
                raise AssertionError(
                    told(ran.batch, flow, f"{what} is conserved", (float(wanted), float(account[what])))
                )
        if account["equity"] != ran.equity[(flow + 1) * ran.batch.length - 1]:
            raise AssertionError(told(ran.batch, flow, "the last equity is the account's"))


def _after(
    ran: Ran, flow: int, rows: list, of: Sequence[Instrument], costs: Costs, cash: float
) -> tuple[Money, Decimal]:
    """The decimal account after these rows, compared at each, and the fees that it paid."""
    rates = {True: exact(costs.maker_fee or 0.0), False: exact(costs.taker_fee or 0.0)}
    slow, fees, block = Money(exact(cash)), Decimal(0), ran.batch.block
    for name, one in zip(names(of, ran.hedging), (*of, *of), strict=False):
        slow.add(name, Contract(one.style.name.lower(), one.multiplier, tiers=_tiers(one)))
    last = last_at_events(ran, len(of)) if any(row[0][0] == MARGIN_CALL for row in rows) else None
    for (kind, k, side, quantity, price, maker, purpose, reference, left, position, realised), event, leg in rows:
        one, name = of[k], (of[k].id, leg)
        if kind == MARGIN_CALL:
            assert last is not None
            _called(ran, flow, slow, of, {**dict(enumerate(last[event].tolist())), k: price}, realised, quantity)
            continue
        if kind == FILL:
            units = exact(quantity) * one.multiplier
            penalty = units * exact(reference) * one.liquidation_fee if purpose == Purpose.LIQUIDATION else Decimal(0)
            slow.contracts[name].fee = rates[maker == 1]
            slow.fill(name, side * exact(quantity), exact(price))
            slow.pay(slow.own, -penalty)
            fees += units * exact(price) * rates[maker == 1] + penalty
        else:
            slow.funding(name, exact(float(block.opens[event])), exact(float(block.highs[event])))
        wanted = (float(slow.balances["USD"]), float(slow.held[name].quantity))
        if not (abs(wanted[0] - left) < 1e-6 and abs(wanted[1] - position) < 1e-9):
            raise AssertionError(told(ran.batch, flow, "cash and position are conserved", (wanted, (left, position))))
    return slow, fees


def _tiers(one: Instrument) -> tuple[tuple[Decimal, Decimal, Decimal], ...]:
    if one.leverage_tiers:
        return tuple((t.above, t.maintenance, t.deduction) for t in one.leverage_tiers)
    return ((Decimal(0), one.margin_maintenance, Decimal(0)),)


def _called(
    ran: Ran, flow: int, slow: Money, of: Sequence[Instrument], prices: dict[int, float], equity: float, needed: float
) -> None:
    """A margin call at these prices says the decimal account's equity and maintenance margin, and came where the one meets the other."""
    for k, one in enumerate(of):
        for name in [n for n in slow.held if n[0] == one.id and slow.held[n].quantity]:
            slow.held[name].last = exact(prices[k])
    wanted = (float(slow.equity()), float(slow.maintenance()))
    if not (abs(wanted[0] - equity) < 1e-6 and abs(wanted[1] - needed) < 1e-6 and wanted[0] <= wanted[1] + 1e-6):
        raise AssertionError(told(ran.batch, flow, "a margin call comes when it is due", (wanted, (equity, needed))))


def valued_at_the_close(ran: Ran) -> None:
    """Where bars are all that is known, positions are worth the last bar's close."""
    block, flows = ran.batch.block, len(ran.batch)
    count = ran.prices.shape[1] // (1 + ran.hedging)
    bars = block.kinds == 0 if len(block.kinds) else np.ones(len(block), bool)
    for k in range(ran.prices.shape[1]):
        last = np.where(bars & (block.index == k % count), np.arange(len(block)), -1).reshape(flows, -1).max(axis=1)
        ran.holds("positions are valued at the close", ran.prices[:, k] == block.closes[last], np.arange(flows))
