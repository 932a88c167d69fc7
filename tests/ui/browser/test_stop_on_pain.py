"""When it hurts: all ceases at once, is asked about, and there is no way round the answer."""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from formcheck.clinic.guard import Guard
from formcheck.clinic.store import Store
from formcheck.safety.events import Asked, Told, Why
from formcheck.safety.tables import Decision
from tests.ui.browser.cameras import made_for, turned_over
from tests.ui.browser.patient import (
    COACH,
    IS_ON,
    begin,
    stage_is,
    tell_how_it_is,
    wait_for_count,
)
from tests.ui.browser.test_accessibility import faults
from tests.ui.wellness import settle

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
    return made_for("bridge", tmp_path_factory.mktemp("film")).film


@pytest.mark.parametrize("way", ["mouse", "key"])
def test_sound_clock_and_judging_cease_within_half_a_second(way, url, data, *, film, camera, shots):
    took_s = []
    with camera(film) as page:
        for _ in range(TIMES):
            begin(page, url, "bridge", leg=None, repetitions=9, hold_s=3)
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
            with Store(data / "history.sqlite3") as store:
                assert Guard(store).journey().question.why is Why.STOP
                settle(store)
    _tell(shots, way, took_s)
    assert max(took_s) < SILENT_WITHIN_S


@pytest.mark.alone
def test_leaving_the_position_silences_it_within_half_a_second(url, data, tmp_path, camera, shots):
    """The film's corner turns white with the first picture in which the person has turned over."""
    with camera(turned_over("bridge", tmp_path)) as page:
        begin(page, url, "bridge", leg=None, repetitions=9, hold_s=3)
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
    with Store(data / "history.sqlite3") as store:
        training = store.trainings(limit=1)[0]
        told = [e.data for e in store.events(training.id) if e.kind in {"asked", "answered"}]
        assert Guard(store).journey().question.why is Why.HURTS
    assert [one["why"] for one in told] == ["left"] * 2 * times
    hows = [one["how"] for one in told if "how" in one]
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


def test_nobody_who_stopped_for_pain_gets_back_in(url, data, film, camera, shots):
    with camera(film) as page:
        begin(page, url, "bridge", leg=None, repetitions=9, hold_s=3)
        wait_for_count(page, 1)
        page.keyboard.press("Escape")
        question = page.get_by_role("heading", name="Stopped")
        expect(question).to_be_visible()
        _no_way_in(page, url, question)
        page.screenshot(path=shots / "pain-question.png", full_page=True)
        tell_how_it_is(page, back=2, leg=3, site="Thigh", feels="Pins and needles")
        wait = page.get_by_role("heading", name="Rest now")
        expect(wait).to_be_visible()
        expect(page.get_by_text("further down the leg", exact=False)).to_be_visible()
        page.screenshot(path=shots / "pain-wait.png", full_page=True)
        _no_way_in(page, url, wait)
    with Store(data / "history.sqlite3") as store:
        kept = store.answers()[-2:]
        training = store.trainings(limit=1)[0]
    assert [type(one.event) for one in kept] == [Asked, Told]
    assert kept[-1].decision is Decision.STOP
    assert {"stopped", "leg_pain_up", "further_down", "new_nerve_sign"} <= set(kept[-1].rules)
    assert (kept[-1].training_id, training.state) == (training.id, "stopped")


def _no_way_in(page, url: str, only) -> None:
    """Reload, back, a second window, other addresses: each shows `only`, and no exercise."""
    page.reload()
    expect(only).to_be_visible()
    page.goto(f"{url}/history")
    page.go_back()
    expect(only).to_be_visible()
    other = page.context.new_page()
    for address in ("exercise", "exercise?start=bridge", "exercise/bridge"):
        other.goto(f"{url}/{address}")
        if address != "exercise/bridge":  # which is no page at all
            expect(other.get_by_role("heading", name=only.inner_text())).to_be_visible()
        assert other.locator(".st-key-start, [class*=st-key-go-on]").count() == 0
        assert other.evaluate(COACH) is None
    other.close()


# --- a history in which it happened ------------------------------------------------------------


def test_after_the_wait_it_asks_again_and_closes_the_exercise_for_today(someone, page, tmp_path):
    def stopped_six_minutes_ago(guard):
        at = datetime.now(UTC) - timedelta(minutes=6)
        before = guard.journey().before
        guard.tell(Asked(at=at, exercise="bridge", why=Why.STOP))
        guard.tell(Told(at=at, pain=before))

    server = someone(stopped_six_minutes_ago)
    url = next(server)
    try:
        page.goto(f"{url}/exercise")
        later = page.get_by_role("heading", name="How is it now, some minutes later?")
        expect(later).to_be_visible()
        tell_how_it_is(page, send="again-send")
        expect(page.get_by_role("heading", name="This exercise is over for today")).to_be_visible()
        page.get_by_role("button", name="Done").click()
        page.locator(".st-key-choose-bridge button").click()
        page.locator(".st-key-start button").click()
        expect(page.get_by_text("Bridge is over for today")).to_be_visible()
    finally:
        next(server, None)
    with Store(tmp_path / "history.sqlite3") as store:
        assert store.answers()[-1].decision is Decision.END


PHONE = {"width": 390, "height": 844}
AT_TOP = """(words) => document.querySelector('[data-testid=stMain]').scrollTop === 0 &&
  /^H[1-3]$/.test(document.activeElement.tagName) &&
  document.activeElement.textContent.trim() === words"""


def _begins_at(page, words: str):
    """The heading `words`, with the focus on it and nothing scrolled away."""
    heading = page.get_by_role("heading", name=words, exact=True)
    expect(heading).to_be_visible()
    page.wait_for_function(AT_TOP, arg=words)
    return heading


def test_a_red_flag_is_answered_at_its_tick_and_stands_above_every_page(someone, page, shots):
    """On a telephone, where a page that opens in its middle hides what cannot wait."""
    server = someone(None)
    url = next(server)
    page.set_viewport_size(PHONE)
    found = {}
    try:
        page.goto(f"{url}/exercise")
        _begins_at(page, "Exercise")
        page.locator(".st-key-choose-bridge button").click()
        _begins_at(page, "Bridge")
        page.locator(".st-key-start button").click()  # far below the first screen
        _begins_at(page, "Before you begin")
        for sign in page.locator("[class*=st-key-asked-before-] label").all()[:6]:
            expect(sign).to_be_in_viewport(ratio=1)
        page.get_by_text("A foot that drops or drags when walking").click()
        urgent = _begins_at(page, "This needs help now")
        expect(page.get_by_text("Do not drive yourself")).to_be_in_viewport()
        expect(page.get_by_role("listitem").filter(has_text="A foot that drops")).to_be_visible()
        page.screenshot(path=shots / "pain-emergency.png")
        found["emergency"] = faults(page)
        page.set_viewport_size(PHONE)
        page.reload()
        expect(urgent).to_be_visible()
        banner = page.locator(".st-key-emergency-banner")
        for name in ("", "review", "history", "about"):
            page.goto(f"{url}/{name}")
            expect(banner).to_contain_text("This needs help now")
            expect(banner).to_contain_text("A foot that drops")
            expect(banner).to_be_in_viewport(ratio=1)
        found["banner"] = faults(page)
        page.set_viewport_size(PHONE)
        banner.get_by_role("button").click()
        _begins_at(page, "This needs help now")
        page.get_by_role("button", name="Correct my answer").click()
        _begins_at(page, "Is any of this new or getting worse?")
        page.get_by_text("None of this is new or getting worse").click()
        expect(page.get_by_label("A foot that drops or drags when walking")).not_to_be_checked()
        page.get_by_role("button", name="Save answers").click()
        _begins_at(page, "Exercise")
        page.goto(url)
        expect(page.get_by_role("heading", name="FormCheck", exact=True)).to_be_visible()
        expect(banner).to_have_count(0)
    finally:
        next(server, None)
    assert found == {"emergency": [], "banner": []}
