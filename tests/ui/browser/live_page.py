"""The live page by itself: its scripts in a browser, with all that is outside replaced."""

import json
from pathlib import Path

from formcheck.texts.coach import SCREEN
from formcheck.ui.components import coach_component
from tests.ui.browser.patient import LISTEN

URL = "http://127.0.0.1:9/live"
PAGE = Path(coach_component.__file__).parents[2] / "live" / "frontend"


def html() -> str:
    """The page; what it plays with stands in `live_page.js`."""
    scripts = [(PAGE / name).read_text(encoding="utf-8") for name in coach_component._SCRIPTS]
    coach = "\n".join([*scripts, "world.start = showPiece"])
    markup = json.dumps((PAGE / "coach.html").read_text(encoding="utf-8"))
    style = (PAGE / "coach.css").read_text(encoding="utf-8")
    outside = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    return f"""<!doctype html><style>{style}</style><body><script>{LISTEN}</script>
        <script>{outside}; world.html = {markup}; world.texts = {json.dumps(SCREEN)};</script>
        <script type="module">{coach}; world.ready = true;</script>"""


def mount(page, script: str = "") -> None:
    """Put the coach on the page, in a world that `script` has made."""
    page.evaluate(f"() => {{ {script}; world.unmount = world.mount(); }}")


def exercising(page, script: str = "") -> None:
    """Mounted, with frames that are judged."""
    mount(page, script)
    page.wait_for_function("world.find('count').textContent === '0' && world.live() === 1")
    page.wait_for_function("world.place.querySelector('.coach').dataset.stage === world.stage")


def run(page, script: str) -> None:
    """Run statements on the page."""
    page.evaluate(f"() => {{ {script} }}")


def wait_for_problem(page, words: str) -> None:
    """Until the page shows this problem; none for an empty text."""
    page.wait_for_function("(words) => world.problem() === words", arg=words)


def live_tracks(page) -> int:
    """How many camera tracks are live."""
    return page.evaluate("world.live()")


def said(page) -> list[str]:
    """What was spoken."""
    return page.evaluate("window.said.map((one) => one.text).filter((text) => text)")


def commands(page) -> list[str]:
    """What the page asked of the server."""
    return page.evaluate("world.commands")
