"""The books in exact decimals: positions, and cash per currency, from the journal's fills and cash events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from tradewind.errors import JournalError
from tradewind.kernel.codes import REASON_NAMES, REASON_VARIATION
from tradewind.ledger.event import Event
from tradewind.ledger.position import EXACT, Position, held_as, instrument_of, netted, share
from tradewind.market.instrument import Instrument, Settlement

# Further from a step than this is no float noise: then the digits that traded are booked as they are.
_NOISE = Decimal("1E-6")
VARIATION = REASON_NAMES[REASON_VARIATION]


def fully_paid(instrument: Instrument) -> bool:
    """Whether a purchase takes its whole value from cash (spot, equity) or only realised profit and loss moves cash."""
    return instrument.style == Settlement.NOTIONAL


class Books:
    """What fills and cash events add up to. Feed it events in order; it ignores kinds that move no money.

    A fill is booked in the instrument's quote currency; if its body has a `rate` (account currency per unit of quote
    currency), in the account's currency at that rate. All sums are exact: cash + cost of what is held (fully paid) =
    money put in + realised - fees. In a hedging account each leg is a position of its own (`held_as` names them).
    """

    def __init__(
        self,
        instruments: Mapping[str, Instrument],
        currency: str,
        starting: Mapping[str, Decimal | float | int] | None = None,
        *,
        fully_paid: Callable[[Instrument], bool] = fully_paid,
    ) -> None:
        self.currency = currency
        self.cash: dict[str, Decimal] = {code: exact(amount) for code, amount in (starting or {}).items()}
        self.positions: dict[str, Position] = {}
        self.realised: dict[str, Decimal] = {}
        self.fees: dict[str, Decimal] = {}
        self.last: dict[str, Decimal] = {}
        self.settled: dict[str, Decimal] = {}  # variation margin paid out for what is still held
        self._instruments = instruments
        self._fully_paid = fully_paid

    def apply(self, event: Event) -> None:
        """Book one event.

        Raises
        ------
        JournalError: a fill of an unknown instrument, or a number in it that is none.
        """
        book = self._books().get(event.kind)
        if book is not None:
            try:
                book(event.body)
            except (KeyError, InvalidOperation, TypeError, ValueError) as error:
                raise JournalError(f"event {event.seq} ({event.kind} {event.id}) can't be booked: {error!r}") from None

    def _books(self) -> dict[str, Callable[[dict[str, Any]], None]]:
        return {
            "fill": self._fill, "settlement": self._fill, "cash": self._cash, "split": self._split, "bar": self._bar,
        }  # fmt: skip

    def instrument(self, name: str) -> Instrument | None:
        return self._instruments.get(instrument_of(name))

    def copy(self) -> Books:
        """Books that say the same and go their own way from here."""
        made = Books(self._instruments, self.currency, self.cash, fully_paid=self._fully_paid)
        made.positions, made.realised = dict(self.positions), dict(self.realised)
        made.fees, made.last, made.settled = dict(self.fees), dict(self.last), dict(self.settled)
        return made

    def mark(self, instrument: str, price: Decimal | float | int | str) -> None:
        """A newer price, of a bar or a decision; an instrument that is not in the books is passed over."""
        of = self._instruments.get(instrument)
        if of is not None:
            self.last[instrument] = booked(price, of.price_increment)

    def unrealised(self, held: str) -> Decimal:
        """Value at the last price less cost and less variation margin paid out, in the instrument's money; 0 when flat."""
        position = self.positions.get(held, Position())
        if not position.quantity:
            return Decimal(0)
        gained = EXACT.subtract(self.value(held), position.cost)
        return EXACT.subtract(gained, self.settled.get(held, Decimal(0)))

    def value(self, held: str) -> Decimal:
        """Quantity at the last price (of a bar, or of a fill since), signed, in the instrument's money."""
        position, name = self.positions.get(held, Position()), instrument_of(held)
        if not position.quantity or name not in self.last:
            return Decimal(0)
        return worth(self._instruments[name], position.quantity, self.last[name])

    def equity(self, rates: Mapping[str, Decimal] | None = None) -> Decimal | None:
        """In the account's currency; `rates`: that per unit of each other currency. None if one is lacking."""
        known = {self.currency: Decimal(1), **(rates or {})}
        parts = list(self.cash.items())
        for name, position in self.positions.items():
            if position.quantity:
                of = self._instruments[instrument_of(name)]
                parts.append((of.money_currency, self.value(name) if self._fully_paid(of) else self.unrealised(name)))
        if any(amount and code not in known for code, amount in parts):
            return None
        total = Decimal(0)
        for code, amount in parts:
            total = EXACT.add(total, product(amount, known.get(code, Decimal(0))))
        return total

    def _fill(self, body: dict[str, Any]) -> None:
        name = body["instrument"]
        of = self._instruments[name]
        quantity = booked(body["quantity"], of.size_increment)
        price = booked(body["price"], of.price_increment)
        signed = quantity if body["side"] == "buy" else quantity.copy_negate()
        value = worth(of, signed, price)
        fee = exact(body["fee"])
        currency, rate = (self.currency, exact(body["rate"])) if "rate" in body else (of.money_currency, Decimal(1))
        held = held_as(name, body.get("leg"), body.get("strategy"))
        before = self.positions.get(held, Position())
        position, realised = netted(before, signed, value)
        freed = self._freed(held, before.quantity, signed)
        self.positions[held] = position
        self.last[name] = price
        self._add(self.realised, currency, product(realised, rate))
        paid = value.copy_negate() if self._fully_paid(of) else EXACT.subtract(realised, freed)
        self._add(self.cash, currency, product(paid, rate))
        fee_currency = body.get("fee_currency") or currency
        self._add(self.fees, fee_currency, fee)
        self._add(self.cash, fee_currency, fee.copy_negate())

    def _cash(self, body: dict[str, Any]) -> None:
        amount = exact(body["amount"])
        self._add(self.cash, body["currency"], amount)
        if body["reason"] == VARIATION and "instrument" in body:
            of = self._instruments[body["instrument"]]
            own = body["currency"] == of.money_currency
            due = amount if own else exact(body["due"])
            self._add(self.settled, held_as(of.id, body.get("leg"), body.get("strategy")), due)

    def _freed(self, name: str, held: Decimal, signed: Decimal) -> Decimal:
        """The part of the variation margin that was paid out for what this trade closes."""
        settled = self.settled.get(name, Decimal(0))
        if not settled or held * signed >= 0:
            return Decimal(0)
        closed = min(held.copy_abs(), signed.copy_abs())
        freed = settled if closed == held.copy_abs() else share(settled, closed, held.copy_abs())
        self.settled[name] = EXACT.subtract(settled, freed)
        return freed

    def _split(self, body: dict[str, Any]) -> None:
        name = body["instrument"]
        held = held_as(name, body.get("leg"), body.get("strategy"))
        of, ratio = self._instruments[name], exact(body["ratio"])
        before, after = self.positions.get(held, Position()), booked(body["quantity"], of.size_increment)
        whole = product(before.quantity, ratio)
        fraction = EXACT.subtract(whole, after)
        released = share(before.cost, fraction, whole) if fraction else Decimal(0)
        self.positions[held] = Position(after, EXACT.subtract(before.cost, released))
        if "leg" in body or "strategy" in body:  # each of several positions says it; the price is divided once
            self.last[name] = exact(body["last_price"])
        elif name in self.last:
            self.last[name] = EXACT.divide(self.last[name], ratio)
        amount = exact(body["amount"])
        self._add(self.cash, body["currency"], amount)
        paid = released if self._fully_paid(of) else Decimal(0)
        self._add(self.realised, body["currency"], EXACT.subtract(amount, paid))

    def _bar(self, body: dict[str, Any]) -> None:
        self.mark(body["instrument"], body["close"])

    @staticmethod
    def _add(to: dict[str, Decimal], currency: str, amount: Decimal) -> None:
        to[currency] = EXACT.add(to.get(currency, Decimal(0)), amount)


def worth(of: Instrument, quantity: Decimal, price: Decimal) -> Decimal:
    """Value of signed units in the instrument's money, so that a gain is always value at the end less value at the start.

    Of an inverse contract, whose value in coin falls as the price rises, the negative: -quantity * multiplier / price.
    """
    if of.style == Settlement.INVERSE:
        return EXACT.divide(product(quantity, of.multiplier).copy_negate(), price)
    return product(quantity, price, of.multiplier)


def exact(number: Decimal | float | int | str) -> Decimal:
    """The decimal that the number's shortest text says: 0.1 is 0.1. ValueError for NaN and infinities."""
    value = Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
    if not value.is_finite():
        raise ValueError(f"{number} is no amount")
    return value


def booked(number: Decimal | float | int | str, increment: Decimal) -> Decimal:
    """The nearest multiple of the increment, where `number` is one but for float noise; else its own digits."""
    value = exact(number)
    steps = EXACT.divide(value, increment)
    nearest = steps.quantize(Decimal(1), context=EXACT)
    return product(nearest, increment) if EXACT.subtract(steps, nearest).copy_abs() <= _NOISE else value


def product(*factors: Decimal) -> Decimal:
    result = Decimal(1)
    for factor in factors:
        result = EXACT.multiply(result, factor)
    return result
