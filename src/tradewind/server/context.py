"""What a route is given: the node, the lake, who asks; and the look-ups that every route shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Request

from tradewind.data.lake import Lake
from tradewind.errors import OrderError
from tradewind.live.interface import Node
from tradewind.live.views import DecisionView
from tradewind.server.errors import ErrorBody, UnknownError
from tradewind.server.stream import Hub

MANY = 1_000_000_000  # "all of them" where the node asks for a limit


@dataclass(frozen=True)
class Context:
    """What the whole application shares."""

    node: Node
    lake: Lake | None
    version: str
    hub: Hub


def _context(request: Request) -> Context:
    return request.app.state.context


def _node(request: Request) -> Node:
    return request.app.state.context.node


def _who(request: Request) -> str:
    return request.scope.get("tradewind.who", "api")


ContextOf = Annotated[Context, Depends(_context)]
NodeOf = Annotated[Node, Depends(_node)]
Who = Annotated[str, Depends(_who)]

InstrumentPath = Annotated[
    str, Path(description="`SYMBOL.VENUE`, or the symbol alone where one venue has it.", examples=["AAPL.XNAS"])
]
DecisionPath = Annotated[str, Path(description="A decision's id.", examples=["D12"])]

NOT_FOUND: dict[int | str, dict] = {404: {"model": ErrorBody, "description": "It is not there."}}
CONFLICT: dict[int | str, dict] = {409: {"model": ErrorBody, "description": "Refused by risk, or as things stand."}}


def instrument_id(node: Node, name: str) -> str:
    """The full id of one of the session's instruments.

    Raises
    ------
    UnknownError: the session does not trade it.
    """
    known = node.status().instruments
    if name in known:
        return name
    matches = [i for i in known if i.rsplit(".", 1)[0] == name]
    if len(matches) != 1:
        raise UnknownError(f"no instrument {name!r} in this session", try_=", ".join(known))
    return matches[0]


def known_decision(node: Node, decision_id: str) -> DecisionView:
    """A decision of this run.

    Raises
    ------
    UnknownError: there is none of this id.
    """
    try:
        return node.decision(decision_id)
    except OrderError as error:
        raise UnknownError(error.what, try_="GET /api/v1/decisions lists them") from None
