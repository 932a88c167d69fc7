"""The live coach as a patient meets it: a real browser, a rendered person before its camera.

The person waits for the coach, so nothing depends on how fast the machine is. Chromium's own
stand-in for a camera is used by `test_stop_on_pain.py`.
"""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from formcheck.history import Store
from formcheck.poses.loader import load_exercise
from tests.support.good_repetitions import NEAR_TOP_S
from tests.ui.browser.cameras import come_back, faulty_and_good, leave, play, waiting
from tests.ui.browser.conftest import visitor
from tests.ui.browser.patient import (
    CANVAS_CAMERA,
    COACH,
    LISTEN,
    answer_screening,
    begin,
    count,
    heard,
    stage_is,
    wait_for_count,
)
from tests.ui.browser.servers import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOWN = {
    "bridge": ("over_arched", None, 2),
    "bird_dog": ("leg_too_high", None, 1),
    "hamstring_stretch": ("knee_bent", "Left", 2),
    "hamstring_stretch_90_90": ("thigh_too_low", "Right", 2),
    "hamstring_stretch_seated": ("hold_short", None, 2),
}
"""The fault in the first repetition, the leg to choose, and the repetitions (a side) to ask for."""

SIZES = ((1366, 768), (1920, 1080), (390, 844))


@pytest.mark.parametrize("exercise", SHOWN)
def test_a_patient_is_guided_counted_corrected_paused_and_given_a_summary(
    exercise, really_well, browser, shots
):
    rule, leg, repetitions = SHOWN[exercise]
    shown, url = faulty_and_good(exercise), really_well.url
    hold_s = round(shown.labels[1]["still_s"] + NEAR_TOP_S)
    with visitor(browser, LISTEN, CANVAS_CAMERA, waiting(shown.faulty[0])) as page:
        begin(page, url, exercise, leg=leg, repetitions=repetitions, hold_s=hold_s, keep=True)
        stage_is(page, "countdown", timeout_s=120)
        assert count(page) == 0
        stage_is(page, "set")
        play(page, shown.faulty)
        page.wait_for_function(f"({COACH})().querySelector('.hold:not(.idle)')")
        _screenshots(page, shots, exercise)
        wait_for_count(page, 1)
        leave(page)
        stage_is(page, "paused")
        assert page.evaluate(f"({COACH})().querySelector('.words').textContent") != ""
        come_back(page, shown.good[0])
        stage_is(page, "set")
        play(page, shown.good)
        expect(page.get_by_role("heading", name="How is it now?")).to_be_visible(timeout=60_000)
        said = heard(page)
        answer_screening(page)
        expect(page.get_by_role("heading", name="Well done")).to_be_visible()
        expect(page.get_by_role("img", name="Best repetition")).to_be_visible()
        page.screenshot(path=shots / f"{exercise}-summary.png", full_page=True)
        page.goto(f"{url}/history")
        title = load_exercise(exercise).title
        expect(page.get_by_text(title, exact=False).first).to_be_visible()
        page.screenshot(path=shots / f"{exercise}-history.png", full_page=True)
    _check_voice(said, exercise, rule)
    _check_history(really_well, exercise, rule, shown.labels)


def _check_voice(said: list[str], exercise: str, rule: str) -> None:
    spoken = load_exercise(exercise).prompts
    go = said.index(f"Go. {spoken.begin}")
    assert said[go - 3 : go] == ["Three.", "Two.", "One."]  # guidance may come before
    assert spoken.hold in said
    assert load_exercise(exercise).rule(rule).cue in said
    assert "Paused. Your count is kept. Is something hurting?" in said
    assert "Resuming." in said
    assert any(text.endswith("That was the last set. Well done.") for text in said[-2:])


def _check_history(served: Served, exercise: str, rule: str, labels: tuple[dict, dict]) -> None:
    with Store(served.history) as store:
        exercise_session = store.sessions(limit=1, with_repetitions=True)[0]
    assert (exercise_session.item.exercise, exercise_session.state) == (exercise, "finished")
    [only] = exercise_session.sets
    results = [one.result for one in only.repetitions]
    assert [r.counted for r in results] == [True] * len(labels), results
    assert results[1].hold_s == pytest.approx(labels[1]["still_s"] + NEAR_TOP_S, abs=0.8)
    faulty = [r.index for r in results if rule in {fault.rule for fault in r.faults}]
    assert faulty == [1], json.dumps([str(r.faults) for r in results])


def _screenshots(page, shots: Path, exercise: str) -> None:
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=shots / f"{exercise}-{width}.png")
    page.set_viewport_size({"width": 1366, "height": 768})
