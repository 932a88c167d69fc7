"""When it hurts all ceases at once: a rendered person before Chromium's camera, and MediaPipe."""

import os
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from formcheck.history import Store
from formcheck.history.safety_service import SafetyService
from formcheck.safety.events import QuestionReason
from tests.support.answered_patient import settle
from tests.ui.browser.cameras import exercising, turned_over
from tests.ui.browser.patient import COACH, IS_ON, begin, stage_is

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TIMES = int(os.environ.get("FORMCHECK_STOPS", "1"))
"""How often each way of stopping is tried; 20 for the figures."""
SILENT_WITHIN_S = 0.5

WATCH = """() => { const mouse = (event) => { window.pressedAt = performance.now(); };
  window.addEventListener('pointerdown', mouse, true);
  window.addEventListener('keydown', mouse, true); }"""
SILENT_AT = """() => { const cut = window.said.filter((one) => one.at >= window.pressedAt);
  return cut.length ? (cut[0].text === null ? cut[0].at - window.pressedAt : -1) : null; }"""


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    return exercising("bridge", tmp_path_factory.mktemp("film"))


@pytest.mark.parametrize("way", ["mouse", "key"])
def test_sound_clock_and_judging_cease_within_half_a_second(way, really_well, film, camera, shots):
    took_s = []
    with camera(film) as page:
        for _ in range(TIMES):
            begin(page, really_well.url, "bridge", leg=None, repetitions=9, hold_s=3)
            stage_is(page, "set")
            assert page.evaluate(IS_ON) == [1, 1]
            page.evaluate(WATCH)
            coach = page.evaluate_handle(COACH)
            if way == "mouse":
                page.get_by_role("button", name="STOP").click()
            else:
                page.keyboard.press("ArrowDown")
            silent_ms = page.wait_for_function(SILENT_AT).json_value()
            assert silent_ms >= 0
            shown_ms = coach.evaluate("(root) => root.coachStats.stoppedAt - window.pressedAt")
            took_s.append(max(silent_ms, shown_ms) / 1000)
            expect(page.get_by_role("heading", name="Stopped")).to_be_visible()
            assert page.evaluate(IS_ON) == [0, 0]
            judged = coach.evaluate("(root) => root.coachStats.drawn.at(-1)[1]")
            assert judged <= page.evaluate("window.pressedAt") + 1000 * SILENT_WITHIN_S
            with Store(really_well.history) as store:
                assert SafetyService(store).day_state().question.why is QuestionReason.STOP
                settle(store)
    _tell(shots, way, took_s)
    assert max(took_s) < SILENT_WITHIN_S


@pytest.mark.alone
def test_leaving_the_position_silences_it_within_half_a_second(
    really_well, tmp_path, camera, shots
):
    """The film's corner turns white with the first picture in which the person has turned over."""
    with camera(turned_over("bridge", tmp_path)) as page:
        begin(page, really_well.url, "bridge", leg=None, repetitions=9, hold_s=3)
        took_s = []
        times = max(TIMES, 2)  # the second time it has gone on after the first
        for _ in range(times):
            stage_is(page, "set", timeout_s=30)
            page.evaluate(CORNER, COACH)
            stage_is(page, "paused", timeout_s=30)
            left, paused = page.evaluate(f"[window.whiteAt, ({COACH})().coachStats.pausedAt]")
            said = page.evaluate(
                "(at) => window.said.filter((one) => one.text && one.at > at)", left
            )
            assert said[0]["text"].startswith("Paused. Is something hurting?")
            took_s.append((max(paused, said[0]["at"]) - left) / 1000)
            question = page.locator(".question")
            expect(question).to_be_visible()
        _tell(shots, "leaving", took_s)
        page.screenshot(path=shots / "pain-left.png")
        page.get_by_role("button", name="It hurts", exact=True).click()
        expect(page.get_by_role("heading", name="Stopped")).to_be_visible()
    assert max(took_s) < SILENT_WITHIN_S
    with Store(really_well.history) as store:
        exercise_session = store.sessions(limit=1)[0]
        payloads = [
            e.data for e in store.events(exercise_session.id) if e.kind in {"asked", "answered"}
        ]
        assert SafetyService(store).day_state().question.why is QuestionReason.HURTS
    assert [one["why"] for one in payloads] == ["left"] * 2 * times
    hows = [one["how"] for one in payloads if "how" in one]
    assert hows == ["carried_on"] * (times - 1) + ["hurts"]


def _tell(shots: Path, way: str, took_s: list[float]) -> None:
    line = f"{way}: {len(took_s)} stops, the slowest {max(took_s):.3f} s\n"
    with (shots / "stops.txt").open("a", encoding="utf-8") as file:
        file.write(line)
    sys.stdout.write(line)


CORNER = f"""(find) => {{
  const video = ({COACH})().querySelector('video');
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 4;
  const context = canvas.getContext('2d', {{ willReadFrequently: true }});
  window.whiteAt = null;
  const look = () => {{
    context.drawImage(video, 0, 0, 16, 16, 0, 0, 4, 4);
    const bright = context.getImageData(1, 1, 1, 1).data[0] > 200;
    if (bright && window.whiteAt === null) window.whiteAt = performance.now();
    else if (window.whiteAt === null) video.requestVideoFrameCallback(look);
  }};
  video.requestVideoFrameCallback(look);
}}"""
