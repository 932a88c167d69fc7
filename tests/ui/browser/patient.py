"""A patient before a camera: what the tests of the live coach share."""

from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import expect

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

LISTEN = """
window.said = [];
let until = 0;
const voice = {
  get speaking() { return performance.now() < until; },
  getVoices() { return [{ name: "Test", lang: "en-GB", localService: true }]; },
  cancel() { until = 0; window.said.push({ text: null, at: performance.now() }); },
  speak(words) {
    window.said.push({ text: words.text, at: performance.now(), rate: words.rate });
    until = performance.now() + 250 + 60 * words.text.length;
    setTimeout(() => words.onstart?.(), 10);
  },
  addEventListener() {},
};
Object.defineProperty(window, "speechSynthesis", { value: voice, configurable: true });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""

WATCH_CAMERA = """
window.tracks = [];
window.locks = [];
const remember = (owner, method, keep) => {
  const original = owner?.[method].bind(owner);
  if (!original) return;
  owner[method] = async (...asked) => {
    const got = await original(...asked);
    keep(got);
    return got;
  };
};
const keepTracks = (stream) => window.tracks.push(...stream.getTracks());
remember(navigator.mediaDevices, 'getUserMedia', keepTracks);
remember(navigator.wakeLock, 'request', (lock) => window.locks.push(lock));
"""
_CANVAS_CAMERA = Path(__file__).with_name("canvas_camera.js").read_text(encoding="utf-8")
CANVAS_CAMERA = _CANVAS_CAMERA + WATCH_CAMERA
"""A camera whose picture is in the test's hands: `show`, `hang`."""
IS_ON = """[window.tracks.filter((one) => one.readyState === 'live').length,
  window.locks.filter((one) => !one.released).length]"""
"""How many camera tracks are live, and how many locks keep the screen on."""

COACH = """() => [...document.querySelectorAll('*')]
  .map((element) => element.shadowRoot?.querySelector('.coach')).find(Boolean)"""


@contextmanager
def before_camera(playwright, chromium: str, film: Path | None):
    """A visitor whose camera shows `film`, and whose browser's voice is written down.

    None for a visitor who does not allow the camera.
    """
    camera = ["--use-fake-device-for-media-stream"]
    if film is None:
        camera.append("--deny-permission-prompts")
    else:
        camera += ["--use-fake-ui-for-media-stream", f"--use-file-for-fake-video-capture={film}"]
    browser = playwright.chromium.launch(
        executable_path=chromium,
        args=[*FLAGS, *camera],
    )
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.add_init_script(LISTEN)
    context.add_init_script(WATCH_CAMERA)
    page = context.new_page()
    page.set_default_timeout(45_000)
    page_errors: list[str] = []
    strangers: list[str] = []
    context.on("weberror", lambda error: page_errors.append(str(error.error)))
    context.on("request", lambda request: note_stranger(strangers, request.url))
    try:
        yield page
    finally:
        browser.close()
    assert page_errors == []
    assert strangers == []


def begin(
    page,
    url: str,
    exercise: str,
    *,
    leg: str | None,
    repetitions: int,
    hold_s: int,
    keep: bool = False,
) -> None:
    """Choose `exercise`, one set of it, and press Start."""
    page.goto(f"{url}/exercise")
    page.locator(f".st-key-choose-{exercise} button").click()
    for label, value in (("Sets", 1), ("Hold, seconds", hold_s)):
        field = page.get_by_label(label, exact=True)
        field.fill(str(value))
        field.press("Enter")
    field = page.get_by_label("Repetitions per")
    field.fill(str(repetitions))
    field.press("Enter")
    if leg is not None:
        page.get_by_role("radio", name=leg).click()
    kept = page.get_by_role("switch", name="Save a stick figure of each repetition")
    if keep and not kept.is_checked():
        page.locator(".st-key-keep-landmarks label").first.click()
        expect(kept).to_be_checked()
    page.locator(".st-key-start button").click()


def answer_screening(
    page,
    *,
    back: int = 1,
    leg: int = 1,
    site: str = "Lower back",
    feels: str = "Nothing like that",
    send: str = "told-send",
) -> None:
    """Answer the questions about pain that are on the page."""
    for number, answer in enumerate((back, leg)):
        scale = page.locator("[class*=st-key-scale-]").nth(number)
        button = scale.get_by_role("radio", name=str(answer), exact=True)
        button.click()
        expect(button).to_be_checked()
    page.get_by_text(site, exact=True).click()
    expect(page.get_by_role("radio", name=site)).to_be_checked()
    page.get_by_role("button", name=feels, exact=True).click()
    page.locator(f".st-key-{send} button").click()


def show(page, shade: int) -> None:
    """Let the camera in the page show a shade (scripted_estimator.py says what is seen then)."""
    page.evaluate("(shade) => { window.camera.shade = shade; }", shade)


def hang(page) -> None:
    """Let the camera in the page send its last picture again and again."""
    page.evaluate("() => { window.camera.hangs = true; }")


def stage_is(page, *stages: str, timeout_s: float = 60) -> None:
    page.wait_for_function(
        f"(stages) => stages.includes(({COACH})()?.dataset.stage)",
        arg=list(stages),
        timeout=timeout_s * 1000,
    )


def words_are(page, words: str, *, are: bool = True) -> None:
    """Wait until the coach shows these words, or others where they shall not be."""
    page.wait_for_function(
        f"""([words, are]) => {{ const shown = ({COACH})()?.querySelector('.words')?.textContent;
        return shown !== undefined && (shown === words) === are; }}""",
        arg=[words, are],
    )


def heard(page) -> list[str]:
    return [one["text"] for one in page.evaluate("window.said") if one["text"] is not None]


def count(page) -> int:
    """The repetitions the page shows."""
    return int(page.evaluate(f"({COACH})().querySelector('.count').textContent"))


def wait_for_count(page, least: int, timeout_s: float = 60) -> None:
    page.wait_for_function(
        f"(least) => Number(({COACH})()?.querySelector('.count').textContent) >= least",
        arg=least,
        timeout=timeout_s * 1000,
    )


def problem_is(page, part: str, timeout_s: float = 60) -> None:
    page.wait_for_function(
        f"""(part) => {{ const coach = ({COACH})(); const box = coach?.querySelector('.problem');
        const words = !box || box.hidden ? '' : coach.querySelector('.what').textContent;
        return part === '' ? words === '' : words.includes(part); }}""",
        arg=part,
        timeout=timeout_s * 1000,
    )


def gone(page) -> None:
    """Wait until the coach is no longer on the page."""
    page.wait_for_function(f"() => !({COACH})()")


def do(page, script: str):
    """Run `script` with `coach`, the page's own object."""
    return page.evaluate(f"(() => {{ const coach = ({COACH})().coach; {script} }})()")


def note_stranger(strangers: list[str], url: str) -> None:
    """Write down an address that is not this machine's."""
    if not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")):
        strangers.append(url)
