"""The dashboard's files: the build, its page for every address of its own, and a word where there is no build."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response

_YEAR = 31_536_000  # seconds


class _Page(Convertor[str]):
    """Any path outside the API, so that the API's own answers (404, 405) stay the API's."""

    regex = r"(?!api(?:/|$)).*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("page", _Page())
_MISSING = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Tradewind</title></head>
<body><h1>The dashboard is not built</h1>
<p>Run <code>make setup</code> in Tradewind's folder, then start again.</p>
<p>The API works without it: <code>/api/v1/health</code>.</p></body></html>
"""


def router(static_dir: Path | None) -> APIRouter:
    """Routes for everything outside the API."""
    routes = APIRouter(include_in_schema=False)
    root = static_dir.resolve() if static_dir is not None else None

    @routes.get("/{path:page}")
    async def file(path: str) -> Response:
        return await run_in_threadpool(_respond, root, path)

    return routes


def _respond(root: Path | None, path: str) -> Response:
    page = root / "index.html" if root is not None else None
    if root is None or page is None or not page.is_file():
        return HTMLResponse(_MISSING, status_code=503)
    found = _inside(root, path)
    if found is not None:
        # The build puts a hash of the content into the names under assets/, so those never change.
        lasting = path.startswith("assets/")
        return FileResponse(
            found, headers={"Cache-Control": f"public, max-age={_YEAR}, immutable" if lasting else "no-cache"}
        )
    if "." in path.rsplit("/", 1)[-1]:
        raise HTTPException(404, "there is no such file")
    return FileResponse(page, headers={"Cache-Control": "no-cache"})


def _inside(root: Path, path: str) -> Path | None:
    """The file that `path` names, if it lies inside `root`."""
    if not path or "\0" in path:
        return None
    try:
        found = (root / path).resolve()
        return found if found.is_relative_to(root) and found.is_file() else None
    except OSError:  # a name too long for the file system
        return None
