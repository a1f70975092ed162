"""The account: money, positions, equity, and what risk allows."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from tradewind.errors import UsageError
from tradewind.live.views import AccountView, EquityPoint, PositionView, RiskView
from tradewind.server.context import NOT_FOUND, InstrumentPath, NodeOf, instrument_id
from tradewind.server.errors import UnknownError
from tradewind.server.models import PortfolioStatus

router = APIRouter(tags=["account"])

EquityLimit = Annotated[int, Query(ge=2, le=20_000, description="At most so many points, spread over the run.")]

Leg = Annotated[
    Literal["long", "short"] | None, Query(description="Of a hedging account, where both legs may be open.")
]


@router.get("/account", operation_id="getAccount", summary="Cash, equity, profit and loss, drawdown")
def account(node: NodeOf) -> AccountView:
    return node.account()


@router.get("/accounts", operation_id="listAccounts", summary="All accounts of this server: a paper session has one")
def accounts(node: NodeOf) -> list[AccountView]:
    return [node.account()]


@router.get("/positions", operation_id="listPositions", summary="Open positions with their stops and targets")
def positions(node: NodeOf) -> list[PositionView]:
    return node.positions()


@router.get(
    "/positions/{instrument:path}", operation_id="getPosition", summary="One open position", responses=NOT_FOUND
)
def position(node: NodeOf, instrument: InstrumentPath, leg: Leg = None) -> PositionView:
    name = instrument_id(node, instrument)
    found = [p for p in node.positions() if p.instrument == name and leg in (None, p.leg)]
    if not found:
        raise UnknownError(
            f"no open {f'{leg} leg' if leg else 'position'} in {name}", try_="GET /api/v1/positions lists them"
        )
    if len(found) > 1:
        raise UsageError(f"{name} is held on both legs; say which", try_="?leg=long or ?leg=short")
    return found[0]


@router.get("/equity", operation_id="listEquity", summary="Equity and drawdown over the run, oldest first")
def equity(node: NodeOf, limit: EquityLimit = 2000) -> list[EquityPoint]:
    return node.equity(limit=limit)


@router.get("/risk", operation_id="getRisk", summary="State of trading, and each limit with the room left")
@router.get("/risk/portfolio", operation_id="getRiskPortfolio", summary="The same as /risk")
def risk(node: NodeOf) -> RiskView:
    return node.risk()


@router.get(
    "/portfolio/status", operation_id="getPortfolioStatus", summary="Account, positions and waiting orders at once"
)
def portfolio(node: NodeOf) -> PortfolioStatus:
    return PortfolioStatus(
        account=node.account(),
        positions=node.positions(),
        working_orders=node.orders(working_only=True),
        state=node.status().state,
    )
