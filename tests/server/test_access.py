"""Nobody comes in without the token, by another name, or from another site."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from tradewind.live.node import PaperNode
from tradewind.server.access import COOKIE

NewNode = Callable[..., PaperNode]
ClientOf = Callable[..., httpx.AsyncClient]

HERE = "http://127.0.0.1:8000"


@pytest.fixture
def young(new_node: NewNode) -> PaperNode:
    """A node before its first bar: enough to knock at its door."""
    return new_node(moments=2)


def concrete(path: str) -> str:
    """A described path with its places filled in."""
    return path.replace("{instrument}", "IBM").replace("{order_id}", "O1").replace("{decision_id}", "D1")


@pytest.mark.parametrize("authorization", [None, "Bearer wrong", "Bearer ", "Basic abc", "Bearer tökén"])
async def test_every_described_route_but_health_answers_401_without_the_token(
    young: PaperNode, client_of: ClientOf, authorization: str | None
):
    headers = {} if authorization is None else {"Authorization": authorization.encode("latin-1")}
    async with client_of(young, headers=headers) as stranger, client_of(young) as owner:
        paths = (await owner.get("/api/v1/openapi.json")).json()["paths"]
        assert len(paths) > 25
        for path, item in paths.items():
            for method in item:
                response = await stranger.request(method, concrete(path))
                if path == "/api/v1/health":
                    assert response.status_code == 200
                    continue
                assert response.status_code == 401, (method, path)
                assert response.json()["error"]["code"] == "token"
        for path in ("/api/v1/openapi.json", "/api/v1/nothing", "/api/v1", "/api/v1/health/"):
            assert (await stranger.get(path)).status_code == 401, path
    assert young.status().events == 1, "nothing that a stranger sent has reached the journal"


async def test_the_right_token_in_the_address_becomes_a_cookie(young: PaperNode, client_of: ClientOf, token: str):
    async with client_of(young, headers={}) as browser:
        wrong = await browser.get("/", params={"token": "x" * 43})
        assert wrong.status_code == 401 and "set-cookie" not in wrong.headers
        login = await browser.get("/", params={"token": token})
        assert (login.status_code, login.headers["location"]) == (303, "/")
        cookie = login.headers["set-cookie"].lower()
        assert "httponly" in cookie and "samesite=strict" in cookie and "path=/" in cookie
        assert (await browser.get("/api/v1/status")).status_code == 200, "the browser has the cookie now"


async def test_a_write_by_cookie_must_come_from_this_site(young: PaperNode, client_of: ClientOf, token: str):
    async with client_of(young, headers={"Cookie": f"{COOKIE}={token}"}) as browser:

        async def pause(headers: dict[str, str]) -> httpx.Response:
            return await browser.post("/api/v1/pause", headers=headers)

        for origin in (
            "http://evil.example",
            "null",
            "http://127.0.0.1:9999",
            "ftp://127.0.0.1:8000",
            "127.0.0.1:8000",
        ):
            refused = await pause({"Origin": origin})
            assert (refused.status_code, refused.json()["error"]["code"]) == (403, "origin"), origin
        assert (await pause({})).status_code == 403, "a browser names the origin of a write"
        assert (await pause({"Sec-Fetch-Site": "cross-site"})).status_code == 403
        assert (await browser.get("/api/v1/status")).json()["state"] == "running"
        accepted = await pause({"Origin": HERE})
        assert (accepted.status_code, accepted.json()["state_by"]) == (200, "dashboard")


async def test_a_bearer_needs_no_origin_but_not_a_foreign_one(young: PaperNode, client_of: ClientOf):
    async with client_of(young) as program:
        assert (await program.post("/api/v1/pause")).status_code == 200
        assert (await program.post("/api/v1/resume", headers={"Origin": "http://evil.example"})).status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil", "", "[::2]:8000", "10.0.0.1"]
)
async def test_another_name_for_this_server_is_refused(young: PaperNode, client_of: ClientOf, host: str):
    async with client_of(young) as client:
        for path in ("/api/v1/health", "/api/v1/status", "/"):
            response = await client.get(path, headers={"Host": host})
            assert (response.status_code, response.json()["error"]["code"]) == (400, "host"), path


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:1234", "LocalHost", "[::1]:8000", "trader.lan:8000"])
async def test_local_and_allowed_names_come_in(young: PaperNode, client_of: ClientOf, host: str):
    async with client_of(young, allowed_hosts=["Trader.lan"]) as client:
        assert (await client.get("/api/v1/status", headers={"Host": host})).status_code == 200


async def test_other_sites_are_told_nothing_about_sharing(young: PaperNode, client_of: ClientOf):
    async with client_of(young) as client:
        ask = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
        preflight = await client.options("/api/v1/kill", headers=ask)
        read = await client.get("/api/v1/status", headers={"Origin": "http://evil.example"})
        for response in (preflight, read):
            assert not [name for name in response.headers if name.startswith("access-control")]
        assert preflight.status_code == 405


async def test_every_answer_has_the_security_headers(young: PaperNode, client_of: ClientOf):
    async with client_of(young) as client, client_of(young, headers={}) as stranger:
        answers = [
            await client.get("/api/v1/status"),
            await client.get("/api/v1/nothing"),
            await client.get("/"),
            await stranger.get("/api/v1/status"),
            await client.get("/api/v1/status", headers={"Host": "evil.example"}),
        ]
    for response in answers:
        policy = response.headers["content-security-policy"]
        assert "default-src 'self'" in policy and "unsafe" not in policy and "http" not in policy
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["x-frame-options"] == "DENY"
        assert response.headers["referrer-policy"] == "no-referrer"
        assert response.headers["cache-control"] == "no-store"


async def test_a_body_has_a_limit_declared_or_not(young: PaperNode, client_of: ClientOf):
    async def drip():
        for _ in range(70):
            yield b" " * 1024

    async with client_of(young) as client:
        for content in (b" " * 70_000, drip()):
            response = await client.post(
                "/api/v1/orders", content=content, headers={"Content-Type": "application/json"}
            )
            assert (response.status_code, response.json()["error"]["code"]) == (413, "too_large")
            assert "65536" in response.json()["error"]["message"]
