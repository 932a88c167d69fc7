"""The verdict on one movement: counted or why not, faults with their moments, and the score.

Everything is judged when the movement is over, from its samples; nothing that was not measured is
judged good or bad.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from formcheck.coach.faults import JUDGED_SHARE, RuleShare, RuleSignals, apply_rule
from formcheck.coach.movement import Movement, measure
from formcheck.coach.reasons import ReasonCode, RepetitionReason
from formcheck.coach.samples import LOST_S, Attempt, Ending
from formcheck.coach.scoring import band_of, score_of
from formcheck.coach.types import Fault, Rejection, RepResult
from formcheck.motion.landmarks import Side
from formcheck.motion.seen_time import unseen_within_s
from formcheck.poses.model import Exercise, Reject

__all__ = ["SCORABLE_SHARE", "Judged", "judge", "side_of"]

SCORABLE_SHARE = 0.7
"""Least share of the time that must be measured for a score (clinical notes 5.4)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A repetition's result, the shares its score was made from, and where it was held.

    `held` is the start and end of the hold in seconds, None without one.
    """

    result: RepResult
    shares: tuple[RuleShare, ...]
    held: tuple[float, float] | None = None


def judge(
    attempt: Attempt,
    exercise: Exercise,
    *,
    signals: tuple[str, ...],
    index: int,
    side: str,
    rested_s: float = math.nan,
    lag_s: float = 0.0,
    hidden: bool = False,
) -> Judged:
    """The verdict on `attempt`.

    `signals` names the columns of the samples' values; `side` is "left", "right" or "both";
    `rested_s` is when the repetition before it ended, NaN for the first one; `lag_s` is as for
    `measure`. `hidden` says that the other leg covers the working one near the start position; then
    the ways are not timed.
    """
    movement = measure(attempt, rested_s=rested_s, lag_s=lag_s)
    if hidden:
        movement = replace(movement, out_s=math.nan, back_s=math.nan)
    samples = RuleSignals(attempt, movement, signals)
    assessable = _assessable(movement)
    rejected, reason = _rejection(attempt, movement, samples, exercise, assessable)
    mode = exercise.mode_of(samples.base)
    faults: list[Fault] = []
    shares: list[RuleShare] = []
    if movement.end.any() and rejected not in _UNJUDGED:
        for rule in exercise.rules:
            if rejected is not None and rule.phase == "summary":
                continue  # the times of a movement that does not count say nothing
            found = apply_rule(rule, exercise, samples, mode)
            if found is not None:
                faults.extend(found[0])
                shares.append(found[1])
    scored = rejected is None and assessable >= SCORABLE_SHARE
    score = score_of(exercise, shares) if scored else None
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
        mode=mode,
        faults=tuple(sorted(faults, key=lambda f: (f.start_s, f.rule))),
        reason=reason,
    )
    held = (movement.top_s, movement.leave_s) if movement.hold_s > 0 else None
    return Judged(result=result, shares=tuple(shares), held=held)


def side_of(attempt: Attempt) -> Side | None:
    """The working side by the majority of the samples in (or nearest) the end position."""
    ends = [s.work for s in attempt.samples if s.in_end] or [s.work for s in attempt.samples]
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
"""Rejections after which no form is judged: the end position was not seen, or hardly."""


def _rejection(
    attempt: Attempt,
    movement: Movement,
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
    if attempt.ending in _ENDINGS:
        return _ENDINGS[attempt.ending]
    total_s = movement.end_s - movement.start_s
    if total_s < exercise.phases.shortest_s:
        return Rejection.TOO_FAST, RepetitionReason(
            code=ReasonCode.TOO_SHORT, seconds=total_s, limit_s=exercise.phases.shortest_s
        )
    for reject in exercise.rejects:
        verdict = _reject_verdict(reject, movement, samples)
        if verdict is not None:
            return verdict
    return None, None


def _reject_verdict(
    reject: Reject, movement: Movement, samples: RuleSignals
) -> tuple[Rejection, RepetitionReason | None] | None:
    """Weighed over the end position only: where the limbs are decides, not how they got there."""
    value = samples.column(reject.condition.signal)[movement.end]
    weight_s = movement.weight_s[movement.end]
    known = np.isfinite(value)
    total_s, known_s = float(weight_s.sum()), float(weight_s[known].sum())
    if total_s <= 0 or known_s < 0.25 * total_s:
        if reject.unknown is None:
            return None
        return Rejection.NOT_ASSESSABLE, RepetitionReason.written(reject.unknown_message)
    holds = np.array([reject.condition.holds(v) for v in value[known].tolist()])
    share = float(weight_s[known][holds].sum()) / known_s
    if share < reject.share:
        return None
    return Rejection(reject.reason), RepetitionReason.written(reject.message)


def _assessable(movement: Movement) -> float:
    """The measured share of the movement and of its end position, or the seen one of its hold.

    The smallest of them counts: form is judged by the hold, however well the rest was seen. Time
    that was not seen is time that was not measured.
    """
    sure = np.array([s.assessable for s in movement.samples])
    shares = []
    for mask in (np.ones(len(sure), dtype=bool), movement.end):
        total_s = float(movement.whole_s[mask].sum())
        if total_s > 0:
            shares.append(float(movement.weight_s[mask & sure].sum()) / total_s)
    hold = (movement.time_s >= movement.top_s) & (movement.time_s <= movement.leave_s)
    held_s = float(movement.whole_s[hold].sum())
    if held_s > 0:
        shares.append(float(movement.weight_s[hold].sum()) / held_s)
    return min(shares, default=0.0)
