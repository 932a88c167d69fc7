"""The live exercise in the browser: camera, overlay, voice and big numbers."""

from functools import cache
from typing import Any

from formcheck.drawing.style import build_browser_style
from formcheck.ui.components.browser_component import ShowComponent, register_component
from formcheck.ui.components.speech import VOICE_SCRIPTS, read_page_file

__all__ = ["show_coach"]

_NAME = "formcheck_coach"
_SCRIPTS = (
    "drawing/arc.js",
    "drawing/canvas.js",
    "drawing/drawing.js",
    "state_view.js",
    *VOICE_SCRIPTS,
    "voice/voice_controls.js",
    "problems.js",
    "camera/camera_stream.js",
    "camera/camera.js",
    "camera/camera_panel.js",
    "wake_lock.js",
    "page_visibility.js",
    "full_screen.js",
    "keys.js",
    "camera/frame_message.js",
    "camera/frame_source.js",
    "camera/frames.js",
    "connection.js",
    "interruptions.js",
    "controls.js",
    "ending.js",
    "coach.js",
)
"""The scripts of the page, one subject each; the last one uses all the others."""


def show_coach(data: dict[str, Any], *, key: str) -> str | None:
    """Show the live exercise; return each message of its script once, None without a new one.

    "finished" means that the last set is over. The value of an `Ending` means that the person ended
    the exercise. "renew" asks for another token, "sample" for the sample clip.
    """
    told = _component()(
        key=key, data=data | {"drawing": build_browser_style()}, on_event_change=_nothing, height=10
    )
    event = told.event
    return None if event is None else str(event["name"])


@cache
def _component() -> ShowComponent:
    """Return the component, read and registered once."""
    return register_component(
        _NAME,
        html=read_page_file("coach.html"),
        css=read_page_file("coach.css"),
        scripts=[read_page_file(name) for name in _SCRIPTS],
    )


def _nothing() -> None:
    """Do nothing; Streamlit needs a callback for every trigger."""
