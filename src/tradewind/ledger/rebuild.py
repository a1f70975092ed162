"""The account after any event, rebuilt from the journal's events alone: no kernel runs, no bar is fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from tradewind.errors import JournalError
from tradewind.ledger.books import Books, booked, exact
from tradewind.ledger.event import Event
from tradewind.ledger.journal import Journal
from tradewind.ledger.position import Position, held_as, instrument_of, strategy_of
from tradewind.ledger.state import Holding, State, WaitingDecision, WorkingOrder
from tradewind.market.instrument import Instrument, from_plain
from tradewind.market.time import to_iso

_OVER = ("filled", "cancelled", "rejected", "expired")
_PRICES = {"bar": "close", "decision": "price", "fill": "price"}


def state_at(journal: Journal, ts: int) -> State:
    """The account after everything that the journal holds up to and including `ts` (ns).

    Raises
    ------
    JournalError: `ts` lies before the session, or an event can't be read.
    """
    account: Rebuilt | None = None
    for event in journal.events():
        if event.ts_event > ts:
            break
        account = Rebuilt(event) if account is None else account.apply(event)
    if account is None:
        raise too_early(journal, ts)
    return account.state()


def states(events: Iterable[Event]) -> Iterator[tuple[Event, State]]:
    """Each event with the account after it. The first event must be the session's."""
    account: Rebuilt | None = None
    for event in events:
        account = Rebuilt(event) if account is None else account.apply(event)
        yield event, account.state()


def too_early(journal: Journal, ts: int) -> JournalError:
    """The error of a time before the session's first event."""
    first = next(journal.events())
    return JournalError(f"nothing had happened by {to_iso(ts)}: the session begins at {to_iso(first.ts_event)}")


class Rebuilt:
    """An account that events are applied to, in their order; `state` says how it stands.

    Raises
    ------
    JournalError: the first event is no session, or an event lacks what its kind must have.
    """

    def __init__(self, session: Event) -> None:
        if session.kind != "session":
            raise JournalError(f"the journal begins with an event of kind {session.kind}, not with a session")
        try:
            instruments = {i.id: i for i in map(from_plain, session.body["data"]["instruments"])}
            currency, cash = session.body["config"]["currency"], exact(session.body["config"]["cash"])
        except (KeyError, TypeError, ValueError, InvalidOperation) as error:
            raise JournalError(f"the session event can't be read by this version: {error!r}") from None
        self.books = Books(instruments, currency, {currency: cash})
        self._instruments = instruments
        self._orders: dict[str, WorkingOrder] = {}
        self._waiting: dict[str, WaitingDecision] = {}
        self._priced: dict[str, int] = {}
        self._quoted: set[str] = set()
        self._trading = "running"
        self.seq, self.ts = session.seq, session.ts_event

    def copy(self) -> Rebuilt:
        """One that goes its own way from here."""
        made = object.__new__(Rebuilt)
        made.__dict__.update(self.__dict__)
        made.books = self.books.copy()
        made._orders, made._waiting, made._priced = dict(self._orders), dict(self._waiting), dict(self._priced)
        made._quoted = set(self._quoted)
        return made

    def apply(self, event: Event) -> Rebuilt:
        """Take one event in; returns itself."""
        self.books.apply(event)
        change = {
            "order": self._order,
            "order_update": self._order_update,
            "fill": self._fill,
            "decision": self._decision,
            "approval": self._approval,
            "risk": self._risk,
            "split": self._split,
            "market": self._market,
        }.get(event.kind)
        try:
            if change is not None:
                change(event)
            self._price(event)
        except (KeyError, TypeError, ValueError, InvalidOperation) as error:
            raise JournalError(f"event {event.seq} ({event.kind} {event.id}) can't be read: {error!r}") from None
        self.seq, self.ts = event.seq, event.ts_event
        return self

    def state(self) -> State:
        """How it stands now."""
        books = self.books
        held = [self._holding(name, p) for name, p in sorted(books.positions.items()) if p.quantity]
        return State(
            self.seq, self.ts, self._trading, books.currency, tuple(self._orders.values()), tuple(held),
            tuple(self._waiting.values()), dict(books.cash), dict(books.realised), dict(books.fees), books.equity(),
        )  # fmt: skip

    def _holding(self, name: str, position: Position) -> Holding:
        instrument = instrument_of(name)
        average = position.average_price(self._instruments[instrument].multiplier)
        assert average is not None
        last, ts = self.books.last[instrument], self._priced[instrument]
        return Holding(instrument, position.quantity, average, last, ts, self.books.unrealised(name), strategy_of(name))

    def _order(self, event: Event) -> None:
        body = event.body
        of = self._instruments[body["instrument"]]
        self._orders[event.id] = WorkingOrder(
            event.id, of.id, body["side"], body["type"], body["purpose"], _size(body["quantity"], of), Decimal(0),
            _price(body["price"], of), _price(body["trigger"], of), body.get("decision"), event.ts_event, body.get("strategy"),
        )  # fmt: skip

    def _order_update(self, event: Event) -> None:
        body = event.body
        if body["status"] in _OVER:
            self._orders.pop(body["order"], None)
        elif body["order"] in self._orders:  # amended: what it says anew holds from here
            old = self._orders[body["order"]]
            of = self._instruments[old.instrument]
            changed: dict[str, Any] = {n: _price(body[n], of) for n in ("price", "trigger") if n in body}
            if "quantity" in body:
                changed["quantity"] = _size(body["quantity"], of)
            self._orders[old.id] = replace(old, **changed)

    def _fill(self, event: Event) -> None:
        order = self._orders.get(event.body["order"])
        if order is None:  # of an order that was sent before this journal began, or by hand at the venue
            return
        of, held = self._instruments[order.instrument], held_as(order.instrument, event.body.get("leg"), order.strategy)
        filled = order.filled + _size(event.body["quantity"], of)
        # An exit never asks for more than is held: with the position closed it is over, whatever is left of its size.
        done = order.purpose != "entry" and not self.books.positions[held].quantity
        if filled >= order.quantity or done:
            del self._orders[order.id]
        else:
            self._orders[order.id] = replace(order, filled=filled)

    def _decision(self, event: Event) -> None:
        body = event.body
        if body.get("price") is not None:
            self.books.mark(body["instrument"], body["price"])
        if body["outcome"] == "awaiting_approval":
            quantity = exact(body.get("quantity", 0))
            self._waiting[event.id] = WaitingDecision(event.id, body["instrument"], quantity, body.get("expires"))

    def _approval(self, event: Event) -> None:
        self._waiting.pop(event.body["decision"], None)

    def _risk(self, event: Event) -> None:
        self._trading = event.body["state"]

    def _market(self, event: Event) -> None:
        """What a position is worth follows what it could be closed at, or the last price; orders follow a split."""
        body, of = event.body, event.body["instrument"]
        if body["event"] == "split":
            held = self.books.positions.get(of)
            if held is None or not held.quantity:  # else the split of the position says it
                self._split(event)
            return
        price = self._price_of(body)
        if price is not None and price == price:
            self.books.mark(of, price)
            self._priced[of] = event.ts_event

    def _price_of(self, body: dict[str, Any]) -> float | None:
        """The price that an event gives; None where it gives none. Once there were quotes, trades no longer say what it is worth."""
        of, kind = body["instrument"], body["event"]
        if kind == "quote":
            self._quoted.add(of)
            held = self.books.positions.get(of)
            bid, ask = float(body["bid"]), float(body["ask"])
            size = 0 if held is None else held.quantity
            return 0.5 * (bid + ask) if not size else bid if size > 0 else ask
        if kind == "trade":
            return None if of in self._quoted else float(body["price"])
        if kind in ("session_open", "session_close"):
            return float(body["price"])
        return float(body["close"]) if kind == "fine_bar" else None

    def _split(self, event: Event) -> None:
        """Working orders in new units at new prices, as the kernel has them (kernel/corporate.py)."""
        of, ratio = self._instruments[event.body["instrument"]], float(event.body["ratio"])
        for name, order in self._orders.items():
            if order.instrument == of.id and order.strategy == event.body.get("strategy"):
                self._orders[name] = replace(
                    order, quantity=of.snap_size(float(order.quantity) * ratio), filled=order.filled * exact(ratio),
                    price=_after(order.price, ratio, of), trigger=_after(order.trigger, ratio, of),
                )  # fmt: skip
        self._priced[of.id] = event.ts_event

    def _price(self, event: Event) -> None:
        field = _PRICES.get(event.kind)
        if field is not None and event.body.get(field) is not None:
            self._priced[event.body["instrument"]] = event.ts_event


def _after(price: Decimal | None, ratio: float, of: Instrument) -> Decimal | None:
    return None if price is None else of.snap_price(float(price) / ratio)


def _size(number: float, of: Instrument) -> Decimal:
    return booked(number, of.size_increment)


def _price(number: float | None, of: Instrument) -> Decimal | None:
    return None if number is None else booked(number, of.price_increment)
