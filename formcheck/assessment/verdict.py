"""The verdict on one movement: whether it counts or why not, its timed faults and its score.

Everything is judged from the samples when the movement is over. What was not measured is judged
neither good nor bad.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from formcheck.assessment.mixed_legs import MixedLegs, find_mixed_legs
from formcheck.assessment.reasons import ReasonCode, RepetitionReason
from formcheck.assessment.repetitions.hidden_ways import time_hidden_ways
from formcheck.assessment.repetitions.samples import LOST_S, Attempt, Ending
from formcheck.assessment.repetitions.timing import RepetitionTiming, measure_repetition
from formcheck.assessment.rule_evaluation import JUDGED_SHARE, RuleSeverity, evaluate_rule
from formcheck.assessment.rule_signals import MOST_SHARE, RuleSignals
from formcheck.assessment.scoring import band_of, compute_score
from formcheck.assessment.types import Fault, Rejection, RepResult
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.seen_time import unseen_within_s
from formcheck.poses.exercise import Exercise
from formcheck.poses.rules import RejectionRule, Rule

__all__ = ["SCORABLE_SHARE", "JudgedRepetition", "find_majority_side", "judge"]

SCORABLE_SHARE = 0.7
"""Least share of the time that must be measured for a score (clinical notes 5.4)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgedRepetition:
    """A repetition's result, the severities behind its score, and the time of its hold.

    `held` is the start and end of the hold in seconds, None without one.
    """

    result: RepResult
    shares: tuple[RuleSeverity, ...]
    held: tuple[float, float] | None = None


def judge(
    attempt: Attempt,
    exercise: Exercise,
    *,
    signals: tuple[str, ...],
    index: int,
    side: str,
    previous_end_s: float = math.nan,
    lag_s: float = 0.0,
    in_front: Side | None = None,
) -> JudgedRepetition:
    """Judge `attempt`.

    `signals` names the columns of the samples' values. `side` is "left", "right" or "both", by the
    names that the pose model gives the legs. `previous_end_s` is when the repetition before it
    ended, NaN for the first one. `lag_s` is as for `measure_repetition`. `in_front` is the side
    whose leg hides the other one near the start position, None where neither does; the ways of a
    hidden leg are timed by the exercise's `hidden_signal`.
    """
    movement = measure_repetition(attempt, previous_end_s=previous_end_s, lag_s=lag_s)
    samples = RuleSignals(attempt, movement, signals)
    assessable = _assessable(movement)
    rejected, reason = _rejection(attempt, movement, samples, exercise, assessable)
    if rejected is None and side != "both" and _legs_exchanged(samples, exercise):
        side = Side(side).opposite.value
    if in_front is not None and side != in_front.value:
        hidden = exercise.primary_signal.hidden_signal
        column = None if hidden is None else signals.index(hidden)
        movement = time_hidden_ways(attempt, movement, column, lag_s=lag_s)
        samples = RuleSignals(attempt, movement, signals)
    mixed = find_mixed_legs(samples, exercise)
    if mixed.ways:
        movement = replace(movement, out_s=math.nan, back_s=math.nan)
    variant = exercise.find_variant(samples.base)
    faults: list[Fault] = []
    shares: list[RuleSeverity] = []
    if movement.end.any() and rejected not in _UNJUDGED:
        # The times of a movement that does not count, or was hardly seen, mean nothing.
        timed = rejected is None and assessable >= SCORABLE_SHARE
        # Mixed legs look less still than they are, but no hold is longer than the stay at the top.
        stay_s = max(movement.leave_s - movement.top_s, movement.hold_s)
        longest = RuleSignals(attempt, replace(movement, hold_s=stay_s), signals)
        for rule in exercise.rules:
            judged = _find_judged(rule, exercise, mixed, samples=samples, longest=longest)
            if judged is None or (rule.phase == "summary" and not timed):
                continue
            found = evaluate_rule(rule, exercise, judged, variant)
            if found is not None:
                faults.extend(found[0])
                shares.append(found[1])
    scored = rejected is None and assessable >= SCORABLE_SHARE
    score = compute_score(exercise, shares) if scored else None
    if rejected is None and score is None:
        reason = RepetitionReason(code=ReasonCode.HARDLY_MEASURED)
    result = RepResult(
        index=index,
        side=side,
        start_s=movement.start_s,
        turn_s=movement.turn_s,
        end_s=movement.end_s,
        rom_deg=movement.rom_deg,
        out_s=movement.out_s,
        hold_s=movement.hold_s,
        back_s=movement.back_s,
        rejected=rejected,
        score=score,
        band=None if score is None else band_of(score),
        assessable=assessable,
        variant=variant,
        faults=tuple(sorted(faults, key=lambda f: (f.start_s, f.rule))),
        reason=reason,
    )
    return JudgedRepetition(result=result, shares=tuple(shares), held=_held(attempt, movement))


def _held(attempt: Attempt, movement: RepetitionTiming) -> tuple[float, float] | None:
    """Return when the hold began and ended; None without one."""
    if attempt.hold is None:
        return None
    if attempt.hold.still is None:
        return attempt.hold.start_s, attempt.hold.end_s
    return movement.top_s, movement.leave_s


def find_majority_side(attempt: Attempt) -> Side | None:
    """Return the working side of most samples in the end position, or of most samples at all."""
    ends = [s.working_side for s in attempt.samples if s.in_end] or [
        s.working_side for s in attempt.samples
    ]
    left, right = ends.count(Side.LEFT), ends.count(Side.RIGHT)
    if left == right:
        return None
    return Side.LEFT if left > right else Side.RIGHT


# --- counted or not ----------------------------------------------------------------------------

_ENDINGS = {
    Ending.SHORT: (Rejection.PARTIAL, RepetitionReason(code=ReasonCode.END_NOT_REACHED)),
    Ending.CLIP: (Rejection.UNFINISHED, RepetitionReason(code=ReasonCode.CLIP_ENDED)),
    Ending.LOST: (Rejection.NOT_ASSESSABLE, RepetitionReason(code=ReasonCode.POSITION_LOST)),
    Ending.LONG: (Rejection.TOO_LONG, RepetitionReason(code=ReasonCode.START_NOT_TAKEN)),
}


_UNJUDGED = (
    Rejection.PARTIAL,
    Rejection.NOT_ASSESSABLE,
    Rejection.TOO_LONG,
    Rejection.TOO_FAST,
)
"""Rejections without a judgement of form: the end position was not seen, or hardly."""


def _find_judged(
    rule: Rule,
    exercise: Exercise,
    mixed: MixedLegs,
    *,
    samples: RuleSignals,
    longest: RuleSignals,
) -> RuleSignals | None:
    """Return what `rule` judges: `samples`, or None where mixed legs forbid it.

    A hold can still be too short in `longest`, in which it lasts as long as it can have lasted.
    """
    if mixed.allow(rule, exercise.primary_signal.signal):
        return samples
    return longest if rule.signal == "rep.hold_s" and not rule.above else None


def _rejection(
    attempt: Attempt,
    movement: RepetitionTiming,
    samples: RuleSignals,
    exercise: Exercise,
    assessable: float,
) -> tuple[Rejection | None, RepetitionReason | None]:
    unseen_s = unseen_within_s(movement.time_s, movement.start_s, movement.end_s)
    if float(unseen_s.max(initial=0.0)) > LOST_S:
        return Rejection.NOT_ASSESSABLE, RepetitionReason(
            code=ReasonCode.GAP, seconds=float(unseen_s.sum())
        )
    if attempt.ending is Ending.SHORT and assessable < JUDGED_SHARE:
        return Rejection.NOT_ASSESSABLE, RepetitionReason(code=ReasonCode.HARDLY_SEEN)
    if attempt.ending is Ending.SHORT:
        # Another movement is not a small one of this exercise.
        other = _first_verdict(exercise, samples, phases=("rep",))
        if other is not None:
            return other
    if attempt.ending in _ENDINGS:
        return _ENDINGS[attempt.ending]
    total_s = movement.end_s - movement.start_s
    if total_s < exercise.phases.shortest_s:
        return Rejection.TOO_FAST, RepetitionReason(
            code=ReasonCode.TOO_SHORT, seconds=total_s, limit_s=exercise.phases.shortest_s
        )
    return _first_verdict(exercise, samples, phases=("end", "rep")) or (None, None)


def _first_verdict(
    exercise: Exercise, samples: RuleSignals, *, phases: tuple[str, ...]
) -> tuple[Rejection, RepetitionReason | None] | None:
    """Return what the first rejection rule of these `phases` says; None where none applies."""
    verdicts = (
        _reject_verdict(reject, samples)
        for reject in exercise.rejection_rules
        if reject.phase in phases
    )
    return next((verdict for verdict in verdicts if verdict is not None), None)


def _reject_verdict(
    reject: RejectionRule, samples: RuleSignals
) -> tuple[Rejection, RepetitionReason | None] | None:
    """Judge where the limbs are in the rule's phase, not how they got there."""
    if not samples.mostly_hold(reject.only_if):
        return None
    share = samples.share_held(reject.condition, phase=reject.phase)
    if math.isnan(share):
        if reject.unknown is None:
            return None
        return Rejection.NOT_ASSESSABLE, RepetitionReason.written(reject.unknown_message)
    if share < reject.share:
        return None
    return Rejection(reject.reason), RepetitionReason.written(reject.message)


def _legs_exchanged(samples: RuleSignals, exercise: Exercise) -> bool:
    """Say whether the pose model took one leg for the other in a movement that counts.

    By its names arm and leg are of the same side, but by the ground they are not. Of the two, it is
    the legs that it exchanges.
    """
    return any(
        samples.share_held(rule.condition) > MOST_SHARE  # false for NaN
        for rule in exercise.rejection_rules
        if rule.reason == "same_side"
    )


def _assessable(movement: RepetitionTiming) -> float:
    """Return the least of three shares: measured of the movement and of its end, seen of its hold.

    Form is judged in the hold, however well the rest was seen. Unseen time is not measured.
    """
    scorable = np.array([s.assessable for s in movement.samples])
    shares = []
    for mask in (np.ones(len(scorable), dtype=bool), movement.end):
        total_s = float(movement.whole_s[mask].sum())
        if total_s > 0:
            shares.append(float(movement.weight_s[mask & scorable].sum()) / total_s)
    hold = (movement.time_s >= movement.top_s) & (movement.time_s <= movement.leave_s)
    held_s = float(movement.whole_s[hold].sum())
    if held_s > 0:
        shares.append(float(movement.weight_s[hold].sum()) / held_s)
    return min(shares, default=0.0)
