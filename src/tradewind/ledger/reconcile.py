"""Do the exact books and the kernel's float64 account agree?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tradewind.ledger.books import Books, exact
from tradewind.ledger.position import EXACT, Position
from tradewind.market.instrument import Instrument, Settlement


@dataclass(frozen=True)
class Difference:
    """One number on which they disagree by more than the tolerance."""

    field: str
    books: Decimal
    account: Decimal

    def __str__(self) -> str:
        return f"{self.field}: books {self.books.normalize():f}, account {self.account.normalize():f}"


def compare(
    books: Books,
    account: Mapping[str, Any],
    tolerance: Decimal | float,
    *,
    rates: Mapping[str, Decimal] | None = None,
) -> list[Difference]:
    """Compare with the body of an `account` event, on each of its numbers that the books have too.

    Parameters
    ----------
    tolerance: what rounding of float64 explains, in account currency (of quantities and prices: in their units).
    rates: account currency per unit of each other currency in which the books hold something.
    """
    limit = exact(tolerance)
    pairs = [*_amounts(books, account, rates), *_positions(books, account.get("positions"))]
    return [Difference(name, ours, theirs) for name, ours, theirs in pairs if abs(ours - theirs) > limit]


def _amounts(
    books: Books, account: Mapping[str, Any], rates: Mapping[str, Decimal] | None
) -> Iterator[tuple[str, Decimal, Decimal]]:
    rates = rates or {code: exact(rate) for code, rate in (account.get("rates") or {}).items()}
    known = {books.currency: Decimal(1), **rates}
    if account.get("balances"):
        for code, amount in account["balances"].items():
            yield f"cash {code}", books.cash.get(code, Decimal(0)), exact(amount)
        account = {n: v for n, v in account.items() if n not in ("cash", "realised_pnl", "fees_paid")}
    for name, amounts in (("cash", books.cash), ("realised_pnl", books.realised), ("fees_paid", books.fees)):
        if account.get(name) is not None and all(code in known for code, amount in amounts.items() if amount):
            total = sum((amount * known.get(code, Decimal(0)) for code, amount in amounts.items()), Decimal(0))
            yield name, total, exact(account[name])
    equity = books.equity(rates)
    if equity is not None and account.get("equity") is not None:
        yield "equity", equity, exact(account["equity"])


def _positions(books: Books, held: Mapping[str, Any] | None) -> Iterator[tuple[str, Decimal, Decimal]]:
    if held is None:
        return
    for name in sorted(held.keys() | books.positions.keys()):
        ours, theirs = books.positions.get(name, Position()), held.get(name) or {}
        yield f"{name} quantity", ours.quantity, exact(theirs.get("quantity", 0.0))
        average = _average(ours, books.instrument(name))
        if average is not None and theirs.get("average_price") is not None:
            yield f"{name} average_price", average, exact(theirs["average_price"])


def _average(position: Position, instrument: Instrument | None) -> Decimal | None:
    """Average entry price; of an inverse contract, whose cost is -quantity * multiplier / price, the price of that."""
    average = position.average_price(Decimal(1) if instrument is None else instrument.multiplier)
    if average is None or instrument is None or instrument.style != Settlement.INVERSE:
        return average
    return EXACT.divide(Decimal(-1), position.average_price() or Decimal(1)) * instrument.multiplier
