"""Which strategy of an account earned and cost what: profit, fees and financing by the strategy that each order belongs to.

Strategies that share an account each have rows of instruments of their own, which say whose a record is. The sources of one strategy share
its position; each is given the part that its own fills make up (a virtual position of its own). A gain
is additive in units, so the virtual positions' gains sum to the position's. What an instrument earns or costs without a trade is split in
proportion to the virtual positions of that moment. What belongs to none (interest on cash, changes of other currencies' rates, the
last digits of rounding) stands in the line ACCOUNT, so that the lines sum to the change of the account's equity.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import fsum

import numpy as np

from tradewind.kernel.codes import CORPORATE, FILL, FINANCING, REASON_SPLIT, REASON_VARIATION, SETTLED
from tradewind.kernel.money import marked

ACCOUNT = -1


@dataclass(frozen=True)
class Contribution:
    """One strategy's part, account currency: `gains` before costs at the last prices, `fees` paid, `financing` and dividends received."""

    strategy: int
    gains: float = 0.0
    fees: float = 0.0
    financing: float = 0.0
    fills: int = 0

    @property
    def total(self) -> float:
        return self.gains - self.fees + self.financing


def by_strategy(
    records: np.ndarray,
    instruments: np.ndarray,
    last_prices: Sequence[float],
    change: float,
    owners: Sequence[int] = (),
) -> list[Contribution]:
    """One line a strategy, by its number, and one for the account; their totals sum to `change`.

    Parameters
    ----------
    records: RECORD rows of the whole run. instruments: (k,) INSTRUMENT, as they ended. last_prices: (k,) quote currency, at the end.
    change: equity at the end less equity at the start, account currency.
    owners: (k,) of which strategy each row of instruments is; none: one strategy, whose sources are told apart.
    """
    if len(owners):
        records = records.copy()
        of_account = records["instrument"] < 0
        records["strategy"] = np.where(of_account, 0, np.asarray(owners)[records["instrument"]])
    book = _Book(records, instruments.view(np.recarray), last_prices)
    for r in records:
        book.take(r)
    lines = [book.lines[s] for s in sorted(book.lines) if s != ACCOUNT]
    account = book.lines.get(ACCOUNT, Contribution(ACCOUNT))
    rest = fsum([change, -account.total, *(-line.total for line in lines)])
    return [*lines, replace(account, gains=account.gains + rest)]


def _splits(records: np.ndarray) -> np.ndarray:
    return (records["kind"] == CORPORATE) & (records["reason"] == REASON_SPLIT)


class _Book:
    """Virtual positions, (instrument, strategy) -> signed units, and the lines so far."""

    def __init__(self, records: np.ndarray, instruments: np.recarray, last: Sequence[float]) -> None:
        self.instruments, self.last = instruments, last
        self.lines: dict[int, Contribution] = {}
        self.held: dict[int, dict[int, float]] = defaultdict(dict)
        # Units at the end for one unit now.
        self.to_come: dict[int, float] = defaultdict(lambda: 1.0)
        for r in records[_splits(records)]:
            self.to_come[int(r["instrument"])] *= float(r["price"])

    def take(self, r: np.void) -> None:
        k, kind = int(r["instrument"]), int(r["kind"])
        if kind == FILL:
            self.trade(int(r["strategy"]), r, float(r["quantity"]) * int(r["side"]), float(r["fee"]))
        elif kind == SETTLED:
            for strategy, part in self.shares(k, int(r["strategy"])).items():
                self.trade(strategy, r, float(r["quantity"]) * int(r["side"]) * part, 0.0)
        elif kind == CORPORATE and r["reason"] == REASON_SPLIT:
            self.held[k] = {s: q * float(r["price"]) for s, q in self.held[k].items()}
            self.to_come[k] /= float(r["price"])
        elif kind in (FINANCING, CORPORATE) and r["reason"] != REASON_VARIATION:
            parts = self.shares(k, int(r["strategy"])) if k >= 0 else {ACCOUNT: 1.0}
            for strategy, part in parts.items():
                line = self.line(strategy)
                self.lines[strategy] = replace(line, financing=line.financing + float(r["realised"]) * part)

    def trade(self, strategy: int, r: np.void, quantity: float, fee: float) -> None:
        """A fill earns what the price does from it to the end, in units of its own day."""
        k, line = int(r["instrument"]), self.line(strategy)
        end = float(self.last[k]) * self.to_come[k]
        gained = float(marked(self.instruments[k], quantity, float(r["price"]), end))
        self.lines[strategy] = replace(line, gains=line.gains + gained, fees=line.fees + fee, fills=line.fills + 1)
        self.held[k][strategy] = self.held[k].get(strategy, 0.0) + quantity

    def shares(self, k: int, otherwise: int) -> dict[int, float]:
        """Each strategy's part of the position in an instrument."""
        held = {s: q for s, q in self.held[k].items() if q}
        total = fsum(held.values())
        return {s: q / total for s, q in held.items()} if total else {otherwise: 1.0}

    def line(self, strategy: int) -> Contribution:
        return self.lines.get(strategy, Contribution(strategy))
