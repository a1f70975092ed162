"""Serve the application until Ctrl-C or until told to stop, from the main thread or another."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from tradewind.errors import UsageError

_GRACE_SECONDS = 5  # for answers under way when the server ends
_MESSAGE_LIMIT = 16 * 1024  # bytes of a socket's message; clients have nothing to say
_CONNECTIONS = 512  # waiting to be accepted


def serve(
    app: ASGIApp,
    *,
    host: str,
    port: int,
    ready: Callable[[str], None] | None = None,
    stop: threading.Event | None = None,
) -> None:
    """Serve until Ctrl-C, SIGTERM (both only in the main thread) or `stop`; then end in good order and return.

    Parameters
    ----------
    host, port: where to listen; port 0 takes a free one.
    ready: called once the server answers, from another thread, with the address (`http://127.0.0.1:8321`).
    stop: ends the server once it is set, within a tenth of a second.

    Raises
    ------
    UsageError: the port is taken, or can't be listened on.
    """
    with listening(host, port) as listener:
        address = _address(host, listener)
        server = _Server(_config(app), (lambda: ready(address)) if ready else None, stop)
        server.run(sockets=[listener])
        if server.failure is not None:
            raise server.failure


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that is bound to `host` and `port`.

    Raises
    ------
    UsageError: the port is taken, not allowed or out of range, or the host is not of this machine.
    """
    if not 0 <= port <= 65_535:  # getaddrinfo would take it modulo 65536
        raise UsageError(f"port {port} is out of range (0 to 65535)", try_="--port 8321")
    bare, listener = host.strip("[]"), None
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(bare, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(where)
        listener.listen(_CONNECTIONS)
    except OSError as error:
        if listener is not None:
            listener.close()
        raise _unusable(host, port, error) from None
    with listener:
        yield listener


def _unusable(host: str, port: int, error: OSError) -> UsageError:
    if error.errno == errno.EADDRINUSE:
        return UsageError(f"port {port} on {host} is taken by another program", try_=f"--port {port % 65535 + 1}")
    if error.errno in (errno.EACCES, errno.EPERM):
        return UsageError(f"port {port} on {host} needs rights that this user has not", try_="--port 8321")
    return UsageError(f"can't listen on {host}, port {port}: {error.strerror or error}", try_="--host 127.0.0.1")


def _address(host: str, listener: socket.socket) -> str:
    # Listening everywhere has no name that a browser could open; this machine's own name always leads there.
    name = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host.strip("[]"), host.strip("[]"))
    shown = f"[{name}]" if ":" in name else name
    return f"http://{shown}:{listener.getsockname()[1]}"


def _config(app: ASGIApp) -> uvicorn.Config:
    # No access log: addresses may hold the token. No Server header: it helps nobody but an attacker.
    # No compression of the stream: over the local network it costs more time than it saves.
    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        ws_max_size=_MESSAGE_LIMIT,
        ws_per_message_deflate=False,
    )


class _Server(uvicorn.Server):
    """uvicorn's server, which says when it is ready, looks at `stop`, and returns after Ctrl-C."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None] | None, stop: threading.Event | None) -> None:
        super().__init__(config)
        self._ready, self._stop = ready, stop
        self.failure: BaseException | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self._ready is not None and not self.should_exit:
            try:
                await asyncio.get_running_loop().run_in_executor(None, self._ready)
            except Exception as error:
                self.failure, self.should_exit = error, True

    async def on_tick(self, counter: int) -> bool:
        if self._stop is not None and self._stop.is_set():
            self.should_exit = True
        return await super().on_tick(counter)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn's, but a signal is not raised again at the end: the caller has its own things to close."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {s: signal.signal(s, self._asked_to_end) for s in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _asked_to_end(self, number: int, frame: FrameType | None) -> Any:
        # The second time does not wait for answers under way.
        self.force_exit = self.should_exit
        self.should_exit = True
