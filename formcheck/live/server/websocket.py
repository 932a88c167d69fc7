"""The live websocket on Streamlit's own server."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection

from starlette.websockets import WebSocket, WebSocketDisconnect

from formcheck.errors import LiveError
from formcheck.live.server.connection import limit_messages, send_at_once
from formcheck.live.server.origin import REFUSED, is_allowed_origin
from formcheck.live.server.protocol import (
    MAX_MESSAGE_BYTES,
    encode_failure,
    read_command,
    read_frame,
)
from formcheck.live.server.session_registry import SessionRegistry
from formcheck.live.server.worker import LiveSession

__all__ = ["PROTOCOL", "LiveSocket"]

PROTOCOL = "formcheck"
"""The websocket's subprotocol. The page asks for it and, as a second subprotocol, sends its token.
The token is therefore in no address, and no log records it."""

TOO_MANY_MISTAKES = 20
REPLACED, WRONG = 4409, 4400
CUT_OFF_BYTES = 2 * MAX_MESSAGE_BYTES
"""A message longer than this ends the connection before it is complete. One that is a little too
long gets a sentence."""
MOST_IN_A_SECOND = 200
"""A page sends each frame after the answer to the one before, so 60 a second at most."""
_WAITING = 8
_LOG = logging.getLogger(__name__)


class LiveSocket:
    """The endpoint; `hosts` are the names this server is known by."""

    def __init__(self, registry: SessionRegistry[LiveSession], *, hosts: Collection[str]) -> None:
        """Accept pages that have a token of `registry`."""
        self._registry = registry
        self._hosts = frozenset(hosts)

    async def serve(self, socket: WebSocket) -> None:
        """Serve one connection until either side ends it."""
        asked = socket.scope.get("subprotocols") or []
        headers = socket.headers
        known = is_allowed_origin(
            origin=headers.get("origin"), host=headers.get("host"), hosts=self._hosts
        )
        if not known or len(asked) != 2 or asked[0] != PROTOCOL:
            await socket.close(REFUSED)
            return
        visitor = object()
        try:
            name, session, next_token = self._registry.connect(asked[1], visitor)
        except LiveError:
            await socket.close(REFUSED)
            return
        try:
            await socket.accept(subprotocol=PROTOCOL)
            send_at_once(socket)
            limit_messages(socket, max_bytes=CUT_OFF_BYTES)
            with contextlib.suppress(LiveError):  # just closed; the first message will say so
                session.prepare()
            await socket.send_json({"token": next_token})
            await _Connection(
                socket, session, lambda: self._registry.is_current(name, visitor)
            ).serve()
        except (WebSocketDisconnect, RuntimeError) as gone:
            # Starlette raises RuntimeError when the page disconnects while we are sending.
            _LOG.debug("The live page disconnected: %s", gone)
        finally:
            self._registry.disconnect(name, visitor)


class _Connection:
    """Both directions of one connection."""

    def __init__(self, socket: WebSocket, session: LiveSession, valid: Callable[[], bool]) -> None:
        self._socket = socket
        self._session = session
        self._valid = valid
        self._out: asyncio.Queue[str] = asyncio.Queue(_WAITING)
        self._loop = asyncio.get_running_loop()
        self._mistakes = 0
        self._second, self._in_second = 0, 0

    async def serve(self) -> None:
        """Serve the page until it disconnects."""
        sending = asyncio.create_task(self._send())
        try:
            while await self._receive():
                pass
        finally:
            sending.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await sending

    async def _receive(self) -> bool:
        message = await self._socket.receive()
        if message["type"] != "websocket.receive":
            return False
        if not self._valid():
            await self._socket.close(REPLACED)
            return False
        if self._too_many():
            await self._socket.close(WRONG)
            return False
        try:
            self._take(message.get("bytes"), message.get("text"))
        except LiveError as error:
            self._mistakes += 1
            self._put(encode_failure(str(error), fatal=False))
            if self._mistakes >= TOO_MANY_MISTAKES:
                await self._socket.close(WRONG)
                return False
        return True

    def _too_many(self) -> bool:
        """Count a message; return whether more came within this second than any page sends."""
        second = int(self._loop.time())
        if second != self._second:
            self._second, self._in_second = second, 0
        self._in_second += 1
        return self._in_second > MOST_IN_A_SECOND

    def _take(self, data: bytes | None, text: str | None) -> None:
        if data is not None:
            self._session.submit_frame(read_frame(data), self._reply)
        elif text is not None:
            self._session.submit_command(read_command(text), self._reply)

    def _reply(self, text: str) -> None:
        """Queue an answer; the session's thread calls this."""
        with contextlib.suppress(RuntimeError):  # the server is shutting down
            self._loop.call_soon_threadsafe(self._put, text)

    def _put(self, text: str) -> None:
        with contextlib.suppress(asyncio.QueueFull):  # the page does not read: drop the message
            self._out.put_nowait(text)

    async def _send(self) -> None:
        while True:
            await self._socket.send_text(await self._out.get())
