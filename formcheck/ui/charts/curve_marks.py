"""The marks on the curve that can be clicked: numbers of repetitions, and faults."""

from typing import Any

import altair as alt
import numpy as np

from formcheck.review.types import Review
from formcheck.texts.formatting import is_known, known
from formcheck.ui.charts.style import INK, to_inline_data
from formcheck.ui.charts.trace_values import find_range, find_value
from formcheck.ui.pages.review.timeline_marks import Mark

__all__ = ["PICK", "draw_marks", "has_marks"]

PICK = "pick"
"""Name of the chart's selection; its value holds the `id` of the chosen mark."""

_INSIDE_PX = 15
_TOOLTIP = alt.Tooltip("title:N", title=" ")
_MARKS = {"adjust": ("#F0E442", "triangle-right"), "stop": ("#D55E00", "square")}


def has_marks(review: Review, marks: tuple[Mark, ...]) -> bool:
    """Return whether the curve has anything to click; if not, the chart has no selection."""
    turns = _find_turns(review)
    return any(mark.id in turns or _shows_fault(mark) for mark in marks)


def _find_turns(review: Review) -> dict[str, float]:
    """Return the time of each repetition's furthest point, where known, by the id of its mark."""
    return {f"rep-{rep.index}": rep.turn_s for rep in review.repetitions if is_known(rep.turn_s)}


def _shows_fault(mark: Mark) -> bool:
    return mark.kind in _MARKS and mark.start_s is not None


def draw_marks(review: Review, marks: tuple[Mark, ...], x: alt.X, y: alt.Y) -> Any:
    """Return the layer of the marks: repetitions at their furthest point, faults at their start.

    A click selects the `id` of a mark under the name `PICK`. None when there is nothing to click.
    """
    if not has_marks(review, marks):
        return None
    picked = alt.selection_point(name=PICK, fields=["id"], toggle=False, empty=False)
    discs, numbers = _draw_repetitions(review, marks, x, y)
    return alt.layer(discs, _draw_faults(review, marks, x, y), numbers).add_params(picked)


def _draw_repetitions(
    review: Review, marks: tuple[Mark, ...], x: alt.X, y: alt.Y
) -> tuple[Any, Any]:
    """Return the discs and the numbers of the repetitions."""
    top, turns = find_range(review.trace)[1], _find_turns(review)
    rows = to_inline_data(
        _to_row(mark, turns[mark.id], find_value(review.trace, turns[mark.id], top), mark.text)
        for mark in marks
        if mark.id in turns
    )
    # The numbers are inside the curve's hump, where nothing else is drawn.
    offset_px = _INSIDE_PX if _rises(review) else -_INSIDE_PX
    counted = alt.datum.kind == "counted"
    discs = (
        alt.Chart(rows)
        .mark_circle(size=340, opacity=1, strokeWidth=1.5, cursor="pointer", yOffset=offset_px)
        .encode(
            x=x,
            y=y,
            color=alt.condition(counted, alt.value("#CFE8F9"), alt.value("#FFFFFF")),
            stroke=alt.condition(counted, alt.value("#0072B2"), alt.value("#616E7C")),
            tooltip=_TOOLTIP,
        )
    )
    numbers = (
        alt.Chart(rows)
        .mark_text(fontSize=11, fontWeight=600, color=INK, cursor="pointer", yOffset=offset_px)
        .encode(x=x, y=y, text="text:N", tooltip=_TOOLTIP)
    )
    return discs, numbers


def _draw_faults(review: Review, marks: tuple[Mark, ...], x: alt.X, y: alt.Y) -> Any:
    top, kinds = find_range(review.trace)[1], list(_MARKS)
    rows = to_inline_data(
        _to_row(mark, mark.start_s, find_value(review.trace, mark.start_s, top), "")
        for mark in marks
        if _shows_fault(mark)
    )
    shapes, colours = [_MARKS[k][1] for k in kinds], [_MARKS[k][0] for k in kinds]
    return (
        alt.Chart(rows)
        .mark_point(size=130, filled=True, stroke=INK, strokeWidth=1, opacity=1, cursor="pointer")
        .encode(
            x=x,
            y=y,
            shape=alt.Shape("kind:N", scale=alt.Scale(domain=kinds, range=shapes), legend=None),
            color=alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=colours), legend=None),
            tooltip=_TOOLTIP,
        )
    )


def _to_row(mark: Mark, time_s: float | None, value: float, text: str) -> dict[str, Any]:
    return {
        "id": mark.id,
        "t": time_s,
        "v": value,
        "text": text,
        "kind": mark.kind,
        "title": mark.title,
    }


def _rises(review: Review) -> bool:
    """Return whether the signal is mostly higher at the furthest point than at the start."""
    trace, nan = review.trace, float("nan")
    gains = [
        find_value(trace, rep.turn_s, nan) - find_value(trace, rep.start_s, nan)
        for rep in review.repetitions
    ]
    seen = known(gains)
    return not seen or float(np.median(seen)) >= 0
