"""A real browser against the real server."""

import os
import shutil
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import av
import numpy as np
import pytest
from playwright.sync_api import expect, sync_playwright

from formcheck.history import Store
from tests.support.answered_patient import accept, say_all_is_well
from tests.ui.browser import live_page
from tests.ui.browser.patient import (
    CANVAS_CAMERA,
    FLAGS,
    LISTEN,
    before_camera,
    note_stranger,
)
from tests.ui.browser.servers import HERE, TOP, Served, serving
from tests.ui.scripted import DURATION_S


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
    """The browser that most tests share: it has a camera, which no page may use."""
    camera = ("--use-fake-device-for-media-stream", "--deny-permission-prompts")
    browser = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS, *camera])
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


@pytest.fixture(scope="session")
def scripted(chromium, clip, tmp_path_factory):
    """The app with scripted judges, for all tests that ask nothing of the pose model."""
    yield from _served(HERE / "scripted_app.py", tmp_path_factory, FORMCHECK_TEST_CLIP=str(clip))


@pytest.fixture(scope="session")
def real(chromium, tmp_path_factory):
    """The app as it is."""
    yield from _served(TOP / "app.py", tmp_path_factory)


def _served(script: Path, tmp_path_factory, **environment: str):
    folder = tmp_path_factory.mktemp(script.stem)
    data = folder / "data"
    data.mkdir()
    with Store(data / "history.sqlite3") as store:
        accept(store)
    environment["FORMCHECK_DATA"] = str(data)
    with serving(script, folder / "log.txt", **environment) as url:
        yield Served(url=url, data=data)


@pytest.fixture
def well(scripted):
    """The scripted app, before somebody who was asked and is well."""
    scripted.restart(say_all_is_well)
    return scripted


@pytest.fixture
def really_well(real):
    """The app as it is, before somebody who was asked and is well."""
    real.restart(say_all_is_well)
    return real


@pytest.fixture
def reader(scripted):
    """The scripted app, before somebody who has read the disclaimer and done nothing yet."""
    scripted.restart(accept)
    return scripted


@pytest.fixture
def page(browser):
    """A fresh visitor."""
    with visitor(browser) as page:
        yield page


@pytest.fixture
def patient(browser):
    """Somebody before a camera in the test's hands, whose browser's voice is written down."""
    with visitor(browser, LISTEN, CANVAS_CAMERA) as page:
        yield page


@pytest.fixture
def without_camera(browser):
    """Somebody who does not allow the camera."""
    with visitor(browser, LISTEN) as page:
        yield page


@contextmanager
def visitor(browser, *scripts: str):
    """A visitor who, at the end, must have spoken to this machine only and met no script error."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    strangers: list[str] = []
    page_errors: list[str] = []
    context.on("request", lambda request: note_stranger(strangers, request.url))
    context.on("weberror", lambda error: page_errors.append(str(error.error)))
    for script in scripts:
        context.add_init_script(script)
    page = context.new_page()
    page.set_default_timeout(45_000)
    try:
        yield page
    finally:
        context.close()
    assert strangers == []
    assert page_errors == []


@pytest.fixture(scope="module")
def verdict(browser, scripted):
    """A visitor with the scripted verdict before them, reached with one click."""
    scripted.restart(accept)
    with visitor(browser) as page:
        page.goto(f"{scripted.url}/review")
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
