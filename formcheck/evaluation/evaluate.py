"""The figures of a report, from the outcomes of many clips."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from formcheck.evaluation.footage import FootageRow, FootageSet, build_footage_rows
from formcheck.evaluation.outcome import ClipOutcome, clip_name
from formcheck.evaluation.pain_sign_figures import SignFigures, build_sign_figures
from formcheck.evaluation.rule_figures import RuleRow, build_rule_rows
from formcheck.evaluation.scenarios import ScenarioRow, build_scenario_rows, name_view
from formcheck.evaluation.stats import Estimate, estimate_mean, mean_or_none

__all__ = [
    "AngleRow",
    "Counting",
    "Evaluation",
    "Refusals",
    "TimeRow",
    "evaluate",
]


@dataclass(frozen=True, kw_only=True)
class Counting:
    """How well repetitions were counted in one sort of clips, as shares 0..1 of the clips.

    `assessable` is the mean share 0..1 of the exercise time that could be judged.
    """

    sort: str
    clips: int
    exact: Estimate
    within_one: Estimate
    false_repetitions: int
    assessable: Estimate
    wrong: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TimeRow:
    """The errors of a time in seconds, over matched repetitions of fairly filmed clips."""

    what: str
    repetitions: int
    mean_abs_s: Estimate
    bias_s: Estimate


@dataclass(frozen=True, kw_only=True)
class AngleRow:
    """The errors of one angle in one group of clips, in degrees: means over clips.

    Among those `by` "exercise, worst body" are, for each exercise, only the clips of the body with
    the largest mean error.
    """

    angle: str
    by: str
    group: str
    clips: int
    mean_abs_deg: Estimate
    bias_deg: Estimate
    sd_deg: float | None


@dataclass(frozen=True, kw_only=True)
class Refusals:
    """How often the judge rightly gave no score.

    Of `unfit` clips, `refused` got no score, and `right_reason` of these for the reason they were
    made for. Of `fair` clips, `scored` got a score. `wrong` names the other clips.
    """

    unfit: int
    refused: int
    right_reason: int
    fair: int
    scored: int
    wrong: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """All figures, and the clips behind them; `footage` are the figures of real people."""

    clips: tuple[ClipOutcome, ...]
    counting: tuple[Counting, ...]
    rules: tuple[RuleRow, ...]
    times: tuple[TimeRow, ...]
    angles: tuple[AngleRow, ...]
    refusals: Refusals
    signs: SignFigures
    good_with_faults: tuple[str, ...]
    scenarios: tuple[ScenarioRow, ...]
    footage: tuple[FootageRow, ...] = ()


def evaluate(clips: Sequence[ClipOutcome], footage: Sequence[FootageSet] = ()) -> Evaluation:
    """Return the figures of `clips` and `footage`; their order changes only the order of names."""
    good = [clip for clip in clips if clip.labels.kind == "good"]
    return Evaluation(
        clips=tuple(clips),
        counting=_counting(clips),
        rules=build_rule_rows(clips),
        times=tuple(_times(clips, what) for what in ("hold", "out", "back")),
        angles=_angles(clips),
        refusals=_refusals(clips),
        signs=build_sign_figures(clips),
        good_with_faults=tuple(
            f"{clip_name(clip)}: {', '.join(broken)}"
            for clip in good
            if (broken := sorted({c.rule for c in clip.rules if c.found}))
        ),
        scenarios=build_scenario_rows(clips),
        footage=build_footage_rows(footage),
    )


# --- repetitions -------------------------------------------------------------------------------


def _counting(clips: Sequence[ClipOutcome]) -> tuple[Counting, ...]:
    sorts: dict[str, Callable[[ClipOutcome], bool]] = {
        "fairly filmed": lambda clip: clip.labels.fair,
        "poorly filmed": lambda clip: clip.labels.kind == "degraded",
        "against advice": lambda clip: clip.labels.kind == "hard",
        "other movements": lambda clip: clip.labels.kind == "negative",
    }
    rows = []
    for sort, belongs in sorts.items():
        chosen = [clip for clip in clips if belongs(clip)]
        if not chosen:
            continue
        rows.append(
            Counting(
                sort=sort,
                clips=len(chosen),
                exact=estimate_mean([[float(_off(c) == 0)] for c in chosen]),
                within_one=estimate_mean([[float(_off(c) <= 1)] for c in chosen]),
                false_repetitions=sum(clip.false_repetitions for clip in chosen),
                assessable=estimate_mean([[c.assessable] for c in chosen]),
                wrong=tuple(
                    f"{clip_name(clip)}: {clip.counted} for {clip.labels.counted}"
                    for clip in chosen
                    if _off(clip)
                ),
            )
        )
    return tuple(rows)


def _off(clip: ClipOutcome) -> int:
    return abs(clip.counted - clip.labels.counted)


# --- times and angles --------------------------------------------------------------------------


def _times(clips: Sequence[ClipOutcome], what: str) -> TimeRow:
    by_clip = [[getattr(error, f"{what}_s") for error in clip.times] for clip in clips]
    known = [[error_s for error_s in errors if error_s is not None] for errors in by_clip]
    known = [errors for errors in known if errors]
    return TimeRow(
        what=what,
        repetitions=sum(map(len, known)),
        mean_abs_s=estimate_mean([[abs(error_s) for error_s in errors] for errors in known]),
        bias_s=estimate_mean(known),
    )


def _angles(clips: Sequence[ClipOutcome]) -> tuple[AngleRow, ...]:
    groupings: dict[str, Callable[[ClipOutcome], str]] = {
        "all": lambda _: "all",
        "exercise": lambda clip: clip.labels.exercise,
        "view": lambda clip: name_view(clip.labels.camera.yaw_deg),
        "body": lambda clip: clip.labels.body,
    }
    rows = []
    for by, group_of in groupings.items():
        groups: defaultdict[tuple[str, str], list[ClipOutcome]] = defaultdict(list)
        for clip in clips:
            for error in clip.angles:
                groups[error.angle, group_of(clip)].append(clip)
        rows += [_angle(angle, by, group, groups[angle, group]) for angle, group in sorted(groups)]
    return (*rows, *_worst_bodies(clips))


def _worst_bodies(clips: Sequence[ClipOutcome]) -> list[AngleRow]:
    """Return the rows of the body with the largest mean error, for each angle and exercise."""
    errors: defaultdict[tuple[str, str], defaultdict[str, list[float]]]
    errors = defaultdict(lambda: defaultdict(list))
    for clip in clips:
        for error in clip.angles:
            group = error.angle, clip.labels.exercise
            errors[group][clip.labels.body].append(error.mean_abs_deg)
    rows = []
    for (angle, exercise), by_body in sorted(errors.items()):
        body = max(sorted(by_body), key=lambda one: fmean(by_body[one]))
        chosen = [
            clip
            for clip in clips
            if (clip.labels.exercise, clip.labels.body) == (exercise, body)
            and any(error.angle == angle for error in clip.angles)
        ]
        rows.append(_angle(angle, "exercise, worst body", f"{exercise}, {body}", chosen))
    return rows


def _angle(angle: str, by: str, group: str, clips: list[ClipOutcome]) -> AngleRow:
    def values(field: str) -> list[list[float | None]]:
        return [[getattr(e, field) for e in clip.angles if e.angle == angle] for clip in clips]

    return AngleRow(
        angle=angle,
        by=by,
        group=group,
        clips=len(clips),
        mean_abs_deg=estimate_mean(values("mean_abs_deg")),
        bias_deg=estimate_mean(values("bias_deg")),
        sd_deg=mean_or_none([value for each in values("sd_deg") for value in each]),
    )


# --- what cannot be judged ---------------------------------------------------------------------


def _refusals(clips: Sequence[ClipOutcome]) -> Refusals:
    unfit = [clip for clip in clips if clip.labels.kind == "not_assessable"]
    fair = [clip for clip in clips if clip.labels.fair and clip.labels.counted > 0]
    refused = [clip for clip in unfit if clip.score is None]
    right = [c for c in refused if c.labels.reason is None or c.labels.reason in c.reasons]
    scored = [clip for clip in fair if clip.score is not None]
    wrong = [f"{clip_name(c)}: scored {c.score:.0f}" for c in unfit if c.score is not None]
    wrong += [
        f"{clip_name(c)}: {', '.join(c.reasons) or 'no reason'} for {c.labels.reason}"
        for c in refused
        if c not in right
    ]
    wrong += [f"{clip_name(c)}: no score" for c in fair if c.score is None]
    return Refusals(
        unfit=len(unfit),
        refused=len(refused),
        right_reason=len(right),
        fair=len(fair),
        scored=len(scored),
        wrong=tuple(wrong),
    )
