"""The books in exact decimals: positions, and cash per currency, from the journal's fills and cash events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from tradewind.errors import JournalError
from tradewind.ledger.event import Event
from tradewind.ledger.position import EXACT, Position, netted
from tradewind.market.instrument import Instrument

# Further from a step than this is no float noise: then the digits that traded are booked as they are.
_NOISE = Decimal("1E-6")


def fully_paid(instrument: Instrument) -> bool:
    """Whether a purchase takes its whole value from cash (spot, equity) or only realised profit and loss moves cash."""
    return instrument.margin_initial == 1


class Books:
    """What fills and cash events add up to. Feed it events in order; it ignores kinds that move no money.

    A fill is booked in the instrument's quote currency; if its body has a `rate` (account currency per unit of quote
    currency), in the account's currency at that rate. All sums are exact: cash + cost of what is held (fully paid) =
    money put in + realised - fees.
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
        self._instruments = instruments
        self._fully_paid = fully_paid

    def apply(self, event: Event) -> None:
        """Book one event.

        Raises
        ------
        JournalError: a fill of an unknown instrument, or a number in it that is none.
        """
        book = {"fill": self._fill, "cash": self._cash, "bar": self._bar}.get(event.kind)
        if book is not None:
            try:
                book(event.body)
            except (KeyError, InvalidOperation, TypeError, ValueError) as error:
                raise JournalError(f"event {event.seq} ({event.kind} {event.id}) can't be booked: {error!r}") from None

    def instrument(self, name: str) -> Instrument | None:
        return self._instruments.get(name)

    def copy(self) -> Books:
        """Books that say the same and go their own way from here."""
        made = Books(self._instruments, self.currency, self.cash, fully_paid=self._fully_paid)
        made.positions, made.realised = dict(self.positions), dict(self.realised)
        made.fees, made.last = dict(self.fees), dict(self.last)
        return made

    def mark(self, instrument: str, price: Decimal | float | int | str) -> None:
        """A newer price, of a bar or a decision; an instrument that is not in the books is passed over."""
        of = self._instruments.get(instrument)
        if of is not None:
            self.last[instrument] = booked(price, of.price_increment)

    def unrealised(self, instrument: str) -> Decimal:
        """Value at the last price less cost, in quote currency; 0 when flat."""
        position = self.positions.get(instrument, Position())
        if not position.quantity:
            return Decimal(0)
        return EXACT.subtract(self.value(instrument), position.cost)

    def value(self, instrument: str) -> Decimal:
        """Quantity at the last price (of a bar, or of a fill since), signed, in quote currency."""
        position = self.positions.get(instrument, Position())
        multiplier = self._instruments[instrument].multiplier
        return product(position.quantity, self.last.get(instrument, Decimal(0)), multiplier)

    def equity(self, rates: Mapping[str, Decimal] | None = None) -> Decimal | None:
        """In the account's currency; `rates`: that per unit of each other currency. None if one is lacking."""
        known = {self.currency: Decimal(1), **(rates or {})}
        parts = list(self.cash.items())
        for name, position in self.positions.items():
            if position.quantity:
                of = self._instruments[name]
                parts.append((of.quote_currency, self.value(name) if self._fully_paid(of) else self.unrealised(name)))
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
        value = product(signed, price, of.multiplier)
        fee = exact(body["fee"])
        currency, rate = (self.currency, exact(body["rate"])) if "rate" in body else (of.quote_currency, Decimal(1))
        position, realised = netted(self.positions.get(name, Position()), signed, value)
        self.positions[name] = position
        self.last[name] = price
        self._add(self.realised, currency, product(realised, rate))
        self._add(self.cash, currency, product(value.copy_negate() if self._fully_paid(of) else realised, rate))
        fee_currency = body.get("fee_currency") or currency
        self._add(self.fees, fee_currency, fee)
        self._add(self.cash, fee_currency, fee.copy_negate())

    def _cash(self, body: dict[str, Any]) -> None:
        self._add(self.cash, body["currency"], exact(body["amount"]))

    def _bar(self, body: dict[str, Any]) -> None:
        self.mark(body["instrument"], body["close"])

    @staticmethod
    def _add(to: dict[str, Decimal], currency: str, amount: Decimal) -> None:
        to[currency] = EXACT.add(to.get(currency, Decimal(0)), amount)


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
