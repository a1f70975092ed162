"""Whether the server answers, and what runs behind it."""

from __future__ import annotations

from fastapi import APIRouter

from tradewind.live.views import NodeStatus
from tradewind.server.context import ContextOf, NodeOf
from tradewind.server.models import Health

router = APIRouter(tags=["session"])


@router.get("/health", operation_id="getHealth", summary="Whether the server answers; needs no token")
def health(context: ContextOf) -> Health:
    return Health(status="ok", version=context.version)


@router.get("/status", operation_id="getStatus", summary="The run: strategy, instruments, progress, state")
def status(node: NodeOf) -> NodeStatus:
    return node.status()
