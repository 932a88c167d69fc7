"""The live websocket on a real server: which connections it accepts."""

import http.client
import socket
import threading

import pytest

from formcheck.live.server.origin import is_allowed_origin
from formcheck.live.server.websocket import PROTOCOL
from tests.live.scripted import until
from tests.support.live_server import Page, refuses


class TestComingIn:
    def test_our_page_with_its_token_gets_the_next_one(self, server, key):
        with server.page(key) as page:
            assert page.line.subprotocol == PROTOCOL
            assert page.next_token not in {"", key}
            assert page.show()["stage"] == "setup"

    @pytest.mark.parametrize(
        "origin",
        [
            None,
            "null",
            "http://evil.example",
            "http://evil.example:{port}",
            "http://127.0.0.1",
            "http://127.0.0.1:{other}",
            "http://localhost:{port}",
            "http://127.0.0.1.evil.example:{port}",
            "http://127.0.0.1:{port}.evil.example",
            "http://127.0.0.1:{port}@evil.example",
            "http://evil.example@127.0.0.1:{port}",
            "ftp://127.0.0.1:{port}",
            "file://127.0.0.1:{port}",
            "//127.0.0.1:{port}",
            "127.0.0.1:{port}",
            "http://[127.0.0.1:{port}",
            "http://",
        ],
    )
    def test_a_page_from_elsewhere_is_refused_and_the_token_stays_valid(self, server, key, origin):
        if origin is not None:
            origin = origin.format(port=server.port, other=server.port + 1)
        assert refuses(server, PROTOCOL, key, origin=origin)
        assert not server.registry.is_connected("1")
        with server.page(key) as page:
            assert page.show()["stage"] == "setup"

    @pytest.mark.parametrize("name", ["evil.example", "127.0.0.1.evil.example", "192.0.2.1"])
    def test_a_foreign_name_that_points_here_is_refused(self, server, key, name):
        """DNS rebinding: the browser says the page and the server are the same."""
        host = f"{name}:{server.port}"
        assert refuses(server, PROTOCOL, key, origin=f"http://{host}", host=host)

    def test_every_known_name_of_the_server_is_accepted(self, server, key):
        host = f"LocalHost:{server.port}"
        with server.connect(PROTOCOL, key, origin=f"http://{host}", host=host) as line:
            assert Page(line).show()["stage"] == "setup"

    @pytest.mark.parametrize(
        "protocols",
        [
            (),
            (PROTOCOL,),
            ("{key}",),
            ("{key}", PROTOCOL),
            ("other", "{key}"),
            (PROTOCOL, "wrong"),
            (PROTOCOL, "{key}", "more"),
            (PROTOCOL, PROTOCOL, "{key}"),
            ("FormCheck", "{key}"),
        ],
    )
    def test_any_request_without_the_protocol_and_the_token_is_refused(
        self, server, key, protocols
    ):
        assert refuses(server, *(one.format(key=key) for one in protocols))
        with server.page(key) as page:
            assert page.show()["stage"] == "setup"

    def test_a_used_token_is_refused_and_the_next_one_accepted(self, server, key):
        with server.page(key) as page:
            assert refuses(server, PROTOCOL, key)
            second = page.next_token
            assert page.show()["stage"] == "setup"
        assert refuses(server, PROTOCOL, key)
        with server.page(second) as page:
            assert refuses(server, PROTOCOL, second)
            assert page.show()["stage"] == "setup"

    def test_a_binary_header_is_refused(self, server, key, caplog):
        ask = (
            "GET /live HTTP/1.1\r\n"
            f"Host: 127.0.0.1:{server.port}\r\nOrigin: {server.origin}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            "Sec-WebSocket-Protocol: formcheck, \xe4\xff\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as line:
            line.sendall(ask.encode("latin-1"))
            assert line.recv(100).startswith((b"HTTP/1.1 403", b"HTTP/1.1 400"))
        assert not [r for r in caplog.records if r.exc_info]

    def test_a_plain_request_gets_nothing(self, server):
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        line.request("GET", "/live")
        assert line.getresponse().status == 404
        line.close()

    def test_a_thousand_wrong_tokens_leave_nothing_behind(self, server, key):
        until(lambda: server.connections == 0)
        threads, tasks = threading.active_count(), server.tasks
        for i in range(1000):
            assert refuses(server, PROTOCOL, f"{key}{i}")
        until(lambda: server.connections == 0 and server.tasks == tasks)
        assert threading.active_count() <= threads
        assert len(server.registry) == 1
        assert not server.registry.is_connected("1")
        with server.page(key) as page:
            assert page.show()["stage"] == "setup"


@pytest.mark.parametrize(
    ("origin", "host", "comes_in"),
    [
        ("http://127.0.0.1:8501", "127.0.0.1:8501", True),
        ("https://localhost", "localhost", True),
        ("http://[::1]:8501", "[::1]:8501", True),
        ("http://127.0.0.1:8501", "localhost:8501", False),
        ("http://localhost.:8501", "localhost.:8501", False),
        ("http://evil.example", "evil.example", False),
        ("http://:8501", ":8501", False),
        ("http://[::1", "[::1", False),
        ("http://127.0.0.1/x", "127.0.0.1/x", False),
        ("http://127.0.0.1:8501", None, False),
        (None, "127.0.0.1:8501", False),
        ("", "", False),
    ],
)
def test_origin_and_host_must_be_the_same_and_known(origin, host, comes_in):
    hosts = ["127.0.0.1", "localhost", "::1"]
    assert is_allowed_origin(origin=origin, host=host, hosts=hosts) is comes_in
