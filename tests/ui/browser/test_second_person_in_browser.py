"""Somebody sits down beside the patient: the page says so, goes on, and says no more once alone."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from formcheck.locations import shipped
from formcheck.texts import coach as coach_texts
from formcheck.vision.decode import open_clip
from tests.ui.browser.cameras import still
from tests.ui.browser.patient import COACH, begin, count, do, stage_is

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ALONE_S, TOGETHER_S = 12.0, 14.0
"""Time to load the model and count down; time for two looks at a slow machine's pace."""

WORDS_ARE = f"""([text, are]) => {{
  const words = ({COACH})()?.querySelector('.words')?.textContent;
  return words !== undefined && (words === text) === are;
}}"""

HEARD = "(text) => window.said.some((one) => one.text === text)"


@pytest.fixture
def film(tmp_path) -> Path:
    """Somebody lying still; another one, hardly smaller, beside them half of the time."""
    patient = _first("bridge").crop((85, 0, 405, 270)).resize((352, 297))
    visitor = _first("hamstring_stretch_seated").crop((115, 0, 365, 270)).resize((275, 297))
    alone = Image.new("RGB", (640, 480), (150, 150, 150))
    alone.paste(patient, (0, 90))
    together = alone.copy()
    together.paste(visitor, (356, 90))
    target = tmp_path / "camera.mjpeg"
    with target.open("wb") as file:
        for image, seconds in ((alone, ALONE_S), (together, TOGETHER_S)):
            file.write(b"".join(still(np.asarray(image), seconds)))
    return target


def _first(exercise: str) -> Image.Image:
    with open_clip(shipped("sample_videos") / "live" / f"live_{exercise}.mp4") as clip:
        return Image.fromarray(next(iter(clip)).image)


def test_a_second_person_is_noticed_and_told_while_they_are_there(url, film, camera):
    with camera(film) as page:
        begin(page, url, "bridge", leg=None, repetitions=3, hold_s=3)
        stage_is(page, "set")
        page.wait_for_function(WORDS_ARE, arg=[coach_texts.SECOND_PERSON, True], timeout=60_000)
        page.wait_for_function(HEARD, arg=coach_texts.SECOND_PERSON, timeout=60_000)
        page.wait_for_function(WORDS_ARE, arg=[coach_texts.SECOND_PERSON, False], timeout=60_000)
        stage_is(page, "set")  # the one who exercises was followed all the time
        assert count(page) == 0
        do(page, "coach.stop();")
