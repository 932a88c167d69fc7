"""The app and a browser where there is no network at all: everything works as with one.

`test_without_network.py` runs these tests in a network namespace whose one interface is the
machine's own loopback; by itself this file is not collected.
"""

import errno
import socket

import pytest
from playwright.sync_api import expect

from formcheck.history import Store
from formcheck.paths import bundled_path
from formcheck.texts import review as review_texts
from tests.support.clip_excerpt import half_the_frames
from tests.ui.browser.patient import begin, stage_is, wait_for_count

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ENOUGH_S = 7.5


@pytest.fixture
def bridge(tmp_path):
    """The first repetition of a clip, soon looked at."""
    film = bundled_path("sample_videos") / "held" / "held_bridge_hold_short.mp4"
    return half_the_frames(film, tmp_path / "bridge.mp4", ENOUGH_S)


def test_there_is_none():
    assert [name for _, name in socket.if_nameindex()] == ["lo"]
    with socket.socket() as probe, pytest.raises(OSError, match="unreachable") as refused:
        probe.connect(("192.0.2.1", 443))
    assert refused.value.errno == errno.ENETUNREACH


def test_an_exercise_is_coached_and_stands_in_the_history(really_well, camera):
    with camera(None) as page:
        begin(page, really_well.url, "bridge", leg=None, repetitions=3, hold_s=5)
        page.get_by_role("button", name="Use the sample clip").click()
        stage_is(page, "set")
        wait_for_count(page, 1)
        page.get_by_role("button", name="STOP").click()
        expect(page.get_by_role("heading", name="Stopped")).to_be_visible()
        page.goto(f"{really_well.url}/history")
        expect(page.get_by_text("Bridge", exact=False).first).to_be_visible()
    with Store(really_well.history) as store:
        [exercise_session] = store.sessions(limit=1, with_repetitions=True)
    assert exercise_session.sets[0].counted >= 1


def test_a_clip_is_reviewed(real, page, bridge):
    page.goto(f"{real.url}/review")
    page.locator(".st-key-upload input[type=file]").set_input_files(str(bridge))
    exercise = page.locator(".st-key-exercise input")
    exercise.fill("Bridge")
    exercise.press("Enter")
    page.get_by_role("button", name=review_texts.START).click()
    expect(page.locator("[class*=st-key-verdict-]")).to_be_visible(timeout=120_000)
    expect(page.locator(".mark[data-id=rep-1]")).to_be_visible()
    expect(page.locator(".st-key-axis .stVegaLiteChart svg")).to_be_visible()
    page.wait_for_function("() => document.querySelector('.st-key-clip video')?.readyState >= 1")
