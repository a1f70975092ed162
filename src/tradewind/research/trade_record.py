"""The whole record of each round trip: what was decided and why, the market then, and what it did to the account."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from tradewind.ledger.translate import decision_body
from tradewind.research.account_path import closes_at, last_by
from tradewind.research.trades import Trade

if TYPE_CHECKING:
    from tradewind.research.backtest import BacktestResult

VOLATILITY_BARS = 60  # returns before the entry that its volatility is measured on
MIN_RETURNS = 20  # fewer say too little
MIN_CHANGES = 3  # of an account, for a correlation
DIRECT = "order"  # the source where no signal spoke: a person gave the order


@dataclass(frozen=True)
class TradeRecord:
    """What is known of one round trip beside its fills. NaN and None where it is not defined or not known.

    id: T1, T2, … by time of exit. source: whose signal or order had the largest part in the decision; `order`: a person's. decision: the
    body of the decision that opened it, as the journal has it, or None. bars: bars of its instrument from entry to exit, both counted.
    volatility: standard deviation (n - 1) of the log returns of the 60 bars before the entry, per bar. volatility_adjusted_return:
    return over what this volatility would move the price in so many bars, fraction / (volatility * sqrt(bars)); source: the scaling by
    volatility known beforehand of Moskowitz, Ooi & Pedersen (2012), Time Series Momentum, with the root of time.
    account_correlation: see there. risk: money between the entry and the decided stop; risk_multiple: pnl / risk (R of Tharp, 1998).
    """

    id: str
    trade: Trade
    source: str
    decision: dict[str, Any] | None
    bars: int
    volatility: float
    volatility_adjusted_return: float
    account_correlation: float
    risk: float
    risk_multiple: float


def trade_records(result: BacktestResult) -> list[TradeRecord]:
    """One for each of `result.trades`, in their order."""
    rows = {int(d): row for row, d in enumerate(result.output.decisions["id"])}
    return [_record(result, n, t, t.row, rows) for n, t in enumerate(result.trades, 1)]


def account_correlation(result: BacktestResult, trade: Trade, k: int) -> float:
    """Correlation of the trade's profit and loss with the rest of the account's, from moment to moment over the trade's life.

    The trade is marked to the last close of its instrument (number `k`) at each moment, fees as they were paid; the rest is what
    equity changed less that. Below 0: it steadied the account. NaN with fewer than 3 moments or where either part did not move.
    Source: K. Pearson (1895).
    """
    first = int(np.searchsorted(result.times, trade.entry_ts))
    end = int(np.searchsorted(result.times, trade.exit_ts, side="right"))
    if end - first < MIN_CHANGES:
        return nan
    times, equity = result.times[first:end], result.equity[first:end]
    before = float(result.equity[first - 1]) if first else result.setup.cash
    own = np.diff(_marked(result, trade, k, times), prepend=0.0)
    rest = np.diff(equity, prepend=before) - own
    noise = 1e-11 * float(np.abs(equity).max())  # what float64 leaves of a sum that is 0
    if own.std() <= noise or rest.std() <= noise:
        return nan
    return float(np.corrcoef(own, rest)[0, 1])


def _marked(result: BacktestResult, trade: Trade, k: int, times: np.ndarray) -> np.ndarray:
    """(n,) profit and loss of the trade at each of `times`, realised or not, after fees, account currency."""
    ts = np.array([leg.ts for leg in trade.legs], dtype=np.int64)
    units = np.cumsum([leg.quantity for leg in trade.legs])
    spent = np.cumsum([leg.quantity * leg.price * trade.multiplier * leg.rate + leg.fee for leg in trade.legs])
    rates = np.array([leg.rate for leg in trade.legs])
    held = last_by(ts, units, times, 0.0)
    held[times >= trade.exit_ts] = 0.0  # sums of fills leave float noise
    value = held * closes_at(result, k, times) * trade.multiplier * last_by(ts, rates, times, 1.0)
    return value - last_by(ts, spent, times, 0.0)


def _record(result: BacktestResult, number: int, trade: Trade, k: int, rows: dict[int, int]) -> TradeRecord:
    bars = result.bars[k]
    row = rows.get(int(trade.decision[1:] or 0))
    decision = None if row is None else decision_body(result.output, row, result.machine)
    entry = int(np.searchsorted(bars.ts_event, trade.entry_ts))
    count = max(1, int(np.searchsorted(bars.ts_event, trade.exit_ts, side="right")) - entry)
    volatility = _volatility(bars.close[max(0, entry - VOLATILITY_BARS - 1) : entry])
    adjusted = trade.fraction / (volatility * sqrt(count)) if volatility > 0 else nan
    risk = _risk(trade, decision)
    return TradeRecord(
        f"T{number}", trade, _source(decision), decision, count, volatility, adjusted, account_correlation(result, trade, k),
        risk, trade.pnl / risk if risk > 0 else nan,
    )  # fmt: skip


def _volatility(closes: np.ndarray) -> float:
    if len(closes) <= MIN_RETURNS:
        return nan
    return float(np.std(np.diff(np.log(closes)), ddof=1))


def _risk(trade: Trade, decision: dict[str, Any] | None) -> float:
    """Money lost if the trade had left at the decided stop, before costs; NaN without one, or with one on the wrong side."""
    stop = None if decision is None else decision["stop"]
    if stop is None:
        return nan
    direction = 1.0 if trade.side == "long" else -1.0
    risk = (trade.entry_price - stop) * direction * trade.quantity * trade.multiplier * trade.rate
    return risk if risk > 0 else nan


def _source(decision: dict[str, Any] | None) -> str:
    said = [c for c in (decision or {}).get("contributions", ()) if c["direction"] != "none"]
    return max(said, key=lambda c: abs(c["contribution"]))["source"] if said else DIRECT
