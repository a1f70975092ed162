"""Orders and fills: what there is, placing one, taking one back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from tradewind.live.interface import Node
from tradewind.live.views import FillView, OrderView
from tradewind.server.context import CONFLICT, MANY, NOT_FOUND, NodeOf, Who, instrument_id, known_decision
from tradewind.server.errors import UnknownError
from tradewind.server.models import ApprovalBody, OrderBody, TradeBody, TradeResult

router = APIRouter(tags=["orders"])

Limit = Annotated[int, Query(ge=1, le=20_000, description="At most so many, the newest ones.")]
WorkingOnly = Annotated[bool, Query(description="Leave out what is filled, cancelled, rejected or expired.")]
OrderPath = Annotated[str, Path(description="An order's id.", examples=["O12"])]


@router.get("/orders", operation_id="listOrders", summary="Orders, newest first")
def orders(node: NodeOf, working_only: WorkingOnly = False, limit: Limit = 200) -> list[OrderView]:
    return node.orders(working_only=working_only, limit=limit)


@router.get("/fills", operation_id="listFills", summary="Fills, newest first")
def fills(node: NodeOf, limit: Limit = 200) -> list[FillView]:
    return node.fills(limit=limit)


@router.post(
    "/orders",
    operation_id="placeOrder",
    summary="Place an order, through the same risk checks as the strategy's",
    status_code=201,
    responses={**NOT_FOUND, **CONFLICT},
)
def place(node: NodeOf, who: Who, body: OrderBody) -> OrderView:
    return node.submit(body.request(instrument_id(node, body.instrument)), who=who)


@router.delete(
    "/orders/{order_id}",
    operation_id="cancelOrder",
    summary="Cancel a working order",
    responses={**NOT_FOUND, **CONFLICT},
)
def cancel(node: NodeOf, who: Who, order_id: OrderPath) -> OrderView:
    if all(o.id != order_id for o in node.orders(limit=MANY)):
        raise UnknownError(f"no order {order_id!r} in this run", try_="GET /api/v1/orders lists them")
    return node.cancel(order_id, who=who)


@router.post(
    "/trade",
    operation_id="trade",
    summary="Trade: place an order, or approve a waiting decision by its id",
    responses={**NOT_FOUND, **CONFLICT},
)
def trade(node: NodeOf, who: Who, body: TradeBody) -> TradeResult:
    if isinstance(body, ApprovalBody):
        return _approve(node, body.decision, who)
    placed = node.submit(body.request(instrument_id(node, body.instrument)), who=who)
    return TradeResult(orders=[placed], decision=None)


def _approve(node: Node, decision_id: str, who: str) -> TradeResult:
    known_decision(node, decision_id)
    decision = node.approve(decision_id, who=who)
    placed = [o for o in node.orders(limit=MANY) if o.id in decision.orders]
    return TradeResult(orders=placed, decision=decision)
