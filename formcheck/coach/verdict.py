"""The verdict on one movement: counted or why not, faults with their moments, and the score.

Everything is judged when the movement is over, from its samples; nothing that was not measured is
judged good or bad.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.coach.movement import Movement, measure
from formcheck.coach.samples import Attempt
from formcheck.coach.scoring import band_of, score_of
from formcheck.coach.series import runs, smooth
from formcheck.coach.types import Fault, Rejection, RepResult
from formcheck.motion.landmarks import Side
from formcheck.poses.model import Exercise, Reject, Rule

__all__ = ["Judged", "RuleShare", "judge"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

FAULT_BRIDGE_S = 0.3
RULE_SMOOTH_S = 0.2
PERSISTENT_SHARE = 0.3
PERSISTENT_S = 1.0
"""A safety fault lasting this share of its phase, or this long, caps the score."""
SCORABLE_SHARE = 0.7
"""Least share of the time that must be measured for a score (clinical notes 5.4)."""
JUDGED_SHARE = 0.5
"""Least measured share of a rule's phase for the rule to be judged at all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleShare:
    """How long one rule was broken: shares 0..1 of the time it was judged in."""

    rule: Rule
    amber: float
    fault: float
    persistent: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A repetition's result and the shares its score was made from."""

    result: RepResult
    shares: tuple[RuleShare, ...]


class _Samples:
    """The rule signals of a movement, looked up by name."""

    def __init__(self, attempt: Attempt, movement: Movement, signals: tuple[str, ...]) -> None:
        self._columns = {
            signal: np.array([s.values[i] for s in attempt.samples], dtype=float)
            for i, signal in enumerate(signals)
        }
        self._rest = {
            signal: np.array([s.values[i] for s in attempt.rest], dtype=float)
            for i, signal in enumerate(signals)
        }
        self.movement = movement
        self.rest_times = tuple(s.time_s for s in attempt.rest)

    def base(self, signal: str) -> float:
        """The median at rest; NaN where it was not measured."""
        rest = self._rest[signal]
        return float(np.nanmedian(rest)) if np.isfinite(rest).any() else float("nan")

    def rest_share(self, signal: str) -> float:
        """The share of the start position's samples in which the signal was measured."""
        return float(np.isfinite(self._rest[signal]).mean())

    def column(self, signal: str) -> FloatArray:
        """The smoothed values over the movement."""
        return smooth(self.movement.time_s, self._columns[signal], span_s=RULE_SMOOTH_S)

    def reading(self, rule: Rule) -> FloatArray:
        """What the rule reads of its signal."""
        value = self.column(rule.signal)
        if rule.reading == "value":
            return value
        rise = value - self.base(rule.signal)
        return rise if rule.reading == "rise" else np.abs(rise)


def judge(
    attempt: Attempt, exercise: Exercise, *, signals: tuple[str, ...], index: int, side: str
) -> Judged:
    """The verdict on `attempt`.

    `signals` names the columns of the samples' values; `side` is "left", "right" or "both".
    """
    movement = measure(attempt, exercise.phases)
    samples = _Samples(attempt, movement, signals)
    assessable = _assessable(attempt, movement)
    rejected, reason = _rejection(attempt, movement, samples, exercise, assessable)
    mode = exercise.mode_of(samples.base)
    faults: list[Fault] = []
    shares: list[RuleShare] = []
    if movement.end.any() and rejected not in _UNJUDGED:
        for rule in exercise.rules:
            if rejected is not None and rule.phase == "summary":
                continue  # the times of a movement that does not count say nothing
            found = _apply(rule, exercise, samples, mode)
            if found is not None:
                faults.extend(found[0])
                shares.append(found[1])
    scored = rejected is None and assessable >= SCORABLE_SHARE
    score = score_of(exercise, shares) if scored else None
    if rejected is None and score is None:
        reason = reason or "Too little of it could be measured for a score."
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
    return Judged(result=result, shares=tuple(shares))


def side_of(attempt: Attempt) -> Side | None:
    """The working side by the majority of the samples in (or nearest) the end position."""
    ends = [s.work for s in attempt.samples if s.in_end] or [s.work for s in attempt.samples]
    left, right = ends.count(Side.LEFT), ends.count(Side.RIGHT)
    if left == right:
        return None
    return Side.LEFT if left > right else Side.RIGHT


# --- counted or not ----------------------------------------------------------------------------

_ENDINGS = {
    "short": (Rejection.PARTIAL, "The end position was not reached."),
    "clip": (Rejection.UNFINISHED, "The clip ends before the start position is reached again."),
    "lost": (Rejection.NOT_ASSESSABLE, "The position was left, or could no longer be seen."),
    "long": (Rejection.TOO_LONG, "The start position was not taken again in time."),
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
    samples: _Samples,
    exercise: Exercise,
    assessable: float,
) -> tuple[Rejection | None, str]:
    if attempt.ending == "short" and assessable < JUDGED_SHARE:
        return Rejection.NOT_ASSESSABLE, "Too little of it could be seen."
    if attempt.ending in _ENDINGS:
        return _ENDINGS[attempt.ending]
    total_s = movement.end_s - movement.start_s
    if total_s < exercise.phases.shortest_s:
        return Rejection.TOO_FAST, (
            f"It took {total_s:.2f} s; form cannot be judged below "
            f"{exercise.phases.shortest_s:g} s."
        )
    for reject in exercise.rejects:
        verdict = _reject_verdict(reject, movement, samples)
        if verdict is not None:
            return verdict
    return None, ""


def _reject_verdict(
    reject: Reject, movement: Movement, samples: _Samples
) -> tuple[Rejection, str] | None:
    """Weighed over the end position only: where the limbs are decides, not how they got there."""
    value = samples.column(reject.condition.signal)[movement.end]
    weight_s = movement.weight_s[movement.end]
    known = np.isfinite(value)
    total_s, known_s = float(weight_s.sum()), float(weight_s[known].sum())
    if total_s <= 0 or known_s < 0.25 * total_s:
        if reject.unknown is None:
            return None
        return Rejection.NOT_ASSESSABLE, reject.unknown_message
    holds = np.array([reject.condition.holds(v) for v in value[known].tolist()])
    share = float(weight_s[known][holds].sum()) / known_s
    return (Rejection(reject.reason), reject.message) if share >= reject.share else None


def _assessable(attempt: Attempt, movement: Movement) -> float:
    """The measured share of the movement, or of its end position where that is smaller."""
    sure = np.array([s.assessable for s in attempt.samples])
    shares = []
    for mask in (np.ones(len(sure), dtype=bool), movement.end):
        total_s = float(movement.weight_s[mask].sum())
        if total_s > 0:
            shares.append(float(movement.weight_s[mask & sure].sum()) / total_s)
    return min(shares, default=0.0)


# --- rules -------------------------------------------------------------------------------------


def _apply(
    rule: Rule, exercise: Exercise, samples: _Samples, mode: str | None
) -> tuple[list[Fault], RuleShare] | None:
    """The faults of one rule and its shares; None where it could not be judged."""
    limits = exercise.limits(rule)
    if limits is None or rule.mode not in (None, mode):
        return None
    if rule.phase == "summary":
        value = samples.movement.value(rule.signal.partition(".")[2])
        span = _summary_span(rule, samples.movement)
        return _once(rule, limits, value, span)
    if rule.phase == "start":
        if not samples.rest_times or samples.rest_share(rule.signal) < JUDGED_SHARE:
            return None
        span = (samples.rest_times[0], samples.rest_times[-1])
        return _once(rule, limits, samples.base(rule.signal), span)
    return _over_time(rule, limits, samples)


def _summary_span(rule: Rule, movement: Movement) -> tuple[float, float]:
    """The part of the movement a `rep.` signal speaks of."""
    held = movement.time_s[movement.held]
    first, last = (held[0], held[-1]) if held.size else (movement.turn_s, movement.turn_s)
    match rule.signal:
        case "rep.out_s":
            return movement.start_s, float(first)
        case "rep.back_s":
            return float(last), movement.end_s
        case "rep.speed_deg_per_s":
            return movement.start_s, movement.end_s
        case _:
            return float(first), float(last)


def _once(
    rule: Rule, limits: tuple[float, float], value: float, span: tuple[float, float]
) -> tuple[list[Fault], RuleShare] | None:
    """A rule with a single value for the whole repetition."""
    if not np.isfinite(value):
        return None
    amber, fault = limits
    broken = rule.beyond(value, fault) > 0
    slight = not broken and rule.beyond(value, amber) > 0
    faults = [_fault(rule, fault, value, span)] if broken else []
    return faults, RuleShare(rule=rule, amber=float(slight), fault=float(broken), persistent=broken)


def _over_time(
    rule: Rule, limits: tuple[float, float], samples: _Samples
) -> tuple[list[Fault], RuleShare] | None:
    """A rule judged moment by moment in its phase."""
    movement = samples.movement
    amber, fault = limits
    value = samples.reading(rule)
    phase = _phase_mask(rule, movement)
    known = phase & np.isfinite(value)
    total_s, known_s = (float(movement.weight_s[m].sum()) for m in (phase, known))
    if known_s <= 0 or known_s < JUDGED_SHARE * total_s:
        return None
    sign = 1.0 if rule.above else -1.0
    over = known & (sign * (value - fault) > 0)
    grace_s = min(rule.grace_s, 0.7 * known_s)
    faults = []
    broken = np.zeros(len(value), dtype=bool)
    for a, b in runs(over, movement.time_s, bridge_s=FAULT_BRIDGE_S):
        lasting_s = float(movement.weight_s[a : b + 1][over[a : b + 1]].sum())
        if lasting_s >= grace_s - 1e-9:
            broken[a : b + 1] = over[a : b + 1]
            worst = float(sign * np.nanmax(sign * value[a : b + 1][over[a : b + 1]]))
            span = (float(movement.time_s[a]), float(movement.time_s[b]))
            faults.append(_fault(rule, fault, worst, span))
    fault_s = float(movement.weight_s[broken].sum())
    fault_share = fault_s / known_s
    if rule.safety:  # a dangerous hold is not made milder by the ways to and from it
        held = known & movement.held
        held_s = float(movement.weight_s[held].sum())
        held_share = float(movement.weight_s[held & broken].sum()) / held_s if held_s > 0 else 0.0
        fault_share = max(fault_share, held_share)
    slight = known & ~broken & (sign * (value - amber) > 0)
    share = RuleShare(
        rule=rule,
        amber=float(movement.weight_s[slight].sum()) / known_s,
        fault=fault_share,
        persistent=bool(faults) and (fault_s >= PERSISTENT_S or fault_share >= PERSISTENT_SHARE),
    )
    return faults, share


def _phase_mask(rule: Rule, movement: Movement) -> BoolArray:
    """The samples of the rule's phase."""
    if rule.phase == "hold":
        return movement.held
    if rule.phase == "end":
        return movement.end
    mask = np.ones(len(movement.time_s), dtype=bool)
    ends = np.flatnonzero(movement.end)
    if rule.phase == "out":
        mask[ends[0] :] = False
    elif rule.phase == "back":
        mask[: ends[-1] + 1] = False
    return mask


def _fault(rule: Rule, limit: float, worst: float, span: tuple[float, float]) -> Fault:
    return Fault(
        rule=rule.name,
        start_s=span[0],
        end_s=span[1],
        worst=worst,
        limit=limit,
        excess=abs(worst - limit),
        safety=rule.safety,
    )
