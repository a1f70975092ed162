"""What became of every order: filled, cancelled, rejected or still working, by how many fills and at what price."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tradewind.kernel.codes import FILL, ORDER_CANCELLED, ORDER_REJECTED, REASON_NAMES
from tradewind.research.trades import mean_price

if TYPE_CHECKING:
    from tradewind.research.backtest import BacktestResult


class Filled(NamedTuple):
    """What was filled of one order: units, average price, fees, how many fills, when the last was."""

    quantity: float
    price: float | None
    fees: float
    fills: int
    last_ts: int | None


NOTHING = Filled(0.0, None, 0.0, 0, None)


def order_rows(result: BacktestResult) -> dict[str, list]:
    """One row for each order of `result.orders`, as columns.

    status: filled, cancelled, rejected, working (at the end of the run) or over (it left the book without a word). An order that was
    cancelled after a part of it was filled is `cancelled` with `filled` above 0. A protective order asks for no more than is held
    when it is filled: it may be `filled` with less than its quantity.
    """
    records = result.output.records
    filled = _filled(records[records["kind"] == FILL])
    ended = {int(r["order"]): r for r in records if r["kind"] in (ORDER_CANCELLED, ORDER_REJECTED)}
    world = result.machine.world
    working = {int(o["id"]) for o in world.orders[: int(world.account["working"][0])]}
    columns: dict[str, list] = {n: [] for n in ("status", "filled", "fill_price", "fees", "fills", "done_ts", "reason")}
    for order in result.orders["order"].tolist():
        end, of = ended.get(order), filled.get(order, NOTHING)
        done = None if order in working else of.last_ts if end is None else int(end["ts"])
        reason = None if end is None else REASON_NAMES[int(end["reason"])]
        row = (_status(order, end, working, of), of.quantity, of.price, of.fees, of.fills, done, reason)
        for column, value in zip(columns.values(), row, strict=True):
            column.append(value)
    return columns


def _status(order: int, end: np.void | None, working: set[int], of: Filled) -> str:
    if order in working:
        return "working"
    if end is not None:
        return "cancelled" if end["kind"] == ORDER_CANCELLED else "rejected"
    return "filled" if of.fills else "over"


def _filled(rows: np.ndarray) -> dict[int, Filled]:
    """By order; prices are averaged by size, and one fill's price is shown as it was."""
    found: dict[int, Filled] = {}
    columns = (rows[n].tolist() for n in ("order", "quantity", "price", "fee", "ts"))
    for order, quantity, price, fee, ts in zip(*columns, strict=True):
        was = found.get(order, NOTHING)
        mean = price if was.price is None else mean_price(was.price, was.quantity, price, quantity)
        found[order] = Filled(was.quantity + quantity, mean, was.fees + fee, was.fills + 1, ts)
    return found
