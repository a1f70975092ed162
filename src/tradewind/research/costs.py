"""What trading cost, fill by fill and by kind: fees of makers and takers, spread, slippage, and what rounding and limits did."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING

import numpy as np

from tradewind.kernel.prices import limit_price, stop_price
from tradewind.market.orders import OrderType
from tradewind.research.trades import rate_of

if TYPE_CHECKING:
    from tradewind.market.columns import Bars
    from tradewind.research.backtest import BacktestResult


@dataclass(frozen=True)
class FillCosts:
    """One row for each fill, account currency, above 0 is paid. All (m,).

    maker: whether the order rested. reference: price before costs (quote currency). spread, slippage: at the assumed rates, 0 for makers.
    other: what the price paid differs beyond these: rounding to the increment, market impact, a limit that capped it, a spread that
    the data hold. reference, spread, slippage and other are NaN where the price before costs is not known.
    """

    maker: np.ndarray
    notional: np.ndarray
    fee: np.ndarray
    reference: np.ndarray
    spread: np.ndarray
    slippage: np.ndarray
    other: np.ndarray


@dataclass(frozen=True)
class CostKind:
    """One kind of cost over the whole run. amount: account currency; fraction: of the notional traded; fills: that paid it."""

    name: str
    amount: float
    fraction: float
    fills: int
    note: str


def fill_costs(result: BacktestResult) -> FillCosts:
    """The costs of every fill, in the order of `result.fills`."""
    fills, world = result.fills, result.machine.world.instruments[result.fills["instrument"]]
    units = fills["quantity"] * world["multiplier"] * rate_of(fills)
    reference = _reference(result)
    maker = _makers(fills, reference)
    base = np.where(maker, 0.0, reference * units)
    base[np.isnan(reference)] = nan
    spread, slippage = base * world["half_spread"], base * world["slippage"]
    other = fills["side"] * (fills["price"] - reference) * units - spread - slippage
    return FillCosts(maker, fills["price"] * units, fills["fee"].copy(), reference, spread, slippage, other)


def costs_by_kind(costs: FillCosts) -> list[CostKind]:
    """Each kind of cost, summed up; kinds that no fill paid are there with 0."""
    traded = float(costs.notional.sum())
    unknown = int(np.isnan(costs.reference).sum())
    lacking = f"; {unknown:,} fills without a known price before costs are not in it" if unknown else ""

    def kind(name: str, amounts: np.ndarray, paid: np.ndarray, note: str) -> CostKind:
        amount = float(np.nansum(amounts[paid]))
        return CostKind(name, amount, amount / traded if traded > 0 else nan, int(paid.sum()), note)

    taken = ~costs.maker
    known = ~np.isnan(costs.reference)
    return [
        kind("Taker fees", costs.fee, taken, "as booked on orders that took a price"),
        kind("Maker fees", costs.fee, costs.maker, "as booked on orders that rested; below 0 is a rebate"),
        kind("Spread", costs.spread, taken & known, f"half of it on each order that took a price{lacking}"),
        kind(
            "Slippage", costs.slippage, taken & known, f"at the assumed rate on each order that took a price{lacking}"
        ),
        kind("Rounding and other", costs.other, known, f"increment, impact, capped by a limit{lacking}"),
    ]


def _reference(result: BacktestResult) -> np.ndarray:
    """(m,) price before costs: the kernel's own where its records have it, else from the bar that filled the order."""
    fills = result.fills
    if "reference" in (fills.dtype.names or ()):
        return fills["reference"].copy()
    return np.array([_of_bar(r, result.bars[int(r["instrument"])]) for r in fills], dtype=np.float64)


def _of_bar(r: np.void, bars: Bars) -> float:
    row = int(np.searchsorted(bars.ts_event, r["ts"]))
    if row >= len(bars) or bars.ts_event[row] != r["ts"]:
        return nan
    side, kind, paid = int(r["side"]), int(r["type"]), float(r["price"])
    bar = float(bars.open[row]), float(bars.high[row]), float(bars.low[row])
    if kind == OrderType.MARKET:
        return bar[0]
    if kind == OrderType.STOP:
        return stop_price(side, float(r["trigger"]), *bar)
    if kind == OrderType.LIMIT:
        return paid
    if kind == OrderType.STOP_LIMIT:  # it rested if it was filled as a limit is; else at its trigger, like a stop
        resting = limit_price(side, float(r["limit"]), *bar)
        return paid if resting == paid else stop_price(side, float(r["trigger"]), *bar)
    return nan


def _makers(fills: np.ndarray, reference: np.ndarray) -> np.ndarray:
    if "maker" in (fills.dtype.names or ()):
        return fills["maker"] != 0
    resting = (fills["type"] == int(OrderType.STOP_LIMIT)) & (reference == fills["price"])
    return (fills["type"] == int(OrderType.LIMIT)) | resting
