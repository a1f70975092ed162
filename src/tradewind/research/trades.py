"""Round trips: from the fill that opened a position to the one that closed it."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import Literal

import numpy as np

from tradewind.kernel.codes import FILL, SETTLED
from tradewind.kernel.machine import Output
from tradewind.market.instrument import Instrument
from tradewind.market.orders import Purpose

EXIT_REASONS = {int(p): p.name.lower() for p in Purpose}


@dataclass(frozen=True)
class Trade:
    """One round trip of one instrument; money in the account's currency, prices in quote currency, times in ns.

    `pnl` is after fees. multiplier: units of the underlying per unit of quantity. `mfe`, `mae`: best and worst unrealised P&L on the
    way, before fees, NaN if not known. decision: the one that opened it.
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

    @property
    def fraction(self) -> float:
        """Profit or loss as a fraction of the notional at entry."""
        notional = abs(self.quantity) * self.entry_price * self.multiplier
        return self.pnl / notional if notional > 0 else nan


def round_trips(output: Output, instruments: tuple[Instrument, ...]) -> list[Trade]:
    """Closed round trips, by time of exit. Scaling in averages the entry price; a flip ends one and starts the next."""
    opened: dict[int, _Open] = {}
    trades: list[Trade] = []
    for r in output.records[np.isin(output.records["kind"], (FILL, SETTLED))]:
        k, signed = int(r["instrument"]), float(r["quantity"]) * int(r["side"])
        now = opened.get(k)
        if now is None:
            opened[k] = _Open.start(r, signed)
            continue
        now.add(r, signed)
        if r["position"] == 0 or r["position"] * now.direction < 0:
            trades.append(now.trade(r, instruments[k]))
            del opened[k]
            if r["position"] != 0:
                opened[k] = _Open.start(r, float(r["position"]), fee=0.0)
    return trades


class _Open:
    """A position on its way."""

    def __init__(self, r: np.void, direction: float) -> None:
        self.first = r
        self.direction = direction
        self.entered = self.left = self.fees = self.realised = 0.0
        self.entry_price = self.exit_price = 0.0

    @classmethod
    def start(cls, r: np.void, signed: float, fee: float | None = None) -> _Open:
        made = cls(r, 1.0 if signed > 0 else -1.0)
        made.entered, made.entry_price = abs(signed), float(r["price"])
        made.fees = float(r["fee"]) if fee is None else fee
        return made

    def add(self, r: np.void, signed: float) -> None:
        self.fees += float(r["fee"])
        self.realised += float(r["realised"])
        if signed * self.direction > 0:
            self.entry_price = _mean(self.entry_price, self.entered, float(r["price"]), abs(signed))
            self.entered += abs(signed)
        else:
            size = min(abs(signed), self.entered - self.left)
            self.exit_price = _mean(self.exit_price, self.left, float(r["price"]), size)
            self.left += size

    def trade(self, r: np.void, instrument: Instrument) -> Trade:
        entry, out = self.entry_price, self.exit_price
        scale = self.entered * float(instrument.multiplier) * self.direction
        best, worst = (float(r[n]) if r[n] == r[n] else entry for n in ("best", "worst"))
        # The bar of the exit counts too: it was not over when the position was closed, but it reached the exit price.
        reach = [best, worst, out]
        top, bottom = (max(reach), min(reach)) if self.direction > 0 else (min(reach), max(reach))
        return Trade(
            instrument.id, "long" if self.direction > 0 else "short", int(self.first["ts"]), int(r["ts"]), entry, out,
            self.entered, self.realised - self.fees, self.fees, EXIT_REASONS[int(r["purpose"])], float(instrument.multiplier),
            (top - entry) * scale, (bottom - entry) * scale, f"D{self.first['decision']}",
        )  # fmt: skip


def _mean(price: float, size: float, more_price: float, more: float) -> float:
    """Average price of two parts; exactly the one price where there is only one."""
    return more_price if size == 0 or price == more_price else (price * size + more_price * more) / (size + more)
