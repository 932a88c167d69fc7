"""The live page by itself: its scripts in a real browser, with camera, server and screen replaced."""

import json
from pathlib import Path

import pytest

from formcheck.ui import coach_component
from formcheck.ui.exercise_texts import COACH
from tests.ui.browser.patient import LISTEN

pytestmark = pytest.mark.browser

PAGE = Path(coach_component.__file__).parents[1] / "live" / "page"
URL = "http://127.0.0.1:9/live"
NO_PICTURE_MS = 10_000
HIDDEN_LONG_MS = 31_000
TROUBLES = COACH["camera_troubles"]


def _html() -> str:
    scripts = [(PAGE / name).read_text(encoding="utf-8") for name in coach_component._SCRIPTS]
    coach = "\n".join(scripts).replace("export default", "world.start =")
    markup = json.dumps((PAGE / "coach.html").read_text(encoding="utf-8"))
    style = (PAGE / "coach.css").read_text(encoding="utf-8")
    outside = Path(__file__).with_name("live_page.js").read_text(encoding="utf-8")
    return f"""<!doctype html><style>{style}</style><body><script>{LISTEN}</script>
        <script>{outside}; world.html = {markup}; world.texts = {json.dumps(COACH)};</script>
        <script type="module">{coach}; world.ready = true;</script>"""


@pytest.fixture(scope="module")
def window(browser):
    """One browser window for all tests of this file."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.route("**/*", lambda route: route.fulfill(content_type="text/html", body=_html()))
    page.clock.install()
    yield page
    context.close()


@pytest.fixture
def page(window):
    """The page with nothing mounted yet, which meets no script error."""
    errors: list[str] = []
    note = lambda error: errors.append(str(error))  # noqa: E731 - removed again below
    window.on("pageerror", note)
    window.goto(URL)
    window.wait_for_function("world.ready")
    yield window
    window.remove_listener("pageerror", note)
    assert errors == []


def mount(page, script: str = "") -> None:
    page.evaluate(f"() => {{ {script}; world.unmount = world.mount(); }}")


def exercising(page, script: str = "") -> None:
    """Mounted, with pictures that are judged."""
    mount(page, script)
    page.wait_for_function("world.find('count').textContent === '0' && world.live() === 1")
    page.wait_for_function("world.place.querySelector('.coach').dataset.stage === world.stage")


def wait_for_problem(page, words: str) -> None:
    page.wait_for_function("(words) => world.problem() === words", arg=words)


def live(page) -> int:
    return page.evaluate("world.live()")


def said(page) -> list[str]:
    return page.evaluate("window.said.map((one) => one.text).filter((text) => text)")


# --- one camera stream -------------------------------------------------------------------------


BURSTS = {
    "devices change while the camera is lost": """world.unplug();
        for (let i = 0; i < 4; i++) world.devicesChange();""",
    "devices change while the camera is found again": """world.unplug();
        world.devicesChange(); setTimeout(world.devicesChange, 20); setTimeout(world.devicesChange, 60);""",
    "another camera is chosen four times": """const choice = world.find('cameras');
        for (const name of ['two', 'one', 'two', 'one']) {
          choice.value = name; choice.dispatchEvent(new Event('change', { bubbles: true })); }""",
    "another camera is chosen while the first is opened": """const choice = world.find('cameras');
        const choose = (name) => { choice.value = name; choice.dispatchEvent(new Event('change')); };
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
def test_there_is_never_more_than_one_live_track_and_none_after_the_end(burst, page):
    exercising(page, "world.camera = { delayMs: 40 }")
    page.evaluate(f"() => {{ {BURSTS[burst]} }}")
    page.wait_for_timeout(400)
    page.wait_for_function("world.live() === 1")
    assert page.evaluate("world.mostLive") == 1
    page.evaluate("world.find('stop').click()")
    page.evaluate("world.devicesChange()")
    page.wait_for_timeout(150)
    page.evaluate("world.unmount()")
    assert live(page) == 0
    assert page.evaluate("world.mostLive") == 1


ENDS = {
    "stop": "world.find('stop').click()",
    "a key": "document.dispatchEvent(new KeyboardEvent('keydown', { key: 'x' }))",
    "back": "world.find('back').click()",
    "it hurts": "world.find('hurts').click()",
    "the last set is over": "world.receive({ stage: 'done' })",
    "it hurts elsewhere": "world.receive({ stage: 'halted' })",
    "another window": "world.sockets.at(-1).close(4409)",
    "an error of the server": "world.mute = true; world.receive({ error: 'Wrong.', fatal: true })",
    "the page's part is unmounted": "world.unmount()",
    "the page is left": "window.dispatchEvent(new Event('pagehide'))",
}


@pytest.mark.parametrize("way", ENDS)
def test_an_end_leaves_no_camera_on_at_once_nor_when_it_answers_late(way, page):
    exercising(page)
    page.evaluate(f"() => {{ {ENDS[way]} }}")
    assert live(page) == 0

    page.goto(URL)
    page.wait_for_function("world.ready")
    mount(page, "world.camera = { wait: true }")
    page.wait_for_function("world.waiting.length === 1 && world.sockets[0]?.readyState === 1")
    page.evaluate(f"() => {{ {ENDS[way]} }}")
    page.evaluate("world.waiting[0]()")
    page.wait_for_function("world.tracks.length === 1")
    page.wait_for_timeout(20)
    assert live(page) == 0


def test_taken_out_of_the_page_without_a_word_the_camera_goes_off(page):
    exercising(page)
    page.evaluate("world.place.remove()")
    page.wait_for_timeout(50)
    page.clock.run_for(1500)
    assert live(page) == 0


def test_the_server_s_error_is_tried_again_by_itself_and_then_on_request(page):
    exercising(page)
    wrong = "world.mute = true; world.receive({ error: 'Wrong.', fatal: true })"
    for _ in range(3):
        page.evaluate(f"() => {{ {wrong} }}")
        wait_for_problem(page, "Wrong.")
        assert page.evaluate("world.find('again').hidden")
        assert live(page) == 0
        page.clock.run_for(3100)
        page.wait_for_function("world.live() === 1")
    page.evaluate(f"() => {{ {wrong} }}")
    page.clock.run_for(10_000)
    assert live(page) == 0
    page.evaluate("() => { world.mute = false; world.sockets.at(-1).close(); }")
    page.clock.run_for(1000)
    page.evaluate("world.find('again').click()")
    wait_for_problem(page, "")
    assert live(page) == 1


def test_hidden_for_long_the_camera_is_off_and_says_so_and_comes_back(page):
    exercising(page)
    page.evaluate("world.hide(true)")
    assert page.evaluate("world.commands") == ["pause", "note"]
    page.clock.run_for(20_000)
    assert live(page) == 1
    page.clock.run_for(HIDDEN_LONG_MS - 20_000)
    assert live(page) == 0
    assert page.evaluate("world.problem()") == COACH["camera_off"]
    page.evaluate("world.devicesChange()")
    page.clock.run_for(60_000)
    assert live(page) == 0
    page.evaluate("() => { world.camera = { delayMs: 40 }; world.hide(false); }")
    assert "resume" not in page.evaluate("world.commands")
    wait_for_problem(page, "")
    page.wait_for_function("world.commands.includes('resume')")
    assert live(page) == 1


def test_while_the_server_is_away_for_long_the_camera_is_off(page):
    exercising(page)
    page.evaluate("() => { world.away = true; world.sockets.at(-1).close(1006); }")
    page.clock.run_for(32_000)
    assert live(page) == 0
    page.evaluate("world.away = false")
    page.clock.run_for(4_000)
    wait_for_problem(page, "")
    assert live(page) == 1


# --- no picture --------------------------------------------------------------------------------


@pytest.mark.parametrize("camera", ["{ silent: true }", "{ wait: true }"])
def test_a_camera_without_pictures_is_told_within_ten_seconds_and_tried_again(camera, page):
    mount(page, f"world.camera = {camera}")
    page.wait_for_function("world.requests.length === 1")
    page.wait_for_timeout(50)
    page.clock.run_for(NO_PICTURE_MS)
    wait_for_problem(page, TROUBLES["silent"])
    assert TROUBLES["silent"] in said(page)
    page.clock.run_for(NO_PICTURE_MS)
    assert said(page).count(TROUBLES["silent"]) == 1
    page.evaluate("() => { world.camera = {}; world.find('again').click(); }")
    wait_for_problem(page, "")
    assert live(page) == 1
    assert page.evaluate("world.mostLive") == 1


def test_nobody_is_told_of_missing_pictures_while_the_browser_still_asks(page):
    mount(page, "world.camera = { wait: true }; world.permission = 'prompt'")
    page.wait_for_function("world.requests.length === 1")
    page.clock.run_for(60_000)
    assert page.evaluate("world.problem()") == ""
    assert page.evaluate("world.find('words').textContent") == COACH["asking"]


def test_trying_again_in_vain_is_told_again(page):
    mount(page, "world.camera = { silent: true }")
    page.wait_for_function("world.live() === 1")
    page.clock.run_for(NO_PICTURE_MS)
    page.evaluate("world.find('again').click()")
    assert page.evaluate("world.problem()") == COACH["camera_starting"]
    page.wait_for_function("world.requests.length === 2 && world.live() === 1")
    page.clock.run_for(NO_PICTURE_MS)
    assert said(page).count(TROUBLES["silent"]) == 2


# --- what the browser's refusal means ----------------------------------------------------------


@pytest.mark.parametrize("unnamed", ["false", "true"])
@pytest.mark.parametrize("refuses", ["only60: true", "gone: 'old'", "only60: true, gone: 'old'"])
def test_a_camera_that_cannot_meet_a_demand_is_asked_again_without_it(refuses, unnamed, page):
    exercising(page, f"world.chosen = 'old'; world.camera = {{ {refuses}, unnamed: {unnamed} }}")
    wait_for_problem(page, "")
    asked = page.evaluate("world.requests")
    assert asked[0]["frameRate"]["max"] == 30
    assert asked[0]["deviceId"] == {"exact": "old"}
    assert ("deviceId" in asked[-1]) == ("gone" not in refuses)
    assert len(asked) <= 3
    assert len({json.dumps(one) for one in asked}) == len(asked)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("NotFoundError", "none"),
        ("NotAllowedError", "refused"),
        ("NotReadableError", "taken"),
        ("OverconstrainedError", "failed"),
        ("TypeError", "failed"),
        ("UnknownError", "failed"),
    ],
)
def test_only_a_camera_that_is_not_there_is_not_found(error, words, page):
    mount(page, f"world.camera = {{ error: '{error}' }}")
    wait_for_problem(page, TROUBLES[words])
    assert TROUBLES[words] in said(page)


def test_a_chosen_camera_that_was_lost_is_waited_for(page):
    exercising(page, "world.chosen = 'two'")
    page.evaluate("() => { world.camera = { gone: 'two' }; world.unplug(); world.devicesChange(); }")
    page.clock.run_for(5000)
    assert page.evaluate("world.problem()") == TROUBLES["lost"]
    assert live(page) == 0
    page.evaluate("() => { world.camera = {}; world.devicesChange(); }")
    wait_for_problem(page, "")
    assert page.evaluate("world.requests.at(-1).deviceId.exact") == "two"
    assert page.evaluate("world.commands") == ["note", "note"]  # lost, and back, once each


# --- keys and full screen ----------------------------------------------------------------------

NO_EFFECT = (
    "AudioVolumeUp AudioVolumeDown AudioVolumeMute VolumeUp VolumeMute MediaPlayPause MediaStop MediaTrackNext "
    "MediaTrackPrevious MicrophoneToggle MicrophoneVolumeMute BrightnessUp BrightnessDown LaunchMail LaunchMediaPlayer "
    "LaunchApplication2 KeyboardBacklightToggle Eject Alt AltGraph Control Shift Meta OS Super Hyper Fn "
    "FnLock Symbol CapsLock NumLock ScrollLock SymbolLock Tab"
).split()
STOPS = (
    "Escape Enter Backspace Delete Insert Home End PageUp PageDown ArrowUp ArrowDown ArrowLeft ArrowRight a Z 1 ß "
    "é . Dead Process Unidentified Compose ContextMenu Pause PrintScreen F1 F5 F10 F12 NonConvert Clear Help"
).split()

PRESS = """({ key, ...more }) => {
  const event = new KeyboardEvent('keydown', { key, cancelable: true, bubbles: true, composed: true, ...more });
  (world.place.querySelector('.coach')).dispatchEvent(event);
  return [world.commands.at(-1) ?? null, event.defaultPrevented]; }"""


def press(page, key: str, **more: object) -> list:
    return page.evaluate(PRESS, {"key": key, **more})


def test_media_keys_modifiers_and_locks_do_nothing_and_every_other_key_stops(page):
    exercising(page)
    for key in NO_EFFECT:
        assert press(page, key) == [None, False], key
    for code in ("VolumeDown", "MediaSelect", "BrightnessUp", "LaunchApp1", "ShiftLeft", "NumLock"):
        assert press(page, "Unidentified", code=code) == [None, False], code
    for held in ({"ctrlKey": True}, {"altKey": True}, {"metaKey": True}, {"repeat": True}):
        assert press(page, "r", **held) == [None, False], held
    assert press(page, " ") == ["pause", True]
    for key in STOPS:
        page.evaluate("() => { world.commands = []; world.unmount(); world.unmount = world.mount(); }")
        page.wait_for_function("world.sockets.at(-1).readyState === 1")
        assert press(page, key) == ["stop", True], key


def test_altgr_and_a_letter_stop_where_it_counts_as_ctrl_and_alt(page):
    exercising(page)
    held = {"ctrlKey": True, "altKey": True, "modifierAltGraph": True}
    assert press(page, "@", **held) == ["stop", True]


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_button_that_was_clicked_does_not_swallow_the_next_key(key, page):
    exercising(page)
    page.locator(".mirror").click()
    page.keyboard.press(key)
    assert page.evaluate("world.commands") == ["stop" if key == "Enter" else "pause"]
    assert page.locator(".mirror").get_attribute("aria-pressed") == "false"


def test_controls_reached_by_keyboard_work_by_keyboard(page):
    exercising(page)
    page.locator(".mirror").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("world.commands") == []
    assert page.locator(".mirror").get_attribute("aria-pressed") == "false"
    page.locator(".mirror").focus()
    page.keyboard.press("ArrowDown")  # which does nothing to a button
    assert page.evaluate("world.commands") == ["stop"]


def test_full_screen_by_button_and_f11_ends_nothing_and_escape_only_leaves_it(page):
    exercising(page)
    button = page.get_by_role("button", name="Full screen")
    on = "Boolean(document.fullscreenElement)"
    for enter in (button.click, lambda: page.keyboard.press("F11")):
        assert button.get_attribute("aria-pressed") == "false"
        enter()
        page.wait_for_function(on)
        page.wait_for_function("world.find('fullscreen').ariaPressed === 'true'")
        page.keyboard.press("Escape")
        page.wait_for_function(f"!{on}")
        page.wait_for_function("world.find('fullscreen').ariaPressed === 'false'")
    page.keyboard.press("F11")
    page.wait_for_function(on)
    page.keyboard.press("F11")
    page.wait_for_function(f"!{on}")
    assert page.evaluate("world.commands") == []

    # A browser that leaves by itself may tell of the key afterwards, once; the next one stops.
    button.click()
    page.wait_for_function("world.find('fullscreen').ariaPressed === 'true'")
    page.evaluate(
        f"""async () => {{ await document.exitFullscreen();
        while (world.find('fullscreen').ariaPressed === 'true') await new Promise(requestAnimationFrame);
        ({PRESS})({{ key: 'Escape' }}); }}"""
    )
    assert page.evaluate("world.commands") == []
    page.keyboard.press("Escape")
    assert page.evaluate("world.commands") == ["stop"]


def test_full_screen_is_not_offered_where_there_is_none_and_left_at_the_end(page):
    exercising(page)
    page.get_by_role("button", name="Full screen").click()
    page.wait_for_function("document.fullscreenElement")
    page.evaluate("world.unmount()")
    page.wait_for_function("!document.fullscreenElement")
    page.evaluate("Object.defineProperty(document, 'fullscreenEnabled', { value: false })")
    exercising(page)
    assert page.evaluate("world.find('fullscreen').hidden")
    assert press(page, "F11") == [None, False]


# --- the screen stays on -----------------------------------------------------------------------


@pytest.mark.parametrize("way", ENDS)
def test_the_screen_stays_on_from_set_up_to_the_end(way, page):
    mount(page, "world.camera = { wait: true }; world.stage = 'setup'")
    page.wait_for_function("world.locked() === 1")
    page.wait_for_function("world.sockets[0]?.readyState === 1")
    page.evaluate("world.hide(true)")
    assert page.evaluate("world.locked()") == 0
    page.evaluate("world.hide(false)")
    page.wait_for_function("world.locked() === 1")
    if way in {"an error of the server", "the page is left"}:  # neither is the end of it
        return
    page.evaluate(f"() => {{ {ENDS[way]} }}")
    page.wait_for_function("world.locked() === 0")
    page.evaluate("() => { world.hide(true); world.hide(false); }")
    page.wait_for_timeout(20)
    assert page.evaluate("world.locked()") == 0


@pytest.mark.parametrize(
    "without", ["world.noLock = true", "Object.defineProperty(navigator, 'wakeLock', { value: undefined })"]
)
def test_a_screen_that_may_not_stay_on_is_no_trouble(without, page):
    exercising(page, without)
    assert page.evaluate("world.problem()") == ""
    page.evaluate("() => { world.hide(true); world.hide(false); world.unmount(); }")
    assert live(page) == 0
