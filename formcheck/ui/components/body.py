"""Two small browser components: a body to point at, and a question read aloud."""

from functools import cache
from importlib.resources import files

from formcheck.history import Store
from formcheck.safety.questionnaire import PainSite
from formcheck.ui.components.browser_component import ShowComponent, register_component
from formcheck.ui.components.speech import VOICE_SCRIPTS, read_page_file, read_voice_settings

__all__ = ["ask_on_body", "read_aloud"]


def ask_on_body(site: PainSite | None, *, key: str) -> PainSite | None:
    """Show a body that is coloured down to `site`; return each clicked place once, else None."""
    shown = None if site in {None, PainSite.NONE} else site
    told = _body()(
        key=key,
        data={"site": "" if shown is None else shown.name.lower()},
        on_picked_change=_nothing,
        height=350,
    )
    known = {one.name.lower(): one for one in PainSite}
    return known.get(str(told.picked)) if told.picked is not None else None


def read_aloud(store: Store, text: str, *, key: str) -> None:
    """Say `text` once in the voice the person chose; say nothing if the voice is off."""
    _speaker()(
        key=f"speak-{key}",
        data={"text": text, "n": key, "voice": read_voice_settings(store)},
        height=1,
    )


def _asset(name: str) -> str:
    return (files("formcheck.ui") / "assets" / "body" / name).read_text(encoding="utf-8")


@cache
def _body() -> ShowComponent:
    return register_component(
        "formcheck_body",
        html=_asset("body.html"),
        css=_asset("body.css"),
        scripts=[_asset("body.js")],
    )


@cache
def _speaker() -> ShowComponent:
    # The voice is the coach's own, so that it sounds the same here.
    return register_component(
        "formcheck_speak",
        html='<span class="speak" aria-live="polite"></span>',
        css=_asset("speak.css"),
        scripts=[*map(read_page_file, VOICE_SCRIPTS), _asset("speak.js")],
    )


def _nothing() -> None:
    """Do nothing; Streamlit needs a callback for every trigger."""
