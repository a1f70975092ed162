"""A world whose kernel functions are called one by one, as plain Python: for the rules of accounts, without a strategy or a bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tradewind.kernel.accounting import book_fill
from tradewind.kernel.layout import World
from tradewind.kernel.opening import Account, Costs, opening
from tradewind.kernel.orders import MARKET, remove, submit
from tradewind.kernel.plain import Records
from tradewind.market.instrument import Instrument
from tradewind.market.time import DAY
from tradewind.risk.limits import Limits

NAN = float("nan")
MONDAY = 4 * DAY  # 1970-01-05
NOTHING = Costs(slippage=0.0, taker_fee=0.0, maker_fee=0.0)


def world(
    instruments: Sequence[Instrument],
    cash: float = 10_000.0,
    *,
    costs: Costs = NOTHING,
    account: Account | None = None,
    currency: str = "USD",
) -> Any:
    """A world in which each instrument may be traded by `fill`."""
    w = opening(np.ones(1), instruments, Limits(), costs, cash, account=account, currency=currency)
    arrays: list[Any] = [Records(a) if a.dtype.names else a for a in w]
    return World(*arrays)


def fill(
    w: Any, k: int, quantity: float, price: float, *, fee: float = 0.0, ts: int = MONDAY, leg: int = 0
) -> np.record:
    """One trade through an order of its own; its record. `fee` in the instrument's money."""
    submit(w, ts, 0, 0, k, 0, quantity, MARKET, NAN, NAN, NAN, NAN, 0.0)
    account = w.account[0]
    order = w.orders[account.working - 1]
    order.leg = leg
    record = book_fill(w, ts, order, quantity, price, fee)
    remove(w, account.working - 1)
    return w.records[record]


def sums(w: Any) -> tuple[float, float, float]:
    """Equity, margin and maintenance margin."""
    a = w.account[0]
    return float(a.equity), float(a.margin_used), float(a.maintenance)


def written(w: Any) -> np.ndarray:
    """All records so far."""
    return w.records.array[: w.account[0].records_out]
