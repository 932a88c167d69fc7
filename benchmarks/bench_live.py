"""Compares the speed of the live page with streamlit-webrtc, using the same pose model.

    python benchmarks/bench_live.py [--seconds 30] [--soak-minutes 0] [--only-soak]

Chromium uses a video as its camera, 640 x 480 at 30 frames a second, on the same machine. The
latency of our page is the time from a frame's presentation to the end of drawing its overlay, by
one clock. For streamlit-webrtc every frame carries its number as a bar code. Its latency is the
time from the number's appearance in the camera's own video to its appearance in the returned one.
Nothing fails here: the numbers are only printed.
"""

import argparse
import json
import shutil
import statistics
import struct
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from live_stage import (
    COACH,
    TOP,
    WATCH_PRESENTED,
    answer_questions,
    make_film,
    measure_bare_ms,
    p95,
    read_frames,
    read_rss_mb,
    read_stats,
    run_server,
)
from playwright.sync_api import Browser, Page, sync_playwright
from websockets.sync.client import connect

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    # streamlit-webrtc must name this machine by its address: nothing here answers multicast names.
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
)
WINDOW = {"width": 800, "height": 600}
"""Chromium draws on the same cores, without a graphics card; a smaller window takes less time."""
SOAK_EXERCISE_MINUTES = 5
TARGETS = {1: (35.0, 60.0, 28.0), 4: (float("nan"), 120.0, 12.0)}
"""By the number of sessions: median and 95th percentile in ms, judged frames a second."""

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
    parser.add_argument("--only-soak", action="store_true", help="run only the soak test")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        camera = make_film(Path(folder) / "camera.mjpeg")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=[*FLAGS, f"--use-file-for-fake-video-capture={camera}"],
        )
        if not options.only_soak:
            print(f"the pose model alone, per frame: {measure_bare_ms(camera):.0f} ms")
            print("page                      median / p95 ms   frames a second     not sent")
        with run_server(TOP / "app.py", Path(folder)) as (url, process):
            answer_questions(Path(folder))
            if not options.only_soak:
                for sessions in (1, 4):
                    _print_ours(browser, url, sessions, options.seconds, process)
                _print_light(browser, url, 4, options.seconds, camera)
            if options.soak_minutes > 0:
                _soak(browser, url, options.soak_minutes, process, Path(folder))
        if not options.only_soak:
            with run_server(TOP / "benchmarks" / "webrtc_page.py", Path(folder)) as (url, _):
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
            f"(() => {{ ({WATCH_PRESENTED})(({COACH})()); const s = ({COACH})().coachStats;"
            " s.drawn = []; s.trips = []; s.dropped = s.sent = 0; })()"
        )
    time.sleep(seconds)
    found = [read_stats(page) for page in pages]
    waits = [trip["drawn"] - trip["shown"] for one in found for trip in one["trips"]]
    rates = [len(one["drawn"]) / seconds for one in found]
    lost = [one["dropped"] / max(one["dropped"] + one["sent"], 1) for one in found]
    aim = TARGETS[sessions]
    print(
        f"FormCheck, {sessions} page{'s' if sessions > 1 else ' '}          "
        f"{statistics.median(waits):5.0f} / {p95(waits):4.0f}        "
        f"{min(rates):5.1f} (aim {aim[2]:.0f})       {100 * max(lost):3.0f} %   "
        f"aims {aim[0]:.0f} / {aim[1]:.0f} ms; server {read_rss_mb(process):.0f} MB"
    )
    if sessions == 1:
        _print_stages([trip for one in found for trip in one["trips"]])
    for page in pages:
        page.context.close()


def _print_stages(trips: list[dict[str, Any]]) -> None:
    """Print where the milliseconds go, from the frame on the screen to its drawn overlay."""
    spent = [trip["spent"] for trip in trips]
    server = [sum(one.values()) for one in spent]
    stages = {
        "until the page takes it": [trip["taken"] - trip["shown"] for trip in trips],
        "captured and encoded": [trip["encoded"] - trip["taken"] for trip in trips],
        "waits for the one before": [trip["sent"] - trip["encoded"] for trip in trips],
        "sent and answered, on the way": [
            trip["received"] - trip["sent"] - there
            for trip, there in zip(trips, server, strict=True)
        ],
        **{f"server: {name}": [one[name] for one in spent] for name in spent[0]},
        "drawn": [trip["drawn"] - trip["received"] for trip in trips],
        "all": [trip["drawn"] - trip["shown"] for trip in trips],
    }
    for name, values in stages.items():
        print(f"    {name:<32}{statistics.median(values):5.1f} / {p95(values):5.1f} ms")


def _start(browser: Browser, url: str) -> Page:
    page = browser.new_context(viewport=WINDOW).new_page()
    page.goto(f"{url}/exercise")
    page.locator(".st-key-choose-bridge button").click()
    field = page.get_by_label("Repetitions per")
    field.fill("30")
    field.press("Enter")
    page.locator(".st-key-start button").click()
    page.wait_for_function(f"({COACH})()?.coachStats?.drawn.length > 0", timeout=60_000)
    return page


def _print_light(browser: Browser, url: str, sessions: int, seconds: float, camera: Path) -> None:
    """Measure the server alone; the clients neither film nor draw, as if on other machines."""
    pages = [_start(browser, url) for _ in range(sessions)]
    tokens = [
        page.evaluate(f"(() => {{ const c = ({COACH})().coach; {_GO_QUIET} }})()") for page in pages
    ]
    shown = read_frames(camera)
    with ThreadPoolExecutor(sessions) as pool:
        found = list(pool.map(lambda token: _client(url, token, shown, seconds), tokens))
    waits = [wait for one in found for wait in one]
    print(
        f"server, {sessions} light clients     {statistics.median(waits):5.0f} / {p95(waits):4.0f}"
        f"        {min(len(one) for one in found) / seconds:5.1f} (aim 12)                "
        "aims - / 120 ms"
    )
    for page in pages:
        page.context.close()


_GO_QUIET = "const { token } = c.connection; c.close(); return token;"


def _client(url: str, token: str, shown: list[bytes], seconds: float) -> list[float]:
    """Send the camera's newest frame, one at a time; return the ms from each to its live state."""
    waits: list[float] = []
    address = url.replace("http", "ws", 1) + "/live"
    with connect(address, origin=url, subprotocols=["formcheck", token], proxy=None) as connection:
        connection.recv()
        start = time.perf_counter()
        while (now := time.perf_counter() - start) < seconds:
            number = int(now * 30)
            head = struct.pack("<dB", 1000 + number / 30, 0)
            connection.send(head + shown[number % len(shown)])
            while json.loads(connection.recv()).get("at") is None:
                pass
            waits.append(1000 * (time.perf_counter() - start - number / 30))
            time.sleep(max(0.0, (number + 1) / 30 - (time.perf_counter() - start)))
    return waits


def _soak(
    browser: Browser, url: str, minutes: float, process: subprocess.Popen[bytes], folder: Path
) -> None:
    """Run five-minute exercises one after the other; print the server's memory every minute."""
    began, end = time.monotonic(), time.monotonic() + 60 * minutes
    print(f"  soak: server {read_rss_mb(process):.0f} MB before the first exercise", flush=True)
    while time.monotonic() < end:
        answer_questions(folder)
        page = _start(browser, url)
        until = min(end, time.monotonic() + 60 * SOAK_EXERCISE_MINUTES)
        while time.monotonic() < until:
            time.sleep(min(60.0, max(until - time.monotonic(), 0.0)))
            found = page.evaluate(f"({COACH})().coachStats.drawn.slice(-900)")
            waits = [drawn - shown for shown, drawn in found]
            print(
                f"  soak {(time.monotonic() - began) / 60:4.1f} min: server "
                f"{read_rss_mb(process):.0f} MB, "
                f"{statistics.median(waits):.0f} / {p95(waits):.0f} ms",
                flush=True,
            )
        page.evaluate(f"({COACH})().coach.stop()")
        time.sleep(5)  # the page draws the summary, the server frees the model
        page.context.close()
        time.sleep(2)
        print(f"  soak: server {read_rss_mb(process):.0f} MB after that exercise", flush=True)


# --- streamlit-webrtc -------------------------------------------------------------------------


def _print_webrtc(browser: Browser, url: str, sessions: int, seconds: float) -> None:
    pages = []
    for _ in range(sessions):
        page = browser.new_context(viewport=WINDOW).new_page()
        page.goto(url)
        page.frame_locator("iframe").get_by_role("button", name="Start").click()
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
        print(f"streamlit-webrtc, {sessions}: no frame came back")
    else:
        print(
            f"streamlit-webrtc, {sessions} page{'s' if sessions > 1 else ' '}   "
            f"{statistics.median(waits):5.0f} / {p95(waits):4.0f}        {min(rates):5.1f}"
        )
    for page in pages:
        page.context.close()


if __name__ == "__main__":
    main()
