"""Which pages may use this server: its own pages, under a name the server is known by.

The same rule protects the live websocket and everything Streamlit serves. It runs before Streamlit
sees a request. Streamlit would look up this machine's address on the internet before it refuses a
foreign page, and would answer nothing else meanwhile.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["HEADERS", "REFUSED", "SameOriginOnly", "is_allowed_origin", "is_known_host"]

REFUSED = 4401
"""The websocket's close code. If the websocket was not yet open, the browser sees HTTP 403."""
HEADERS = {
    "content-security-policy": "frame-ancestors 'none'",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}
"""Sent with every answer: no other page may show ours in a frame (a click meant for that page would
land on ours), no file is taken for another kind, and no address of ours goes to other servers."""
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def is_allowed_origin(*, origin: str | None, host: str | None, hosts: Collection[str]) -> bool:
    """Return whether a page from `origin` may connect to `host`.

    The page must come from this server, under a name the server is known by. Without the second
    check, any name that somebody points at this machine would pass (DNS rebinding).
    """
    if not origin or not host:
        return False
    try:
        page = urlsplit(origin)
    except ValueError:
        return False
    same = page.scheme in {"http", "https"} and page.netloc.lower() == host.lower()
    return same and is_known_host(host, hosts)


def is_known_host(host: str | None, hosts: Collection[str]) -> bool:
    """Return whether `host`, a name with or without a port, is one of the names `hosts`."""
    try:
        return urlsplit(f"//{host or ''}").hostname in {name.lower() for name in hosts}
    except ValueError:
        return False


class SameOriginOnly:
    """Passes requests of this server's own pages to `app`, and refuses all others.

    A websocket, and a request that writes, must name one of our pages as its origin. A request that
    only reads may have no origin, because browsers leave it out, but no foreign one; and its host
    must be a name of this server.
    """

    def __init__(self, app: ASGIApp, *, hosts: Collection[str]) -> None:
        """`hosts` are the names the server is known by."""
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or websocket, or refuse it."""
        if scope["type"] not in {"http", "websocket"} or self._is_allowed(scope):
            await self._app(scope, receive, _with_headers(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": REFUSED, "reason": ""})
        else:
            answer = PlainTextResponse("Open FormCheck at the address it shows.", status_code=403)
            await answer(scope, receive, _with_headers(send))

    def _is_allowed(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        origin, host = headers.get("origin"), headers.get("host")
        if scope["type"] == "http" and scope["method"] in _READING and origin is None:
            return is_known_host(host, self._hosts)
        return is_allowed_origin(origin=origin, host=host, hosts=self._hosts)


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
        await send(message)

    return send_with_headers
