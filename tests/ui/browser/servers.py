"""The app, served for a browser, and the history it keeps."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from formcheck.history import Store

__all__ = ["HERE", "TOP", "Served", "free_port", "serving", "start_server"]

HERE = Path(__file__).parent
TOP = HERE.parents[2]

_ANEW = """
UPDATE trainings SET state = 'stopped' WHERE state = 'running';
UPDATE sets SET state = 'stopped' WHERE state = 'running';
DELETE FROM answers;
DELETE FROM settings;
DELETE FROM plan;
"""


@dataclass(frozen=True, kw_only=True)
class Served:
    """A server's address, and the folder of its data."""

    url: str
    data: Path

    @property
    def history(self) -> Path:
        return self.data / "history.sqlite3"

    def restart(self, make: Callable[[Store], None]) -> None:
        """Forget what a person said, chose and left open, and let `make` write what they did.

        A server takes seconds to start, so one serves one test after the other.
        """
        with closing(sqlite3.connect(self.history)) as raw:
            raw.executescript(_ANEW)
        with Store(self.history) as store:
            make(store)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(script: Path, log: Path, **environment: str) -> Iterator[str]:
    """The address of the app `script` while it is served."""
    port = free_port()
    server = start_server(script, port, log, **environment)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        _end(server)


def start_server(script: Path, port: int, log: Path, **environment: str) -> subprocess.Popen:
    """Start the app `script`, and return when it answers."""
    with log.open("ab") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"],
            cwd=TOP,
            env=os.environ | {"PYTHONPATH": str(TOP)} | environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        _await(f"http://127.0.0.1:{port}/_stcore/health", server, log)
    except BaseException:
        server.kill()
        server.wait(20)
        raise
    return server


def _await(url: str, server: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"The app did not start:\n{log.read_text(encoding='utf-8')}")


def _end(server: subprocess.Popen) -> None:
    """End the server as a person would: when a page is in its way, with Ctrl-C once more."""
    server.terminate()
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        # It waits for every connection to close, and a page that is just connecting may miss that.
        server.send_signal(signal.SIGINT)
        server.wait(60)
