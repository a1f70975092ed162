"""The stream over real sockets: a snapshot, then what happens; strangers stay out, slow clients are dropped."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tradewind.live.node import PaperNode
from tradewind.server import stream
from tradewind.server.access import COOKIE
from tradewind.server.app import create_app

NewNode = Callable[..., PaperNode]
Served = Callable[[Any], str]


@pytest.fixture
def young(new_node: NewNode) -> PaperNode:
    """A node with 30 days before it."""
    return new_node(moments=30)


@pytest.fixture
def app(young: PaperNode, token: str) -> Any:
    return create_app(young, token=token, static_dir=None, version="1.2.3")


@pytest.fixture
def address(app: Any, served: Served) -> str:
    return served(app).replace("http://", "ws://") + "/api/v1/ws"


async def receive(socket: Any) -> dict:
    return json.loads(await asyncio.wait_for(socket.recv(), 10))


async def until(true: Callable[[], bool]) -> None:
    for _ in range(200):
        if true():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not come to pass")


async def test_a_snapshot_then_each_update_in_order(address: str, young: PaperNode, token: str):
    async with connect(f"{address}?token={token}") as socket:
        first = await receive(socket)
        assert (first["kind"], first["data"].keys()) == (
            "snapshot",
            {"status", "account", "positions", "orders", "risk"},
        )
        assert first["data"]["status"]["run"] == "run1"
        await asyncio.to_thread(young._turn)
        messages = [await receive(socket) for _ in range(5)]
        assert [m["kind"] for m in messages] == ["bar", "bar", "account", "position", "risk"]
        assert [m["seq"] for m in messages] == list(range(first["seq"] + 1, first["seq"] + 6))
        assert messages[0]["data"]["instrument"] == "GOOG.XNAS" and messages[0]["data"]["close"] > 0


async def test_a_node_in_its_own_thread_reaches_all_clients(address: str, young: PaperNode, token: str):
    async with connect(f"{address}?token={token}") as one, connect(f"{address}?token={token}") as two:
        snapshots = [await receive(socket) for socket in (one, two)]
        young.start()
        try:
            for socket, snapshot in zip((one, two), snapshots, strict=True):
                last, bars = snapshot["seq"], 0
                while True:
                    message = await receive(socket)
                    assert message["seq"] == last + 1, "no update is lost or told twice"
                    last, bars = message["seq"], bars + (message["kind"] == "bar")
                    if message["kind"] == "status" and message["data"]["state"] == "finished":
                        break
                assert bars == 60
        finally:
            await asyncio.to_thread(young.stop)


async def test_a_later_client_starts_where_things_stand(address: str, young: PaperNode, token: str):
    for _ in range(10):
        young._turn()
    async with connect(f"{address}?token={token}") as socket:
        snapshot = await receive(socket)
        assert snapshot["data"]["status"]["bars_done"] == 10
        await asyncio.to_thread(young._turn)
        assert (await receive(socket))["seq"] == snapshot["seq"] + 1 == young._seq - 4


async def test_the_cookie_opens_it_from_this_site_alone(address: str, token: str):
    cookie = {"Cookie": f"{COOKIE}={token}"}
    here = address.replace("ws://", "http://").removesuffix("/api/v1/ws")
    async with connect(address, origin=here, additional_headers=cookie) as socket:
        assert (await receive(socket))["kind"] == "snapshot"
    for origin in ("http://evil.example", "http://127.0.0.1:1", None):
        with pytest.raises(InvalidStatus) as refused:
            await connect(address, origin=origin, additional_headers=cookie)
        assert refused.value.response.status_code == 403


@pytest.mark.parametrize("query", ["", "?token=", "?token=wrong"])
async def test_strangers_get_no_socket(address: str, query: str):
    with pytest.raises(InvalidStatus) as refused:
        await connect(address + query)
    assert refused.value.response.status_code == 401
    assert json.loads(refused.value.response.body)["error"]["code"] == "token"


async def test_another_host_s_name_gets_no_socket(address: str, token: str):
    with pytest.raises(InvalidStatus) as refused:
        await connect(f"{address}?token={token}", additional_headers={"Host": "evil.example"})
    assert refused.value.response.status_code == 400


async def test_a_client_with_too_much_waiting_is_dropped_with_the_reason(
    address: str, app: Any, young: PaperNode, token: str
):
    app.state.context.hub._queue_limit = 5
    async with connect(f"{address}?token={token}") as socket:
        await receive(socket)
        for _ in range(3_000):  # a burst that no loop empties in between
            young._send("bar", {})
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                await receive(socket)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1013 and "too slow" in closed.value.rcvd.reason
    await until(lambda: app.state.context.hub.clients == 0)


async def test_a_client_that_does_not_read_is_let_go(
    address: str, app: Any, young: PaperNode, token: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stream, "SEND_SECONDS", 0.3)
    async with connect(f"{address}?token={token}", max_queue=1, ping_interval=None, close_timeout=0.5):
        await until(lambda: app.state.context.hub.clients == 1)
        for _ in range(300):
            young._send("bar", {"filler": "x" * 100_000})
        await until(lambda: app.state.context.hub.clients == 0)


async def test_one_client_too_many_is_told_so(address: str, app: Any, token: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stream, "MAX_CLIENTS", 1)
    async with connect(f"{address}?token={token}") as first:
        await receive(first)
        async with connect(f"{address}?token={token}") as second:
            with pytest.raises(ConnectionClosed) as closed:
                await receive(second)
            assert closed.value.rcvd is not None and closed.value.rcvd.code == 1013
    await until(lambda: app.state.context.hub.clients == 0)


def test_numbers_that_json_can_not_hold_become_null():
    import numpy as np

    text = stream.encode("bar", 1, {"a": float("nan"), "b": float("inf"), "c": np.float64(1.5), "d": np.int64(2)})
    assert json.loads(text)["data"] == {"a": None, "b": None, "c": 1.5, "d": 2}
