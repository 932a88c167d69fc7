"""The live page alone: its scripts in a browser, with everything outside replaced."""

import json
from pathlib import Path

from formcheck.texts.coach import SCREEN
from formcheck.ui.components import coach_component
from tests.ui.browser.patient import LISTEN

URL = "http://127.0.0.1:9/live"
PAGE = Path(coach_component.__file__).parents[2] / "live" / "frontend"


def html() -> str:
    """Return the page as HTML; `live_page.js` replaces the camera, the server and the voice."""
    scripts = [(PAGE / name).read_text(encoding="utf-8") for name in coach_component._SCRIPTS]
    coach = "\n".join([*scripts, "world.start = showComponent"])
    markup = json.dumps((PAGE / "coach.html").read_text(encoding="utf-8"))
    style = (PAGE / "coach.css").read_text(encoding="utf-8")
    outside = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    return f"""<!doctype html><style>{style}</style><body><script>{LISTEN}</script>
        <script>{outside}; world.html = {markup}; world.texts = {json.dumps(SCREEN)};</script>
        <script type="module">{coach}; world.ready = true;</script>"""


def mount(page, script: str = "") -> None:
    """Mount the coach on the page after running `script`, which sets up `world`."""
    page.evaluate(f"() => {{ {script}; world.unmount = world.mount(); }}")


def exercising(page, script: str = "") -> None:
    """Mount the coach and wait until frames are judged."""
    mount(page, script)
    page.wait_for_function("world.find('count').textContent === '0' && world.live() === 1")
    page.wait_for_function("world.place.querySelector('.coach').dataset.stage === world.stage")


def choose_camera(page, device: str, script: str = "") -> None:
    """Run `script`, choose the camera `device` from the list and wait for its stream."""
    page.wait_for_function("world.find('cameras').options.length === world.devices.length")
    run(page, f"{script}; world.requests = []; world.choose('{device}');")
    page.wait_for_function("world.live() === 1")


def run(page, script: str) -> None:
    """Run statements on the page."""
    page.evaluate(f"() => {{ {script} }}")


def wait_for_problem(page, words: str) -> None:
    """Wait until the page shows this problem; with an empty text, until it shows none."""
    page.wait_for_function("(words) => world.problem() === words", arg=words)


def live_tracks(page) -> int:
    """Return the number of live camera tracks."""
    return page.evaluate("world.live()")


def said(page) -> list[str]:
    """Return what was spoken."""
    return page.evaluate("window.said.map((one) => one.text).filter((text) => text)")


def commands(page) -> list[str]:
    """Return the commands that the page sent to the server."""
    return page.evaluate("world.commands")
