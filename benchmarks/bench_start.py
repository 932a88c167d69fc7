"""Measures what a person waits for at the beginning, beside its aim.

    python benchmarks/bench_start.py [--rounds 3]

Every number is the median of some rounds, each with a new process or a new server, with the code
and the libraries in the disk's cache. "Whole page" is measured in Chromium on the same machine. The
first click on a sample counts until its verdict is on the page, "Start" until the first judged
frame of a camera (a video) is drawn. Nothing fails here: the numbers are only printed.
"""

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench_live import COACH, FLAGS, WINDOW
from bench_review import show
from live_stage import TOP, answer_questions, make_film, run_server
from playwright.sync_api import Browser, Page, sync_playwright

from formcheck.kinematics.track import PoseTrack
from formcheck.paths import bundled_path
from formcheck.texts import app as app_texts

EXERCISE = "bridge"
FRAMES = 1000
READS_S = 3.0
"""How long a person looks at a page before the click."""


def main() -> None:
    """Print the lines."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled code is part of a warm disk
    with tempfile.TemporaryDirectory(prefix="formcheck-bench-") as name:
        folder = Path(name)
        _print_commands(folder, rounds)
        with sync_playwright() as playwright:
            camera = make_film(folder / "camera.mjpeg")
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"),
                args=[*FLAGS, f"--use-file-for-fake-video-capture={camera}"],
            )
            _print_pages(browser, folder, rounds)
            browser.close()


def _print_commands(folder: Path, rounds: int) -> None:
    """Measure commands, each in a process of its own."""
    sample = bundled_path("sample_videos") / f"{EXERCISE}.landmarks.npz"
    track, long = PoseTrack.load(sample), folder / "long.npz"
    track.resampled((FRAMES - 0.5) / track.duration_s).save(long)
    frames = len(PoseTrack.load(long))
    for label, words, aim_s in (
        ("formcheck --help", ["--help"], 0.4),
        (f"a kept track of {len(track)} frames", ["review", str(sample), "-e", EXERCISE], 1.2),
        (f"a kept track of {frames} frames", ["review", str(long), "-e", EXERCISE], 1.2),
    ):
        _run(words)
        _show_s(label, statistics.median(_run(words) for _ in range(2 * rounds + 1)), aim_s)


def _run(words: list[str]) -> float:
    """Return the seconds that a command takes."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "formcheck", *words], cwd=TOP, stdout=subprocess.DEVNULL, check=True
    )
    return time.perf_counter() - start


def _print_pages(browser: Browser, folder: Path, rounds: int) -> None:
    """Measure pages, each with a new server."""
    measured: dict[str, list[float]] = {"server": [], "home": [], "sample": [], "live": []}
    for number in range(rounds):
        data = folder / f"data {number}"
        data.mkdir()
        answer_questions(data)
        server_s, home_s = _measure_app(browser, data)
        measured["server"].append(server_s)
        measured["home"].append(home_s)
        for name, measure in (("sample", _measure_sample), ("live", _measure_live)):
            with run_server(TOP / "app.py", data) as (url, _), _page(browser) as page:
                measured[name].append(measure(page, url))
    median = {name: statistics.median(values) for name, values in measured.items()}
    _show_s("formcheck app: the server answers", median["server"], 3.0)
    _show_s("formcheck app: the home page is drawn", median["home"], 6.0)
    _show_s("first click on a sample to its verdict", median["sample"], 2.0)
    _show_s("Start to the first judged frame", median["live"], 1.5)


def _measure_app(browser: Browser, data: Path) -> tuple[float, float]:
    """Return the seconds from the command to the server's answer, and to the drawn home page."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    start = time.perf_counter()
    app = subprocess.Popen(
        [sys.executable, "-m", "formcheck", "app", "--no-browser", f"--port={port}"],
        cwd=TOP,
        env=os.environ | {"FORMCHECK_DATA": str(data)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(lambda: _answers(f"{url}/_stcore/health"))
        server_s = time.perf_counter() - start
        with _page(browser) as page:
            page.goto(url)
            page.get_by_text(app_texts.REVIEW_PAGE).last.wait_for()
            page.locator(".st-key-home, [data-testid=stMain] h1").first.wait_for()
            return server_s, time.perf_counter() - start
    finally:
        os.killpg(app.pid, 15)
        app.wait(20)


def _measure_sample(page: Page, url: str) -> float:
    """Return the seconds from the first click on a sample to its verdict on the page."""
    page.goto(f"{url}/review")
    button = page.locator(f".st-key-start-{EXERCISE} button").first
    button.wait_for()
    page.wait_for_timeout(1000 * READS_S)
    start = time.perf_counter()
    button.click()
    page.locator("[class*=st-key-verdict-]").get_by_test_id("stMetric").first.wait_for()
    return time.perf_counter() - start


def _measure_live(page: Page, url: str) -> float:
    """Return the seconds from Start to the first judged frame that is drawn."""
    page.goto(f"{url}/exercise")
    page.locator(f".st-key-choose-{EXERCISE} button").click()
    button = page.locator(".st-key-start button")
    button.wait_for()
    page.wait_for_timeout(1000 * READS_S)
    start = time.perf_counter()
    button.click()
    page.wait_for_function(f"({COACH})()?.coachStats?.drawn.length > 0", timeout=60_000)
    return time.perf_counter() - start


@contextmanager
def _page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=WINDOW)
    yield context.new_page()
    context.close()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own server
            return True
    except OSError:
        return False


def _wait_for(ready: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and not ready():
        time.sleep(0.02)


def _show_s(name: str, seconds: float, aim_s: float) -> None:
    show(name, f"{seconds:.2f} s", f"<= {aim_s} s", good=seconds <= aim_s)


if __name__ == "__main__":
    main()
