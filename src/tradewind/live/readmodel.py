"""What the journal's events add up to for a reader: orders, fills, decisions, positions, equity. Built from events alone."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from tradewind.ledger.event import Event, NewEvent
from tradewind.ledger.position import held_as
from tradewind.live.views import ContributionView, DecisionView, EquityPoint, FillView, OrderView, ViolationView
from tradewind.market.time import to_iso

AnyEvent = Event | NewEvent


class ReadModel:
    """Apply events in order; each returns the views that changed, as (kind, view)."""

    def __init__(self) -> None:
        self.orders: OrderedDict[str, OrderView] = OrderedDict()
        self.fills: list[FillView] = []
        self.decisions: OrderedDict[str, DecisionView] = OrderedDict()
        self.equity: list[EquityPoint] = []
        self.opened: dict[str, str] = {}
        self.state_by: str | None = None
        self.state_reason: str | None = None
        self._peak = 0.0

    def apply_all(self, events: Iterable[AnyEvent]) -> list[tuple[str, Any]]:
        return [change for event in events for change in self.apply(event)]

    def apply(self, event: AnyEvent) -> list[tuple[str, Any]]:
        """What `event` changed."""
        handler = getattr(self, f"_{event.kind}", None)
        return [] if handler is None else handler(event)

    def _decision(self, event: AnyEvent) -> list[tuple[str, Any]]:
        view = decision_view(event)
        self.decisions[event.id] = view
        return [("decision", view)]

    def _approval(self, event: AnyEvent) -> list[tuple[str, Any]]:
        view = self.decisions.get(event.body["decision"])
        if view is None:
            return []
        view = replace(view, outcome=event.body["verdict"], decided_by=event.body["who"], expires=None)
        self.decisions[view.id] = view
        return [("decision", view)]

    def _order(self, event: AnyEvent) -> list[tuple[str, Any]]:
        b = event.body
        view = OrderView(
            event.id, event.cause, b["instrument"], b["side"], b["type"], b["purpose"], "working", b["quantity"],
            b["price"], b["trigger"], to_iso(event.ts_event), None, None, None, None,
        )  # fmt: skip
        self.orders[event.id] = view
        changed: list[tuple[str, Any]] = [("order", view)]
        decision = self.decisions.get(event.cause or "")
        if decision is not None and event.id not in decision.orders:
            self.decisions[decision.id] = replace(decision, orders=[*decision.orders, event.id])
        return changed

    def _order_update(self, event: AnyEvent) -> list[tuple[str, Any]]:
        b = event.body
        if b["order"] is None:
            return []  # a wish that came to no order
        numbers = {name: b[name] for name in ("quantity", "price", "trigger") if name in b}
        view = replace(self.orders[b["order"]], status=b["status"], reason=b["reason"] or None, **numbers)
        self.orders[view.id] = view
        return [("order", view)]

    def _split(self, event: AnyEvent) -> list[tuple[str, Any]]:
        """Working orders in new units; what they ask for is rounded where the account is kept, here it is shown."""
        b = event.body
        changed: list[tuple[str, Any]] = []
        for order in [o for o in self.orders.values() if o.status == "working" and o.instrument == b["instrument"]]:
            prices = {n: getattr(order, n) and getattr(order, n) / b["ratio"] for n in ("price", "trigger")}
            self.orders[order.id] = replace(order, quantity=order.quantity * b["ratio"], **prices)
            changed.append(("order", self.orders[order.id]))
        return changed

    def _fill(self, event: AnyEvent) -> list[tuple[str, Any]]:
        b = event.body
        time = to_iso(event.ts_event)
        fill = FillView(
            event.id,
            b["order"],
            b["instrument"],
            time,
            b["side"],
            b["quantity"],
            b["price"],
            b["fee"],
            b["realised_pnl"],
        )
        self.fills.append(fill)
        parts = (
            [f for f in self.fills if f.order == b["order"]]
            if b.get("leaves") or self._in_parts(b["order"])
            else [fill]
        )
        order = replace(
            self.orders[b["order"]], status="working" if b.get("leaves") else "filled", filled=time, fee=sum(f.fee for f in parts),
            fill_price=_mean_price(parts),
        )  # fmt: skip
        self.orders[order.id] = order
        if b["purpose"] == "entry":
            self.opened.setdefault(held_as(b["instrument"], b.get("leg")), time)
        return [("fill", fill), ("order", order)]

    def _in_parts(self, order: str) -> bool:
        """Whether a part of the order was filled before."""
        return self.orders[order].filled is not None

    def _account(self, event: AnyEvent) -> list[tuple[str, Any]]:
        b = event.body
        self._peak = max(b["peak_equity"], 0.0)
        drawdown = max(0.0, 1 - b["equity"] / self._peak) if self._peak else 0.0
        point = EquityPoint(to_iso(event.ts_event), b["equity"], drawdown)
        if self.equity and self.equity[-1].time == point.time:
            self.equity[-1] = point
        else:
            self.equity.append(point)
        for instrument in [i for i in self.opened if i not in b["positions"]]:
            del self.opened[instrument]
        return []

    def _risk(self, event: AnyEvent) -> list[tuple[str, Any]]:
        self.state_by, self.state_reason = event.body.get("who"), event.body["reason"]
        return []

    def _command(self, event: AnyEvent) -> list[tuple[str, Any]]:
        return []


def _mean_price(parts: list[FillView]) -> float:
    """Average price of an order's fills; exactly the one price where there is only one."""
    if len(parts) == 1:
        return parts[0].price
    return sum(f.price * f.quantity for f in parts) / sum(f.quantity for f in parts)


def decision_view(event: AnyEvent) -> DecisionView:
    """A decision's event as readers see it."""
    b = event.body
    return DecisionView(
        event.id, to_iso(event.ts_event), b["instrument"], b["price"], b["level"], b["score"], b["confidence"], b["regime"],
        [ContributionView(**c) for c in b["contributions"]], b["outcome"], [ViolationView(**v) for v in b["violations"]],
        list(b["orders"]), b["text"], None if b.get("expires") is None else to_iso(b["expires"]), None,
    )  # fmt: skip
