"""The curve of the primary signal as an Altair chart, drawn under the timeline."""

from dataclasses import replace
from typing import Any

import altair as alt
import numpy as np

from formcheck.review.types import Review, Trace
from formcheck.texts.formatting import capitalised
from formcheck.texts.labels import SIDE_LABELS
from formcheck.ui.charts.curve_limits import draw_bands, draw_limits
from formcheck.ui.charts.curve_marks import draw_marks
from formcheck.ui.charts.style import GRID, INK, LINE, QUIET, SIDE_STYLES, to_inline_data
from formcheck.ui.charts.trace_values import downsample, drop_unknown, find_range
from formcheck.ui.pages.review.timeline_marks import Mark, find_axis_end_s

__all__ = ["GUTTER_PX", "RIGHT_PX", "build_curve_chart"]

GUTTER_PX = 112
"""Space left of the time axis. The timeline above uses the same, so that moments line up."""
RIGHT_PX = 12
"""Space right of the time axis, likewise."""

_HEIGHT_PX = 185
_POINTS = 3000
_CLOCK = "floor(datum.value / 60) + ':' + pad(floor(datum.value % 60), 2, '0', 'left')"


def build_curve_chart(
    review: Review, marks: tuple[Mark, ...], chosen_s: float | None
) -> alt.LayerChart:
    """Return the chart of the primary signal over time, with limits, repetitions and faults.

    Missing values are gaps. A click on a number or mark selects its `id` under the name `PICK`.
    `chosen_s` is the moment that was sought last, None before that.
    """
    trace = drop_unknown(review.trace)
    x = alt.X(
        "t:Q",
        scale=alt.Scale(domain=[0, find_axis_end_s(review)], nice=False),
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
        scale=alt.Scale(domain=find_range(trace), nice=False),
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
        _draw_spans(trace, x),
        *draw_bands(trace, y),
        *draw_limits(trace, y),
        *_draw_curves(trace, x, y),
        _draw_chosen(chosen_s, x),
        draw_marks(replace(review, trace=trace), marks, x, y),
    ]
    # Given at once, because every method of a chart that sets something copies the whole chart.
    return alt.LayerChart(
        layer=[layer for layer in layers if layer is not None],
        height=_HEIGHT_PX,
        padding={"left": 0, "right": RIGHT_PX - 4, "top": 6, "bottom": 4},
        config=alt.Config(
            view=alt.ViewConfig(stroke=None),
            axis=alt.AxisConfig(domainColor=LINE, tickColor=LINE),
        ),
    )


def _draw_spans(trace: Trace, x: alt.X) -> Any:
    if not trace.not_assessable:
        return None
    spans = alt.Chart(
        to_inline_data([{"t": s.start_s, "end": s.end_s} for s in trace.not_assessable])
    )
    return spans.mark_rect(color="#9AA5B1", opacity=0.22).encode(x=x, x2="end:Q")


def _draw_curves(trace: Trace, x: alt.X, y: alt.Y) -> list[Any]:
    layers: list[Any] = []
    for side, values in trace.primary_by_side.items():
        color, dash = SIDE_STYLES.get(side, (INK, [1, 0]))
        t, v = downsample(trace.time_s, values, _POINTS)
        layers.append(
            alt.Chart(
                to_inline_data(
                    [{"t": a, "v": b} for a, b in zip(t.tolist(), v.tolist(), strict=True)]
                )
            )
            .mark_line(
                color=color, strokeWidth=2, strokeDash=dash, invalid="break-paths-show-domains"
            )
            .encode(x=x, y=y)
        )
        seen = np.flatnonzero(np.isfinite(v))
        if len(trace.primary_by_side) > 1 and seen.size:
            last = to_inline_data(
                [{"t": float(t[seen[-1]]), "v": float(v[seen[-1]]), "label": SIDE_LABELS[side]}]
            )
            layers.append(
                alt.Chart(last)
                .mark_text(color=color, align="right", baseline="bottom", dy=-5, fontSize=11)
                .encode(x=x, y=y, text="label:N")
            )
    return layers


def _draw_chosen(chosen_s: float | None, x: alt.X) -> Any:
    if chosen_s is None:
        return None
    return alt.Chart(to_inline_data([{"t": chosen_s}])).mark_rule(color=INK, size=1.5).encode(x=x)
