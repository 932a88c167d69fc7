"""The timeline under the video and the table beside it: small components of our own.

Streamlit has no timeline, and its table does not tell when the same row is chosen again. A click
in either seeks the video at once in the browser and tells the page which mark was chosen; the page
in turn can ask the timeline to seek. The video itself is Streamlit's own `st.video`, found by its
container's class, so that the clip is sent to the browser once and never again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from formcheck.texts import review as review_texts
from formcheck.ui.charts.angle_curve import GUTTER_PX, RIGHT_PX
from formcheck.ui.components.browser_component import ShowComponent, register_component
from formcheck.ui.pages.review.timeline_marks import Mark

__all__ = ["SeekRequest", "build_table_rows", "build_timeline_rows", "show_table", "show_timeline"]


@dataclass(frozen=True, kw_only=True, slots=True)
class SeekRequest:
    """The last request to show a moment, and the mark chosen last.

    `number` grows with every request, so that each is carried out once; 0 means that there was
    none. When a mark is chosen in the timeline or the table, the video already shows its moment,
    so the request stays as it was.
    """

    number: int
    time_s: float
    mark: str | None


def show_timeline(
    marks: Sequence[Mark],
    *,
    duration_s: float,
    video_class: str,
    jump: SeekRequest | None,
    key: str,
    on_pick: Callable[[], None],
) -> None:
    """Show the timeline; `st.session_state[key].picked` is the id of the mark just chosen.

    `video_class` is the CSS class of the container that holds the video.
    """
    _component("timeline", '<div class="timeline" role="group"></div>')(
        key=key,
        data={
            "label": review_texts.TIMELINE_LABEL,
            "video": f".{video_class} video",
            "duration": duration_s,
            "gutter": GUTTER_PX,
            "right": RIGHT_PX,
            "rows": build_timeline_rows(marks),
            "jump": None
            if jump is None
            else {"number": jump.number, "time": jump.time_s, "mark": jump.mark},
        },
        on_picked_change=on_pick,
    )


def build_timeline_rows(marks: Sequence[Mark]) -> list[dict[str, Any]]:
    """Return the timeline's rows with their marks, without marks of an unknown moment."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for mark in marks:
        if mark.span_s is not None:
            item = {"id": mark.id, "kind": mark.kind, "text": mark.text, "title": mark.title}
            start_s, end_s = mark.span_s
            rows.setdefault(mark.row, []).append(item | {"start": start_s, "end": end_s})
    return [{"label": label, "items": items} for label, items in rows.items()]


def build_table_rows(
    rows: Sequence[Mapping[str, str]], marks: Sequence[Mark]
) -> list[dict[str, Any]]:
    """Return the rows as the browser shows them.

    `start` and `end` are None where no moment is known.
    """
    return [
        {
            "id": mark.id,
            "kind": mark.kind,
            "start": None if mark.span_s is None else mark.span_s[0],
            "end": None if mark.span_s is None else mark.span_s[1],
            "title": mark.title,
            "cells": dict(row),
        }
        for row, mark in zip(rows, marks, strict=True)
    ]


def show_table(
    rows: Sequence[Mapping[str, str]],
    marks: Sequence[Mark],
    *,
    video_class: str,
    jump: SeekRequest | None,
    key: str,
    on_pick: Callable[[], None],
) -> None:
    """Show `rows`; each leads to the mark at the same place in `marks`.

    The other arguments are those of `show_timeline`.
    """
    _component("table", '<div class="holder"><table><thead></thead><tbody></tbody></table></div>')(
        key=key,
        data={
            "label": review_texts.REPS_TITLE,
            "video": f".{video_class} video",
            "columns": [
                {
                    "key": name,
                    "label": review_texts.COLUMNS[name],
                    "help": review_texts.COLUMN_HELP.get(name, ""),
                    "words": name in review_texts.WORD_COLUMNS,
                }
                for name in (rows[0] if rows else ())
            ],
            "rows": build_table_rows(rows, marks),
            "chosen": None if jump is None else jump.mark,
        },
        on_picked_change=on_pick,
    )


@cache
def _component(name: str, html: str) -> ShowComponent:
    folder = files("formcheck.ui") / "assets"
    return register_component(
        f"formcheck.{name}",
        html=html,
        css=(folder / f"{name}.css").read_text(encoding="utf-8"),
        scripts=[(folder / f"{name}.js").read_text(encoding="utf-8")],
    )
