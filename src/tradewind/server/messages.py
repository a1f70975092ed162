"""The shapes of the stream's messages, for the API's description: OpenAPI itself knows no WebSocket."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, TypeAdapter

from tradewind.live.views import AccountView, NodeStatus, OrderView, PositionView, RiskView, Update


class Snapshot(BaseModel):
    """How things stand; `orders` are the working ones."""

    status: NodeStatus
    account: AccountView
    positions: list[PositionView]
    orders: list[OrderView]
    risk: RiskView


class SnapshotMessage(BaseModel):
    """The first message of the stream. Updates that follow have a higher `seq`."""

    kind: Literal["snapshot"]
    seq: int
    data: Snapshot


def schemas() -> dict[str, Any]:
    """JSON schemas of the messages and of all that they name, by name."""
    found: dict[str, Any] = {}
    for name, shape in (("SnapshotMessage", SnapshotMessage), ("Update", Update)):
        schema = TypeAdapter(shape).json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
        found |= schema.pop("$defs", {})
        found[name] = schema
    return found
