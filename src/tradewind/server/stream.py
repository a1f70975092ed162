"""The live stream `/api/v1/ws`: a snapshot, then every update; a client that can't keep up is dropped."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import msgspec
from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from starlette.concurrency import run_in_threadpool

from tradewind.live.interface import Node
from tradewind.live.views import Update

QUEUE_LIMIT = 2_000  # updates that may wait for one client
SEND_SECONDS = 10.0  # how long one message may take to leave
MAX_CLIENTS = 64

_TRY_AGAIN = 1013  # of the close codes that IANA lists for RFC 6455

router = APIRouter()


def encode(kind: str, seq: int, data: dict[str, Any]) -> str:
    """One message. Numbers that JSON can't hold (NaN, infinity) become null."""
    return msgspec.json.encode({"kind": kind, "seq": seq, "data": data}, enc_hook=_plain).decode()


def _plain(value: Any) -> Any:
    if hasattr(value, "item"):  # a numpy scalar
        return value.item()
    raise TypeError(f"{type(value).__name__} can't go into a message")


class Client:
    """One connection's queue: filled from the node's thread, emptied in the server's loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, limit: int) -> None:
        self._loop, self._limit = loop, limit
        self._lock = threading.Lock()
        self._waiting: deque[tuple[int, str]] = deque()
        self._awake = asyncio.Event()
        self.slow = False

    def push(self, seq: int, text: str) -> None:
        """Called from the node's thread; never blocks, keeps at most `limit` messages."""
        with self._lock:
            if self.slow:
                return
            if len(self._waiting) >= self._limit:
                self.slow = True
                self._waiting.clear()
            else:
                self._waiting.append((seq, text))
        # The loop may have closed between a client's end and its removal from the hub.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._awake.set)

    async def take(self) -> list[tuple[int, str]]:
        """All that waits, once there is something; empty if the client was too slow."""
        while True:
            await self._awake.wait()
            self._awake.clear()
            with self._lock:
                messages = list(self._waiting)
                self._waiting.clear()
            if messages or self.slow:
                return messages


class Hub:
    """Hands the node's updates to every client."""

    def __init__(self, node: Node, *, queue_limit: int = QUEUE_LIMIT) -> None:
        self.seq = 0
        self._queue_limit = queue_limit
        self._clients: tuple[Client, ...] = ()
        self._lock = threading.Lock()
        self._unsubscribe: Callable[[], None] = node.subscribe(self._listen)

    @property
    def clients(self) -> int:
        return len(self._clients)

    def join(self, loop: asyncio.AbstractEventLoop) -> Client:
        client = Client(loop, self._queue_limit)
        with self._lock:
            self._clients = (*self._clients, client)
        return client

    def leave(self, client: Client) -> None:
        with self._lock:
            self._clients = tuple(c for c in self._clients if c is not client)

    def close(self) -> None:
        """Take no more updates."""
        self._unsubscribe()

    def _listen(self, update: Update) -> None:
        clients = self._clients
        if clients:
            text = encode(update.kind, update.seq, update.data)
            for client in clients:
                client.push(update.seq, text)
        self.seq = update.seq


@router.websocket("/ws")
async def stream(socket: WebSocket) -> None:
    context = socket.app.state.context
    hub: Hub = context.hub
    await socket.accept()
    if hub.clients >= MAX_CLIENTS:
        await socket.close(_TRY_AGAIN, f"{MAX_CLIENTS} clients are connected already, which is the limit")
        return
    client = hub.join(asyncio.get_running_loop())
    sender = asyncio.create_task(_send(socket, hub, client, context.node))
    listener = asyncio.create_task(_until_gone(socket))
    try:
        await asyncio.wait({sender, listener}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        hub.leave(client)
        for task in (sender, listener):
            task.cancel()
        await asyncio.gather(sender, listener, return_exceptions=True)


async def _send(socket: WebSocket, hub: Hub, client: Client, node: Node) -> None:
    # The client joined before its snapshot is taken: updates up to `seq` are in the snapshot; later ones may be too,
    # and say the same again, since each update carries the whole of what it shows.
    seq = hub.seq
    try:
        await _write(socket, encode("snapshot", seq, await run_in_threadpool(snapshot, node)))
        while not client.slow:
            for number, text in await client.take():
                if number > seq:
                    await _write(socket, text)
        reason = f"too slow: more than {QUEUE_LIMIT} updates were waiting; connect again"
    except TimeoutError:
        reason = f"too slow: a message took more than {SEND_SECONDS:g} s; connect again"
    except (WebSocketDisconnect, RuntimeError):
        return
    with contextlib.suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
        await asyncio.wait_for(socket.close(_TRY_AGAIN, reason), SEND_SECONDS)


async def _write(socket: WebSocket, text: str) -> None:
    await asyncio.wait_for(socket.send_text(text), SEND_SECONDS)


async def _until_gone(socket: WebSocket) -> None:
    """What a client sends means nothing; reading it shows when the client has gone."""
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        while (await socket.receive())["type"] != "websocket.disconnect":
            pass


def snapshot(node: Node) -> dict[str, Any]:
    """How things stand: the first message of the stream."""
    return {
        "status": asdict(node.status()),
        "account": asdict(node.account()),
        "positions": [asdict(p) for p in node.positions()],
        "orders": [asdict(o) for o in node.orders(working_only=True)],
        "risk": asdict(node.risk()),
    }
