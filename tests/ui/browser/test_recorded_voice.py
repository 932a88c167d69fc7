"""A browser without a voice, as Debian's is: the coach is heard all the same."""

import json
import os
import sys
import time
import urllib.request

import pytest
from playwright.sync_api import expect

from formcheck.clinic.store import Store
from tests.ui.browser.conftest import HERE, serve, visitor
from tests.ui.browser.patient import COACH, begin, do, stage_is, tell_how_it_is, wait_for_count
from tests.ui.wellness import settle
from tools.speech.texts import clips_of, spoken_texts

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TIMES = int(os.environ.get("FORMCHECK_STOPS", "1"))
"""How often each way of stopping is tried; 20 for the figures."""
SILENT_WITHIN_S = 0.5
BEGINS_WITHIN_S = 0.15

CAMERA = """
window.shade = 128;
const canvas = document.createElement("canvas");
[canvas.width, canvas.height] = [320, 240];
const paint = () => {
  const context = canvas.getContext("2d");
  context.fillStyle = `rgb(${window.shade} ${window.shade} ${window.shade})`;
  context.fillRect(0, 0, canvas.width, canvas.height);
};
paint();
setInterval(paint, 40);
navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(25);
"""
"""A camera whose picture has the shade that the test sets (coached_app.py)."""

EARS = """
window.played = [];
window.loud = null;
const ends = new WeakMap();
const { start, stop } = AudioBufferSourceNode.prototype;
const named = (buffer) => [...window.formcheckSounds.clips].find(([, clip]) => clip.buffer === buffer)?.[0];
AudioBufferSourceNode.prototype.start = function (at, ...more) {
  const now = performance.now();
  const begins = now + 1000 * (at - this.context.currentTime);
  window.played.push({ name: named(this.buffer), asked: now, begins, stopped: null });
  ends.set(this, window.played.at(-1));
  return start.call(this, at, ...more);
};
AudioBufferSourceNode.prototype.stop = function (...more) {
  ends.get(this).stopped = performance.now();
  return stop.call(this, ...more);
};
const { connect } = AudioNode.prototype;
let meter = null;
AudioNode.prototype.connect = function (to, ...more) {
  if (to === this.context.destination && this !== meter) {
    if (!meter) {
      meter = new AnalyserNode(this.context, { fftSize: 1024 });
      connect.call(meter, to);
      const samples = new Float32Array(1024);
      setInterval(() => {
        meter.getFloatTimeDomainData(samples);
        if (samples.some((sample) => Math.abs(sample) > 0.01)) window.loud = performance.now();
      }, 10);
    }
    to = meter;
  }
  return connect.call(this, to, ...more);
};
"""
"""Writes down what the page plays and when, and when its output was last loud."""


@pytest.fixture(scope="module")
def url(data, tmp_path_factory):
    log = tmp_path_factory.mktemp("log") / "coached.txt"
    yield from serve(HERE / "coached_app.py", {"FORMCHECK_DATA": str(data)}, log)


@pytest.fixture
def page(browser):
    with visitor(browser) as page:
        page.add_init_script(CAMERA)
        page.add_init_script(EARS)
        yield page


def names(page) -> list[str]:
    return [one["name"] for one in page.evaluate("window.played")]


def show(page, shade: int) -> None:
    page.evaluate("(shade) => { window.shade = shade; }", shade)


def test_a_whole_set_is_heard_from_the_countdown_to_the_question_after_it(url, page, shots):
    begin(page, url, "bridge", leg=None, repetitions=2, hold_s=3)
    stage_is(page, "countdown")
    note = page.locator(".voicenote")
    expect(note).to_contain_text("This browser has no voice")
    expect(page.locator("button.voice")).to_have_text("Voice on")
    page.screenshot(path=shots / "voice-note.png")
    stage_is(page, "set")
    expect(note).to_be_hidden()
    show(page, 0)
    wait_for_count(page, 1)
    expect(page.locator(".spoken")).not_to_be_empty()
    assert page.evaluate(f"({COACH})().coach.voice.speaking") in {True, False}
    expect(page.get_by_role("heading", name="How is it now?")).to_be_visible()
    page.wait_for_function("window.played.at(-1).name === 'how-is-it-now'")
    played = page.evaluate("window.played")
    said = [one["name"] for one in played]
    begun = said.index("go")
    assert said[begun - 3 : begun] == ["three", "two", "one"]
    bridge = ["hold", "two", "one", "lower-slowly"]
    expected = ["go", "lift-your-hips", *bridge, "one", "one-more", *bridge]
    expected += ["two", "that-was-the-last-set", "well-done", "done", "how-is-it-now"]
    assert said[begun:] == expected
    late_s = [(one["begins"] - one["asked"]) / 1000 for one in played if one["name"] in NUMBERS]
    assert max(late_s) < BEGINS_WITHIN_S
    three, two, one, go = (each["begins"] / 1000 for each in played[begun - 3 : begun + 1])
    assert (two - three, one - two, go - one) == pytest.approx((1, 1, 1), abs=0.3)


NUMBERS = {"one", "two", "three", "hold"}
