"""Worlds of many moneys, with dividends, splits, funding and changing rates.

On margin: a share, a future in euros, an inverse and a quanto contract in coin. In cash: shares in dollars and euros, and a coin.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal as D

import numpy as np

from tradewind.kernel.block import Block
from tradewind.kernel.opening import Account, Costs
from tradewind.market.events import EventKind
from tradewind.market.instrument import AssetClass, Instrument, Settlement

from ...oracle.money import Contract, Money
from ...randombars import instrument
from .batch import FLOWS, LENGTH, Ran, told
from .conserved import exact, names
from .draw import SHAPE, hours, walks, wishes

OF = (
    instrument("SHARE", withholding=D("0.15")),
    instrument("FUTURE", asset_class=AssetClass.FUTURE, quote_currency="EUR", multiplier=D(5), margin_initial=D("0.05")),
    instrument("INVERSE", settlement=Settlement.INVERSE, settlement_currency="XBT", multiplier=D(100), margin_initial=D("0.02")),
    instrument("QUANTO", settlement=Settlement.QUANTO, settlement_currency="XBT", multiplier=D("0.001"), margin_initial=D("0.02")),
)  # fmt: skip
IN_CASH = (
    instrument("SHARE", withholding=D("0.15")),
    instrument("EURO", quote_currency="EUR"),
    instrument("TAXED", quote_currency="EUR", withholding=D("0.25")),
    instrument("COIN", asset_class=AssetClass.SPOT, quote_currency="XBT"),
)  # fmt: skip
CODES = ("USD", "EUR", "XBT")  # in the order of the account's balances
ACCOUNT = Account(rates={"EUR": 1.1, "XBT": 50.0})
BAR, FUNDING, DIVIDEND, SPLIT, RATE = (
    int(k) for k in (EventKind.BAR, EventKind.FUNDING, EventKind.DIVIDEND, EventKind.SPLIT, EventKind.RATE)
)


def draw_moneys(rng: np.random.Generator, third: int = FUNDING) -> Block:
    """Bars of the four in turn, an hour apart, with wishes; every sixth event is a payment, a split or a rate instead.

    third: what the third of them pays.
    """
    per, count = (FLOWS, LENGTH // len(OF)), len(OF)
    parts = [walks(rng, per, 0.02) for _ in OF]
    said = [wishes(rng, p[3]).reshape(-1, *per) for p in parts]
    numbers = [np.stack([p[j] for p in parts], axis=2).reshape(SHAPE) for j in range(5)]
    columns = np.stack(said, axis=3).reshape(len(said[0]), -1)
    index = np.broadcast_to(np.tile(np.arange(count, dtype=np.int32), LENGTH // count), SHAPE)
    other = rng.random(SHAPE) < 1 / 6
    other[:, :count] = False
    of_share = np.where(rng.random(SHAPE) < 0.3, SPLIT, DIVIDEND)
    kinds = np.where(other, np.select([index == 0, index == 2], [of_share, third], RATE), BAR)
    which = rng.integers(1, 3, SHAPE).astype(float)
    mark = np.concatenate([numbers[3][:, :count], numbers[3][:, :-count]], axis=1)
    first = {
        DIVIDEND: rng.integers(1, 300, SHAPE) / 100,
        SPLIT: np.full(SHAPE, 2.0),
        FUNDING: rng.integers(-50, 51, SHAPE) / 10_000,
        RATE: np.where(which == 1.0, 1.1, 50.0) * rng.integers(80, 125, SHAPE) / 100,
    }
    for kind, values in first.items():
        numbers[0] = np.where(kinds == kind, values, numbers[0])
    numbers[1] = np.select([kinds == FUNDING, kinds == RATE], [mark, which], numbers[1])
    return Block(
        hours(SHAPE),
        index.ravel().copy(),
        *(n.ravel() for n in numbers),
        np.ascontiguousarray(columns),
        kinds.astype(np.int8).ravel(),
    )


def draw_shares(rng: np.random.Generator) -> Block:
    """The same where the third pays dividends."""
    return draw_moneys(rng, DIVIDEND)


def every_money_is_conserved(
    ran: Ran, of: Sequence[Instrument], costs: Costs, cash: float, in_cash: bool = False
) -> None:
    """Cash after every fill, each balance and the equity at the end are those of the decimal account, to 1e-6."""
    fills = ran.fills[["side", "quantity", "price", "maker", "cash", "position"]].tolist()
    of_event: dict[int, list] = {}
    for event, leg, row in zip(ran.event_of_fills.tolist(), ran.leg_of_fills.tolist(), fills, strict=True):
        of_event.setdefault(event, []).append((leg, *row))
    block = ran.batch.block
    rows = list(
        zip(block.kinds.tolist(), block.index.tolist(), block.opens.tolist(), block.highs.tolist(), strict=True)
    )
    rates = {1: exact(costs.maker_fee or 0.0), 0: exact(costs.taker_fee or 0.0)}
    for flow in range(len(ran.batch)):
        slow = _opened(of, ran.hedging, cash, in_cash)
        for i in range(flow * ran.batch.length, (flow + 1) * ran.batch.length):
            kind, k, a, b = rows[i]
            _happens(slow, of[k].id, kind, a, b)
            for leg, side, quantity, price, maker, left, position in of_event.get(i, ()):
                name = (of[k].id, leg)
                slow.contracts[name].fee = rates[maker]
                slow.fill(name, side * exact(quantity), exact(price))
                wanted = (float(slow.balances["USD"]), float(slow.held[name].quantity))
                if not (abs(wanted[0] - left) < 1e-6 and abs(wanted[1] - position) < 1e-9):
                    raise AssertionError(
                        told(ran.batch, flow, "cash and position are conserved", (i, wanted, (left, position)))
                    )
        _ends(ran, flow, slow, of)


def _opened(of: Sequence[Instrument], hedging: bool, cash: float, in_cash: bool) -> Money:
    slow = Money(exact(cash), convert=in_cash, rates={c: exact(r) for c, r in ACCOUNT.rates.items()})
    for name, one in zip(names(of, hedging), (*of, *of), strict=False):
        slow.add(
            name, Contract(one.style.name.lower(), one.multiplier, one.money_currency, withholding=one.withholding)
        )
    return slow


def nothing_is_owed_nor_sold_short(ran: Ran) -> None:
    """A cash account has no debts: cash is never below 0, nothing is held short, foreign money is changed at once."""
    ran.holds("a cash account owes nothing", ran.fills["cash"] >= -1e-9, ran.flow_of_fills, ran.fills)
    ran.holds("a cash account sells nothing short", ran.fills["position"] >= 0, ran.flow_of_fills, ran.fills)
    own = (ran.balances[:, 1:] == 0).all(axis=1)
    ran.holds("a cash account keeps no foreign money", own, np.arange(len(ran.batch)), ran.balances)


def _happens(slow: Money, one: str, kind: int, a: float, b: float) -> None:
    if kind == RATE:
        slow.rates[CODES[int(b)]] = exact(a)
        return
    for name in [name for name in slow.held if name[0] == one]:
        if kind == DIVIDEND:
            slow.dividend(name, exact(a))
        elif kind == SPLIT:
            slow.split(name, exact(a))
        elif kind == FUNDING:
            slow.funding(name, exact(a), exact(b))


def _ends(ran: Ran, flow: int, slow: Money, of: Sequence[Instrument]) -> None:
    for price, name in zip(ran.prices[flow].tolist(), names(of, ran.hedging), strict=True):
        slow.held[name].last = exact(price)
    for code, had in zip(CODES[1:], ran.balances[flow][1:].tolist(), strict=True):
        wanted = float(slow.balances.get(code, 0))
        if not abs(wanted - had) < 1e-6:
            raise AssertionError(told(ran.batch, flow, f"{code} is conserved", (wanted, had)))
    wanted, had = float(slow.equity()), float(ran.ends[flow]["equity"])
    if not abs(wanted - had) < 1e-6 * max(1.0, abs(wanted)) * 1e-3:
        raise AssertionError(told(ran.batch, flow, "equity is conserved", (wanted, had)))
