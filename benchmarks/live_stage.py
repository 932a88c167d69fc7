"""What the live benchmark needs: a video as the camera, a server, memory and percentiles."""

import io
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Page

from formcheck.history import Setting, Store
from formcheck.history.safety_service import SafetyService
from formcheck.paths import bundled_path
from formcheck.pose_estimation.estimator import MediaPipeEstimator
from formcheck.safety.events import PainAnswered, ScreeningAnswered
from formcheck.safety.questionnaire import Pain, PainSite, ScreeningAnswers
from formcheck.ui.components.disclaimer import VERSION
from formcheck.video.decode import open_clip
from formcheck.video.frame import Frame
from formcheck.video.jpeg import decode_jpeg

TOP = Path(__file__).resolve().parents[1]
SIZE = (640, 480)
BITS, BLOCK = 12, (40, 20)
FILM_S = 40


def read_frames(film: Path) -> list[bytes]:
    """Return the JPEG frames of a video made by `make_film`."""
    start = b"\xff\xd8\xff\xe0"
    return [start + jpeg for jpeg in film.read_bytes().split(start)[1:]]


def measure_bare_ms(film: Path) -> float:
    """Return the median time in ms of the pose model alone, one frame after the other."""
    spans = []
    with MediaPipeEstimator() as estimator:
        for index, jpeg in enumerate(read_frames(film)[200:320]):
            image = decode_jpeg(jpeg)
            start = time.perf_counter()
            estimator.estimate(Frame(image=image, time_s=index / 30, index=index))
            spans.append(1000 * (time.perf_counter() - start))
    return statistics.median(spans[20:])


def make_film(target: Path) -> Path:
    """Write a video of the start position and then bridges; each frame carries its number."""
    with open_clip(bundled_path("sample_videos") / "bridge.mp4") as clip:
        images = [np.asarray(Image.fromarray(f.image).resize(SIZE)) for f in clip]
    lead = [images[0]] * 180
    with target.open("wb") as file:
        for number, image in enumerate((lead + images)[: FILM_S * 30]):
            marked = image.copy()
            for bit in range(BITS):
                on = number >> (BITS - 1 - bit) & 1
                marked[: BLOCK[1], bit * BLOCK[0] : (bit + 1) * BLOCK[0]] = 255 * on
            packed = io.BytesIO()
            Image.fromarray(marked).save(packed, "JPEG", quality=88)
            file.write(packed.getvalue())
    return target


def answer_questions(folder: Path) -> None:
    """Answer the questions before an exercise, and those after the last one: mild pain only."""
    with Store(folder / "history.sqlite3") as store:
        read = {"accepted_at": datetime.now(UTC).isoformat(), "version": VERSION}
        store.save_setting(Setting.DISCLAIMER, read).result()
        safety = SafetyService(store)
        pain = Pain(back=1, leg=1, site=PainSite.BACK, sensations=frozenset())
        if safety.day_state().question is not None:
            safety.record_answer(
                PainAnswered(at=datetime.now(UTC), pain=pain, because_of_pain=False)
            )
        before = ScreeningAnswers(pain=pain, flags=frozenset(), flare=False)
        safety.record_answer(ScreeningAnswered(at=datetime.now(UTC), answers=before))


@contextmanager
def run_server(script: Path, folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start a Streamlit server of `script`; yield its address and process, and stop it after."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"FORMCHECK_DATA": str(folder), "PYTHONPATH": str(TOP)}
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"],
        cwd=TOP,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5):  # noqa: S310
                    break
            except OSError:
                time.sleep(0.1)
        yield url, server
    finally:
        server.terminate()
        server.wait(20)


def read_rss_mb(process: subprocess.Popen[bytes]) -> float:
    """Return the server's memory in MB; NaN when the system does not report it."""
    status = Path(f"/proc/{process.pid}/status")
    if not status.is_file():
        return float("nan")
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
    return float(lines["VmRSS"].split()[0]) / 1024


COACH = """() => [...document.querySelectorAll('*')]
  .map((element) => element.shadowRoot?.querySelector('.coach')).find(Boolean)"""
WATCH_PRESENTED = """(root) => {
  const video = root.querySelector('.video');
  root.presented = [];
  const note = (now, about) => {
    root.presented.push(about.presentationTime);
    video.requestVideoFrameCallback(note);
  };
  video.requestVideoFrameCallback(note);
}"""
"""Notes when the browser presents each frame, which may be after the page has read it."""


def read_stats(page: Page) -> dict[str, Any]:
    """Return what the live page counted; each trip begins when its frame was presented.

    That is the time, of those `WATCH_PRESENTED` noted, that is nearest to the frame's own.
    """
    stats, presented = page.evaluate(f"[({COACH})().coachStats, ({COACH})().presented]")
    for trip in stats["trips"]:
        nearest = min(presented, key=lambda at: abs(at - trip["shown"]))
        if abs(nearest - trip["shown"]) < 1000 / 60:
            trip["shown"] = nearest
    return dict(stats)


def p95(values: list[Any]) -> float:
    """Return the 95th percentile."""
    return float(np.percentile(values, 95))
