"""The live websocket on a real server of this machine, and pages that connect to it."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute, WebSocketRoute
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from formcheck.live.server.session_registry import SessionRegistry
from formcheck.live.server.websocket import PROTOCOL, LiveSocket
from formcheck.live.server.worker import LiveSession
from tests.live.scripted import PATIENCE_S, message, until

AS_STREAMLIT = {
    "ws": "websockets-sansio",
    "ws_max_size": 200_000_000,
    "ws_ping_interval": 30,
    "ws_ping_timeout": 30,
}


class Server:
    """Serves `app`, `routes` or, without either, its own `registry` at /live, until closed."""

    def __init__(
        self, routes: Sequence[BaseRoute] | None = None, *, app: Starlette | None = None
    ) -> None:
        self.registry: SessionRegistry[LiveSession] = SessionRegistry(close=LiveSession.close)
        if routes is None:
            endpoint = LiveSocket(self.registry, hosts=["127.0.0.1", "localhost"])
            routes = [WebSocketRoute("/live", endpoint.serve)]
        app = Starlette(routes=routes) if app is None else app
        config = uvicorn.Config(app, lifespan="off", log_config=None, **AS_STREAMLIT)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.uvicorn = uvicorn.Server(config)
        self.loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        until(lambda: self.uvicorn.started)

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        await self.uvicorn.serve(sockets=[self._listening])

    def close(self) -> None:
        self.uvicorn.should_exit = True
        self._thread.join(PATIENCE_S)
        self.registry.close_all()
        self._listening.close()
        assert not self._thread.is_alive()

    @property
    def origin(self) -> str:
        """The origin of a page of this server."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def connections(self) -> int:
        """The number of open connections."""
        return len(self.uvicorn.server_state.connections)

    @property
    def tasks(self) -> int:
        """The number of tasks in the server's loop, without the server itself."""

        async def count() -> int:
            return len(asyncio.all_tasks()) - 1

        return asyncio.run_coroutine_threadsafe(count(), self.loop).result(PATIENCE_S)

    @contextmanager
    def connect(
        self, *protocols: str, origin: str | None = "", host: str | None = None
    ) -> Iterator[ClientConnection]:
        """Connect as a browser does; an empty `origin` is this server's own, None is no origin."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S)
        with connect(
            f"ws://{host or f'127.0.0.1:{self.port}'}/live",
            sock=line,
            origin=self.origin if origin == "" else origin,
            subprotocols=list(protocols) or None,
            proxy=None,
            open_timeout=PATIENCE_S,
        ) as connection:
            yield connection

    @contextmanager
    def page(self, key: str) -> Iterator["Page"]:
        """The page that has `token`."""
        with self.connect(PROTOCOL, key) as line:
            yield Page(line)


class Page:
    """A connected page."""

    def __init__(self, line: ClientConnection) -> None:
        self.line = line
        self.next_token = self.hear()["token"]
        self.time_s = 1.0

    def hear(self) -> dict:
        """The server's next message."""
        return json.loads(self.line.recv(timeout=PATIENCE_S))

    def show(self, picture: bytes | None = None) -> dict:
        """The server's answer to a frame."""
        self.time_s += 0.05
        self.line.send(message(self.time_s, picture))
        return self.hear()

    def ask(self, do: str) -> dict:
        """The server's answer to a command."""
        self.line.send(json.dumps({"do": do}))
        return self.hear()


def closed_with(page: Page) -> int:
    """The code with which the connection is closed; earlier messages are ignored."""
    try:
        while True:
            page.hear()
    except ConnectionClosed as closed:
        return closed.rcvd.code


def refuses(server: Server, *protocols: str, **how: str | None) -> bool:
    """Whether the server refuses a connection made like this."""
    try:
        with server.connect(*protocols, **how):
            return False
    except InvalidStatus as error:
        return error.response.status_code == 403
