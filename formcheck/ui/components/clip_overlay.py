"""Draws the skeleton and the judged angles over the clip itself, in the browser, while it plays."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from formcheck.drawing.style import build_browser_style
from formcheck.texts import review as review_texts
from formcheck.ui.components.browser_component import ShowComponent, register_component
from formcheck.ui.components.speech import read_page_file

__all__ = ["show_clip_overlay"]

_DRAWING = ("drawing/arc.js", "drawing/canvas.js", "drawing/drawing.js")
_HTML = """<div class="clip-overlay">
  <span class="count"></span><span class="phase"></span><span class="said"></span>
  <label><input type="checkbox" checked><span></span></label>
</div>"""


def show_clip_overlay(data: Mapping[str, Any], *, video_class: str, review_id: str) -> None:
    """Draw what `build_overlay_data` returned over the video.

    `video_class` is the CSS class of the container with the video.
    """
    _component()(
        key=f"overlay-{review_id}",
        data={
            **data,
            "id": review_id,
            "video": f".{video_class} video",
            "drawing": build_browser_style(),
            "texts": {"skeleton": review_texts.SKELETON},
        },
    )


@cache
def _component() -> ShowComponent:
    folder = files("formcheck.ui") / "assets"
    return register_component(
        "formcheck.clip_overlay",
        html=_HTML,
        css=(folder / "clip_overlay.css").read_text(encoding="utf-8"),
        scripts=[
            *(read_page_file(name) for name in _DRAWING),
            (folder / "clip_overlay.js").read_text(encoding="utf-8"),
        ],
    )
