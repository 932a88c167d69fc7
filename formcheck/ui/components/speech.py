"""The voice on the pages: its scripts, which all pages share, and the person's settings."""

from importlib.resources import files
from typing import Any

from formcheck.history import Setting, Store
from formcheck.live.speech.recorded_voice import SOUNDS_PATH
from formcheck.texts.coach import NO_SOUND

__all__ = ["VOICE_SCRIPTS", "read_page_file", "read_voice_settings"]

VOICE_SCRIPTS = ("voice/sounds.js", "voice/speech.js", "voice/voice.js")
"""The scripts of `formcheck/live/frontend` that speak, in the order in which they are joined."""


def read_page_file(name: str) -> str:
    """Return the content of a file of the live page."""
    return (files("formcheck.live") / "frontend" / name).read_text(encoding="utf-8")


def read_voice_settings(store: Store) -> dict[str, Any]:
    """Return what the page's script needs to speak as the person wants it."""
    return {
        "on": store.setting(Setting.VOICE, default=True) is not False,
        "rate": store.setting(Setting.VOICE_RATE, 1.0),
        "sounds": SOUNDS_PATH,
        "fallback": NO_SOUND,
    }
