"""A real browser against the real server."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import av
import numpy as np
import pytest
from playwright.sync_api import expect, sync_playwright

from formcheck.clinic.guard import Guard
from formcheck.clinic.store import Store
from tests.ui.browser import live_page
from tests.ui.browser.patient import FLAGS, before_camera, note_stranger
from tests.ui.scripted import DURATION_S
from tests.ui.wellness import accept, say_all_is_well, settle

HERE = Path(__file__).parent
TOP = HERE.parents[2]


@pytest.fixture(scope="session")
def shots():
    """Where screenshots and measured figures are left for whoever looks at them."""
    folder = TOP / "test-results"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def playwright():
    """Playwright, once: a process can have only one."""
    expect.set_options(timeout=45_000)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium():
    """Debian's chromium, or whatever is called so here."""
    program = shutil.which("chromium")
    if program is None:
        message = "No browser: install chromium to run the browser tests."
        if os.environ.get("FORMCHECK_REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    return program


@pytest.fixture(scope="session")
def browser(playwright, chromium):
    """The browser that most tests share."""
    browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
    yield browser
    browser.close()


@pytest.fixture
def camera(playwright, chromium):
    """A browser of its own, whose camera shows the film it is given."""
    return partial(before_camera, playwright, chromium)


@pytest.fixture(scope="session")
def clip(tmp_path_factory):
    """A clip as long as the scripted review, with a bar that moves from left to right."""
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    with av.open(str(path), "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        frames = int(DURATION_S * 10)
        for i in range(frames):
            image = np.full((180, 320, 3), 40, np.uint8)
            at = int(i / frames * 300)
            image[:, at : at + 20] = (86, 180, 233)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        container.mux(stream.encode())
    return path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _serve(script: Path, environment: dict[str, str], log: Path):
    port = _free_port()
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"],
            cwd=TOP,
            env=os.environ | {"PYTHONPATH": str(TOP)} | environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _await(f"{url}/_stcore/health", server, log)
        yield url
    finally:
        _end(server)


def _end(server: subprocess.Popen) -> None:
    """End the server as a person would: when a page is in its way, with Ctrl-C once more."""
    server.terminate()
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        # It waits for every connection to close, and a page that is just connecting may miss that.
        server.send_signal(signal.SIGINT)
        server.wait(60)


def _await(url: str, server: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"The app did not start:\n{log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def reader(tmp_path_factory):
    """The data of somebody who has read the disclaimer and done nothing yet."""
    folder = tmp_path_factory.mktemp("reader")
    with Store(folder / "history.sqlite3") as store:
        accept(store)
    return folder


@pytest.fixture(scope="session")
def scripted_url(browser, clip, reader, tmp_path_factory):
    log = tmp_path_factory.mktemp("log") / "scripted.txt"
    environment = {"FORMCHECK_TEST_CLIP": str(clip), "FORMCHECK_DATA": str(reader)}
    yield from _serve(HERE / "scripted_app.py", environment, log)


@pytest.fixture(scope="session")
def real_url(browser, reader, tmp_path_factory):
    log = tmp_path_factory.mktemp("log") / "real.txt"
    yield from _serve(TOP / "app.py", {"FORMCHECK_DATA": str(reader)}, log)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Where the server at `url` keeps the history: of somebody who was asked and is well."""
    folder = tmp_path_factory.mktemp("data")
    with Store(folder / "history.sqlite3") as store:
        say_all_is_well(store)
    return folder


@pytest.fixture(autouse=True)
def settled(request):
    """What one test left to be answered does not stand in the way of the next."""
    if "data" in request.fixturenames:
        with Store(request.getfixturevalue("data") / "history.sqlite3") as store:
            settle(store)


@pytest.fixture(scope="module")
def url(data, tmp_path_factory):
    """The real app with an empty history, for the tests of one file."""
    log = tmp_path_factory.mktemp("log") / "app.txt"
    yield from _serve(TOP / "app.py", {"FORMCHECK_DATA": str(data)}, log)


@pytest.fixture(scope="module")
def coached_url(data, tmp_path_factory):
    """The real app, whose pose model sees what the shade of the picture says."""
    log = tmp_path_factory.mktemp("log") / "coached.txt"
    yield from _serve(HERE / "coached_app.py", {"FORMCHECK_DATA": str(data)}, log)


@pytest.fixture
def someone(browser, tmp_path):
    """Serves the app to somebody with a history that `make` writes; None for one not yet asked."""

    def serve(make):
        with Store(tmp_path / "history.sqlite3") as store:
            accept(store)
            if make is not None:
                say_all_is_well(store)
                make(Guard(store))
        return _serve(TOP / "app.py", {"FORMCHECK_DATA": str(tmp_path)}, tmp_path / "log.txt")

    return serve


@pytest.fixture
def page(browser):
    """A fresh visitor."""
    with visitor(browser) as page:
        yield page


@contextmanager
def visitor(browser):
    """A visitor who, at the end, must have spoken to this machine only and met no script error."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(45_000)
    strangers: list[str] = []
    troubles: list[str] = []
    page.on("request", lambda request: note_stranger(strangers, request.url))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    try:
        yield page
    finally:
        context.close()
    assert strangers == []
    assert troubles == []


@pytest.fixture(scope="module")
def verdict(browser, scripted_url):
    """A visitor with the scripted verdict before them, reached with one click."""
    with visitor(browser) as page:
        page.goto(f"{scripted_url}/review")
        page.locator(".st-key-start-bridge button:visible").first.click()
        expect(page.locator("[class*=st-key-verdict-]")).to_be_visible()
        expect(page.locator(".mark").first).to_be_visible()
        expect(page.locator(".st-key-axis .stVegaLiteChart svg")).to_be_visible()
        page.wait_for_function(
            "() => document.querySelector('.st-key-clip video')?.readyState >= 1"
        )
        yield page


@pytest.fixture(scope="module")
def alone(browser):
    """One browser window for the tests of the live page by itself."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.route("**/*", lambda route: route.fulfill(content_type="text/html", body=live_page.html()))
    page.clock.install()
    yield page
    context.close()


@pytest.fixture
def live(alone):
    """The live page by itself, not yet mounted, which must meet no script error."""
    errors: list[str] = []

    def note(error) -> None:
        errors.append(str(error))

    alone.on("pageerror", note)
    alone.goto(live_page.URL)
    alone.wait_for_function("world.ready")
    yield alone
    alone.remove_listener("pageerror", note)
    assert errors == []
