"""A stop on the live socket is answered within half a second, whatever another page does."""

import socket
import threading
import time
from contextlib import suppress

import cv2
import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed

from tests.live.scripted import PATIENCE_S, ControlledEstimator, SessionClient, message

ANSWERED_WITHIN_S = 0.5


def send_fragments(server, page, stop):
    """One message without end."""
    with suppress(ConnectionClosed, OSError):
        page.line.send(bytes(100_000) for _ in iter(lambda: not stop.is_set(), False))


def send_flood(server, page, stop):
    """Frames and nonsense as fast as the line takes them."""
    with suppress(ConnectionClosed, OSError):
        while not stop.is_set():
            page.line.send(message(1.0))
            page.line.send("nonsense")


def send_heavy_pictures(server, page, stop):
    """Pictures of thousands of scans, which take minutes to unpack."""
    image = np.full((480, 640, 3), 90, np.uint8)
    whole = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_PROGRESSIVE, 1])[1].tobytes()
    at = whole.index(b"\xff\xda")
    scan = whole[at : whole.index(b"\xff", at + 12)]
    heavy = whole[:at] + 20_000 * scan + whole[at:]
    with suppress(ConnectionClosed, OSError):
        for number in range(1, 100):
            page.line.send(message(float(number), heavy))
            if stop.wait(0.02):
                return


def open_lines(server, page, stop):
    """Connections that never say anything."""
    lines = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(100)]
    stop.wait(PATIENCE_S)
    for line in lines:
        line.close()


@pytest.mark.parametrize(
    "attack",
    [send_fragments, send_flood, send_heavy_pictures, open_lines],
    ids=lambda f: f.__name__,
)
def test_stop_is_answered(server, key, attack):
    stop = threading.Event()
    other = SessionClient(ControlledEstimator())
    with other, server.page(server.registry.open("2", other.session)) as second:
        attacker = threading.Thread(target=attack, args=(server, second, stop))
        with server.page(key) as page:
            page.show()
            attacker.start()
            time.sleep(0.2)
            began_s = time.monotonic()
            page.line.send('{"do": "stop"}')
            assert page.hear()["stage"] == "done"
            spent_s = time.monotonic() - began_s
        stop.set()
        attacker.join(PATIENCE_S)
    server.registry.close("2")
    assert spent_s < ANSWERED_WITHIN_S
