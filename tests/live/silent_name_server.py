"""The real app on a machine whose name server never answers, with one exercise under way.

`python -m tests.live.silent_name_server PORT` serves it. A second argument leaves out the checks
before Streamlit sees a request. It prints the session's token and every name looked up, one a line.
"""

import socket
import sys
import time

import uvicorn
from streamlit.starlette import App

from formcheck.live.server.live_sessions import live_sessions
from formcheck.ui.routes import SCRIPT, build_middleware, build_routes
from tests.live.scripted import SessionClient

ANSWERS_AFTER_S = 2.0
LOCAL = {"127.0.0.1", "localhost", "::1", ""}

_look_up = socket.getaddrinfo


def _never_answers(host, *rest, **more):
    name = host.decode() if isinstance(host, bytes) else host or ""
    if name in LOCAL:
        return _look_up(host, *rest, **more)
    _say("looked up", name)
    time.sleep(ANSWERS_AFTER_S)
    raise socket.gaierror(socket.EAI_AGAIN, "no answer")


def _say(what, name):
    sys.stdout.write(f"{what} {name}\n")
    sys.stdout.flush()


def main(port: int, *, asked_first: bool) -> None:
    """Serve until the process is ended."""
    socket.getaddrinfo = _never_answers
    app = App(SCRIPT, routes=build_routes(), middleware=build_middleware() if asked_first else [])
    with SessionClient() as client:
        _say("key", live_sessions().open("1", client.session))
        uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", ws_max_size=200_000_000)


if __name__ == "__main__":
    main(int(sys.argv[1]), asked_first=len(sys.argv) == 2)
