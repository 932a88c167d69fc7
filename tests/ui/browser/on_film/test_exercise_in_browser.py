"""The live coach as a patient meets it: a real browser, a rendered person before its camera.

The person does two repetitions, the first with a fault, and leaves the picture between them. The
clip plays as the coach goes on, so a slow machine makes no difference.
"""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from formcheck.clinic.store import Store
from formcheck.poses.loader import load_exercise
from tests.ui.browser.cameras import BEFORE_S, Clip, clip_of
from tests.ui.browser.patient import COACH, begin, heard, stage_is, tell_how_it_is
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
CLIP_AT = "/clip-before-the-camera"


@pytest.mark.parametrize("exercise", SHOWN)
def test_a_patient_is_guided_counted_corrected_paused_and_told_how_it_went(
    exercise, really_well, patient, shots
):
    rule, leg, repetitions = SHOWN[exercise]
    clip = clip_of(exercise)
    faulty, good = clip.repetitions
    page, url = patient, really_well.url
    _put_before_camera(page, clip, faulty["start_s"] - BEFORE_S)
    hold_s = round(good["still_s"])
    begin(page, url, exercise, leg=leg, repetitions=repetitions, hold_s=hold_s, keep=True)
    stage_is(page, "countdown")
    assert page.evaluate(f"({COACH})().querySelector('.count').textContent") == "0"
    stage_is(page, "set")
    _play(page, good["start_s"] - BEFORE_S)
    _wait_until_played(page, faulty["top_s"])
    _screenshots(page, shots, exercise)
    _wait_until_played(page, good["start_s"] - BEFORE_S)
    page.evaluate("() => { window.camera.showsClip = false; }")
    stage_is(page, "paused")
    assert page.evaluate(f"({COACH})().querySelector('.words').textContent") != ""
    page.evaluate("() => { window.camera.showsClip = true; }")
    stage_is(page, "set")
    _play(page, good["end_s"] + 1.0)
    expect(page.get_by_role("heading", name="How is it now?")).to_be_visible(timeout=60_000)
    said = heard(page)
    tell_how_it_is(page)
    expect(page.get_by_role("heading", name="Well done")).to_be_visible()
    expect(page.get_by_role("img", name="Best repetition")).to_be_visible()
    page.screenshot(path=shots / f"{exercise}-summary.png", full_page=True)
    page.goto(f"{url}/history")
    title = load_exercise(exercise).title
    expect(page.get_by_text(title, exact=False).first).to_be_visible()
    page.screenshot(path=shots / f"{exercise}-history.png", full_page=True)
    _check_voice(said, exercise, rule)
    _check_history(really_well, exercise, rule, clip)


def _put_before_camera(page, clip: Clip, from_s: float) -> None:
    """The camera of every page from here on shows the clip, which stands at `from_s`."""
    page.route(f"**{CLIP_AT}", lambda route: route.fulfill(path=clip.path))
    page.add_init_script(f"window.clipBeforeCamera = {{ path: '{CLIP_AT}', from: {from_s} }};")


def _play(page, until_s: float) -> None:
    page.evaluate("(until) => camera.play(until)", until_s)


def _wait_until_played(page, time_s: float) -> None:
    page.wait_for_function("(time) => camera.time >= time", arg=time_s, timeout=60_000)


def _check_voice(said: list[str], exercise: str, rule: str) -> None:
    spoken = load_exercise(exercise).spoken
    go = said.index(f"Go. {spoken.begin}")
    assert said[go - 3 : go] == ["Three.", "Two.", "One."]  # guidance may come before
    assert spoken.hold in said
    assert load_exercise(exercise).rule(rule).cue in said
    assert "Paused. Your count is kept. Is something hurting?" in said
    assert "Going on." in said
    assert any(text.endswith("That was the last set. Well done.") for text in said[-2:])


def _check_history(served: Served, exercise: str, rule: str, clip: Clip) -> None:
    with Store(served.history) as store:
        training = store.trainings(limit=1, with_repetitions=True)[0]
    assert (training.item.exercise, training.state) == (exercise, "finished")
    [only] = training.sets
    results = [one.result for one in only.repetitions]
    assert [r.counted for r in results] == [True] * len(clip.repetitions), results
    assert results[1].hold_s == pytest.approx(clip.repetitions[1]["still_s"], abs=0.8)
    faulty = [r.index for r in results if rule in {fault.rule for fault in r.faults}]
    assert faulty == [1], json.dumps([str(r.faults) for r in results])


def _screenshots(page, shots: Path, exercise: str) -> None:
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=shots / f"{exercise}-{width}.png")
    page.set_viewport_size({"width": 1366, "height": 768})
