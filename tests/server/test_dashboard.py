"""The dashboard's files come as they are, its own addresses get its page, and nothing outside its folder gets out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tradewind.live.node import PaperNode

NewNode = Callable[..., PaperNode]
ClientOf = Callable[..., httpx.AsyncClient]


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A build as Vite lays it out, with a secret beside it."""
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text('<script type="module" src="/assets/index-abc123.js"></script>')
    (folder / "assets" / "index-abc123.js").write_text("export {}")
    (folder / "favicon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (tmp_path / "token").write_text("secret")
    (folder / "link").symlink_to(tmp_path / "token")
    return folder


@pytest.fixture
async def stranger(new_node: NewNode, client_of: ClientOf, build: Path):
    """A client without the token, of an application with a dashboard."""
    async with client_of(new_node(moments=2), headers={}, static_dir=build) as client:
        yield client


async def test_the_page_answers_at_each_address_of_its_own(stranger: httpx.AsyncClient):
    for path in ("/", "/orders", "/positions/IBM", "/apis"):
        response = await stranger.get(path)
        assert response.status_code == 200 and "index-abc123" in response.text, path
        assert response.headers["cache-control"] == "no-cache"
        assert response.headers["content-type"].startswith("text/html")


async def test_hashed_files_are_kept_for_good(stranger: httpx.AsyncClient):
    script = await stranger.get("/assets/index-abc123.js")
    assert "immutable" in script.headers["cache-control"] and "javascript" in script.headers["content-type"]
    assert (await stranger.get("/favicon.svg")).headers["cache-control"] == "no-cache"


async def test_a_file_that_is_gone_is_no_page(stranger: httpx.AsyncClient):
    for path in ("/assets/index-old999.js", "/nothing.png"):
        response = await stranger.get(path)
        assert (response.status_code, response.json()["error"]["code"]) == (404, "unknown"), path


@pytest.mark.parametrize(
    "path", ["/../token", "/%2e%2e/token", "/assets/..%2f..%2ftoken", "//etc/passwd", "/link", "/%00", "/" + "a" * 5000]
)
async def test_nothing_outside_the_build_gets_out(stranger: httpx.AsyncClient, path: str):
    response = await stranger.get(path)
    assert "secret" not in response.text and "root:" not in response.text
    assert response.status_code in (200, 404)


@pytest.mark.parametrize("missing", [None, "empty"])
async def test_without_a_build_a_page_says_how_to_make_it(
    new_node: NewNode, client_of: ClientOf, tmp_path: Path, missing: str | None
):
    folder = tmp_path / missing if missing else None
    async with client_of(new_node(moments=2), headers={}, static_dir=folder) as client:
        response = await client.get("/")
        assert response.status_code == 503 and "make setup" in response.text
        assert (await client.get("/api/v1/health")).status_code == 200
