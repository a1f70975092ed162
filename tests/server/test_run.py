"""Serving: the port, the end by Ctrl-C or by word, and what is under way."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from tradewind.errors import UsageError
from tradewind.server.run import serve

Served = Callable[[Any], str]

MAIN = """
import sys
from fastapi import FastAPI
from tradewind.server.run import serve
serve(FastAPI(), host="127.0.0.1", port=0, ready=lambda address: print(address, flush=True))
print("ended in good order", flush=True)
"""


def test_it_answers_at_the_address_that_it_tells(served: Served):
    address = served(FastAPI())
    response = httpx.get(f"{address}/openapi.json")
    assert response.status_code == 200 and "server" not in response.headers


def test_a_port_that_is_taken_is_named_with_the_way_out():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(UsageError, match=rf"port {port} on 127.0.0.1 is taken.*--port \d+"):
            serve(FastAPI(), host="127.0.0.1", port=port)


@pytest.mark.parametrize(
    ("host", "port"), [("127.0.0.1", 70_000), ("127.0.0.1", -1), ("192.0.2.1", 0), ("no.such.invalid", 0)]
)
def test_where_one_can_not_listen_is_said_in_one_line(host: str, port: int):
    with pytest.raises(UsageError) as refused:
        serve(FastAPI(), host=host, port=port)
    assert "\n" not in str(refused.value) and (host in str(refused.value) or str(port) in str(refused.value))


def test_what_goes_wrong_in_ready_ends_the_server_and_is_told():
    def fail(_: str) -> None:
        raise UsageError("no browser")

    with pytest.raises(UsageError, match="no browser"):
        serve(FastAPI(), host="127.0.0.1", port=0, ready=fail)


def test_the_same_port_is_free_again_at_once():
    ports: list[int] = []
    for _ in range(3):
        stop = threading.Event()

        def ready(address: str, stop: threading.Event = stop) -> None:
            httpx.get(f"{address}/openapi.json")
            ports.append(int(address.rsplit(":", 1)[1]))
            stop.set()

        serve(FastAPI(), host="127.0.0.1", port=ports[0] if ports else 0, ready=ready, stop=stop)
    assert len(ports) == 3 and len(set(ports)) == 1


def test_an_answer_under_way_is_finished_before_the_end():
    app, began, stop = FastAPI(), threading.Event(), threading.Event()
    answers: list[int] = []

    @app.get("/slow")
    async def slow() -> str:
        began.set()
        await asyncio.sleep(0.5)
        return "done"

    def ready(address: str) -> None:
        caller = threading.Thread(target=lambda: answers.append(httpx.get(f"{address}/slow").status_code))
        caller.start()
        began.wait(10)
        stop.set()

    serve(app, host="127.0.0.1", port=0, ready=ready, stop=stop)
    time.sleep(0.1)
    assert answers == [200]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_it_in_good_order(number: signal.Signals):
    source = str(Path(__file__).parents[2] / "src")
    child = subprocess.Popen(
        [sys.executable, "-c", MAIN],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": source},
    )
    assert child.stdout is not None
    try:
        assert child.stdout.readline().startswith("http://127.0.0.1:")
        child.send_signal(number)
        out, errors = child.communicate(timeout=20)
    finally:
        child.kill()
    assert (child.returncode, out, errors) == (0, "ended in good order\n", "")


def test_listening_everywhere_tells_an_address_that_a_browser_can_open():
    stop, told = threading.Event(), []

    def ready(address: str) -> None:
        told.append(httpx.get(f"{address}/openapi.json").status_code)
        told.append(address)
        stop.set()

    serve(FastAPI(), host="0.0.0.0", port=0, ready=ready, stop=stop)
    assert told[0] == 200 and told[1].startswith("http://127.0.0.1:")
