"""Every failure has one shape, the right status, and no traceback in it."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import httpx
import pytest

from tradewind import errors
from tradewind.errors import TradewindError
from tradewind.live.node import PaperNode
from tradewind.server.errors import UnknownError, status_of

NewNode = Callable[..., PaperNode]
ClientOf = Callable[..., httpx.AsyncClient]

ORDER = {"instrument": "IBM", "side": "buy", "quantity": 1}


@pytest.fixture
async def young(new_node: NewNode, client_of: ClientOf):
    """A client of a node before its first bar."""
    async with client_of(new_node(moments=2)) as client:
        yield client


def detail(response: httpx.Response) -> dict:
    """The error, once its shape is checked."""
    body = response.json()
    assert body.keys() == {"error"} and body["error"].keys() == {"code", "message", "try"}
    assert "\n" not in body["error"]["message"] and "Traceback" not in response.text
    return body["error"]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"quantity": -1}, "quantity"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": "many"}, "quantity"),
        ({"side": "hold"}, "side"),
        ({"type": "iceberg"}, "type"),
        ({"price": 0}, "price"),
        ({"instrument": ""}, "instrument"),
        ({"leverage": 10}, "leverage"),
        ({"stop_loss": -5}, "stop_loss"),
    ],
)
@pytest.mark.parametrize("path", ["orders", "trade"])
async def test_a_wrong_field_is_named(young: httpx.AsyncClient, path: str, change: dict, named: str):
    response = await young.post(f"/api/v1/{path}", json=ORDER | change)
    assert response.status_code == 422
    error = detail(response)
    assert error["code"] == "validation" and error["message"].startswith(f"{named}: ")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'"x"', b"{}", b"\xff", b'{"quantity": 1e999}', b"NaN"])
@pytest.mark.parametrize("path", ["orders", "trade", "predict"])
async def test_a_body_that_is_none_is_refused(young: httpx.AsyncClient, path: str, content: bytes):
    response = await young.post(f"/api/v1/{path}", content=content, headers={"Content-Type": "application/json"})
    assert response.status_code in (400, 422)
    detail(response)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("bars/NOPE", 404, "unknown"),
        ("positions/IBM", 404, "unknown"),
        ("positions/NOPE", 404, "unknown"),
        ("decisions/D1", 404, "unknown"),
        ("decisions?instrument=NOPE", 404, "unknown"),
        ("predictions/NOPE", 404, "unknown"),
        ("explain?instrument=IBM&time=yesterday", 400, "usage"),
        ("explain?instrument=IBM&time=1999-01-01", 400, "data"),
        ("explain?instrument=IBM", 422, "validation"),
        ("bars/IBM?limit=0", 422, "validation"),
        ("bars/IBM?limit=1000000", 422, "validation"),
        ("orders?limit=x", 422, "validation"),
        ("nothing", 404, "unknown"),
    ],
)
async def test_statuses_of_reads(young: httpx.AsyncClient, path: str, status: int, code: str):
    response = await young.get(f"/api/v1/{path}")
    assert response.status_code == status, response.text
    assert detail(response)["code"] == code


async def test_a_wrong_method_is_said_so(young: httpx.AsyncClient):
    response = await young.get("/api/v1/kill")
    assert response.status_code == 405 and detail(response)["code"] == "method"
    assert response.headers["allow"] == "POST"


async def test_order_prices_that_do_not_fit_the_type_are_refused(young: httpx.AsyncClient):
    response = await young.post("/api/v1/orders", json=ORDER | {"type": "limit"})
    assert response.status_code == 409 and "price" in detail(response)["message"]


async def test_a_bug_of_ours_says_nothing_of_the_inside(client: httpx.AsyncClient, node: PaperNode):
    node._journal.close()
    del node._model
    response = await client.get("/api/v1/orders")
    assert response.status_code == 500
    assert detail(response)["code"] == "internal" and "_model" not in response.text
    assert "content-security-policy" in response.headers


def test_every_error_of_ours_has_a_status():
    kinds = [k for _, k in inspect.getmembers(errors, inspect.isclass) if issubclass(k, TradewindError)]
    for kind in [*kinds, UnknownError]:
        status, code = status_of(kind("x"))
        assert 400 <= status < 600
        assert (code == "error") == (kind is TradewindError), f"{kind.__name__} needs a row of its own"
