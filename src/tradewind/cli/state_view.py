"""An event and the account after it, for people and for programs."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tradewind.cli import show

if TYPE_CHECKING:
    from tradewind.ledger.event import Event
    from tradewind.ledger.state import State, WorkingOrder


def state_body(state: State) -> dict[str, Any]:
    """As JSON: amounts are texts of their exact digits."""
    from dataclasses import asdict

    from tradewind.market.time import to_iso

    body = {k: _digits(v) for k, v in asdict(state).items()}
    body["time"] = to_iso(state.ts)
    for order, o in zip(body["orders"], state.orders, strict=True):
        order["remaining"] = _plain(o.remaining)
    return body


def event_body(event: Event) -> dict[str, Any]:
    """As `tradewind journal --json` shows it."""
    from tradewind.market.time import to_iso

    return {
        "seq": event.seq,
        "time": to_iso(event.ts_event),
        "kind": event.kind,
        "id": event.id,
        "cause": event.cause,
        "body": event.body,
    }


def event_line(event: Event) -> str:
    """An event in one line."""
    from tradewind.market.time import to_iso

    said = event.body.get("text") or ", ".join(
        f"{k}={v}" for k, v in event.body.items() if not isinstance(v, dict | list)
    )
    return f"{event.seq:>8}  {to_iso(event.ts_event)}  {event.kind:<12} {event.id:<10} {said[:300]}"


def state_line(state: State) -> str:
    """The account in one line: what is held, what works, money."""
    held = ", ".join(f"{_plain(h.quantity)} {h.instrument}" for h in state.positions) or "flat"
    equity = "" if state.equity is None else f", equity {_money(state.equity, state.currency)}"
    return f"{'':>8}  {held}; {len(state.orders)} working, {_cash(state)}{equity}"


def print_state(state: State) -> None:
    """The whole book: working orders, positions, cash."""
    from tradewind.market.time import to_iso

    show.out.print(f"after event {state.seq:,} at {to_iso(state.ts)}; trading is {state.trading}")
    orders = [
        {
            "order": o.id, "instrument": o.instrument, "asks": _asks(o), "for": o.purpose.replace("_", " "),
            "left": _plain(o.remaining) + (f" of {_plain(o.quantity)}" if o.filled else ""), "since": _minute(o.since_ts),
        }
        for o in state.orders
    ]  # fmt: skip
    positions = [
        {
            "instrument": h.instrument, "size": _plain(h.quantity), "average": _plain(Decimal(f"{h.average_price:.8g}")),
            "last": _plain(h.last_price), "priced": _minute(h.price_ts), "unrealised": f"{h.unrealised:,.2f}",
        }
        for h in state.positions
    ]  # fmt: skip
    _part(orders, "Working orders", "no working order")
    _part(positions, "Positions", "no position")
    for w in state.waiting:
        until = "" if w.expires_ts is None else f" until {to_iso(w.expires_ts)}"
        show.out.print(f"waits for your word{until}: {w.id} {_plain(w.quantity)} {w.instrument}")
    equity = "not known" if state.equity is None else _money(state.equity, state.currency)
    costs = ", ".join(_money(v, k) for k, v in state.fees.items()) or "none"
    made = ", ".join(_money(v, k) for k, v in state.realised.items()) or "none"
    show.out.print(f"{_cash(state)}; equity at the last prices {equity}; realised {made}, fees {costs}")


def _asks(order: WorkingOrder) -> str:
    """`sell stop-limit 99.5, trigger 100`."""
    prices = [] if order.price is None else [_plain(order.price)]
    prices += [] if order.trigger is None else [f"trigger {_plain(order.trigger)}"]
    return f"{order.side} {order.type.replace('_', '-')} {', '.join(prices)}".rstrip()


def _minute(ns: int) -> str:
    from tradewind.market.time import to_iso

    return to_iso(ns)[:16].replace("T", " ")


def _part(rows: list[dict[str, Any]], title: str, none: str) -> None:
    if rows:
        show.table(rows, title=title)
    else:
        show.out.print(none)


def _cash(state: State) -> str:
    return "cash " + ", ".join(_money(amount, code) for code, amount in state.cash.items())


def _money(amount: Decimal, code: str) -> str:
    return f"{amount:,.2f} {code}"


def _plain(number: Decimal | None) -> str:
    return "–" if number is None else f"{number.normalize():f}" if number else "0"


def _digits(value: Any) -> Any:
    if isinstance(value, Decimal):
        return _plain(value)
    if isinstance(value, dict):
        return {k: _digits(v) for k, v in value.items()}
    return [_digits(v) for v in value] if isinstance(value, list | tuple) else value
