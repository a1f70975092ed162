"""A real paper node on real prices behind the API, and clients that speak to it."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tradewind.data.sources.samples import us_stocks
from tradewind.kernel.opening import Account
from tradewind.kernel.setup import Setup
from tradewind.ledger.inbox import Inbox
from tradewind.ledger.journal import Journal
from tradewind.ledger.session import session_body
from tradewind.live.feeds import ReplayFeed
from tradewind.live.node import PaperNode
from tradewind.market.columns import Bars
from tradewind.risk.limits import Limits
from tradewind.server.app import create_app
from tradewind.server.run import serve
from tradewind.strategies.loading import load

TOKEN = "test-token-of-more-than-32-characters-0123"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}
ADDRESS = "http://127.0.0.1:8000"
MOMENTS = 160  # days: the strategy has closed a trade by then, and holds both stocks

NewNode = Callable[..., PaperNode]
ClientOf = Callable[..., httpx.AsyncClient]


@pytest.fixture
def token() -> str:
    """What opens the API in these tests."""
    return TOKEN


@pytest.fixture(scope="session")
def stock_bars() -> list[Bars]:
    """The newest 300 days of two stocks."""
    return [bars[-300:] for bars, _ in us_stocks()][2:4]


@pytest.fixture
def new_node(tmp_path: Path, stock_bars: list[Bars]) -> Iterator[NewNode]:
    """Makes nodes; `moments` cuts the bars short, `speed` is that of the replay."""
    journals: list[Journal] = []

    def make(
        *, limits: Limits | None = None, moments: int | None = None, speed: float = 0, hedging: bool = False
    ) -> PaperNode:
        folder = tmp_path / f"node{len(journals)}"
        folder.mkdir()
        bars = [b[:moments] for b in stock_bars] if moments is not None else stock_bars
        setup = Setup(
            load("moving_average_cross"),
            tuple(b.instrument for b in bars),
            {},
            limits or Limits(),
            account=Account(hedging=hedging),
        )
        body = session_body(setup, bars, mode="paper", run="run1")
        journal = Journal.create(folder / "journal.db", body, int(bars[0].ts_event[0]))
        journals.append(journal)
        feed = ReplayFeed(setup, bars, speed=speed)
        return PaperNode(setup, feed, journal, Inbox(folder / "inbox.db"), account="demo")

    yield make
    for journal in journals:
        journal.close()


@pytest.fixture
def node(new_node: NewNode) -> PaperNode:
    """A node whose replay is over, with trades behind it and a position in its hands."""
    made = new_node(moments=MOMENTS)
    made.run_to_end()
    return made


@pytest.fixture
def client_of() -> ClientOf:
    """Makes a client of an application over a node; failures come back as answers, as over a socket."""

    def make(node: PaperNode, *, headers: dict[str, str] | None = None, **options: Any) -> httpx.AsyncClient:
        app = create_app(node, token=TOKEN, **{"static_dir": None, "version": "1.2.3", **options})
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers=HEADERS if headers is None else headers)

    return make


@pytest.fixture
async def client(node: PaperNode, client_of: ClientOf) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(node) as made:
        yield made


@pytest.fixture
def served() -> Iterator[Callable[[Any], str]]:
    """Serves an application on a free port of this machine, from a thread; gives its address."""
    running: list[tuple[threading.Event, threading.Thread]] = []

    def start(app: Any) -> str:
        ready, stop, addresses = threading.Event(), threading.Event(), []

        def tell(address: str) -> None:
            addresses.append(address)
            ready.set()

        options = {"host": "127.0.0.1", "port": 0, "ready": tell, "stop": stop}
        thread = threading.Thread(target=serve, args=(app,), kwargs=options, daemon=True)
        thread.start()
        running.append((stop, thread))
        assert ready.wait(30), "the server must come up"
        return addresses[0]

    yield start
    for stop, thread in running:
        stop.set()
        thread.join(timeout=15)
        assert not thread.is_alive(), "the server must end when told to"
