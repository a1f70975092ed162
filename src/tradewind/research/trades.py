"""Round trips: from the fill that opened a position to the one that closed it, over any number of fills, with what holding it cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import nan
from typing import Literal, NamedTuple

import numpy as np

from tradewind.kernel.codes import (
    CORPORATE,
    FILL,
    FINANCING,
    REASON_BORROW,
    REASON_DIVIDEND,
    REASON_FUNDING,
    REASON_SPLIT,
    REASON_SWAP,
    REASON_WITHHOLDING,
    SETTLED,
)
from tradewind.kernel.machine import Output
from tradewind.market.instrument import Instrument
from tradewind.market.orders import Purpose

# What is paid or received for holding a position, and the Trade's field that it belongs to. Variation margin is no cost: it is the gain.
CARRIED = {
    REASON_FUNDING: "funding",
    REASON_SWAP: "swap",
    REASON_BORROW: "borrow",
    REASON_DIVIDEND: "dividends",
    REASON_WITHHOLDING: "dividends",
}
EXIT_REASONS = {int(p): p.name.lower() for p in Purpose}


class Leg(NamedTuple):
    """A fill's part in a round trip. quantity: signed units; fee: account currency; rate: account currency per quote currency."""

    ts: int
    quantity: float
    price: float
    fee: float
    rate: float


@dataclass(frozen=True)
class Trade:
    """One round trip of one instrument; money in the account's currency, prices in quote currency, times in ns.

    `pnl` is after fees and after what was paid or received for holding it: `funding`, `swap`, `borrow` (fees for units sold short) and
    `dividends` (less what was withheld), each below 0 where it was paid. Interest is the account's, not a trade's.
    multiplier: units of the underlying per unit of quantity. entry_price, exit_price: averages over the fills that added to the position
    and those that took from it; quantity: all that was added. `mfe`, `mae`: best and worst unrealised P&L on the way, before fees, of all
    units at the best and worst price that the open position saw; NaN if not known. exit_reason: of the fill that closed it. decision: the
    one that opened it. rate: account currency per quote currency at entry. legs: its fills, oldest first, and a split as
    units for nothing. row: of the account's instruments; one that several strategies trade is there for each.
    """

    instrument: str
    side: Literal["long", "short"]
    entry_ts: int
    exit_ts: int
    entry_price: float
    exit_price: float
    quantity: float
    pnl: float
    fees: float
    exit_reason: str
    multiplier: float = 1.0
    mfe: float = nan
    mae: float = nan
    decision: str = ""
    rate: float = 1.0
    legs: tuple[Leg, ...] = ()
    funding: float = 0.0
    swap: float = 0.0
    borrow: float = 0.0
    dividends: float = 0.0
    row: int = 0

    @property
    def financing(self) -> float:
        """All that holding it brought (above 0) or cost."""
        return self.funding + self.swap + self.borrow + self.dividends

    @property
    def fraction(self) -> float:
        """Profit or loss as a fraction of the notional at entry."""
        notional = abs(self.quantity) * self.entry_price * self.multiplier * self.rate
        return self.pnl / notional if notional > 0 else nan

    @property
    def duration(self) -> int:
        """From the first fill to the last, ns."""
        return self.exit_ts - self.entry_ts

    @property
    def gross(self) -> float:
        """Realised profit or loss before fees and financing."""
        return self.pnl + self.fees - self.financing

    @property
    def exit_efficiency(self) -> float:
        """Realised profit or loss before fees over `mfe`: 1 left at the best price, 0 gave all of it back; NaN without an mfe above 0.

        Source: J. Sweeney, Campaign Trading (1996), on maximum favourable excursion.
        """
        return self.gross / self.mfe if self.mfe > 0 else nan


def round_trips(output: Output, instruments: tuple[Instrument, ...], *, hedging: bool = False) -> list[Trade]:
    """Closed round trips, by time of exit. Scaling in averages the entry price; a flip ends one and starts the next.

    hedging: long and short legs are trips of their own.
    """
    opened: dict[tuple[int, int], _Open] = {}
    trades: list[Trade] = []
    for fill in _fills(output.records, hedging):
        place = fill.instrument, fill.leg
        now = opened.get(place)
        if fill.ratio:
            if now is not None:
                now.split(fill)
            continue
        if fill.reason in CARRIED:
            if now is not None:
                now.carry(CARRIED[fill.reason], fill.realised)
            continue
        if now is None:
            opened[place] = _Open(fill, fill.quantity, fill.fee)
            continue
        closed = fill.position == 0 or fill.position * now.direction < 0
        # What turns the position round belongs to the next round trip; the fee is counted once, here.
        now.add(fill, fill.quantity - fill.position if closed else fill.quantity)
        if closed:
            trades.append(now.trade(fill, instruments[fill.instrument]))
            del opened[place]
            if fill.position != 0:
                opened[place] = _Open(fill, fill.position, 0.0)
    return trades


class _Fill(NamedTuple):
    """What a record of a fill says, of money that was paid for holding a position, or of a split; `quantity` signed.

    reason: one of CARRIED of such money, else 0. leg: 0, in a hedging account 1 or -1. ratio: of a split, units after for one before, else 0.
    """

    ts: int
    instrument: int
    decision: int
    purpose: int
    quantity: float
    price: float
    fee: float
    realised: float
    position: float
    best: float
    worst: float
    rate: float
    reason: int
    leg: int
    ratio: float


def leg_numbers(records: np.ndarray, hedging: bool) -> np.ndarray:
    """(n,) leg that each record is about, 0 where legs are netted: the side of what is held after it, else of what it closed."""
    if not hedging:
        return np.zeros(len(records), np.int64)
    held = np.where(records["position"] != 0.0, records["position"], -records["side"])
    return np.where(held < 0.0, -1, 1)


def _fills(records: np.ndarray, hedging: bool) -> Iterator[_Fill]:
    money = np.isin(records["kind"], (FINANCING, CORPORATE)) & np.isin(records["reason"], tuple(CARRIED))
    rows = records[np.isin(records["kind"], (FILL, SETTLED)) | money | is_split(records)]
    names = ("ts", "instrument", "decision", "purpose", "price", "fee", "realised", "position", "best", "worst")
    ts, instrument, decision, purpose, *rest = (rows[n].tolist() for n in names)
    signed = (rows["quantity"] * rows["side"]).tolist()
    price, fee, realised, position, best, worst = rest
    rate = rate_of(rows).tolist()
    reason = np.where(np.isin(rows["kind"], (FINANCING, CORPORATE)), rows["reason"], 0).tolist()
    ratio = np.where(is_split(rows), rows["price"], 0.0).tolist()
    money = (ts, instrument, decision, purpose, signed, price, fee, realised, position, best, worst, rate)
    columns = (*money, reason, leg_numbers(rows, hedging).tolist(), ratio)
    return map(_Fill._make, zip(*columns, strict=True))


def is_split(records: np.ndarray) -> np.ndarray:
    """(n,) bool: whether a record is of a split."""
    return (records["kind"] == CORPORATE) & (records["reason"] == REASON_SPLIT)


def rate_of(records: np.ndarray) -> np.ndarray:
    """(n,) account currency per unit of the instrument's money, of each record; 1 where records have no rate."""
    return records["rate"] if "rate" in (records.dtype.names or ()) else np.ones(len(records))


class _Open:
    """A position on its way."""

    def __init__(self, first: _Fill, quantity: float, fee: float) -> None:
        self.first = first
        self.direction = 1.0 if quantity > 0 else -1.0
        self.entered, self.entry_price = abs(quantity), first.price
        self.left = self.exit_price = self.realised = self.carried = 0.0
        self.kinds: dict[str, float] = {"funding": 0.0, "swap": 0.0, "borrow": 0.0, "dividends": 0.0}
        self.fees = fee
        self.legs = [Leg(first.ts, quantity, first.price, fee, first.rate)]
        self.reached = [first.price]

    def split(self, by: _Fill) -> None:
        """Units and prices so far in new units: the further ones came for nothing, what lay below an increment was paid in cash."""
        held = sum(leg.quantity for leg in self.legs)
        self.entered, self.left = self.entered * by.ratio, self.left * by.ratio
        self.entry_price, self.exit_price = self.entry_price / by.ratio, self.exit_price / by.ratio
        self.reached = [price / by.ratio for price in self.reached]
        self.realised += by.realised
        self.legs.append(Leg(by.ts, held * (by.ratio - 1.0), 0.0, 0.0, by.rate))

    def add(self, fill: _Fill, quantity: float) -> None:
        """A further fill; `quantity`: the signed part of it that is this position's."""
        self.fees += fill.fee
        self.realised += fill.realised
        self.legs.append(Leg(fill.ts, quantity, fill.price, fill.fee, fill.rate))
        self.reached.append(fill.price)
        size = abs(quantity)
        if quantity * self.direction > 0:
            self.entry_price = mean_price(self.entry_price, self.entered, fill.price, size)
            self.entered += size
        else:
            self.exit_price = mean_price(self.exit_price, self.left, fill.price, size)
            self.left += size

    def carry(self, kind: str, amount: float) -> None:
        """Money for holding it, account currency, below 0: paid."""
        self.carried += amount
        self.kinds[kind] += amount

    def trade(self, last: _Fill, instrument: Instrument) -> Trade:
        entry, out = self.entry_price, self.exit_price
        multiplier = float(instrument.multiplier)
        scale = self.entered * multiplier * self.direction * last.rate
        # What it was itself filled at was reached too, in bars that were not over yet: that of the exit, or of a late scale-in.
        reach = self.reached + [p for p in (last.best, last.worst) if p == p]
        top, bottom = (max(reach), min(reach)) if self.direction > 0 else (min(reach), max(reach))
        return Trade(
            instrument.id, "long" if self.direction > 0 else "short", self.first.ts, last.ts, entry, out, self.entered,
            self.realised - self.fees + self.carried, self.fees, EXIT_REASONS.get(last.purpose, f"purpose {last.purpose}"), multiplier,
            (top - entry) * scale, (bottom - entry) * scale, f"D{self.first.decision}", self.first.rate, tuple(self.legs),
            **self.kinds, row=self.first.instrument,
        )  # fmt: skip


def mean_price(price: float, size: float, more_price: float, more: float) -> float:
    """Average price of two parts; exactly the one price where there is only one."""
    return more_price if size == 0 or price == more_price else (price * size + more_price * more) / (size + more)
