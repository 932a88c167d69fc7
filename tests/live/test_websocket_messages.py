"""Messages through the live websocket on a real server."""

import asyncio
import json
import logging
import socket
import struct
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import CellType, SimpleNamespace

import pytest
from websockets.exceptions import ConnectionClosed

from formcheck.live.server.connection import limit_messages, send_at_once
from formcheck.live.server.websocket import (
    MOST_IN_A_SECOND,
    PROTOCOL,
    REPLACED,
    TOO_MANY_MISTAKES,
    WRONG,
    _Connection,
)
from tests.live.scripted import (
    ControlledEstimator,
    SessionClient,
    bridges,
    jpeg,
    message,
    until,
    with_size,
)
from tests.support.live_server import Page, closed_with, refuses

TOO_BIG = 1009
"""The websocket's own close code for a message that is too long."""


class TestComingBack:
    def test_with_the_next_token_closes_the_older_connection_at_its_next_message(self, server, key):
        with server.page(key) as old:
            assert old.show()["stage"] == "setup"
            with server.page(old.next_token) as new:
                assert new.show()["stage"] == "setup"
                old.line.send(json.dumps({"do": "stop"}))
                assert closed_with(old) == REPLACED
                assert new.show()["stage"] == "setup"
            until(lambda: not server.registry.is_connected("1"))

    def test_finds_the_exercise_as_it_was(self, server, key):
        with server.page(key) as page:
            page.show()
            page.ask("pause")
            key = page.next_token
        with server.page(key) as page:
            assert page.show()["stage"] == "paused"

    def test_after_a_silent_disconnection_works_at_once(self, server, key):
        """The old connection was cut without notice; the page is back at once."""
        with server.page(key) as old:
            old.show()
            old.line.socket.shutdown(socket.SHUT_RDWR)
            with server.page(old.next_token) as new:
                assert new.show()["stage"] == "setup"
                until(lambda: server.connections == 1)
                assert server.registry.is_connected("1")

    def test_to_an_entry_that_was_closed_is_refused(self, server, key):
        with server.page(key) as page:
            page.show()
            server.registry.close("1")
            page.line.send(message(5.0))
            assert closed_with(page) == REPLACED
            assert refuses(server, PROTOCOL, page.next_token)


class TestWhatAPageSays:
    def test_pause_resume_and_stop_change_the_state(self, server, key):
        with server.page(key) as page:
            page.show()
            stages = [page.ask(do)["stage"] for do in ("pause", "resume", "stop")]
            assert stages == ["paused", "setup", "done"]

    @pytest.mark.parametrize(
        "picture",
        [
            b"\x89PNG\r\n\x1a\n" + bytes(500),
            b"GIF89a" + bytes(500),
            b"no picture",
            bytes(5000),
            jpeg()[: len(jpeg()) // 2],
            with_size(jpeg(), (65_000, 65_000)),
            with_size(jpeg(), (12_000, 12_000)),
            jpeg((8, 8)),
        ],
        ids=["png", "gif", "text", "zeros", "truncated", "bomb", "smaller bomb", "tiny"],
    )
    def test_that_is_no_frame_is_an_error_and_the_session_continues(self, server, key, picture):
        with server.page(key) as page:
            told = page.show(picture)
            assert told["fatal"] is False
            assert told["error"].startswith("Expected")
            assert page.show()["stage"] == "setup"

    @pytest.mark.parametrize(
        "text",
        [
            message(1.0, bytes(2_000_000)),
            b"",
            b"123456789",
            struct.pack("<dB", float("nan"), 0) + jpeg(),
            struct.pack("<dB", -1.0, 0) + jpeg(),
            "",
            "x" * 2_000_000,
            '{"do": "dance"}',
            '{"do": "pause"',
            jpeg().hex(),
        ],
        ids=lambda text: f"{text[:12]!r} ({len(text)})",
    )
    def test_that_is_unknown_is_an_error_and_the_session_continues(self, server, key, text):
        with server.page(key) as page:
            page.line.send(text)
            assert page.hear()["error"].startswith("Expected")
            assert page.show()["stage"] == "setup"

    def test_that_is_invalid_too_often_ends_the_connection(self, server, key, client):
        with server.page(key) as page:
            page.show()
            page.ask("pause")
            for i in range(TOO_MANY_MISTAKES):
                page.line.send(b"" if i % 2 else "nonsense")
            assert closed_with(page) == WRONG
            until(lambda: not server.registry.is_connected("1"))
            with server.page(page.next_token) as again:
                assert again.show()["stage"] == "paused"

    def test_without_end_is_cut_off(self, server, key):
        """Endless fragments of one message must not fill the memory."""
        sent = 0

        def fragments():
            nonlocal sent
            while sent < 100_000_000:
                sent += 100_000
                yield bytes(100_000)

        with server.page(key) as page:
            with suppress(ConnectionClosed):
                page.line.send(fragments())
            assert closed_with(page) == TOO_BIG
            key = page.next_token
        assert sent < 20_000_000  # what was on the way when the server closed
        with server.page(key) as again:
            assert again.show()["stage"] == "setup"

    def test_more_often_than_any_page_ends_the_connection(self, server, key):
        with server.page(key) as page:
            with suppress(ConnectionClosed):
                for _ in range(10 * MOST_IN_A_SECOND):
                    page.line.send('{"do": "note", "what": "x"}')
            assert closed_with(page) == WRONG

    def test_in_fragments_is_joined(self, server, key):
        whole = message(3.0)
        with server.page(key) as page:
            page.line.send([whole[:5], whole[5:50], whole[50:]])
            assert page.hear()["stage"] == "setup"

    def test_that_was_wrong_costs_no_count(self, server):
        estimator, pictures = bridges(1)
        with SessionClient(estimator) as client:
            key = server.registry.open("count", client.session)
            with server.page(key) as page:
                for _ in range(pictures // 2):
                    step(page, client)
                page.show(b"no picture")
                page.line.send(b"")
                page.hear()
                key = page.next_token
            with server.page(key) as page:
                page.time_s = 500.0
                for _ in range(pictures):
                    state = step(page, client)
                assert state["count"] == 1
            server.registry.close("count")


class TestTheServer:
    def test_sends_every_state_at_once(self, server, key):
        with server.page(key) as page:
            page.show()
            (line,) = server.uvicorn.server_state.connections
            connection = line.transport.get_extra_info("socket")
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    def test_serves_where_its_connection_is_hidden(self):
        """Another release of the server may hide its socket; then messages are only slower."""
        receive = SimpleNamespace(__closure__=(CellType(), CellType(object())))
        hidden = SimpleNamespace(_receive=receive, _send=len)
        assert send_at_once(hidden) is False
        assert limit_messages(hidden, max_bytes=1) is False

    def test_is_not_delayed_by_a_busy_session(self, server, key, client):
        with server.page(key) as page:
            page.show()
            client.estimator.go_on.clear()
            page.line.send(message(2.0))
            until(client.estimator.busy.is_set)
            other = SessionClient(ControlledEstimator())
            with other, server.page(server.registry.open("2", other.session)) as second:
                assert second.show()["stage"] == "setup"
            client.estimator.go_on.set()
            assert page.hear()["stage"] == "setup"

    def test_queues_few_states_for_a_page_that_does_not_read(self, client):
        """States that the page does not read are dropped."""

        async def answer_without_end() -> int:
            line = _Connection(None, client.session, lambda: True)
            for i in range(1000):
                line._put(str(i))
            return line._out.qsize()

        # On its own thread, because Playwright leaves a running event loop in this one.
        with ThreadPoolExecutor(1) as thread:
            assert thread.submit(asyncio.run, answer_without_end()).result() <= 8

    def test_has_nothing_left_to_do_when_its_pages_are_gone(self, server, key, caplog):
        until(lambda: server.connections == 0)
        tasks = server.tasks
        with caplog.at_level(logging.ERROR):
            for i in range(20):
                with server.page(key) as page:
                    page.line.send(message(1.0 + i))
                    key = page.next_token
                    if i % 2:
                        page.line.socket.shutdown(socket.SHUT_RDWR)
            until(lambda: server.connections == 0 and server.tasks == tasks)
        until(lambda: not server.registry.is_connected("1"))
        # The test's own client may report the socket that the test shut down.
        of_server = [one for one in caplog.records if one.name != "websockets.client"]
        assert not of_server


def step(page: Page, client: SessionClient) -> dict:
    """The next frame of a film, on both clocks."""
    client.clock.now_s += 1 / 15
    page.time_s += 1 / 15 - 0.05
    return page.show()
