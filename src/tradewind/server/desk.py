"""A running session with its dashboard in the foreground: until Ctrl-C, SIGTERM, or a given number of seconds."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tradewind import __version__
from tradewind.errors import TradewindError
from tradewind.live.accounts import Session
from tradewind.server.app import create_app
from tradewind.server.run import serve
from tradewind.server.token import load_or_create

STATIC = Path(__file__).parent / "static"


def run_desk(
    session: Session,
    *,
    folder: Path,
    host: str,
    port: int,
    allowed_hosts: tuple[str, ...] = (),
    seconds: float | None = None,
    ready: Callable[[str], None] = lambda url: None,
) -> None:
    """Start the node, serve its dashboard, and leave everything in good order at the end.

    folder: of the workspace, where the token lies. ready: called with the URL (token included) once the page answers.

    Raises
    ------
    TradewindError: the port is taken, or what made the node stop.
    """
    token = load_or_create(folder / "token")
    app = create_app(session.node, token=token, static_dir=STATIC, version=__version__, allowed_hosts=allowed_hosts)
    stop = threading.Event()
    pid_file = folder / "accounts" / f"{session.account}.pid"
    pid_file.write_text(str(_own_pid()))
    previous = _on_terminate(stop)
    watcher = threading.Thread(target=_watch, args=(session, stop, seconds), daemon=True)
    try:
        session.node.start()
        watcher.start()
        serve(app, host=host, port=port, ready=lambda url: ready(f"{url}/?token={token}"), stop=stop)
        failure = session.node.failure
    finally:
        stop.set()
        session.close()
        pid_file.unlink(missing_ok=True)
        if previous is not None:
            signal.signal(signal.SIGTERM, previous)
    if failure is not None:
        raise failure


def _watch(session: Session, stop: threading.Event, seconds: float | None) -> None:
    end = None if seconds is None else time.monotonic() + seconds
    while not stop.is_set():
        if (end is not None and time.monotonic() >= end) or isinstance(session.node.failure, TradewindError):
            stop.set()
        stop.wait(0.2)


def _on_terminate(stop: threading.Event):
    if threading.current_thread() is not threading.main_thread():
        return None
    return signal.signal(signal.SIGTERM, lambda *_: stop.set())


def _own_pid() -> int:
    import os

    return os.getpid()
