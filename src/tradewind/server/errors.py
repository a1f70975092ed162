"""Where every error becomes JSON: `{"error": {"code", "message", "try"}}` and the status code that fits."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from tradewind.errors import (
    ConfigError,
    DataError,
    JournalError,
    ModelError,
    OrderError,
    StrategyError,
    TradewindError,
    UsageError,
    VenueError,
)

log = logging.getLogger(__name__)


class UnknownError(UsageError):
    """Something that was named in a request and is not there."""


# The first class that fits an error gives its status and code.
_STATUS: tuple[tuple[type[TradewindError], int, str], ...] = (
    (UnknownError, 404, "unknown"),
    (UsageError, 400, "usage"),
    (DataError, 400, "data"),
    (OrderError, 409, "order"),
    (ConfigError, 500, "config"),
    (StrategyError, 500, "strategy"),
    (ModelError, 409, "model"),
    (JournalError, 500, "journal"),
    (VenueError, 502, "venue"),
    (TradewindError, 500, "error"),
)
_HTTP_CODES = {401: "token", 403: "forbidden", 404: "unknown", 405: "method", 413: "too_large", 503: "busy"}


class ErrorDetail(BaseModel):
    """What went wrong, in one line, and what to do next."""

    model_config = ConfigDict(populate_by_name=True)

    code: str = Field(description="A word that stays the same for one kind of error.")
    message: str = Field(description="One line that names the thing, the value and the limit.")
    try_: str | None = Field(default=None, alias="try", description="What to do next, where there is something.")


class ErrorBody(BaseModel):
    """The body of every answer that is no success."""

    error: ErrorDetail


def error_response(status: int, code: str, message: str, try_: str | None = None) -> JSONResponse:
    """One error as JSON; also used by the guards in front of the routes."""
    return JSONResponse({"error": {"code": code, "message": message, "try": try_}}, status_code=status)


def status_of(error: TradewindError) -> tuple[int, str]:
    """HTTP status and code of an error of ours."""
    return next((status, code) for kind, status, code in _STATUS if isinstance(error, kind))


def install(app: FastAPI) -> None:
    """Make `app` answer every error in the one shape."""
    app.add_exception_handler(TradewindError, _ours)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)


async def _ours(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TradewindError)
    status, code = status_of(error)
    if status >= 500:
        log.error("%s %s: %s", request.method, request.url.path, error.what)
    return error_response(status, code, error.what, error.try_)


async def _validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    problems = error.errors()
    text = "; ".join(dict.fromkeys(_problem(p) for p in problems))
    return error_response(422, "validation", text, "GET /api/v1/openapi.json shows what this route takes")


def _problem(problem: Any) -> str:
    """`quantity: input should be greater than 0, got -1`."""
    # "body", "query" and the names of the alternatives of a body say where pydantic looked, not what the caller wrote.
    place = [str(part) for part in problem["loc"][1:] if part not in ("order", "approval")]
    name = ".".join(place) or "body"
    text = str(problem["msg"])
    text = text[:1].lower() + text[1:]
    given = problem.get("input")
    shown = isinstance(given, str | int | float | bool) and problem["type"] not in ("missing", "json_invalid")
    return f"{name}: {text}, got {_short(given)}" if shown else f"{name}: {text}"


def _short(given: object) -> str:
    text = repr(given)
    return text if len(text) <= 60 else text[:57] + "..."


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    message = f"{request.method} {request.url.path}: {error.detail}"
    response = error_response(error.status_code, _HTTP_CODES.get(error.status_code, "http"), message)
    response.headers.update(error.headers or {})
    return response
