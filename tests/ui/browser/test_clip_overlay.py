"""The skeleton lies over the clip itself: at the joints of the picture that is shown."""

import numpy as np
import pytest
from playwright.sync_api import expect

from formcheck.kinematics.landmarks import Landmark
from formcheck.kinematics.track import PoseTrack
from formcheck.paths import bundled_path
from formcheck.texts import review as review_texts
from tests.support.answered_patient import accept
from tests.ui.browser.conftest import visitor
from tests.ui.browser.errors_on import no_error

pytestmark = pytest.mark.browser

SAMPLE = "bridge"
TRACK = PoseTrack.load(bundled_path("sample_videos") / f"{SAMPLE}.landmarks.npz")
OVERLAY = "document.querySelector('canvas.formcheck-overlay')"
DRAWN_AT = f"""([x, y, reach]) => {{
  const pen = {OVERLAY}.getContext('2d');
  const {{ data }} = pen.getImageData(x - reach, y - reach, 2 * reach, 2 * reach);
  return data.some((value, i) => i % 4 === 3 && value > 0);
}}"""
PLACES = f"""() => {{
  const box = (one) => {{
    const {{ x, y, width, height }} = one.getBoundingClientRect();
    return [x, y, width, height];
  }};
  const video = document.querySelector('.st-key-clip video');
  const {{ clientWidth, clientHeight, videoWidth, videoHeight }} = video;
  const scale = Math.min(clientWidth / videoWidth, clientHeight / videoHeight);
  return [box({OVERLAY}), box(video), videoWidth * scale, videoHeight * scale];
}}"""


@pytest.fixture(scope="module")
def shown(browser, real):
    """The verdict on a sample, on the real page."""
    real.restart(accept)
    with visitor(browser) as page:
        page.goto(f"{real.url}/review")
        page.locator(f".st-key-start-{SAMPLE} button:visible").first.click()
        expect(page.locator("[class*=st-key-verdict-]")).to_be_visible()
        page.wait_for_function("document.querySelector('.st-key-clip video')?.readyState >= 2")
        page.wait_for_function(f"{OVERLAY} !== null")
        yield page


def show_at(page, time_s: float) -> np.ndarray:
    """Show the picture at a moment; return its landmarks, shape (33, 2)."""
    page.evaluate(
        "at => { document.querySelector('.st-key-clip video').currentTime = at; }", time_s
    )
    page.wait_for_function(
        "at => { const v = document.querySelector('.st-key-clip video');"
        " return !v.seeking && Math.abs(v.currentTime - at) < 0.01; }",
        arg=time_s,
    )
    return TRACK.xy[int(np.abs(TRACK.time_s - time_s).argmin())]


def test_joints_are_drawn_where_the_picture_shows_them(shown, shots):
    for time_s in (0.5, 2.0, 6.0, 12.0):
        xy = show_at(shown, time_s)
        for joint in (Landmark.LEFT_SHOULDER, Landmark.LEFT_HIP, Landmark.LEFT_ANKLE):
            shown.wait_for_function(DRAWN_AT, arg=[*np.round(xy[joint]).tolist(), 6])
        far_away = [TRACK.size[0] - 20, 20, 6]
        assert not shown.evaluate(DRAWN_AT, far_away)
    shown.screenshot(path=shots / "review-overlay.png")
    no_error(shown)


def test_the_drawing_covers_the_picture_and_nothing_else(shown):
    for width, height in ((1366, 768), (390, 844), (1920, 1080)):
        shown.set_viewport_size({"width": width, "height": height})
        shown.wait_for_timeout(300)
        (x, y, wide, high), (left, top, outer, outer_high), picture, picture_high = shown.evaluate(
            PLACES
        )
        assert (wide, high) == pytest.approx((picture, picture_high), abs=1.5)
        assert x + wide / 2 == pytest.approx(left + outer / 2, abs=1.5)
        assert y + high / 2 == pytest.approx(top + outer_high / 2, abs=1.5)
    shown.set_viewport_size({"width": 1366, "height": 768})


def test_below_it_stands_what_the_judge_said_then(shown):
    show_at(shown, 6.0)
    expect(shown.locator(".clip-overlay .phase")).to_have_text("hold 3.1 s")
    expect(shown.locator(".clip-overlay .count")).to_have_text("0 repetitions")
    show_at(shown, 33.5)
    expect(shown.locator(".clip-overlay .count")).to_have_text("3 repetitions")


def test_the_skeleton_can_be_taken_away_and_brought_back(shown):
    xy = show_at(shown, 6.0)
    hip = [*np.round(xy[Landmark.LEFT_HIP]).tolist(), 6]
    shown.wait_for_function(DRAWN_AT, arg=hip)
    skeleton = shown.get_by_role("checkbox", name=review_texts.SKELETON)
    skeleton.uncheck()
    shown.wait_for_function(f"place => !({DRAWN_AT})(place)", arg=hip)
    skeleton.check()
    shown.wait_for_function(DRAWN_AT, arg=hip)


def test_leaving_the_review_takes_the_drawing_away(shown):
    shown.locator(".st-key-new-clip button").click()
    expect(shown.get_by_text(review_texts.SAMPLES_TITLE)).to_be_visible()
    assert shown.evaluate(f"{OVERLAY} === null")
