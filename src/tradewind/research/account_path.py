"""The account from moment to moment: what was held, what it was worth, how much margin it took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tradewind.kernel.codes import FILL
from tradewind.research.trades import is_split, leg_numbers, rate_of

if TYPE_CHECKING:
    from tradewind.research.backtest import BacktestResult


@dataclass(frozen=True)
class AccountPath:
    """One row for each moment at which bars closed; account currency. All (n,), `positions` (n, k) signed units.

    gross: sum of the positions' values without sign; net: with sign; margin: initial margin that the positions hold. traded: notional
    bought and sold since the start, both sides of a round trip counted.
    """

    times: np.ndarray
    equity: np.ndarray
    cash: np.ndarray
    gross: np.ndarray
    net: np.ndarray
    margin: np.ndarray
    traded: np.ndarray
    positions: np.ndarray

    @property
    def exposure(self) -> np.ndarray:
        """(n,) gross value over equity; NaN where no equity is left."""
        return _share(self.gross, self.equity)

    @property
    def margin_use(self) -> np.ndarray:
        """(n,) margin over equity; NaN where no equity is left."""
        return _share(self.margin, self.equity)


def account_path(result: BacktestResult) -> AccountPath:
    """Positions from fills and splits, values at the last close, cash as the kernel booked it."""
    times, records = result.times, result.output.records
    fills, rates = result.fills, rate_of(result.fills)
    legs = leg_numbers(fills, result.setup.account.hedging)
    held = np.zeros((len(times), len(result.bars)))
    gross, net, margin = np.zeros(len(times)), np.zeros(len(times)), np.zeros(len(times))
    for k, instrument in enumerate(result.setup.instruments):
        moves = records[(records["instrument"] == k) & ((records["kind"] == FILL) | is_split(records))]
        moved = leg_numbers(moves, result.setup.account.hedging)
        after = np.where(moves["kind"] == FILL, moves["position"], moves["quantity"])
        for leg in np.unique(legs):
            own = (fills["instrument"] == k) & (legs == leg)
            units = last_by(moves["ts"][moved == leg], after[moved == leg], times, 0.0)
            rate = last_by(fills["ts"][own], rates[own], times, 1.0)
            value = units * closes_at(result, k, times) * float(instrument.multiplier) * rate
            held[:, k] += units
            net += value
            gross += np.abs(value)
            margin += np.abs(value) * float(instrument.margin_initial)
    cash = last_by(records["ts"], records["cash"], times, result.setup.cash)
    traded = last_by(fills["ts"], np.cumsum(result.fill_costs.notional), times, 0.0)
    return AccountPath(times, result.equity, cash, gross, net, margin, traded, held)


def closes_at(result: BacktestResult, k: int, times: np.ndarray) -> np.ndarray:
    """(n,) last close of instrument k by each of `times`; 0 before its first bar, when nothing can be held."""
    bars = result.bars[k]
    return last_by(bars.ts_event, bars.close, times, 0.0)


def position_rows(result: BacktestResult) -> dict[str, np.ndarray]:
    """The position after each fill, in the order of the fills: units, average price of what is held, realised so far.

    Average cost: adding averages the price, reducing leaves it, turning round starts at the fill's price (NaN when flat).
    """
    fills = result.fills
    average, realised = np.full(len(fills), np.nan), np.zeros(len(fills))
    held: dict[tuple[int, int], tuple[float, float, float]] = {}
    legs = leg_numbers(fills, result.setup.account.hedging).tolist()
    for row, r in enumerate(fills):
        k, price, after = (int(r["instrument"]), legs[row]), float(r["price"]), float(r["position"])
        before, paid, made = held.get(k, (0.0, np.nan, 0.0))
        if before == 0 or after * before < 0:
            paid = price
        elif abs(after) > abs(before):
            paid = (before * paid + (after - before) * price) / after
        held[k] = after, paid, made + float(r["realised"])
        average[row], realised[row] = paid if after else np.nan, held[k][2]
    return {"average_price": average, "realised": realised}


def last_by(ts: np.ndarray, values: np.ndarray, times: np.ndarray, before: float) -> np.ndarray:
    """(n,) the newest of `values` (known from `ts` on, rising) at each of `times`; `before` where there is none yet."""
    if not len(values):
        return np.full(len(times), before)
    rows = np.searchsorted(ts, times, side="right") - 1
    return np.where(rows >= 0, values[np.maximum(rows, 0)], before)


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
