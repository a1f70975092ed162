"""Stopping and going on: kill switch, rearm, pause, resume."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body

from tradewind.live.views import RiskView
from tradewind.server.context import CONFLICT, NodeOf, Who
from tradewind.server.models import ReasonBody

router = APIRouter(tags=["controls"])

# A switch must work with an empty body too: nobody should have to think of JSON to stop trading.
Reason = Annotated[ReasonBody | None, Body()]


def _reason(body: ReasonBody | None) -> str:
    return body.reason if body is not None else ""


@router.post(
    "/kill", operation_id="kill", summary="Cancel all orders, close all positions, trade no more", responses=CONFLICT
)
def kill(node: NodeOf, who: Who, body: Reason = None) -> RiskView:
    return node.kill(who=who, reason=_reason(body))


@router.post("/rearm", operation_id="rearm", summary="Allow trading again after a kill", responses=CONFLICT)
def rearm(node: NodeOf, who: Who) -> RiskView:
    return node.rearm(who=who)


@router.post(
    "/pause", operation_id="pause", summary="Open no new positions; stops and targets stay", responses=CONFLICT
)
def pause(node: NodeOf, who: Who, body: Reason = None) -> RiskView:
    return node.pause(who=who, reason=_reason(body))


@router.post("/resume", operation_id="resume", summary="End a pause", responses=CONFLICT)
def resume(node: NodeOf, who: Who) -> RiskView:
    return node.resume(who=who)
