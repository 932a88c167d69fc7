"""A camera that hangs in the middle of a hold, seen through the real browser and MediaPipe."""

import tomllib

import numpy as np
import pytest

from formcheck.locations import shipped
from formcheck.vision.decode import open_clip
from tests.ui.browser.cameras import FPS, still, to_jpeg
from tests.ui.browser.patient import COACH, begin, count, do, stage_is

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LEAD_S, HANGS_S = 12.0, 20.0
MESSAGE = "The picture stands still. Check the camera."


@pytest.fixture
def film(tmp_path):
    """Somebody who waits, lifts the hips and holds; there the camera hangs."""
    clip = shipped("sample_videos") / "live" / "live_bridge.mp4"
    (first, *_) = tomllib.loads(clip.with_suffix(".toml").read_text(encoding="utf-8"))["repetition"]
    with open_clip(clip) as frames:
        shown = [(frame.time_s, frame.image.copy()) for frame in frames]
    times = np.array([time_s for time_s, _ in shown])
    target = tmp_path / "hangs.mjpeg"
    with target.open("wb") as file:
        file.write(b"".join(still(shown[0][1], LEAD_S)))
        for time_s in np.arange(0.0, first["top_s"] + 1.0, 1 / FPS):
            at = max(int(np.searchsorted(times, time_s, side="right")) - 1, 0)
            last = to_jpeg(shown[at][1])
            file.write(last)
        file.write(last * round(HANGS_S * FPS))
    return target


def test_a_camera_that_hangs_pauses_the_set_and_is_named(url, film, camera):
    with camera(film) as page:
        begin(page, url, "bridge", leg=None, repetitions=3, hold_s=3)
        stage_is(page, "set")
        page.wait_for_function(
            f"(words) => ({COACH})()?.querySelector('.words').textContent === words",
            arg=MESSAGE,
            timeout=60_000,
        )
        stage_is(page, "paused")
        assert count(page) == 0
        heard = [one["text"] or "" for one in page.evaluate("window.said")]
        assert any("The picture stands still" in text for text in heard)
        do(page, "coach.stop();")
