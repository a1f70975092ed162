"""A second slow account in exact decimals: what settles how, in which currency, and what a position earns and costs besides trading.

Written from the rules alone and from none of the kernel's code: every position keeps its lots' average, every amount of money goes through
`pay`. Prices, quantities and rates come from the events; what is asked afterwards are cash, balances and equity.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, getcontext

getcontext().prec = 60
ZERO, ONE = Decimal(0), Decimal(1)


@dataclass
class Contract:
    style: str = "notional"  # notional, variation, inverse, quanto
    multiplier: Decimal = ONE
    money: str = "USD"
    fee: Decimal = ZERO
    withholding: Decimal = ZERO
    tiers: tuple[
        tuple[Decimal, Decimal, Decimal], ...
    ] = ()  # maintenance margin: above which notional, fraction, deduction


@dataclass
class Held:
    quantity: Decimal = ZERO
    average: Decimal = ZERO
    paid_out: Decimal = ZERO  # variation margin so far
    last: Decimal = ZERO


@dataclass
class Money:
    """`balances` by currency; `own` is the account's. convert: foreign money is changed at once (a cash account)."""

    cash: Decimal
    own: str = "USD"
    convert: bool = False
    rates: dict[str, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.balances: dict[str, Decimal] = {self.own: self.cash}
        self.held: dict[str, Held] = {}
        self.contracts: dict[str, Contract] = {}

    def rate(self, code: str) -> Decimal:
        return ONE if code == self.own else self.rates[code]

    def pay(self, code: str, amount: Decimal) -> None:
        if self.convert and code != self.own:
            code, amount = self.own, amount * self.rates[code]
        self.balances[code] = self.balances.get(code, ZERO) + amount

    def add(self, name: str, contract: Contract) -> None:
        self.contracts[name], self.held[name] = contract, Held()

    def gain(self, name: str, quantity: Decimal, start: Decimal, end: Decimal) -> Decimal:
        contract = self.contracts[name]
        if contract.style == "inverse":
            return quantity * contract.multiplier * (1 / start - 1 / end)
        return quantity * contract.multiplier * (end - start)

    def notional(self, name: str, quantity: Decimal, price: Decimal) -> Decimal:
        contract = self.contracts[name]
        return quantity * contract.multiplier * (1 / price if contract.style == "inverse" else price)

    def fill(self, name: str, quantity: Decimal, price: Decimal) -> None:
        contract, held = self.contracts[name], self.held[name]
        self.pay(contract.money, -abs(self.notional(name, quantity, price)) * contract.fee)
        if contract.style == "notional":
            self.pay(contract.money, -self.notional(name, quantity, price))
        closing = min(abs(quantity), abs(held.quantity)) if quantity * held.quantity < 0 else ZERO
        if closing:
            part = closing / abs(held.quantity)
            signed = held.quantity * part
            if contract.style != "notional":
                self.pay(contract.money, self.gain(name, signed, held.average, price) - held.paid_out * part)
            held.paid_out -= held.paid_out * part
            held.quantity -= signed
            quantity += signed
        if quantity:
            before, after = held.quantity, held.quantity + quantity
            if contract.style == "inverse":
                held.average = after / ((before / held.average if before else ZERO) + quantity / price)
            else:
                held.average = (before * held.average + quantity * price) / after
            held.quantity = after
        held.last = held.last or price

    def settle(self, name: str, price: Decimal) -> None:
        held = self.held[name]
        due = self.gain(name, held.quantity, held.average, price) - held.paid_out if held.quantity else ZERO
        held.paid_out += due
        self.pay(self.contracts[name].money, due)

    def funding(self, name: str, rate: Decimal, mark: Decimal) -> None:
        self.pay(self.contracts[name].money, -self.notional(name, self.held[name].quantity, mark) * rate)

    def dividend(self, name: str, amount: Decimal) -> None:
        contract = self.contracts[name]
        gross = self.held[name].quantity * contract.multiplier * amount
        self.pay(contract.money, gross * (1 - contract.withholding) if gross > 0 else gross)

    def split(self, name: str, ratio: Decimal) -> None:
        """`ratio` units for one; what is left below a unit's increment is not looked at."""
        held = self.held[name]
        held.quantity *= ratio
        held.average /= ratio
        held.last /= ratio

    def maintenance(self) -> Decimal:
        """Margin below which the account is liquidated: of each position its tier's fraction of the notional less the deduction."""
        total = ZERO
        for name, held in self.held.items():
            contract = self.contracts[name]
            notional = abs(self.notional(name, held.quantity, held.last)) if held.quantity else ZERO
            within = [row for row in contract.tiers if notional > row[0]]
            if within:
                _, fraction, deduction = max(within)
                total += (notional * fraction - deduction) * self.rate(contract.money)
        return total

    def equity(self) -> Decimal:
        total = sum((amount * self.rate(code) for code, amount in self.balances.items()), ZERO)
        for name, held in self.held.items():
            if not held.quantity:
                continue
            contract = self.contracts[name]
            if contract.style == "notional":
                worth = self.notional(name, held.quantity, held.last)
            else:
                worth = self.gain(name, held.quantity, held.average, held.last) - held.paid_out
            total += worth * self.rate(contract.money)
        return total
