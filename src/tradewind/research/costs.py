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
    maker = _makers(result)
    reference = _reference(result, maker)
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


def _makers(result: BacktestResult) -> np.ndarray:
    """(m,) whether each order rested: the kernel's word where its records have it; a stop-limit's fee says it otherwise.

    Where makers and takers pay the same, a stop-limit rested if it was filled at the price that a limit order gets in that bar.
    """
    fills = result.fills
    if "maker" in (fills.dtype.names or ()):
        return fills["maker"] != 0
    makers = fills["type"] == int(OrderType.LIMIT)
    for row in np.flatnonzero(fills["type"] == int(OrderType.STOP_LIMIT)).tolist():
        r = fills[row]
        instrument = result.machine.world.instruments[int(r["instrument"])]
        notional = float(r["quantity"] * r["price"] * instrument["multiplier"])
        off_maker, off_taker = (abs(float(r["fee"]) - notional * instrument[n]) for n in ("maker_fee", "taker_fee"))
        makers[row] = off_maker < off_taker
        if instrument["maker_fee"] == instrument["taker_fee"]:
            bar = _bar(r, result.bars[int(r["instrument"])])
            makers[row] = bar is not None and limit_price(int(r["side"]), float(r["limit"]), *bar) == r["price"]
    return makers


def _reference(result: BacktestResult, makers: np.ndarray) -> np.ndarray:
    """(m,) price before costs: the kernel's own where its records have it, else from the bar that filled the order."""
    fills = result.fills
    if "reference" in (fills.dtype.names or ()):
        return fills["reference"].copy()
    rows = zip(fills, makers.tolist(), strict=True)
    return np.array([_of_bar(r, maker, result.bars[int(r["instrument"])]) for r, maker in rows], dtype=np.float64)


def _of_bar(r: np.void, maker: bool, bars: Bars) -> float:
    bar = _bar(r, bars)
    if bar is None:
        return nan
    if maker:
        return float(r["price"])
    if r["type"] == OrderType.MARKET:
        return bar[0]
    if r["type"] in (OrderType.STOP, OrderType.STOP_LIMIT):
        return stop_price(int(r["side"]), float(r["trigger"]), *bar)
    return nan


def _bar(r: np.void, bars: Bars) -> tuple[float, float, float] | None:
    """Open, high and low of the bar that closed when the fill was booked; None where there is none."""
    row = int(np.searchsorted(bars.ts_event, r["ts"]))
    if row >= len(bars) or bars.ts_event[row] != r["ts"]:
        return None
    return float(bars.open[row]), float(bars.high[row]), float(bars.low[row])
