"""The API's description: what the routes themselves don't say (authentication, errors that any route may answer)."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from tradewind.server import messages

DESCRIPTION = """The API of one Tradewind session.

Money is in the account's currency, prices in the instrument's quote currency, times are ISO-8601 UTC,
fractions are fractions.
Every answer that is no success has the body `{"error": {"code", "message", "try"}}`.

Every route but `/health` needs the token: `Authorization: Bearer TOKEN`, or the cookie that `GET /?token=TOKEN` sets.
`/api/v1/ws` (cookie, or `?token=`) streams messages: first a `SnapshotMessage`, then every `Update`."""

TAGS = [
    {"name": "session", "description": "What runs."},
    {"name": "market data", "description": "Instruments and their prices."},
    {"name": "features", "description": "Indicators, patterns and the like at an instrument's bars."},
    {"name": "account", "description": "Money, positions, equity, risk."},
    {"name": "orders", "description": "Orders and fills."},
    {"name": "decisions", "description": "What was decided and why; approval."},
    {"name": "controls", "description": "Kill switch, pause."},
    {"name": "analytics", "description": "Results."},
]
OPEN_PATHS = frozenset({"/api/v1/health"})
_ERROR = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorBody"}}}


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of `app`, made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title="Tradewind", version=app.version, description=DESCRIPTION, tags=TAGS, routes=app.routes
        )
        document["components"]["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer"},
            "cookie": {"type": "apiKey", "in": "cookie", "name": "tradewind_token"},
        }
        for path, item in document["paths"].items():
            for operation in item.values():
                _complete(operation, path not in OPEN_PATHS)
        _drop_unused(document["components"]["schemas"])
        document["components"]["schemas"] |= messages.schemas()
        app.openapi_schema = document
    return app.openapi_schema


def _complete(operation: dict[str, Any], needs_token: bool) -> None:
    operation["security"] = [{"token": []}, {"cookie": []}] if needs_token else []
    responses = operation["responses"]
    if needs_token:
        responses["401"] = {"description": "No token, or not the right one.", "content": _ERROR}
    responses["400"] = {"description": "The request makes no sense as given.", "content": _ERROR}
    if "422" in responses:
        responses["422"] = {"description": "A field is missing or wrong; the message names it.", "content": _ERROR}
    operation["responses"] = dict(sorted(responses.items()))


def _drop_unused(schemas: dict[str, Any]) -> None:
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
