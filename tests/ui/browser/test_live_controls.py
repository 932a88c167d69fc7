"""The live page's keys, its full-screen button, and its wake lock."""

import itertools

import pytest

from tests.ui.browser.live_page import commands, exercising, live_tracks, mount, run

pytestmark = pytest.mark.browser

# --- keys and full screen ----------------------------------------------------------------------

NO_EFFECT = {
    "sound": ["AudioVolumeUp", "AudioVolumeDown", "AudioVolumeMute", "VolumeUp", "VolumeMute"],
    "microphone": ["MicrophoneToggle", "MicrophoneVolumeMute", "SpeechInputToggle"],
    "media": ["MediaPlayPause", "MediaStop", "MediaTrackNext", "MediaTrackPrevious", "Eject"],
    "light": ["BrightnessUp", "BrightnessDown", "KeyboardBacklightToggle"],
    "programs": ["LaunchMail", "LaunchMediaPlayer", "LaunchApplication2"],
    "modifiers": ["Alt", "AltGraph", "Control", "Shift", "Meta", "OS", "Super", "Hyper", "Fn"],
    "locks": ["CapsLock", "NumLock", "ScrollLock", "FnLock", "SymbolLock"],
    "moves": ["Tab"],
}
STOPS = {
    "letters": ["a", "Z", "1", "ß", "é", ".", "Enter", "Backspace", "Delete", "Clear"],
    "not named": ["Dead", "Process", "Unidentified", "Compose", "NonConvert"],
    "moves": [
        "ArrowUp",
        "ArrowDown",
        "ArrowLeft",
        "ArrowRight",
        "Home",
        "End",
        "PageUp",
        "PageDown",
    ],
    "functions": ["Escape", "F1", "F5", "F10", "F12", "Help", "ContextMenu", "Pause", "Insert"],
}

PRESS = """({ key, ...more }) => {
  const always = { cancelable: true, bubbles: true, composed: true };
  const event = new KeyboardEvent('keydown', { key, ...always, ...more });
  (world.place.querySelector('.coach')).dispatchEvent(event);
  return [world.commands.at(-1) ?? null, event.defaultPrevented]; }"""


def press(live, key: str, **more: object) -> list:
    return live.evaluate(PRESS, {"key": key, **more})


def test_media_keys_modifiers_and_locks_do_nothing_and_every_other_key_stops(live):
    exercising(live)
    for key in itertools.chain(*NO_EFFECT.values()):
        assert press(live, key) == [None, False], key
    for code in ("VolumeDown", "MediaSelect", "BrightnessUp", "LaunchApp1", "ShiftLeft", "NumLock"):
        assert press(live, "Unidentified", code=code) == [None, False], code
    for held in ({"ctrlKey": True}, {"altKey": True}, {"metaKey": True}, {"repeat": True}):
        assert press(live, "r", **held) == [None, False], held
    assert press(live, " ") == ["pause", True]
    for key in itertools.chain(*STOPS.values()):
        live.evaluate(
            "() => { world.commands = []; world.unmount(); world.unmount = world.mount(); }"
        )
        live.wait_for_function("world.sockets.at(-1).readyState === 1")
        assert press(live, key) == ["stop", True], key


def test_altgr_with_a_letter_stops_even_if_it_counts_as_ctrl_and_alt(live):
    exercising(live)
    held = {"ctrlKey": True, "altKey": True, "modifierAltGraph": True}
    assert press(live, "@", **held) == ["stop", True]


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_button_that_was_clicked_does_not_swallow_the_next_key(key, live):
    exercising(live)
    live.locator(".mirror").click()
    live.keyboard.press(key)
    assert commands(live) == ["stop" if key == "Enter" else "pause"]
    assert live.locator(".mirror").get_attribute("aria-pressed") == "false"


def test_controls_reached_by_keyboard_work_by_keyboard(live):
    exercising(live)
    live.locator(".mirror").focus()
    live.keyboard.press("Enter")
    assert commands(live) == []
    assert live.locator(".mirror").get_attribute("aria-pressed") == "false"
    live.locator(".mirror").focus()
    live.keyboard.press("ArrowDown")  # which does nothing to a button
    assert commands(live) == ["stop"]


def test_full_screen_by_button_and_f11_ends_nothing_and_escape_only_leaves_it(live):
    exercising(live)
    button = live.get_by_role("button", name="Full screen")
    on = "Boolean(document.fullscreenElement)"
    for enter in (button.click, lambda: live.keyboard.press("F11")):
        assert button.get_attribute("aria-pressed") == "false"
        enter()
        live.wait_for_function(on)
        live.wait_for_function("world.find('fullscreen').ariaPressed === 'true'")
        live.keyboard.press("Escape")
        live.wait_for_function(f"!{on}")
        live.wait_for_function("world.find('fullscreen').ariaPressed === 'false'")
    live.keyboard.press("F11")
    live.wait_for_function(on)
    live.keyboard.press("F11")
    live.wait_for_function(f"!{on}")
    assert commands(live) == []

    # A browser that leaves by itself may report the key once afterwards; the next one stops.
    button.click()
    live.wait_for_function("world.find('fullscreen').ariaPressed === 'true'")
    live.evaluate(
        f"""async () => {{ await document.exitFullscreen();
        const shown = () => world.find('fullscreen').ariaPressed === 'true';
        while (shown()) await new Promise(requestAnimationFrame);
        ({PRESS})({{ key: 'Escape' }}); }}"""
    )
    assert commands(live) == []
    live.keyboard.press("Escape")
    assert commands(live) == ["stop"]


def test_full_screen_is_not_offered_where_there_is_none_and_left_at_the_end(live):
    exercising(live)
    live.get_by_role("button", name="Full screen").click()
    live.wait_for_function("document.fullscreenElement")
    live.evaluate("world.unmount()")
    live.wait_for_function("!document.fullscreenElement")
    live.evaluate("Object.defineProperty(document, 'fullscreenEnabled', { value: false })")
    exercising(live)
    assert live.evaluate("world.find('fullscreen').hidden")
    assert press(live, "F11") == [None, False]


# --- the screen stays on -----------------------------------------------------------------------


def test_the_screen_stays_on_from_set_up_and_whenever_the_page_is_seen(live):
    mount(live, "world.camera = { wait: true }; world.stage = 'setup'")
    live.wait_for_function("world.locked() === 1")
    for _ in range(2):
        live.evaluate("world.hide(true)")
        assert live.evaluate("world.locked()") == 0
        live.evaluate("world.hide(false)")
        live.wait_for_function("world.locked() === 1")
    assert live.evaluate("world.locks.every((lock) => lock.kind === 'screen')")


@pytest.mark.parametrize(
    "without",
    ["world.noLock = true", "Object.defineProperty(navigator, 'wakeLock', { value: undefined })"],
)
def test_a_refused_wake_lock_changes_nothing_else(without, live):
    exercising(live, without)
    assert live.evaluate("world.problem()") == ""
    run(live, "world.hide(true); world.hide(false); world.unmount();")
    assert live_tracks(live) == 0


# --- an ending that no server has confirmed -----------------------------------------------------


def test_an_unsent_ending_is_sent_again_also_one_that_an_earlier_version_kept(live):
    kept = "JSON.stringify({ training: 1, ending: 'report_pain', at: Date.now() })"
    mount(live, f"localStorage.setItem('formcheck.stopped', {kept})")
    live.wait_for_function("world.commands.includes('report_pain')")
    run(live, "world.unmount(); world.commands.length = 0;")
    mount(live)  # loaded again before a server has confirmed it
    live.wait_for_function("world.commands.includes('report_pain')")
    assert live.evaluate("Object.keys(localStorage)") == ["formcheck.unsentEnding"]
    run(live, "world.receive({ stage: 'pain_reported' });")
    assert live.evaluate("Object.keys(localStorage)") == []
