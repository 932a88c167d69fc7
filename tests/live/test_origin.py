"""What a foreign website in the same browser, or a foreign host name, can do."""

import http.client
import json
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from formcheck.live.server.origin import HEADERS, SameOriginOnly
from formcheck.live.server.websocket import PROTOCOL
from tests.live.scripted import PATIENCE_S, message, until
from tests.support.live_server import Server

TOP = Path(__file__).parents[2]
ANSWERED_WITHIN_S = 0.5
FOREIGN = "http://evil.example"


@pytest.fixture(scope="module")
def reached():
    """The requests that reached the app, by method and path."""
    return []


@pytest.fixture(scope="module")
def port(reached):
    """A server with an app behind `SameOriginOnly` that answers everything."""

    async def page(request):
        reached.append((request.method, request.url.path))
        return PlainTextResponse("here")

    async def line(websocket):
        reached.append(("socket", websocket.url.path))
        await websocket.accept()
        await websocket.close()

    methods = ["GET", "POST", "PUT", "DELETE", "OPTIONS"]
    app = Starlette(
        routes=[Route("/x", page, methods=methods), WebSocketRoute("/s", line)],
        middleware=[Middleware(SameOriginOnly, hosts=["127.0.0.1", "localhost"])],
    )
    running = Server(app=app)
    yield running.port
    running.close()


def ask(port, method="GET", *, path="/x", host=None, origin=None):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    headers = {"Host": host or f"127.0.0.1:{port}"} | ({"Origin": origin} if origin else {})
    try:
        line.request(method, path, headers=headers)
        answer = line.getresponse()
        assert {name: answer.getheader(name) for name in HEADERS} == HEADERS
        return answer.status
    finally:
        line.close()


def enters(port, *, origin, path="/s", host=None, protocols=None):
    line = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
    url = f"ws://{host or f'127.0.0.1:{port}'}{path}"
    try:
        with connect(url, sock=line, origin=origin, subprotocols=protocols, proxy=None):
            return True
    except InvalidStatus as error:
        return error.response.status_code != 403


class TestWhatComesThrough:
    def test_is_what_this_server_s_own_pages_ask_for(self, port, reached):
        reached.clear()
        own = f"http://127.0.0.1:{port}"
        assert ask(port) == 200  # as the address bar does
        assert {ask(port, method, origin=own) for method in ("GET", "POST", "PUT", "DELETE")} == {
            200
        }
        name = f"localhost:{port}"
        assert ask(port, "PUT", host=name, origin=f"http://{name}") == 200
        assert enters(port, origin=own)
        assert len(reached) == 7

    @pytest.mark.parametrize("origin", [FOREIGN, "null", "http://127.0.0.1:{other}", None])
    def test_is_no_write_and_no_socket_of_another_page(self, port, reached, origin):
        reached.clear()
        origin = None if origin is None else origin.format(other=port + 1)
        for method in ("POST", "PUT", "DELETE"):
            assert ask(port, method, origin=origin) == 403
        assert not enters(port, origin=origin)
        assert (ask(port, origin=origin) == 403) is (origin is not None)
        assert reached == ([] if origin is not None else [("GET", "/x")])

    @pytest.mark.parametrize("name", ["evil.example", "192.0.2.1", "127.0.0.1.evil.example"])
    def test_is_refused_under_a_foreign_name_that_points_here(self, port, reached, name):
        reached.clear()
        host = f"{name}:{port}"
        assert ask(port, host=host) == 403
        assert ask(port, "POST", host=host, origin=f"http://{host}") == 403
        assert not enters(port, host=host, origin=f"http://{host}")
        assert reached == []


class Silent:
    """The app on a machine whose name server does not answer."""

    def __init__(self, process, port) -> None:
        """Read what it prints."""
        self.process, self.port, self.key, self.looked_up = process, port, None, []
        self.reading = threading.Thread(target=self._read, daemon=True)
        self.reading.start()
        until(lambda: self.key is not None and self._answers())

    def _read(self):
        for line in self.process.stdout:
            what, _, rest = line.strip().rpartition(" ")
            if what == "key":
                self.key = rest
            elif what == "looked up":
                self.looked_up.append(rest)

    def _answers(self):
        try:
            return ask(self.port, path="/_stcore/health") == 200
        except OSError:
            return False


@contextmanager
def silent(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.live.silent_name_server", str(port)],
        cwd=TOP,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(TOP), "FORMCHECK_DATA": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        try:
            app = Silent(process, port)
            yield app
        finally:
            process.kill()
        app.reading.join(PATIENCE_S)


def test_five_foreign_pages_cause_no_delay_and_no_name_lookup(tmp_path):
    """Streamlit alone would contact an outside address before it refuses each request."""
    with silent(tmp_path) as app:
        own = f"http://127.0.0.1:{app.port}"
        line = socket.create_connection(("127.0.0.1", app.port), timeout=PATIENCE_S)
        with connect(
            f"ws://127.0.0.1:{app.port}/live",
            sock=line,
            origin=own,
            subprotocols=[PROTOCOL, app.key],
            proxy=None,
        ) as page:
            page.recv(timeout=PATIENCE_S)
            page.send(message(1.0))
            page.recv(timeout=PATIENCE_S)
            strangers = [
                threading.Thread(target=_knock, args=(app.port,), daemon=True) for _ in range(5)
            ]
            for stranger in strangers:
                stranger.start()
            time.sleep(0.1)  # they are on their way
            began_s = time.monotonic()
            page.send(json.dumps({"do": "stop"}))
            while json.loads(page.recv(timeout=PATIENCE_S)).get("stage") != "done":
                pass
            assert time.monotonic() - began_s < ANSWERED_WITHIN_S
            began_s = time.monotonic()
            assert ask(app.port, path="/_stcore/health") == 200
            assert time.monotonic() - began_s < ANSWERED_WITHIN_S
            for stranger in strangers:
                stranger.join(PATIENCE_S)
        assert enters(app.port, origin=own, path="/_stcore/stream")
        assert app.looked_up == []


def _knock(port):
    assert not enters(port, origin=FOREIGN, path="/_stcore/stream")
