"""The world at the start of a run: the account, its instruments with what they cost, and empty books."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, nan

import numpy as np

from tradewind.decision.combine import VOTE_COLUMNS
from tradewind.kernel.layout import (
    ACCOUNT,
    BOOK,
    BOOK_ORDER,
    DECISION,
    INSTRUMENT,
    INTENT,
    ORDER,
    PENDING,
    POSITION,
    RECORD,
    TIER,
    WISHES,
    World,
)
from tradewind.market.instrument import Instrument
from tradewind.risk.limits import RULE_COUNT, Limits


@dataclass(frozen=True)
class Costs:
    """What trading costs beside the instrument's fees, as fractions of the price; `None` fees: the instrument's own."""

    slippage: float = 0.0005
    half_spread: float = 0.0
    taker_fee: float | None = None
    maker_fee: float | None = None


def opening(
    sources: np.ndarray,
    instruments: Sequence[Instrument],
    limits: Limits,
    costs: Costs,
    cash: float,
    *,
    levels: int = 0,
) -> World:
    """The world before its first event.

    Parameters
    ----------
    sources: (m,) float64 weights of the strategy's sources. levels: rows of depth kept for each instrument, 0 for none.
    """
    count, m = len(instruments), len(sources)
    return World(
        account=account_record(cash),
        positions=positions_record(count),
        instruments=np.concatenate([instrument_record(i, costs) for i in instruments]),
        limits=limits.record(),
        orders=np.zeros(2 * WISHES, ORDER),
        pending=np.zeros(64, PENDING),
        weights=sources,
        records=np.zeros(1024, RECORD),
        decisions=np.zeros(256, DECISION),
        votes=np.zeros((256 * m, VOTE_COLUMNS)),
        used=np.zeros((256, RULE_COUNT)),
        balances=np.zeros(1),
        rates=np.ones(1),
        tiers=np.zeros(1, TIER),
        fee_tiers=np.zeros(1, TIER),
        intents=np.zeros(WISHES, INTENT),
        wished=np.zeros(1, np.int64),
        books=np.zeros(count, BOOK),
        bid_sizes=np.zeros((count, levels)),
        ask_sizes=np.zeros((count, levels)),
        book_orders=np.zeros(0, BOOK_ORDER),
    )


def account_record(cash: float) -> np.ndarray:
    """(1,) ACCOUNT with this cash and nothing else."""
    account = np.zeros(1, ACCOUNT)
    for name in ("cash", "equity", "starting_equity", "peak_equity", "day_start_equity"):
        account[name] = cash
    for name in ("next_order", "next_decision", "next_fill", "next_record", "next_list", "random", "borrowing"):
        account[name] = 1
    return account


def positions_record(count: int) -> np.ndarray:
    """(count,) POSITION, flat, nothing quoted yet."""
    positions = np.zeros(count, POSITION)
    positions["trigger_low"], positions["trigger_high"] = -inf, inf
    for name in ("bid", "ask", "bid_size", "ask_size", "range"):
        positions[name] = nan
    return positions


def instrument_record(instrument: Instrument, costs: Costs) -> np.ndarray:
    """(1,) INSTRUMENT of one instrument with these costs."""
    record = np.zeros(1, INSTRUMENT)
    for name, step in (("price", instrument.price_increment), ("size", instrument.size_increment)):
        record[f"{name}_increment"] = float(step)
        whole = 1 / step
        record[f"{name}_scale"] = float(whole) if whole == int(whole) else 0.0
    for name in ("multiplier", "min_size", "min_notional", "margin_initial"):
        record[name] = float(getattr(instrument, name))
    record["taker_fee"] = float(instrument.taker_fee) if costs.taker_fee is None else costs.taker_fee
    record["maker_fee"] = float(instrument.maker_fee) if costs.maker_fee is None else costs.maker_fee
    record["half_spread"], record["slippage"] = costs.half_spread, costs.slippage
    record["rate"], record["locate"] = 1.0, inf
    return record
