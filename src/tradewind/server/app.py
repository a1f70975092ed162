"""The application: routes behind their guards, and the dashboard's files."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from tradewind.data.lake import Lake
from tradewind.live.interface import Node
from tradewind.server import dashboard, errors, openapi, stream
from tradewind.server.access import Access
from tradewind.server.context import Context
from tradewind.server.guards import Guards
from tradewind.server.routes import ROUTERS

API = "/api/v1"


def create_app(
    node: Node,
    *,
    token: str,
    lake: Lake | None = None,
    static_dir: Path | None,
    version: str,
    allowed_hosts: Sequence[str] = (),
) -> FastAPI:
    """The API over `node`, and the dashboard in `static_dir`.

    Parameters
    ----------
    token: what a caller must show (see `server.token`). lake: for bars of instruments that the session does not trade.
    static_dir: the dashboard's build; if it is not there a page says how to make it.
    allowed_hosts: names beside 127.0.0.1, localhost and [::1] by which the server may be reached.
    """
    context = Context(node, lake, version, stream.Hub(node))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        context.hub.close()

    app = FastAPI(
        title="Tradewind",
        version=version,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{API}/openapi.json",
    )
    app.state.context = context
    errors.install(app)
    for router in ROUTERS:
        app.include_router(router, prefix=API)
    app.include_router(stream.router, prefix=API)
    app.include_router(dashboard.router(static_dir))
    # The last one added is the first one a request meets.
    app.add_middleware(Access, token=token, api=API, open_paths=openapi.OPEN_PATHS, hosts=allowed_hosts)
    app.add_middleware(Guards)
    app.openapi = lambda: openapi.describe(app)
    return app
