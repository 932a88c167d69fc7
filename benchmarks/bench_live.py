"""How fast the live path is, beside streamlit-webrtc with the same estimation, in one run.

    python benchmarks/bench_live.py [--seconds 30] [--soak-minutes 0]

Chromium shows a film as its camera, 640 x 480 at 30 pictures a second, on the same machine. Latency
of our page: from a picture's presentation to the end of drawing its overlay, one clock. To measure
both pages alike, every picture carries its number as a bar code: the time from a number's showing
in the camera's own video to its showing in what came back (for us, in the drawn overlay). Nothing
fails here: the numbers are for reading.
"""

import argparse
import io
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from formcheck.locations import shipped
from formcheck.vision.decode import open_clip

TOP = Path(__file__).resolve().parents[1]
SIZE = (640, 480)
BITS, BLOCK = 12, (40, 20)
FILM_S = 40
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
)
AIMS = {1: (35.0, 60.0, 28.0), 4: (float("nan"), 120.0, 12.0)}
"""Sessions: median and 95th percentile in ms, analysed pictures a second."""

COACH = """() => [...document.querySelectorAll('*')]
  .map((element) => element.shadowRoot?.querySelector('.coach')).find(Boolean)"""

READ_CODES = """(selector) => {
  const read = (video, into) => {
    const canvas = document.createElement('canvas');
    canvas.width = 480; canvas.height = 20;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    const step = () => {
      const scale = video.videoWidth / 640;
      context.drawImage(video, 0, 0, 480 * scale, 20 * scale, 0, 0, 480, 20);
      const pixels = context.getImageData(0, 10, 480, 1).data;
      let code = 0;
      for (let bit = 0; bit < 12; bit += 1) {
        code = 2 * code + (pixels[4 * (40 * bit + 20)] > 127 ? 1 : 0);
      }
      if (into.last !== code) { into.last = code; into.seen.push([code, performance.now()]); }
      video.requestVideoFrameCallback(step);
    };
    video.requestVideoFrameCallback(step);
  };
  window.codes = { camera: { seen: [] }, back: { seen: [] } };
  const own = document.createElement('video');
  own.muted = true; own.style.cssText = 'position:fixed;top:0;left:0;width:64px;opacity:0.01';
  document.body.append(own);
  navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } }).then((stream) => {
    own.srcObject = stream;
    own.play().then(() => read(own, window.codes.camera));
  });
  const find = () => {
    const inner = [...document.querySelectorAll('iframe')].map((f) => f.contentDocument);
    for (const root of [document, ...inner]) {
      const videos = [...(root?.querySelectorAll('video') || [])];
      const video = videos.find((v) => v !== own && v.videoWidth);
      if (video) { read(video, window.codes.back); return; }
    }
    setTimeout(find, 200);
  };
  find();
}"""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--soak-minutes", type=float, default=0.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        film = _film(Path(folder) / "camera.mjpeg")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=[*FLAGS, f"--use-file-for-fake-video-capture={film}"],
        )
        print("page                      median / p95 ms   pictures a second   not sent")
        with _server(TOP / "app.py", Path(folder)) as (url, process):
            for sessions in (1, 4):
                _print_ours(browser, url, sessions, options.seconds, process)
            if options.soak_minutes > 0:
                _soak(browser, url, options.soak_minutes, process)
        with _server(TOP / "benchmarks" / "webrtc_page.py", Path(folder)) as (url, _):
            for sessions in (1, 4):
                _print_webrtc(browser, url, sessions, options.seconds)
        browser.close()


# --- ours -------------------------------------------------------------------------------------


def _print_ours(
    browser: Browser, url: str, sessions: int, seconds: float, process: subprocess.Popen[bytes]
) -> None:
    pages = [_start(browser, url) for _ in range(sessions)]
    time.sleep(8)  # the model is loaded, the countdown is over
    for page in pages:
        page.evaluate(
            f"(() => {{ const s = ({COACH})().coachStats;"
            " s.drawn = []; s.dropped = s.sent = 0; })()"
        )
    time.sleep(seconds)
    found = [page.evaluate(f"({COACH})().coachStats") for page in pages]
    waits = [drawn - shown for one in found for shown, drawn in one["drawn"]]
    rates = [len(one["drawn"]) / seconds for one in found]
    lost = [one["dropped"] / max(one["dropped"] + one["sent"], 1) for one in found]
    aim = AIMS[sessions]
    print(
        f"FormCheck, {sessions} page{'s' if sessions > 1 else ' '}          "
        f"{statistics.median(waits):5.0f} / {_p95(waits):4.0f}        "
        f"{min(rates):5.1f} (aim {aim[2]:.0f})       {100 * max(lost):3.0f} %   "
        f"aims {aim[0]:.0f} / {aim[1]:.0f} ms; server {_rss_mb(process):.0f} MB"
    )
    for page in pages:
        page.context.close()


def _start(browser: Browser, url: str) -> Page:
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.goto(f"{url}/exercise")
    page.locator(".st-key-choose-bridge button").click()
    field = page.get_by_label("Repetitions a")
    field.fill("30")
    field.press("Enter")
    page.locator(".st-key-start button").click()
    page.wait_for_function(f"({COACH})()?.coachStats?.drawn.length > 0", timeout=60_000)
    return page


def _soak(browser: Browser, url: str, minutes: float, process: subprocess.Popen[bytes]) -> None:
    page = _start(browser, url)
    time.sleep(60)
    first = _rss_mb(process)
    readings = []
    end = time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        time.sleep(60)
        readings.append(_rss_mb(process))
        found = page.evaluate(f"({COACH})().coachStats.drawn.slice(-900)")
        waits = [drawn - shown for shown, drawn in found]
        print(
            f"  soak {len(readings):3d} min: server {readings[-1]:.0f} MB (began at {first:.0f}), "
            f"{statistics.median(waits):.0f} / {_p95(waits):.0f} ms"
        )
    page.context.close()


# --- the yardstick ----------------------------------------------------------------------------


def _print_webrtc(browser: Browser, url: str, sessions: int, seconds: float) -> None:
    pages = []
    for _ in range(sessions):
        page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
        page.goto(url)
        page.wait_for_selector("iframe")
        page.evaluate(READ_CODES)
        pages.append(page)
    end = time.monotonic() + 60
    while time.monotonic() < end and not all(
        page.evaluate("window.codes.back.seen.length > 30") for page in pages
    ):
        time.sleep(0.5)
    for page in pages:
        page.evaluate("window.codes.back.seen = []; window.codes.camera.seen = [];")
    time.sleep(seconds)
    waits, rates = [], []
    for page in pages:
        seen = page.evaluate("({camera: window.codes.camera.seen, back: window.codes.back.seen})")
        shown = dict(seen["camera"])
        mine = [at - shown[code] for code, at in seen["back"] if code in shown]
        waits += [wait for wait in mine if 0 <= wait < 10_000]
        rates.append(len(seen["back"]) / seconds)
    if not waits:
        print(f"streamlit-webrtc, {sessions}: no picture came back")
    else:
        print(
            f"streamlit-webrtc, {sessions} page{'s' if sessions > 1 else ' '}   "
            f"{statistics.median(waits):5.0f} / {_p95(waits):4.0f}        {min(rates):5.1f}"
        )
    for page in pages:
        page.context.close()


# --- around -----------------------------------------------------------------------------------


def _film(target: Path) -> Path:
    """Somebody in the start position, then bridges; each picture carries its number."""
    with open_clip(shipped("sample_videos") / "bridge.mp4") as clip:
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


@contextmanager
def _server(script: Path, folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
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


def _rss_mb(process: subprocess.Popen[bytes]) -> float:
    """Memory of the server in MB; NaN where the system does not tell."""
    status = Path(f"/proc/{process.pid}/status")
    if not status.is_file():
        return float("nan")
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
    return float(lines["VmRSS"].split()[0]) / 1024


def _p95(values: list[Any]) -> float:
    return float(np.percentile(values, 95))


if __name__ == "__main__":
    main()
