"""Settings of a websocket's connection to which Starlette gives no access."""

import contextlib
import socket as sockets
from typing import Any

from starlette.websockets import WebSocket

__all__ = ["limit_messages", "send_at_once"]

_MOST_OBJECTS = 200


def send_at_once(websocket: WebSocket) -> bool:
    """Switch off Nagle's algorithm, which waits for fuller packets; return whether that worked.

    Streamlit's server leaves it on, and a live state then waits for the page's next frame. With it
    off, the median time from frame to overlay falls by a third (see docs/measurements.md,
    Streamlit's server and the live coach). If a new release of the server hides the connection
    elsewhere, the overlay only gets slower.
    """
    transport = getattr(_find_protocol(websocket), "transport", None)
    if transport is None:
        return False
    connection = transport.get_extra_info("socket")
    with contextlib.suppress(OSError, AttributeError):
        connection.setsockopt(sockets.IPPROTO_TCP, sockets.TCP_NODELAY, 1)
        return True
    return False


def limit_messages(websocket: WebSocket, *, max_bytes: int) -> bool:
    """Let the server end the connection at a longer message; return whether that worked.

    Streamlit's server would collect up to 200 MB before it hands a message over, also when it comes
    in endless fragments.
    """
    protocol = _find_protocol(websocket)
    parser = getattr(protocol, "conn", None)
    if parser is not None and hasattr(parser, "max_message_size"):
        parser.max_message_size = max_bytes
        return True
    return False


def _find_protocol(websocket: WebSocket) -> Any:
    """Return uvicorn's object for the connection; None where it is not found.

    It is looked for behind the functions that Starlette received.
    """
    seen: set[int] = set()
    near: list[Any] = [websocket._receive, websocket._send]  # noqa: SLF001 - there is no other way
    while near and len(seen) < _MOST_OBJECTS:
        one = near.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if hasattr(getattr(one, "transport", None), "get_extra_info"):
            return one
        near.append(getattr(one, "__self__", None))
        for cell in getattr(one, "__closure__", None) or ():
            with contextlib.suppress(ValueError):  # one that is empty yet
                near.append(cell.cell_contents)
        near = [n for n in near if n is not None]
    return None
