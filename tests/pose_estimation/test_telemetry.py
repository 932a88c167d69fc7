"""Nothing about a person's exercise leaves the machine."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from formcheck.errors import ModelMissingError
from formcheck.pose_estimation.model_files.store import find_bundle
from formcheck.pose_estimation.native.telemetry import NOWHERE, block_telemetry

TOP = Path(__file__).resolve().parents[2]

OURS = """
import time
import numpy as np
from formcheck.pose_estimation.estimator import MediaPipeEstimator
from formcheck.video.frame import Frame
with MediaPipeEstimator() as estimator:
    for index in range(3):
        image = np.zeros((64, 64, 3), np.uint8)
        estimator.estimate(Frame(image=image, time_s=index / 10, index=index))
time.sleep(1)
"""

BARE = """
import sys, time
from mediapipe.tasks.python import BaseOptions, vision
base = BaseOptions(model_asset_path=sys.argv[1])
vision.PoseLandmarker.create_from_options(vision.PoseLandmarkerOptions(base_options=base)).close()
time.sleep(1)
"""


@dataclass
class Proxy:
    """Stands in for the network; `heard` holds every request."""

    url: str
    heard: list[bytes] = field(default_factory=list)


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        state = Proxy(url=f"http://127.0.0.1:{listener.getsockname()[1]}")
        stopping = threading.Event()

        def listen() -> None:
            listener.settimeout(0.05)
            while not stopping.is_set():
                try:
                    caller, _ = listener.accept()
                except TimeoutError:
                    continue
                with caller:
                    state.heard.append(caller.recv(1024))

        thread = threading.Thread(target=listen)
        thread.start()
        yield state
        stopping.set()
        thread.join()


def run(code: str, proxy: Proxy, *arguments: str) -> None:
    ways = dict.fromkeys(("https_proxy", "HTTPS_PROXY", "ALL_PROXY"), proxy.url)
    kept = {name: value for name, value in os.environ.items() if name.lower() != "no_proxy"}
    subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=TOP,
        env={**kept, **ways},
        capture_output=True,
        check=True,
        timeout=120,
    )


@pytest.fixture
def model() -> Path:
    try:
        return find_bundle()
    except ModelMissingError:
        pytest.skip("no pose model on this machine")


@pytest.mark.slow
def test_estimating_poses_makes_no_connection(proxy: Proxy, model: Path):
    run(OURS, proxy)
    assert proxy.heard == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only seen on Linux")
def test_mediapipe_without_the_block_makes_connections(proxy: Proxy, model: Path):
    # When this fails MediaPipe has stopped reporting and
    # formcheck/pose_estimation/native/telemetry.py can go.
    run(BARE, proxy, str(model))
    assert any(asked.startswith(b"CONNECT play.googleapis.com:443") for asked in proxy.heard)


def test_a_proxy_setting_of_the_user_is_replaced(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(
        "os.environ", {"https_proxy": "http://proxy.example", "no_proxy": "*", "HOME": "/home/me"}
    )
    block_telemetry()
    assert os.environ == {
        "HOME": "/home/me",
        **dict.fromkeys(("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"), NOWHERE),
    }
