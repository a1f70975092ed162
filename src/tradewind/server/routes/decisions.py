"""Decisions: what was decided and why, what the newest bar leads to, and a person's yes or no."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from tradewind.live.views import DecisionView
from tradewind.server.context import (
    CONFLICT,
    NOT_FOUND,
    DecisionPath,
    InstrumentPath,
    NodeOf,
    Who,
    instrument_id,
    known_decision,
)
from tradewind.server.models import InstrumentBody

router = APIRouter(tags=["decisions"])

Limit = Annotated[int, Query(ge=1, le=5_000, description="At most so many, the newest ones.")]
Instrument = Annotated[str | None, Query(description="Only of this instrument.", examples=["AAPL.XNAS"])]
Asked = Annotated[str, Query(description="The instrument.", examples=["AAPL.XNAS"])]
Time = Annotated[str, Query(description="ISO-8601; the newest bar at this time is explained.", examples=["2012-03-08"])]


@router.get("/decisions", operation_id="listDecisions", summary="Decisions, newest first", responses=NOT_FOUND)
def decisions(node: NodeOf, limit: Limit = 50, instrument: Instrument = None) -> list[DecisionView]:
    wanted = None if instrument is None else instrument_id(node, instrument)
    return node.decisions(limit=limit, instrument=wanted)


@router.get("/decisions/{decision_id}", operation_id="getDecision", summary="One decision", responses=NOT_FOUND)
def decision(node: NodeOf, decision_id: DecisionPath) -> DecisionView:
    return known_decision(node, decision_id)


@router.get("/explain", operation_id="explain", summary="Why it did or did not trade at a bar", responses=NOT_FOUND)
def explain(node: NodeOf, instrument: Asked, time: Time) -> DecisionView:
    return node.explain(instrument_id(node, instrument), time)


@router.post(
    "/predict",
    operation_id="predict",
    summary="The decision that the newest bar leads to, without acting on it",
    responses={**NOT_FOUND, **CONFLICT},
)
def predict(node: NodeOf, body: InstrumentBody) -> DecisionView:
    return node.predict(instrument_id(node, body.instrument))


@router.get(
    "/predictions/{instrument:path}",
    operation_id="getPrediction",
    summary="The same as POST /predict",
    responses={**NOT_FOUND, **CONFLICT},
)
@router.get(
    "/recommendations/{instrument:path}",
    operation_id="getRecommendation",
    summary="The same as POST /predict: its level, from strong_buy to strong_sell, is the recommendation",
    responses={**NOT_FOUND, **CONFLICT},
)
def recommendation(node: NodeOf, instrument: InstrumentPath) -> DecisionView:
    return node.predict(instrument_id(node, instrument))


@router.post(
    "/decisions/{decision_id}/approve",
    operation_id="approveDecision",
    summary="Approve a waiting decision; its orders go out if risk still allows them",
    responses={**NOT_FOUND, **CONFLICT},
)
def approve(node: NodeOf, who: Who, decision_id: DecisionPath) -> DecisionView:
    known_decision(node, decision_id)
    return node.approve(decision_id, who=who)


@router.post(
    "/decisions/{decision_id}/refuse",
    operation_id="refuseDecision",
    summary="Refuse a waiting decision",
    responses={**NOT_FOUND, **CONFLICT},
)
def refuse(node: NodeOf, who: Who, decision_id: DecisionPath) -> DecisionView:
    known_decision(node, decision_id)
    return node.refuse(decision_id, who=who)
