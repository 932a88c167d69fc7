"""The live page's camera: one stream at a time, none at the end, and problems are said."""

import json

import pytest

from formcheck.texts.coach import SCREEN
from tests.ui.browser.live_page import (
    choose_camera,
    commands,
    exercising,
    live_tracks,
    mount,
    run,
    said,
    wait_for_problem,
)

pytestmark = pytest.mark.browser

NO_FRAME_MS = 10_000
HIDDEN_LONG_MS = 31_000
PROBLEMS = SCREEN["camera_problems"]

# --- one camera stream -------------------------------------------------------------------------

BURSTS = {
    "devices change while the camera is lost": """world.unplug();
        for (let i = 0; i < 4; i++) world.devicesChange();""",
    "devices change while the camera is found again": """world.unplug();
        world.devicesChange();
        for (const ms of [20, 60]) setTimeout(world.devicesChange, ms);""",
    "another camera is chosen four times": """const choice = world.find('cameras');
        for (const name of ['two', 'one', 'two', 'one']) {
          choice.value = name; choice.dispatchEvent(new Event('change', { bubbles: true })); }""",
    "another camera is chosen while the first is opened": """const choice = world.find('cameras');
        const choose = (name) => {
          choice.value = name; choice.dispatchEvent(new Event('change')); };
        choose('two'); setTimeout(() => choose('one'), 15); setTimeout(() => choose('two'), 30);""",
    "try again is clicked three times": """world.unplug();
        for (let i = 0; i < 3; i++) world.find('again').click();""",
    "the page is mounted twice": "world.unmount = world.mount();",
    "it is unmounted and mounted in the same place": """world.unmount();
        world.unmount = world.mount(world.place);""",
    "it is mounted three times at once": """world.mount(); world.mount();
        world.unmount = world.mount();""",
    "hidden and seen": """for (const hidden of [true, false, true, false]) world.hide(hidden);""",
}


@pytest.mark.parametrize("burst", BURSTS)
def test_there_is_never_more_than_one_live_track_and_none_after_the_end(burst, live):
    exercising(live, "world.camera = { delayMs: 40 }")
    run(live, BURSTS[burst])
    live.clock.run_for(400)
    live.wait_for_function("world.live() >= 1")
    assert [live_tracks(live), live.evaluate("world.mostLive")] == [1, 1]
    run(live, "world.find('stop').click(); world.devicesChange();")
    live.clock.run_for(400)
    live.evaluate("world.unmount()")
    assert live_tracks(live) == 0
    assert live.evaluate("world.mostLive") == 1


ENDS = {
    "stop": "world.find('stop').click()",
    "a key": "document.dispatchEvent(new KeyboardEvent('keydown', { key: 'x' }))",
    "back": "world.find('back').click()",
    "it hurts": "world.find('hurts').click()",
    "the last set is over": "world.receive({ stage: 'done' })",
    "it hurts elsewhere": "world.receive({ stage: 'pain_reported' })",
    "another window": "world.sockets.at(-1).close(4409)",
    "an error of the server": "world.mute = true; world.receive({ error: 'Wrong.', fatal: true })",
    "the page's part is unmounted": "world.unmount()",
    "the page is left": "window.dispatchEvent(new Event('pagehide'))",
}
PASSING = {"an error of the server", "the page is left"}
"""These may pass: the person may return to a page, and the page may ask a server again."""


@pytest.mark.parametrize("way", ENDS)
def test_an_end_leaves_no_camera_on_at_once_nor_when_it_answers_late(way, live):
    exercising(live)
    assert live.evaluate("world.locked()") == 1
    end = f"() => {{ {ENDS[way]} }}"
    live.evaluate(end)
    assert live_tracks(live) == 0
    if way not in PASSING:
        live.wait_for_function("world.locked() === 0")
        run(live, "world.hide(true); world.hide(false);")

    run(live, "world.unmount(); localStorage.clear(); world.tracks = [];")
    mount(live, "world.camera = { wait: true }")
    live.wait_for_function("world.waiting.length === 1 && world.sockets.at(-1).readyState === 1")
    live.evaluate(end)
    live.evaluate("world.waiting[0]()")
    live.wait_for_function("world.tracks.length === 1")
    live.wait_for_function("world.live() === 0")
    if way not in PASSING:
        assert live.evaluate("world.locked()") == 0


def test_the_camera_goes_off_when_the_coach_is_removed_without_a_call(live):
    exercising(live)
    live.evaluate("world.place.remove()")
    live.clock.run_for(1500)
    assert live_tracks(live) == 0


def test_after_a_server_error_the_page_tries_again_by_itself_and_then_on_request(live):
    exercising(live)
    wrong = "world.mute = true; world.receive({ error: 'Wrong.', fatal: true })"
    for _ in range(3):
        run(live, wrong)
        wait_for_problem(live, "Wrong.")
        assert live.evaluate("world.find('again').hidden")
        assert live_tracks(live) == 0
        live.clock.run_for(3100)
        live.wait_for_function("world.live() === 1")
    run(live, wrong)
    live.clock.run_for(10_000)
    assert live_tracks(live) == 0
    run(live, "world.mute = false; world.sockets.at(-1).close();")
    live.clock.run_for(1000)
    live.evaluate("world.find('again').click()")
    wait_for_problem(live, "")
    assert live_tracks(live) == 1


def test_a_hidden_page_pauses_and_resumes_when_it_is_visible_again(live):
    exercising(live)
    run(live, "world.hide(true); world.hide(false);")
    assert commands(live) == ["pause", "note", "resume"]
    assert live.evaluate("world.requests.length") == 1


def test_a_page_hidden_for_long_switches_the_camera_off_says_so_and_switches_it_on_again(live):
    exercising(live)
    live.evaluate("world.hide(true)")
    assert commands(live) == ["pause", "note"]
    live.clock.run_for(20_000)
    assert live_tracks(live) == 1
    live.clock.run_for(HIDDEN_LONG_MS - 20_000)
    assert live_tracks(live) == 0
    assert live.evaluate("world.problem()") == SCREEN["camera_off"]
    live.evaluate("world.devicesChange()")
    live.clock.run_for(60_000)
    assert live_tracks(live) == 0
    run(live, "world.camera = { delayMs: 40 }; world.hide(false);")
    assert "resume" not in commands(live)
    wait_for_problem(live, "")
    live.wait_for_function("world.commands.includes('resume')")
    assert live_tracks(live) == 1


def test_the_camera_is_off_while_the_server_is_lost_for_long(live):
    exercising(live)
    run(live, "world.away = true; world.sockets.at(-1).close(1006);")
    live.clock.run_for(32_000)
    assert live_tracks(live) == 0
    live.evaluate("world.away = false")
    live.clock.run_for(4_000)
    wait_for_problem(live, "")
    assert live_tracks(live) == 1


# --- no frames ---------------------------------------------------------------------------------


@pytest.mark.parametrize("camera", ["{ silent: true }", "{ wait: true }"])
def test_a_camera_without_frames_is_reported_within_ten_seconds_and_tried_again(camera, live):
    mount(live, f"world.camera = {camera}")
    live.wait_for_function("world.requests.length === 1")
    live.clock.run_for(NO_FRAME_MS)
    wait_for_problem(live, PROBLEMS["silent"])
    assert PROBLEMS["silent"] in said(live)
    live.clock.run_for(NO_FRAME_MS)
    assert said(live).count(PROBLEMS["silent"]) == 1
    run(live, "world.camera = {}; world.find('again').click();")
    wait_for_problem(live, "")
    assert live_tracks(live) == 1
    assert live.evaluate("world.mostLive") == 1


def test_missing_frames_are_not_reported_while_the_browser_still_asks_for_permission(live):
    mount(live, "world.camera = { wait: true }; world.permission = 'prompt'")
    live.wait_for_function("world.requests.length === 1")
    live.clock.run_for(60_000)
    assert live.evaluate("world.problem()") == ""
    assert live.evaluate("world.find('words').textContent") == SCREEN["asking"]


def test_a_second_failure_is_said_again(live):
    mount(live, "world.camera = { silent: true }")
    live.wait_for_function("world.live() === 1")
    live.clock.run_for(NO_FRAME_MS)
    live.evaluate("world.find('again').click()")
    assert live.evaluate("world.problem()") == SCREEN["camera_starting"]
    live.wait_for_function("world.requests.length === 2 && world.live() === 1")
    live.clock.run_for(NO_FRAME_MS)
    assert said(live).count(PROBLEMS["silent"]) == 2


# --- what the browser's refusal means ----------------------------------------------------------


@pytest.mark.parametrize("unnamed", ["false", "true"])
@pytest.mark.parametrize("refuses", ["only60: true", "gone: 'old'", "only60: true, gone: 'old'"])
def test_a_demand_that_the_camera_cannot_meet_is_dropped(refuses, unnamed, live):
    exercising(live, "world.devices = ['old', 'two']")
    choose_camera(live, "old", f"world.camera = {{ {refuses}, unnamed: {unnamed} }}")
    wait_for_problem(live, "")
    asked = live.evaluate("world.requests")
    assert asked[0]["frameRate"]["max"] == 30
    assert asked[0]["deviceId"] == {"exact": "old"}
    assert ("deviceId" in asked[-1]) == ("gone" not in refuses)
    assert len(asked) <= 3
    assert len({json.dumps(one) for one in asked}) == len(asked)


def test_each_browser_error_has_its_own_problem(live):
    meant = {
        "NotFoundError": "none",
        "NotAllowedError": "refused",
        "NotReadableError": "taken",
        "OverconstrainedError": "failed",
        "TypeError": "failed",
        "UnknownError": "failed",
    }
    for error, words in meant.items():
        mount(live, f"world.unmount?.(); window.said = []; world.camera = {{ error: '{error}' }}")
        wait_for_problem(live, PROBLEMS[words])
        assert said(live) == [PROBLEMS[words]]


def test_the_page_waits_for_a_chosen_camera_that_was_lost(live):
    exercising(live)
    choose_camera(live, "two")
    live.evaluate(
        "() => { world.camera = { gone: 'two' }; world.unplug(); world.devicesChange(); }"
    )
    live.clock.run_for(5000)
    assert live.evaluate("world.problem()") == PROBLEMS["lost"]
    assert live_tracks(live) == 0
    run(live, "world.camera = {}; world.devicesChange();")
    wait_for_problem(live, "")
    assert live.evaluate("world.requests.at(-1).deviceId.exact") == "two"
    assert commands(live) == ["note", "note"]  # lost, and back, once each
