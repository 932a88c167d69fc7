"""Comparing one clip's verdict with its labels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from formcheck.assessment.pain_signs.detector import PainSign, PainSignDetector, PainSignKind
from formcheck.assessment.repetitions.timing import BOUNCE_DEG
from formcheck.assessment.types import RepResult, Snapshot
from formcheck.evaluation.angle_errors import AngleErrors, measure_angle_errors, observe_track
from formcheck.evaluation.labels import ClipLabels, TrueFault
from formcheck.evaluation.time_errors import TimeError, measure_time_errors
from formcheck.evaluation.track_cache import ModelTrack
from formcheck.evaluation.true_holds import measure_true_holds, read_labelled_holds
from formcheck.kinematics.signals import unit_of
from formcheck.kinematics.track import PoseTrack
from formcheck.poses.exercise import Exercise
from formcheck.poses.loader import load_exercise
from formcheck.poses.rules import Rule
from formcheck.review.review import review_track
from formcheck.review.types import Review
from formcheck.texts.formatting import is_known, number_or_none

__all__ = [
    "ClipOutcome",
    "FaultPresence",
    "RuleCase",
    "SignCollector",
    "TimeError",
    "agreed_hold_s",
    "assess_clip",
    "clip_name",
    "match_repetitions",
]

CLEAR_EXCESS = {"deg": 6.0, "s": 0.3, "trunk": 0.05, "shank": 0.05, "deg_per_s": 15.0}
"""A fault this far beyond its limit is clear; this is about the measuring error. A value this far
on the good side of the limit is clearly no fault."""
CLEAR_SWAY_DEG = 3.0
"""The same for the spread of a held angle, which is far smaller than an angle."""
LEAST_SHARE = 0.3
"""Two repetitions are the same when they share more than this part of the shorter one."""

Span = tuple[float, float]


class FaultPresence(StrEnum):
    """Whether a repetition truly shows a fault of one rule."""

    CLEAR = "clear"  # made on purpose, well beyond the limit
    BORDERLINE = "borderline"  # made on purpose, but hardly beyond the limit, or not beyond it
    NEAR = "near"  # not made on purpose, but the exact joint positions break the rule, or nearly
    ABSENT = "absent"


@dataclass(frozen=True, kw_only=True)
class RuleCase:
    """One rule on one repetition; `excess` = true size beyond the limit, None without a fault."""

    exercise: str
    rule: str
    repetition: int
    shown: FaultPresence
    excess: float | None
    found: bool


@dataclass(frozen=True, kw_only=True)
class ClipOutcome:
    """The results for one clip.

    `counted` repetitions were found; `false_repetitions` of them match no true one. `reasons` are
    the readiness checks that failed for a notable time (or "person" where the whole clip was
    refused). `signs` are the pain signs that a live set would have reported.
    """

    labels: ClipLabels
    counted: int
    false_repetitions: int
    score: float | None
    assessable: float | None
    reasons: tuple[str, ...]
    rules: tuple[RuleCase, ...]
    times: tuple[TimeError, ...]
    angles: tuple[AngleErrors, ...]
    signs: tuple[PainSign, ...] = ()


def clip_name(clip: ClipOutcome) -> str:
    """Return the clip's name without its ending."""
    return clip.labels.file.rpartition(".")[0]


def assess_clip(
    labels: ClipLabels,
    seen: ModelTrack,
    truth: PoseTrack | None,
    *,
    on_review: Callable[[Review], None] | None = None,
) -> ClipOutcome:
    """Compare one clip; without `truth` there are no angles and no faults from exact joints.

    `on_review` is called with the review, if there is one.
    """
    if seen.track is None:
        return ClipOutcome(
            labels=labels, counted=0, false_repetitions=0, score=None, assessable=0.0,
            reasons=("person",), rules=(), times=(), angles=(),
        )  # fmt: skip
    exercise = load_exercise(labels.exercise).with_target(labels.target_deg)
    signs = SignCollector(labels, exercise)
    review = review_track(seen.track, exercise, source=labels.file, on_snapshot=signs.update)
    if on_review is not None:
        on_review(review)
    pairs = _paired(labels, review)
    ideal, held_s = None, read_labelled_holds(labels)
    angles: tuple[AngleErrors, ...] = ()
    if truth is not None and labels.fair:  # of other clips neither form nor times are compared
        ideal = _paired(labels, review_track(truth, _stricter(exercise), source=labels.file))
        exact = observe_track(truth)
        held_s |= measure_true_holds(labels, exercise, exact)
        angles = measure_angle_errors(labels, seen.track, exact)
    return ClipOutcome(
        labels=labels,
        counted=review.counted,
        false_repetitions=review.counted - sum(found.counted for found in pairs.values()),
        score=number_or_none(review.score),
        assessable=number_or_none(review.assessable),
        reasons=tuple(reason.value for reason in review.reasons),
        rules=_rule_cases(labels, exercise, pairs, ideal, held_s) if labels.fair else (),
        times=measure_time_errors(labels, pairs, held_s) if labels.fair else (),
        angles=angles,
        signs=tuple(signs.found),
    )


class SignCollector:
    """Looks for pain signs, as a live set does; `found` are those so far."""

    def __init__(self, labels: ClipLabels, exercise: Exercise) -> None:
        self._watch = PainSignDetector(exercise, hold_s=agreed_hold_s(labels))
        self.found: list[PainSign] = []

    def update(self, snapshot: Snapshot) -> None:
        """Take the next snapshot."""
        sign = self._watch.update(snapshot)
        if sign is not None:
            self.found.append(sign)


def agreed_hold_s(labels: ClipLabels) -> float:
    """Return the longest hold of the clip, taken as the agreed one; 0 without a hold.

    A live set knows from its plan how long a hold should last. Holds that end in a fall are left
    out.
    """
    broken = {sign.repetition for sign in labels.sign if sign.sign is PainSignKind.COLLAPSE}
    held = (r.still_s or 0.0 for r in labels.repetition if r.complete and r.index not in broken)
    return max(held, default=0.0)


def match_repetitions(true: Sequence[Span], found: Sequence[Span]) -> dict[int, int]:
    """Return pairs (index into `true`, index into `found`), each index used at most once.

    The pair that shares the most seconds comes first. Spans are (start, end) in seconds. A span
    with an unknown end (NaN, None) is left out.
    """
    shared = [
        (min(t[1], f[1]) - max(t[0], f[0]), i, j)
        for i, t in enumerate(true)
        for j, f in enumerate(found)
        if all(map(is_known, (*t, *f)))
    ]
    pairs: dict[int, int] = {}
    for seconds, i, j in sorted(shared, key=lambda each: (-each[0], each[1], each[2])):
        shorter = min(true[i][1] - true[i][0], found[j][1] - found[j][0])
        if seconds > LEAST_SHARE * shorter and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _paired(labels: ClipLabels, review: Review) -> dict[int, RepResult]:
    """Return the found repetition of each true one, by the true one's index."""
    true = [
        (r.start_s, labels.duration_s if r.end_s is None else r.end_s) for r in labels.repetition
    ]
    found = [(r.start_s, r.end_s) for r in review.repetitions]
    return {
        labels.repetition[i].index: review.repetitions[j]
        for i, j in match_repetitions(true, found).items()
    }


def _rule_cases(
    labels: ClipLabels,
    exercise: Exercise,
    pairs: dict[int, RepResult],
    ideal: dict[int, RepResult] | None,
    held_s: dict[int, float],
) -> tuple[RuleCase, ...]:
    cases = []
    for true in labels.repetition:
        if not true.complete:
            continue
        put_in = labels.find_faults(true.index)
        near = _near(exercise, ideal, true.index)
        seen = pairs.get(true.index)
        found = {fault.rule for fault in seen.faults} if seen is not None else set()
        for rule in exercise.rules:
            if exercise.limits(rule) is None:
                continue
            fault = put_in.get(rule.name)
            if fault is not None and rule.signal == "rep.hold_s":
                fault = fault.model_copy(update={"size": held_s.get(true.index, fault.size)})
            shown, excess = _shown(rule, exercise, fault, near)
            cases.append(
                RuleCase(
                    exercise=exercise.name,
                    rule=rule.name,
                    repetition=true.index,
                    shown=shown,
                    excess=excess,
                    found=rule.name in found,
                )
            )
    return tuple(cases)


def _near(exercise: Exercise, ideal: dict[int, RepResult] | None, index: int) -> set[str]:
    """Return the rules that the exact joints of a repetition break, or nearly."""
    if ideal is None:
        return set()
    if index not in ideal:  # the exact joints were not followed either, so nothing is known
        return {rule.name for rule in exercise.rules}
    return {fault.rule for fault in ideal[index].faults}


def _clear_excess(rule: Rule, unit: str) -> float:
    if rule.signal == "rep.sway_deg":
        return CLEAR_SWAY_DEG
    return CLEAR_EXCESS.get(unit, float("inf"))


def _stricter(exercise: Exercise) -> Exercise:
    """Return the exercise with every limit moved to the good side by the measuring error."""
    rules = []
    for rule in exercise.rules:
        margin = _clear_excess(rule, unit_of(rule.signal))
        way = 0.0 if margin == float("inf") else -margin if rule.above else margin
        asked = exercise.asked(rule)
        if asked is not None:  # the limits are shares of it
            way /= asked
        limits = {"amber": rule.amber + way, "fault": rule.fault + way}
        rules.append(rule.model_copy(update=limits))
    return exercise.model_copy(update={"rules": tuple(rules)})


def _shown(
    rule: Rule, exercise: Exercise, fault: TrueFault | None, near: set[str]
) -> tuple[FaultPresence, float | None]:
    if fault is None:
        return (FaultPresence.NEAR if rule.name in near else FaultPresence.ABSENT), None
    limits = exercise.limits(rule)
    # The size of a bounce is its swing; the rule counts bounces that are large enough.
    limit = BOUNCE_DEG if rule.signal == "rep.bounce_count" else limits and limits[1]
    excess = None if limit is None else rule.beyond(fault.size, limit)
    clear = fault.clear
    if clear is None:
        clear = excess is not None and excess >= _clear_excess(rule, fault.unit)
    return (FaultPresence.CLEAR if clear else FaultPresence.BORDERLINE), excess
