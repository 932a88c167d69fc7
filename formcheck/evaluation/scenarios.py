"""The figures of counts and holds by scenario: body, clothing, view, light, frame rate."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from formcheck.evaluation.labels import ClipLabels
from formcheck.evaluation.outcome import ClipOutcome
from formcheck.evaluation.stats import Estimate, estimate_mean, mean_or_none

__all__ = ["ScenarioRow", "build_scenario_rows", "name_view"]

VIEWS = ((8.0, "side-on"), (20.0, "slightly oblique"), (40.0, "oblique"))
"""Names of views by the greatest angle off side-on, in degrees."""
FRAME_RATES = ((13.0, "up to 13 a second"), (18.0, "14 to 18 a second"))
"""Names of frame rates by the greatest number of frames a second."""


@dataclass(frozen=True, kw_only=True)
class ScenarioRow:
    """Counts and holds in the clips of one scenario, among those with something to count.

    `exact` is the share 0..1 of clips counted exactly, `hold_s` the mean error of a hold in
    seconds.
    """

    by: str
    group: str
    clips: int
    exact: Estimate
    hold_s: float | None


def build_scenario_rows(clips: Sequence[ClipOutcome]) -> tuple[ScenarioRow, ...]:
    """Return a row for each scenario of the fairly and poorly filmed clips.

    What is the same in all of them has no row.
    """
    judged = [clip for clip in clips if clip.labels.fair or clip.labels.kind == "degraded"]
    rows = []
    for by, group_of in _GROUPS.items():
        groups: defaultdict[str, list[ClipOutcome]] = defaultdict(list)
        for clip in judged:
            groups[group_of(clip.labels)].append(clip)
        if len(groups) > 1:
            rows += [_row(by, group, groups[group]) for group in sorted(groups)]
    return tuple(rows)


def _row(by: str, group: str, clips: Sequence[ClipOutcome]) -> ScenarioRow:
    holds_s = [e.hold_s for clip in clips for e in clip.times if e.hold_s is not None]
    return ScenarioRow(
        by=by,
        group=group,
        clips=len(clips),
        exact=estimate_mean([[float(c.counted == c.labels.counted)] for c in clips]),
        hold_s=mean_or_none([abs(error_s) for error_s in holds_s]),
    )


def name_view(yaw_deg: float) -> str:
    """Return the name of a view that is `yaw_deg` off side-on."""
    return next((name for limit, name in VIEWS if abs(yaw_deg) <= limit), "frontal")


def _name_frame_rate(labels: ClipLabels) -> str:
    fps = labels.camera.fps
    if fps is None:
        return "not known"
    if labels.camera.variable:
        return "uneven"
    return next((name for limit, name in FRAME_RATES if fps <= limit), "more than 18 a second")


def _name_light(labels: ClipLabels) -> str:
    light = labels.finish
    return f"{light.lighting}, dim" if light.exposure < 1 else light.lighting


_GROUPS: Mapping[str, Callable[[ClipLabels], str]] = {
    "exercise": lambda labels: labels.exercise,
    "body": lambda labels: labels.body,
    "clothing": lambda labels: labels.scenario.clothing,
    "contrast": lambda labels: labels.scenario.contrast,
    "lens": lambda labels: labels.scenario.lens,
    "view": lambda labels: name_view(labels.camera.yaw_deg),
    "light": _name_light,
    "frame rate": _name_frame_rate,
}
