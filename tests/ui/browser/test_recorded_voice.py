"""A browser without a voice, as Debian's is: the coach is heard all the same, and falls silent."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from formcheck.history import Store
from formcheck.history.safety_service import SafetyService
from formcheck.safety.events import QuestionReason
from tests.support.answered_patient import settle
from tests.ui.browser.conftest import visitor
from tests.ui.browser.patient import (
    CANVAS_CAMERA,
    begin,
    do,
    show,
    stage_is,
    wait_for_count,
)
from tests.ui.browser.scripted_estimator import LONG_BRIDGES, LYING

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TIMES = int(os.environ.get("FORMCHECK_STOPS", "1"))
"""How often each way of stopping is tried; 20 for the figures."""
SILENT_WITHIN_S = 0.5
BEGINS_WITHIN_S = 0.15
EARS = """
window.played = [];
window.loud = [];
const known = new WeakMap();
const { start, stop } = AudioBufferSourceNode.prototype;
const named = (buffer) => [...window.formcheckSounds.clips]
  .find(([, clip]) => clip.buffer === buffer)?.[0];
AudioBufferSourceNode.prototype.start = function (at, ...more) {
  const asked = performance.now();
  const begins = asked + 1000 * (at - this.context.currentTime);
  const one = { name: named(this.buffer), asked, begins, stopped: null };
  window.played.push(one);
  known.set(this, one);
  window.onPlayed?.(one.name);
  return start.call(this, at, ...more);
};
AudioBufferSourceNode.prototype.stop = function (...more) {
  known.get(this).stopped = performance.now();
  return stop.call(this, ...more);
};
const { connect } = AudioNode.prototype;
let meter = null;
AudioNode.prototype.connect = function (to, ...more) {
  if (to !== this.context.destination || this === meter) return connect.call(this, to, ...more);
  if (!meter) {
    meter = new AnalyserNode(this.context, { fftSize: 512 });
    connect.call(meter, to);
    const samples = new Float32Array(meter.fftSize);
    setInterval(() => {
      meter.getFloatTimeDomainData(samples);
      if (samples.some((sample) => Math.abs(sample) > 0.02)) window.loud.push(performance.now());
    }, 10);
  }
  return connect.call(this, meter, ...more);
};
for (const press of ["pointerdown", "keydown"]) {
  window.addEventListener(press, () => { window.pressedAt = performance.now(); }, true);
}
"""
"""Writes down what the page plays and when, when its output was loud, and the last press."""

LEAVE = """() => {
  window.onPlayed = (name) => {
    if (!["go", "resuming"].includes(name)) return;
    window.onPlayed = null;
    setTimeout(() => { window.camera.shade = 255; window.leftAt = performance.now(); }, 60);
  };
}"""
"""Turn over just after the coach began to speak."""


@pytest.fixture
def page(browser):
    with visitor(browser, CANVAS_CAMERA, EARS) as page:
        yield page


def test_a_whole_set_is_heard_from_the_countdown_to_the_question_after_it(well, page, shots):
    begin(page, well.url, "bridge", leg=None, repetitions=2, hold_s=3)
    stage_is(page, "countdown")
    note = page.locator(".voicenote")
    expect(note).to_contain_text("This browser has no working voice")
    expect(page.locator("button.voice")).to_have_text("Voice on")
    page.screenshot(path=shots / "voice-note.png")
    stage_is(page, "set")
    expect(note).to_be_hidden()
    show(page, LONG_BRIDGES)
    wait_for_count(page, 1)
    expect(page.locator(".spoken")).not_to_be_empty()
    expect(page.get_by_role("heading", name="How is it now?")).to_be_visible()
    page.wait_for_function("window.played.at(-1).name === 'how-is-it-now'")
    page.wait_for_function("window.loud.at(-1) > window.played.at(-1).begins")
    played = page.evaluate("window.played")
    said = [one["name"] for one in played]
    begun = said.index("go")
    assert said[begun - 3 : begun] == ["three", "two", "one"]
    bridge = ["hold", "two", "one", "lower-slowly"]
    expected = ["go", "lift-your-hips", *bridge, "one", "one-more", *bridge]
    expected += ["two", "that-was-the-last-set", "well-done", "done", "how-is-it-now"]
    assert said[begun:] == expected
    _are_on_time(played[begun - 3 :], page.evaluate("window.loud"))


def _are_on_time(played: list[dict], loud: list[float]) -> None:
    """Each number begins when it is asked for, and is heard."""
    numbers = [one for one in played if one["name"] in {"three", "two", "one", "hold"}]
    waits_s = [(one["begins"] - one["asked"]) / 1000 for one in numbers]
    assert max(waits_s) < BEGINS_WITHIN_S
    for one in numbers:
        assert any(one["begins"] < at < one["begins"] + 500 for at in loud), one
    begins_s = [each["begins"] / 1000 for each in played[:4]]
    assert min(np.diff(begins_s)) > 0.4  # three, two, one, go: not all at once


@pytest.mark.parametrize("way", ["button", "key"])
def test_stopping_silences_a_sound_within_half_a_second(well, page, way, shots):
    took_s = []
    for _ in range(TIMES):
        begin(page, well.url, "bridge", leg=None, repetitions=9, hold_s=3)
        stage_is(page, "set")
        page.wait_for_function("window.played.at(-1)?.name === 'lift-your-hips'")
        assert do(page, "return coach.voice.speaking;")
        if way == "button":
            page.get_by_role("button", name="STOP").click()
        else:
            page.keyboard.press("ArrowDown")
        pressed, playing = page.evaluate("[pressedAt, formcheckSounds.playing]")
        cut = [one for one in page.evaluate("window.played") if one["stopped"]]
        assert [one["name"] for one in cut[-2:]] == ["go", "lift-your-hips"]
        assert not playing
        expect(page.get_by_role("heading", name="Stopped")).to_be_visible()
        page.wait_for_function("window.played.at(-1).asked > pressedAt")
        asked = page.evaluate("window.played.find((one) => one.asked > pressedAt).begins")
        after = [at for at in page.evaluate("window.loud") if pressed < at < asked]
        took_s.append((max([cut[-1]["stopped"], *after]) - pressed) / 1000)
        with Store(well.history) as store:
            assert SafetyService(store).day_state().question.why is QuestionReason.STOP
            settle(store)
    _tell(shots, way, took_s)
    assert max(took_s) < SILENT_WITHIN_S


def test_leaving_the_position_silences_a_sound_within_half_a_second(well, page, shots):
    begin(page, well.url, "bridge", leg=None, repetitions=9, hold_s=3)
    took_s = []
    for _ in range(TIMES):
        stage_is(page, "countdown")
        page.evaluate(LEAVE)
        stage_is(page, "paused")
        page.wait_for_function("window.played.at(-1).asked > window.leftAt")
        left, played = page.evaluate("[window.leftAt, window.played]")
        [paused] = [one for one in played if one["name"] == "paused" and one["begins"] > left]
        after = [at for at in page.evaluate("window.loud") if left < at < paused["begins"]]
        ends = [one["stopped"] for one in played if one["stopped"] and one["stopped"] > left]
        took_s.append((max([paused["begins"], *after, *ends]) - left) / 1000)
        show(page, LYING)
    _tell(shots, "leaving", took_s)
    assert max(took_s) < SILENT_WITHIN_S


def _tell(shots: Path, way: str, took_s: list[float]) -> None:
    line = f"sound, {way}: {len(took_s)} stops, the slowest {max(took_s):.3f} s\n"
    with (shots / "stops.txt").open("a", encoding="utf-8") as file:
        file.write(line)
    sys.stdout.write(line)
