"""How an exercise went from session to session, as charts."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

import altair as alt

from formcheck.history import ExerciseSession
from formcheck.history.trends import TrendRow
from formcheck.texts import history as history_texts
from formcheck.texts.formatting import is_known, known
from formcheck.texts.labels import SIDE_LABELS
from formcheck.ui.charts.style import GRID, INK, LINE, QUIET, SIDE_STYLES, to_inline_data
from formcheck.ui.pages.history.session_summary import (
    find_exercise,
    find_variant_title,
    summarize_session,
)

__all__ = ["Trend", "build_trend_chart", "build_trends"]

_HEIGHT_PX = 132
_PLOT_PX = 90  # what the axis leaves of it
_LABEL_PX = 13
_GUTTER = "Right 000.0°"  # as wide as a name at the right can be; drawn in every chart, unseen
_TICKS = 6
_LEAST_SPAN = 20.0
"""A camera's range is often 5-10 degrees off, so a smaller change must not look large."""
_NAN = math.nan


@dataclass(frozen=True, kw_only=True, slots=True)
class Trend:
    """One chart: for each line, one value per session, in the order of the sessions.

    `lines` are named by the side, or "both" where both sides work together; an unknown value is
    NaN. `goals` is the plan of each session, NaN where unknown; it is empty if there are no goals.
    A number is shown with `digits` decimals and its `unit`. `low` and `high` limit the axis; None =
    as the values need, never below 0.
    """

    title: str
    labels: tuple[str, ...]
    lines: Mapping[str, tuple[float, ...]]
    unit: str = ""
    digits: int = 0
    goals: tuple[float, ...] = ()
    low: float | None = None
    high: float | None = None

    @property
    def known(self) -> bool:
        """Whether there is anything to draw."""
        return any(known(values) for values in self.lines.values())

    def format_value(self, value: float) -> str:
        """Return a value with its unit."""
        return f"{value:.{self.digits}f}{self.unit}" if is_known(value) else history_texts.NOT_KNOWN

    @property
    def alt(self) -> str:
        """The chart in words."""
        lines = {
            SIDE_LABELS.get(name, name): [self.format_value(value) for value in values]
            for name, values in self.lines.items()
        }
        return history_texts.chart_alt(self.title, self.labels, lines)


def build_trends(
    rows: Sequence[TrendRow], sessions: Sequence[ExerciseSession], *, zone: tzinfo | None = None
) -> tuple[Trend, ...]:
    """Return the charts of one exercise: counted, score, hold, and the range of each variant.

    `rows` belong to `sessions` and have their order, oldest first. Each variant has a chart of its
    own, because the ranges of different variants do not compare. There is a gap where the variant
    was not seen, or where one side mixed several. `zone` None = this machine's time zone.
    """
    started = [session.started_at for session in sessions]
    several = len({at.astimezone(zone).year for at in started}) > 1
    labels = tuple(history_texts.short_day(at, zone, with_year=several) for at in started)
    goals = tuple(float(summarize_session(each).goal or _NAN) for each in sessions)
    scores = tuple(row.score if is_known(row.score) else _NAN for row in rows)
    holds = tuple(session.item.hold_s for session in sessions)
    return (
        Trend(
            title=history_texts.CHART_COUNTED,
            labels=labels,
            lines={"both": tuple(float(row.counted) for row in rows)},
            goals=goals,
            low=0.0,
        ),
        Trend(
            title=history_texts.CHART_SCORE,
            labels=labels,
            lines={"both": scores},
            low=0.0,
            high=100.0,
        ),
        Trend(
            title=history_texts.CHART_HOLD,
            labels=labels,
            lines={"both": tuple(row.hold_s for row in rows)},
            unit=" s",
            digits=1,
            goals=holds,
            low=0.0,
        ),
        *_ranges(rows, labels),
    )


def _ranges(rows: Sequence[TrendRow], labels: tuple[str, ...]) -> list[Trend]:
    exercise = find_exercise(rows[0].exercise) if rows else None
    modes = dict.fromkeys(mode for row in rows for mode in row.variant.values())
    if exercise is not None and exercise.variants:
        modes.pop(None, None)
    found = []
    for mode in modes:
        sides = [
            side for side in SIDE_LABELS if any(row.variant.get(side, "") == mode for row in rows)
        ]
        lines = {
            side: tuple(
                row.rom_deg[side] if side in row.rom_deg and row.variant[side] == mode else _NAN
                for row in rows
            )
            for side in sides
        }
        way = find_variant_title(exercise, mode)
        title = f"{history_texts.CHART_RANGE}, {way}" if way else history_texts.CHART_RANGE
        found.append(Trend(title=title, labels=labels, lines=lines, unit="°"))
    return found


def build_trend_chart(trend: Trend) -> alt.LayerChart:
    """Return the drawing of a trend: one point per session, no line across unknown values.

    The last known value is shown at the right, with its side if there are two. A short grey line
    is the goal.
    """
    count = len(trend.labels)
    scale = alt.Scale(domain=[0.5, count + 0.5], nice=False, zero=False)
    x = alt.X(
        "n:Q",
        scale=scale,
        axis=alt.Axis(
            title=None,
            grid=False,
            values=_ticks(count),
            labelExpr=f"{list(trend.labels)!r}[datum.value - 1]",
            labelColor=QUIET,
            labelOverlap=True,
        ),
    )
    low, high = _limits(trend)
    y = alt.Y(
        "v:Q",
        scale=alt.Scale(domain=[low, high], nice=False),
        axis=alt.Axis(
            title=None,
            labelExpr=f"datum.label + {trend.unit!r}",
            labelColor=QUIET,
            tickCount=3,
            gridColor=GRID,
            labelFlush=False,
            minExtent=38,
            maxExtent=38,
        ),
    )
    layers = [
        *_goals(trend, scale, x, y),
        *(_line(trend, side, x, y) for side in trend.lines),
        *_labels(trend, y, (high - low) * _LABEL_PX / _PLOT_PX),
    ]
    chart: alt.LayerChart = (
        alt.layer(*layers)
        .properties(height=_HEIGHT_PX, padding={"left": 0, "right": 4, "top": 8, "bottom": 2})
        .configure_view(stroke=None)
        .configure_axis(domainColor=LINE, tickColor=LINE)
    )
    return chart


def _ticks(count: int) -> list[int]:
    """Return the sessions whose dates are shown: few enough to fit, and always the last one."""
    step = max(1, math.ceil(count / _TICKS))
    return list(range(count, 0, -step))[::-1]


def _limits(trend: Trend) -> tuple[float, float]:
    values = [value for line in trend.lines.values() for value in line] + list(trend.goals)
    found = known(values) or [0.0]
    if trend.low is not None:
        high = max(*found, trend.low + 1.0)
        return trend.low, trend.high or high + 0.15 * (high - trend.low)
    middle, span = (min(found) + max(found)) / 2, max(max(found) - min(found), _LEAST_SPAN)
    return max(0.0, middle - 0.6 * span), middle + 0.6 * span


def _rows(trend: Trend, values: Sequence[float], name: str) -> list[dict[str, Any]]:
    return [
        {
            "n": n,
            "v": value,
            "said": f"{name}{label}: {trend.format_value(value)}" if is_known(value) else "",
        }
        for n, (label, value) in enumerate(zip(trend.labels, values, strict=True), 1)
    ]


def _goals(trend: Trend, scale: alt.Scale, x: alt.X, y: alt.Y) -> list[Any]:
    rows = [row for row in _rows(trend, trend.goals, f"{history_texts.GOAL} ") if row["said"]] if (
        trend.goals
    ) else []  # fmt: skip
    if not rows:
        return []
    ticks = alt.Chart(
        to_inline_data(row | {"from": row["n"] - 0.3, "to": row["n"] + 0.3} for row in rows)
    )
    first = alt.Chart(to_inline_data(rows[:1]))
    return [
        ticks.mark_rule(color=QUIET, strokeWidth=1.5, opacity=0.8).encode(
            x=alt.X("from:Q", scale=scale, title=None), x2="to:Q", y=y
        ),
        first.mark_text(
            color=QUIET,
            align="center",
            baseline="bottom",
            dy=-5,
            fontSize=11,
            text=history_texts.GOAL,
        ).encode(x=x, y=y),
    ]


def _line(trend: Trend, side: str, x: alt.X, y: alt.Y) -> Any:
    color, dash = SIDE_STYLES.get(side, (INK, [1, 0]))
    name = f"{SIDE_LABELS[side]} " if len(trend.lines) > 1 else ""
    return (
        alt.Chart(to_inline_data(_rows(trend, trend.lines[side], name)))
        .mark_line(
            color=color,
            strokeWidth=2,
            strokeDash=dash,
            invalid="break-paths-show-domains",
            point=alt.OverlayMarkDef(
                color=color,
                size=42,
                opacity=1,
                shape="square" if side == "right" else "circle",
            ),
        )
        .encode(x=x, y=y, tooltip=alt.Tooltip("said:N", title=" "))
    )


def _labels(trend: Trend, y: alt.Y, apart: float) -> list[Any]:
    """Return the last known value of each line, at the right.

    Labels that would overlap move apart.
    """
    last = []
    for side, values in trend.lines.items():
        seen = known(values)
        if seen:
            last.append((seen[-1], side))
    place: dict[str, Any] = {
        "align": "left", "baseline": "middle", "dx": 6, "fontSize": 12, "fontWeight": 600,
    }  # fmt: skip
    unseen = alt.Chart(to_inline_data([{"v": 0.0}])).mark_text(opacity=0, text=_GUTTER, **place)
    layers: list[Any] = [unseen.encode(x=alt.value("width"), y=alt.value("height"))]
    at = -math.inf
    for value, side in sorted(last):
        at = max(value, at + apart)
        name = f"{SIDE_LABELS[side]} " if side != "both" else ""
        text = f"{name}{trend.format_value(value)}"
        layers.append(
            alt.Chart(to_inline_data([{"v": at, "text": text}]))
            .mark_text(color=SIDE_STYLES.get(side, (INK,))[0], **place)
            .encode(x=alt.value("width"), y=y, text="text:N")
        )
    return layers
