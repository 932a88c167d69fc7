"""The curve of the primary signal as an Altair chart, drawn under the timeline."""

from dataclasses import replace
from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray

from formcheck.review.types import Review, Span, Trace
from formcheck.texts.formatting import capitalised, is_known, known, quantity, shown_span
from formcheck.texts.labels import SIDE_LABELS
from formcheck.ui.charts.style import GRID, INK, LANES, LINE, QUIET, inline
from formcheck.ui.pages.review.timeline_marks import Mark, axis_end_s

__all__ = ["GUTTER_PX", "PICK", "RIGHT_PX", "curve_chart", "downsample", "pickable"]

GUTTER_PX = 112
"""Space left of the time axis. The timeline above uses the same, so that moments line up."""
RIGHT_PX = 12
"""Space right of the time axis, likewise."""
PICK = "pick"
"""Name of the chart's selection; its value holds the `id` of the chosen mark."""

_HEIGHT_PX = 185
_PLOT_PX = 130  # what the axis and its labels leave of it
_LABEL_PX = 13
_INSIDE_PX = 15
_POINTS = 3000
_CLOCK = "floor(datum.value / 60) + ':' + pad(floor(datum.value % 60), 2, '0', 'left')"
_KINDS = {
    "start": ("#616E7C", [2, 3]),
    "end": ("#0072B2", [6, 3]),
    "amber": ("#9A7B00", [6, 3]),
    "fault": ("#B34700", [1, 0]),
}
_MARKS = {"adjust": ("#F0E442", "triangle-right"), "stop": ("#D55E00", "square")}
FloatArray = NDArray[np.floating]


def downsample(time_s: FloatArray, value: FloatArray, limit: int) -> tuple[FloatArray, FloatArray]:
    """About `limit` of the points, keeping every bucket's lowest and highest value and its gaps.

    Shapes `(n,)` in, `(m,)` out, `m <= max(n, limit)`; NaN stays NaN.
    """
    n = len(time_s)
    if n <= limit:
        return time_s, value
    keep: list[int] = []
    for bucket in np.array_split(np.arange(n), max(1, limit // 3)):
        part = value[bucket]
        seen = np.isfinite(part)
        chosen = set() if seen.all() else {int(bucket[int(np.argmin(seen))])}
        if seen.any():
            chosen |= {int(bucket[np.nanargmin(part)]), int(bucket[np.nanargmax(part)])}
        keep.extend(sorted(chosen))
    return time_s[keep], value[keep]


def curve_chart(review: Review, marks: tuple[Mark, ...], chosen_s: float | None) -> alt.LayerChart:
    """The primary signal over time with its thresholds, repetition numbers and faults.

    Missing values are gaps. A click on a number or mark selects its `id` under the name `PICK`.
    `chosen_s` is the moment last jumped to.
    """
    trace = _drawable(review.trace)
    x = alt.X(
        "t:Q",
        scale=alt.Scale(domain=[0, axis_end_s(review)], nice=False),
        axis=alt.Axis(
            title=None,
            grid=False,
            labelExpr=_CLOCK,
            tickMinStep=1,
            labelColor=QUIET,
            labelOverlap=True,
            labelFlush=True,
        ),
    )
    y = alt.Y(
        "v:Q",
        scale=alt.Scale(domain=_range(trace), nice=False),
        axis=alt.Axis(
            title=f"{capitalised(trace.label)} ({'°' if trace.unit == 'deg' else trace.unit})",
            titleColor=QUIET,
            labelColor=QUIET,
            minExtent=GUTTER_PX - 30,
            maxExtent=GUTTER_PX - 30,
            tickCount=4,
            gridColor=GRID,
        ),
    )
    layers = [
        _spans(trace, x),
        *_bands(trace, y),
        *_thresholds(trace, y),
        *_curves(trace, x, y),
        _chosen(chosen_s, x),
        _picks(replace(review, trace=trace), marks, x, y),
    ]
    chart: alt.LayerChart = (
        alt.layer(*[layer for layer in layers if layer is not None])
        .properties(
            height=_HEIGHT_PX, padding={"left": 0, "right": RIGHT_PX - 4, "top": 6, "bottom": 4}
        )
        .configure_view(stroke=None)
        .configure_axis(domainColor=LINE, tickColor=LINE)
    )
    return chart


def _drawable(trace: Trace) -> Trace:
    """The trace without unknown limits and intervals, and without values that have no time."""
    timed = np.isfinite(trace.time_s)
    spans = (shown_span(span.start_s, span.end_s) for span in trace.not_assessable)
    return replace(
        trace,
        time_s=trace.time_s[timed],
        primary_by_side={side: values[timed] for side, values in trace.primary_by_side.items()},
        thresholds=tuple(each for each in trace.thresholds if is_known(each.value)),
        not_assessable=tuple(Span(start_s=a, end_s=b) for a, b in filter(None, spans)),
    )


def _range(trace: Trace) -> list[float]:
    """Limits of the vertical axis: everything drawn, with room for the numbers above."""
    values = [threshold.value for threshold in trace.thresholds]
    for side in trace.primary_by_side.values():
        seen = side[np.isfinite(side)]
        if seen.size:
            values += [float(seen.min()), float(seen.max())]
    if not values:
        return [0.0, 1.0]
    low, high = min(values), max(values)
    room = max(high - low, 1e-6)
    return [low - 0.1 * room, high + 0.1 * room]


def _spans(trace: Trace, x: alt.X) -> Any:
    if not trace.not_assessable:
        return None
    spans = alt.Chart(inline([{"t": s.start_s, "end": s.end_s} for s in trace.not_assessable]))
    return spans.mark_rect(color="#9AA5B1", opacity=0.22).encode(x=x, x2="end:Q")


def _bands(trace: Trace, y: alt.Y) -> list[Any]:
    """Between an amber limit and the fault limit next to it: the range to adjust in."""
    amber = [t.value for t in trace.thresholds if t.kind == "amber"]
    fault = [t.value for t in trace.thresholds if t.kind == "fault"]
    pairs = [(value, min(amber, key=lambda near: abs(near - value))) for value in fault if amber]
    return [
        alt.Chart(inline([{"v": min(pair), "end": max(pair)}]))
        .mark_rect(color="#F0E442", opacity=0.25)
        .encode(y=y, y2="end:Q")
        for pair in pairs
    ]


def _thresholds(trace: Trace, y: alt.Y) -> list[Any]:
    """A line for each limit, labelled on the side on which it is passed; ambers have no label."""
    low, high = _range(trace)
    apart = _LABEL_PX * (high - low) / _PLOT_PX
    amber = [t.value for t in trace.thresholds if t.kind == "amber"]
    layers: list[Any] = []
    taken: list[float] = []
    for threshold in sorted(trace.thresholds, key=lambda each: each.value):
        color, dash = _KINDS.get(threshold.kind, (QUIET, [2, 3]))
        line = alt.Chart(inline([{"v": threshold.value}]))
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
        label = alt.Chart(inline([{"v": at, "label": text}]))
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


def _curves(trace: Trace, x: alt.X, y: alt.Y) -> list[Any]:
    layers: list[Any] = []
    for side, values in trace.primary_by_side.items():
        color, dash = LANES.get(side, (INK, [1, 0]))
        t, v = downsample(trace.time_s, values, _POINTS)
        layers.append(
            alt.Chart(
                inline([{"t": a, "v": b} for a, b in zip(t.tolist(), v.tolist(), strict=True)])
            )
            .mark_line(
                color=color, strokeWidth=2, strokeDash=dash, invalid="break-paths-show-domains"
            )
            .encode(x=x, y=y)
        )
        seen = np.flatnonzero(np.isfinite(v))
        if len(trace.primary_by_side) > 1 and seen.size:
            last = inline(
                [{"t": float(t[seen[-1]]), "v": float(v[seen[-1]]), "label": SIDE_LABELS[side]}]
            )
            layers.append(
                alt.Chart(last)
                .mark_text(color=color, align="right", baseline="bottom", dy=-5, fontSize=11)
                .encode(x=x, y=y, text="label:N")
            )
    return layers


def _chosen(chosen_s: float | None, x: alt.X) -> Any:
    if chosen_s is None:
        return None
    return alt.Chart(inline([{"t": chosen_s}])).mark_rule(color=INK, size=1.5).encode(x=x)


def pickable(review: Review, marks: tuple[Mark, ...]) -> bool:
    """Whether the curve has anything to click; if not, the chart has no selection."""
    turns = _turns(review)
    return any(mark.id in turns or _shows_fault(mark) for mark in marks)


def _turns(review: Review) -> dict[str, float]:
    """The time of each repetition's furthest point, where known, by the id of its mark."""
    return {f"rep-{rep.index}": rep.turn_s for rep in review.repetitions if is_known(rep.turn_s)}


def _shows_fault(mark: Mark) -> bool:
    return mark.kind in _MARKS and mark.start_s is not None


def _picks(review: Review, marks: tuple[Mark, ...], x: alt.X, y: alt.Y) -> Any:
    """What can be clicked: repetition numbers at their furthest point, faults at their start."""
    if not pickable(review, marks):
        return None
    top = _range(review.trace)[1]
    turns = _turns(review)
    rows = [
        {"id": m.id, "t": turns[m.id], "v": _at(review.trace, turns[m.id], top), "text": m.text,
         "kind": m.kind, "title": m.title}
        for m in marks if m.id in turns
    ] + [
        {"id": m.id, "t": m.start_s, "v": _at(review.trace, m.start_s, top), "text": "",
         "kind": m.kind, "title": m.title}
        for m in marks if _shows_fault(m)
    ]  # fmt: skip
    # The numbers are inside the curve's hump, where nothing else is drawn.
    rises = _rises(review)
    picked = alt.selection_point(name=PICK, fields=["id"], toggle=False, empty=False)
    tooltip = alt.Tooltip("title:N", title=" ")
    reps = inline(row for row in rows if row["text"])
    faults = inline(row for row in rows if not row["text"])
    kinds = list(_MARKS)
    counted = alt.datum.kind == "counted"
    discs = (
        alt.Chart(reps)
        .mark_circle(
            size=340,
            opacity=1,
            strokeWidth=1.5,
            cursor="pointer",
            yOffset=_INSIDE_PX if rises else -_INSIDE_PX,
        )
        .encode(
            x=x,
            y=y,
            color=alt.condition(counted, alt.value("#CFE8F9"), alt.value("#FFFFFF")),
            stroke=alt.condition(counted, alt.value("#0072B2"), alt.value("#616E7C")),
            tooltip=tooltip,
        )
    )
    signs = (
        alt.Chart(faults)
        .mark_point(size=130, filled=True, stroke=INK, strokeWidth=1, opacity=1, cursor="pointer")
        .encode(
            x=x,
            y=y,
            shape=alt.Shape(
                "kind:N",
                scale=alt.Scale(domain=kinds, range=[_MARKS[k][1] for k in kinds]),
                legend=None,
            ),
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=kinds, range=[_MARKS[k][0] for k in kinds]),
                legend=None,
            ),
            tooltip=tooltip,
        )
    )
    numbers = (
        alt.Chart(reps)
        .mark_text(
            fontSize=11,
            fontWeight=600,
            color=INK,
            cursor="pointer",
            yOffset=_INSIDE_PX if rises else -_INSIDE_PX,
        )
        .encode(x=x, y=y, text="text:N", tooltip=tooltip)
    )
    return alt.layer(discs, signs, numbers).add_params(picked)


def _rises(review: Review) -> bool:
    """Whether the primary signal is mostly higher at the furthest point than at the start."""
    trace, nan = review.trace, float("nan")
    gains = [
        _at(trace, rep.turn_s, nan) - _at(trace, rep.start_s, nan) for rep in review.repetitions
    ]
    seen = known(gains)
    return not seen or float(np.median(seen)) >= 0


def _at(trace: Trace, time_s: float | None, missing: float) -> float:
    """The primary signal at a moment: the highest of the measured sides, or `missing`."""
    if not is_known(time_s) or not len(trace.time_s):
        return missing
    i = int(np.clip(np.searchsorted(trace.time_s, time_s), 0, len(trace.time_s) - 1))
    here = [float(side[i]) for side in trace.primary_by_side.values() if np.isfinite(side[i])]
    return max(here) if here else missing
