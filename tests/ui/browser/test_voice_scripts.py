"""The page's voice by itself: which voice speaks, what is heard, what is said of it."""

import json

import pytest

from formcheck.live.speech.recorded_voice import SOUNDS_PATH, list_sounds, pack_sounds
from formcheck.texts.coach import NO_SOUND, SCREEN
from formcheck.ui.components.speech import VOICE_SCRIPTS, read_page_file
from tools.speech.clips import find_clips
from tools.speech.texts import list_spoken_texts

pytestmark = pytest.mark.browser

ADDRESS = "http://voice.test/"
BODY = """<p id="caption"></p><p id="spoken" aria-live="assertive"></p>
<button class="voice"></button><select class="voices"></select><p class="voicenote"></p>"""
ENGINE = """
window.asked = [];
const engine = window.engine = {
  names: ["Test"], speaking: false, silent: false, error: null,
  getVoices() { return this.names.map((name) => ({ name, lang: "en-GB", localService: true })); },
  cancel() { this.speaking = false; },
  speak(words) {
    window.asked.push(words.text);
    if (this.error) setTimeout(() => words.onerror({ error: this.error }), 5);
    else if (!this.silent) { this.speaking = true; setTimeout(() => words.onstart(), 5); }
  },
};
Object.defineProperty(window, "speechSynthesis", { value: engine, configurable: true });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
BEGIN = f"""({{ names, kept, name }}) => {{
  window.played = [];
  if (names) engine.names = names;
  else delete window.speechSynthesis;
  if (kept) {{
    const resume = AudioContext.prototype.resume;
    AudioContext.prototype.resume = async function () {{
      if (window.touched) return resume.call(this);
    }};
    Object.defineProperty(AudioContext.prototype, "state", {{
      get: () => (window.touched ? "running" : "suspended"),
    }});
    window.addEventListener("pointerdown", () => {{ window.touched = true; }}, true);
  }}
  const play = Sounds.prototype.play;
  Sounds.prototype.play = function (parts, rate) {{
    window.played.push(parts.map(([name]) => name));
    play.call(this, parts, rate);
  }};
  localStorage.setItem("formcheck.voice", name);
  const [caption, spoken] = ["caption", "spoken"].map((id) => document.getElementById(id));
  window.voice = new Voice(caption, spoken);
  voice.begin({{ rate: 1, sounds: "{SOUNDS_PATH}", fallback: "{NO_SOUND}" }});
}}"""

LOOKING = "please-look-at-the-screen"
SOME = "eight set one of three done rest-for hundred twenty five seconds hold good paused two"
SOME += " is-something-hurting if-not-take-the-start-position-again resuming lift-your-hips"
SOME += " lower-slowly please-look-at-the-screen"
FEW = json.dumps({n: s for n, s in json.loads(pack_sounds()).items() if n in SOME.split()})


@pytest.fixture(scope="module")
def tab(browser):
    """An empty page with an address of its own; the test replaces the browser's voices."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.route(f"{ADDRESS}**", lambda route: route.fulfill(body=BODY, content_type="text/html"))
    page.add_init_script(ENGINE)
    yield page
    context.close()


@pytest.fixture
def begun(tab):
    """Open the page with a voice.

    `voices` are the browser's own; None if it cannot speak at all. `sounds` is what the server
    answers when it is asked for the recorded voice; None for nothing.
    """

    def begin(*, voices=(), sounds=FEW, kept=False, name=""):
        tab.goto(ADDRESS)
        tab.unroute(f"{ADDRESS}{SOUNDS_PATH}")
        answer = {"status": 404} if sounds is None else {"body": sounds}
        tab.route(f"{ADDRESS}{SOUNDS_PATH}", lambda route: route.fulfill(**answer))
        scripts = "\n".join(map(read_page_file, (*VOICE_SCRIPTS, "voice/voice_controls.js")))
        names = "Sounds, Voice, VoiceControls"
        tab.add_script_tag(content=f"{scripts}\nObject.assign(window, {{ {names} }});")
        tab.evaluate(
            BEGIN, {"names": None if voices is None else list(voices), "kept": kept, "name": name}
        )
        return tab

    return begin


def say(page, text: str, *, cut: bool = False) -> None:
    page.evaluate("([text, cut]) => voice.say(text, cut)", [text, cut])


def source_is(page, source: str) -> None:
    page.wait_for_function("(source) => voice.source === source", arg=source)


def spoken(page) -> str:
    return page.evaluate("document.getElementById('spoken').textContent")


def test_a_browser_with_a_voice_speaks_with_it(begun):
    page = begun(voices=["Test"])
    source_is(page, "speech")
    say(page, "Three.")
    assert page.evaluate("[asked, voice.problem, voice.speaking]") == [["Three."], "", True]
    assert page.evaluate("played") == []
    assert spoken(page) == ""
    page.evaluate("voice.clear()")
    assert not page.evaluate("voice.speaking")


@pytest.mark.parametrize("engine", ["has no voice", "is not there"])
def test_without_a_voice_the_recorded_voice_speaks_and_screen_readers_get_the_text(begun, engine):
    page = begun(voices=() if engine == "has no voice" else None)
    say(page, "Eight. Set 1 of 3 done. Rest for 125 seconds.")
    page.wait_for_function("played.length === 1")
    expected = ["eight", "set", "one", "of", "three", "done"]
    expected += ["rest-for", "one", "hundred", "twenty", "five", "seconds"]
    assert page.evaluate("played[0]") == expected
    assert page.evaluate("[asked, voice.problem, voice.speaking]") == [[], "recorded", True]
    assert spoken(page).startswith("Eight. Set 1")


def test_clearing_stops_the_sound_and_drops_the_waiting_ones(begun):
    page = begun()
    source_is(page, "recorded")
    say(page, "Paused. Is something hurting? If not, take the start position again.")
    say(page, "Good.")
    assert page.evaluate("[voice.sounds.sources.size, voice.speaking]") == [4, True]
    page.evaluate("voice.clear()")
    assert page.evaluate("[voice.sounds.sources.size, voice.speaking]") == [0, False]
    say(page, "Resuming.")
    say(page, "Hold.", cut=True)
    assert page.evaluate("voice.sounds.sources.size") == 1


@pytest.mark.parametrize("fault", ["engine.error = 'synthesis-failed'", "engine.silent = true"])
def test_the_recorded_voice_says_what_a_failed_voice_did_not(begun, fault):
    page = begun(voices=["Test"])
    source_is(page, "speech")
    page.wait_for_function("voice.sounds.audible")
    page.evaluate(fault)
    say(page, "Lift your hips.")
    page.wait_for_function("played.length === 1")
    assert page.evaluate("played") == [["lift-your-hips"]]
    say(page, "Lower slowly.")
    page.wait_for_function("played.length === 2")
    assert page.evaluate("[voice.source, voice.problem]") == ["recorded", "recorded"]
    page.evaluate("voice.choose('Test')")  # a voice that the person chooses is tried again
    assert page.evaluate("voice.source") == "speech"


def test_a_number_that_would_come_late_is_left_out(begun):
    page = begun(voices=["Test"])
    page.wait_for_function("voice.sounds.audible")
    page.evaluate("engine.silent = true")
    say(page, "Two.")
    page.wait_for_function("voice.speech.failures === 1")
    assert page.evaluate("played") == []


def test_speech_that_was_cut_off_is_not_a_failure(begun):
    page = begun(voices=["Test"])
    source_is(page, "speech")
    page.evaluate("engine.silent = true")
    for _ in range(3):
        say(page, "Hold.", cut=True)
    page.evaluate("voice.clear()")
    page.wait_for_timeout(1700)
    assert page.evaluate("[voice.speech.failures, played]") == [0, []]


def test_the_recorded_voice_can_be_chosen_and_is_remembered(begun):
    page = begun(voices=["Test"])
    page.evaluate("voice.choose(voice.names.at(-1))")
    kept = page.evaluate("localStorage.getItem('formcheck.voice')")
    page = begun(voices=["Test"], name=kept)
    source_is(page, "recorded")
    say(page, "Hold.")
    assert page.evaluate("[played, asked, voice.problem]") == [[["hold"]], [], ""]
    assert spoken(page) == ""  # nobody hears it twice


def test_the_button_the_list_and_the_note_say_which_voice_speaks(begun):
    def shown(page) -> tuple[str, str, str, bool]:
        return tuple(
            page.evaluate("""(controls.update(), [button.textContent, note.textContent,
              list.selectedOptions[0].textContent, list.hidden])""")
        )

    def with_controls(**answers):
        page = begun(**answers)
        page.evaluate(CONTROLS, SCREEN)
        return page

    recorded, notes = SCREEN["voice_recorded"], SCREEN["voice_notes"]
    page = with_controls(voices=["Anna", "Ben"])
    assert shown(page) == ("Voice on", "", "Anna", False)
    page.evaluate("list.value = 'formcheck.recorded'; list.onchange({ target: list })")
    source_is(page, "recorded")
    assert shown(page) == ("Voice on", "", recorded, False)
    page.evaluate("button.onclick()")
    assert shown(page) == ("Voice off", "", recorded, False)
    page = with_controls()
    source_is(page, "recorded")
    assert shown(page) == ("Voice on", notes["recorded"], recorded, True)
    page = with_controls(sounds=None)
    source_is(page, "silent")
    assert shown(page) == ("Voice silent", notes["silent"], recorded, True)


CONTROLS = """(texts) => {
  window.button = document.querySelector(".voice");
  window.list = document.querySelector(".voices");
  window.note = document.querySelector(".voicenote");
  window.controls = new VoiceControls((name) => document.querySelector(`.${name}`), voice);
  controls.begin(texts, { on: true, rate: 1, sounds: voice.sounds.path, fallback: voice.fallback });
}"""


def test_without_voice_and_sounds_a_note_says_so_and_screen_readers_get_the_text(begun):
    page = begun(sounds=None)
    say(page, "Lift your hips.")
    page.wait_for_function("voice.problem === 'silent'")
    page.wait_for_function("document.getElementById('spoken').textContent === 'Lift your hips.'")
    assert page.evaluate("[played, voice.speaking]") == [[], False]


def test_a_browser_that_is_silent_until_touched_is_reported_and_speaks_after_a_touch(begun):
    page = begun(kept=True)
    page.wait_for_function("voice.problem === 'blocked'")
    page.mouse.click(10, 10)
    source_is(page, "recorded")


def test_for_a_text_without_a_sound_the_voice_says_look_at_the_screen(begun):
    page = begun()
    source_is(page, "recorded")
    say(page, "Cannot write /home/x/history.sqlite3.")
    assert page.evaluate("[played[0], voice.problem]") == [[LOOKING], "unsaid"]
    assert spoken(page).startswith("Cannot write")
    say(page, "Hold.")
    assert page.evaluate("voice.problem") == "recorded"


def test_with_the_voice_off_screen_readers_get_the_text(begun):
    page = begun()
    page.evaluate("voice.on = false")
    say(page, "Hold.")
    assert page.evaluate("[played, asked, voice.problem]") == [[], [], ""]
    assert spoken(page) == "Hold."


def test_the_page_finds_the_clips_that_the_tool_makes(begun):
    """Two programs split a text into clips. They agree on every text."""
    page = begun(sounds=pack_sounds())
    source_is(page, "recorded")
    texts = sorted(set(list_spoken_texts()))
    found = page.evaluate(
        "(texts) => texts.map((text) => (voice.sounds.parts(text) || []).map(([name]) => name))",
        texts,
    )
    assert dict(zip(texts, found, strict=True)) == {t: find_clips(t, list_sounds()) for t in texts}
    lengths = page.evaluate(
        "Object.fromEntries([...voice.sounds.clips].map(([name, clip]) => [name, clip.length]))"
    )
    assert lengths.keys() == list_sounds()
    assert min(lengths.values()) > 0.1
    numbers = [lengths[name] for name in ("one", "two", "three", "hold")]
    assert max(numbers) < 0.8, json.dumps(lengths)  # the next second's number does not cut it off
