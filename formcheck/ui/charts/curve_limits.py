"""The limits of the primary signal on its curve: lines with labels, and bands between them."""

from typing import Any

import altair as alt

from formcheck.review.types import Trace
from formcheck.texts.formatting import capitalised, quantity
from formcheck.ui.charts.style import QUIET, to_inline_data
from formcheck.ui.charts.trace_values import find_range

__all__ = ["draw_bands", "draw_limits"]

_PLOT_PX = 130  # what the axis and its labels leave of the chart's height
_LABEL_PX = 13
_KINDS = {
    "start": ("#616E7C", [2, 3]),
    "end": ("#0072B2", [6, 3]),
    "amber": ("#9A7B00", [6, 3]),
    "fault": ("#B34700", [1, 0]),
}


def draw_bands(trace: Trace, y: alt.Y) -> list[Any]:
    """Return a band for each fault limit, up to the amber limit next to it: the range to adjust."""
    amber = [t.value for t in trace.thresholds if t.kind == "amber"]
    fault = [t.value for t in trace.thresholds if t.kind == "fault"]
    pairs = [(value, min(amber, key=lambda near: abs(near - value))) for value in fault if amber]
    return [
        alt.Chart(to_inline_data([{"v": min(pair), "end": max(pair)}]))
        .mark_rect(color="#F0E442", opacity=0.25)
        .encode(y=y, y2="end:Q")
        for pair in pairs
    ]


def draw_limits(trace: Trace, y: alt.Y) -> list[Any]:
    """Return a line for each limit, labelled on the side on which it is passed.

    Amber limits have no label.
    """
    low, high = find_range(trace)
    apart = _LABEL_PX * (high - low) / _PLOT_PX
    amber = [t.value for t in trace.thresholds if t.kind == "amber"]
    layers: list[Any] = []
    taken: list[float] = []
    for threshold in sorted(trace.thresholds, key=lambda each: each.value):
        color, dash = _KINDS.get(threshold.kind, (QUIET, [2, 3]))
        line = alt.Chart(to_inline_data([{"v": threshold.value}]))
        layers.append(
            line.mark_rule(color=color, strokeDash=dash, strokeWidth=1.2, opacity=0.9).encode(y=y)
        )
        near = min(amber, key=lambda value: abs(value - threshold.value), default=None)
        if threshold.kind == "amber":
            continue
        under = threshold.kind == "fault" and near is not None and near > threshold.value
        at = threshold.value - apart if under else threshold.value
        while any(abs(at - other) < apart for other in taken):
            at += apart  # labels of limits that lie close together must not overlap
        taken.append(at)
        text = f"{capitalised(threshold.label)} {quantity(threshold.value, trace.unit)}"
        label = alt.Chart(to_inline_data([{"v": at, "label": text}]))
        place: dict[str, Any] = {
            "align": "left",
            "baseline": "bottom",
            "dx": 4,
            "dy": -1,
            "fontSize": 11,
        }
        where: dict[str, Any] = {"y": y, "x": alt.value(0), "text": "label:N"}
        layers += [
            label.mark_text(stroke="#FFFFFF", strokeWidth=4, **place).encode(**where),
            label.mark_text(color=color, **place).encode(**where),
        ]
    return layers
