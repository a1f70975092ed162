"""Cash, positions and costs of every flow against the slow account in exact decimals."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from tradewind.kernel.opening import Costs
from tradewind.market.instrument import Instrument

from ...oracle.money import Contract, Money
from .batch import Ran, told
from .laws import fees_are_as_declared


def exact(value: float) -> Decimal:
    return Decimal(repr(value))


def books_agree(ran: Ran, of: Sequence[Instrument], costs: Costs, cash: float) -> None:
    """After every fill cash and position, at the end cash, equity and fees are those of the decimal account, to a millionth of a unit."""
    multiplier = np.array([float(i.multiplier) for i in of])
    fees_are_as_declared(ran, costs.taker_fee or 0.0, costs.maker_fee or 0.0, multiplier)
    names = [i.id for i in of]
    bounds = np.searchsorted(ran.flow_of_fills, np.arange(len(ran.batch) + 1))
    fields = ["instrument", "side", "quantity", "price", "maker", "cash", "position"]
    rows = ran.fills[fields].tolist()
    rates = {True: exact(costs.maker_fee or 0.0), False: exact(costs.taker_fee or 0.0)}
    for flow in range(len(ran.batch)):
        slow = Money(exact(cash))
        for one in of:
            slow.add(one.id, Contract(multiplier=one.multiplier))
        fees = Decimal(0)
        for k, side, quantity, price, maker, left, position in rows[bounds[flow] : bounds[flow + 1]]:
            slow.contracts[names[k]].fee = rates[maker == 1]
            fees += exact(quantity) * exact(price) * of[k].multiplier * rates[maker == 1]
            slow.fill(names[k], side * exact(quantity), exact(price))
            wanted = (float(slow.balances["USD"]), float(slow.held[names[k]].quantity))
            if not (abs(wanted[0] - left) < 1e-6 and abs(wanted[1] - position) < 1e-9):
                raise AssertionError(told(ran.batch, flow, "cash and position are conserved", (wanted, (left, position))))
        for k, name in enumerate(names):
            slow.held[name].last = exact(float(ran.prices[flow, k]))
        account = ran.ends[flow]
        for what, wanted in (("cash", slow.balances["USD"]), ("equity", slow.equity()), ("fees", fees)):
            if not abs(float(wanted) - account[what]) < 1e-6:
                raise AssertionError(told(ran.batch, flow, f"{what} is conserved", (float(wanted), float(account[what]))))
        if account["equity"] != ran.equity[(flow + 1) * ran.batch.length - 1]:
            raise AssertionError(told(ran.batch, flow, "the last equity is the account's"))


def valued_at_the_close(ran: Ran) -> None:
    """Where bars are all that is known, positions are worth the last bar's close."""
    block, flows = ran.batch.block, len(ran.batch)
    for k in range(ran.prices.shape[1]):
        last = np.where(block.index == k, np.arange(len(block)), -1).reshape(flows, -1).max(axis=1)
        ran.holds("positions are valued at the close", ran.prices[:, k] == block.closes[last], np.arange(flows))
