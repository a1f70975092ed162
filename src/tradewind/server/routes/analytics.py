"""Results: day by day, and the run as a whole."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from tradewind.server.context import MANY, NodeOf
from tradewind.server.models import DayResult, Performance
from tradewind.server.results import by_day, overall

router = APIRouter(tags=["analytics"])

Days = Annotated[int, Query(ge=1, le=20_000, description="At most so many days, the newest ones.")]


@router.get(
    "/analytics/daily", operation_id="listDailyAnalytics", summary="Profit and loss, trades and fees of each day"
)
def daily(node: NodeOf, limit: Days = 365) -> list[DayResult]:
    return by_day(node.account(), node.equity(limit=MANY), node.fills(limit=MANY))[-limit:]


@router.get("/performance", operation_id="getPerformance", summary="The run so far")
def performance(node: NodeOf) -> Performance:
    return overall(node.account(), node.equity(limit=MANY), node.fills(limit=MANY))
