"""Who may come in: the token on every API route, the right Host, and no writes from other sites.

Three things keep a page of another site out: the Host check (against DNS rebinding), the Origin check (against forged
writes and sockets), and SameSite=Strict on the cookie.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tradewind.server.errors import error_response

COOKIE = "tradewind_token"
COOKIE_DAYS = 30
LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_HOW = "Authorization: Bearer TOKEN, or open /?token=TOKEN once in the browser"


class Access:
    """ASGI middleware: passes on what may come in, and says who asks in `scope["tradewind.who"]`."""

    def __init__(
        self, app: ASGIApp, *, token: str, api: str, open_paths: Iterable[str], hosts: Iterable[str] = ()
    ) -> None:
        self._app, self._token, self._api = app, token.encode(), api
        self._open = frozenset(open_paths)
        self._hosts = frozenset(h.lower() for h in (*LOCAL_HOSTS, *hosts))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = self._refused(scope, headers)
        if refused is None:
            await self._app(scope, receive, send)
        else:
            await answer(refused, scope, receive, send)

    def _refused(self, scope: Scope, headers: Headers) -> Response | None:
        """The answer to a caller that may not come in; None if it may."""
        host = ", ".join(headers.getlist("host"))  # two of them are no name of ours
        if _name(host) not in self._hosts or "," in host:
            message = f"host {host[:100]!r} is not one of this server's: {', '.join(sorted(self._hosts))}"
            return error_response(400, "host", message, "allow the name in the server's settings, or use 127.0.0.1")
        socket = scope["type"] == "websocket"
        path = scope["path"]
        if not path.startswith(self._api + "/") and path != self._api:
            return self._login(scope) if path == "/" and not socket else None
        if path in self._open and not socket:
            return None
        who = self._who(scope, headers, socket)
        if who is None:
            response = error_response(401, "token", "no token, or not the right one", _HOW)
            response.headers["WWW-Authenticate"] = "Bearer"
            return response
        if (socket or scope["method"] not in _SAFE) and not _same_origin(headers, host, who):
            origin = headers.get("origin", "none")
            return error_response(403, "origin", f"origin {origin[:100]!r} is not this server, {host!r}")
        scope["tradewind.who"] = who
        return None

    def _who(self, scope: Scope, headers: Headers, socket: bool) -> str | None:
        """`api` for a bearer of the token, `dashboard` for the cookie, None for neither."""
        kind, _, value = headers.get("authorization", "").partition(" ")
        if kind:
            return "api" if kind.lower() == "bearer" and self._right(value.strip()) else None
        if socket and (asked := _query_token(scope)) is not None:
            return "api" if self._right(asked) else None
        return "dashboard" if self._right(_cookie(headers)) else None

    def _right(self, value: str) -> bool:
        return hmac.compare_digest(value.encode("utf-8", "surrogateescape"), self._token)

    def _login(self, scope: Scope) -> Response | None:
        """`/?token=…` becomes a cookie and `/`, so that the token does not stay in the address."""
        value = _query_token(scope)
        if value is None:
            return None
        if not self._right(value):
            return error_response(
                401, "token", "not the right token", "take the address that tradewind printed at its start"
            )
        response = RedirectResponse("/", status_code=303)
        response.set_cookie(
            COOKIE,
            value,
            max_age=COOKIE_DAYS * 86_400,
            httponly=True,
            samesite="strict",
            secure=scope["scheme"] == "https",
        )
        return response


async def answer(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Send a refusal; a socket gets it in place of its handshake, where the server can do that."""
    if scope["type"] == "http" or "websocket.http.response" in scope.get("extensions", {}):
        await response(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": 1008, "reason": "refused"})


def _name(host: str) -> str:
    """`Localhost:8000` -> `localhost`, `[::1]:8000` -> `[::1]`."""
    end = host.find("]") + 1 if host.startswith("[") else host.find(":")
    return (host[:end] if end > 0 else host).lower()


def _same_origin(headers: Headers, host: str, who: str) -> bool:
    """Browsers name the origin of every write and socket; a program with the token itself need not."""
    origin = headers.get("origin")
    if origin is None:
        return who == "api" or headers.get("sec-fetch-site") == "same-origin"
    parts = urlsplit(origin)
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()


def _query_token(scope: Scope) -> str | None:
    values = parse_qs(scope["query_string"].decode("latin-1")).get("token")
    return values[0] if values else None


def _cookie(headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found is not None else ""
