"""Evaluating one rule on one movement: its faults with their times, and how much it was broken."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.assessment.repetitions.signal_processing import find_runs
from formcheck.assessment.repetitions.timing import RepetitionTiming
from formcheck.assessment.rule_signals import RuleSignals, find_own_offset, spreads
from formcheck.assessment.types import Fault
from formcheck.poses.exercise import Exercise
from formcheck.poses.rules import Rule

__all__ = ["JUDGED_SHARE", "RuleSeverity", "evaluate_rule"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

FAULT_MERGE_S = 0.3
PERSISTENT_SHARE = 0.3
PERSISTENT_S = 1.0
"""A safety fault that lasts this share of its phase, or this long, caps the score."""
BRIEF_SEVERITY = 0.5
"""Moments beyond the fault limit that are too short for a fault count like the middle of amber."""
JUDGED_SHARE = 0.5
"""Least measured share of a rule's phase for which the rule is judged."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleSeverity:
    """How much one rule was broken: 0..1, the mean severity over the time it was judged in.

    The severity grows evenly from 0 at the amber limit to 1 at the fault limit. Clinical notes 5.4
    give the whole amber zone 0.5, which is its mean here. With a step at the limit, noise of a
    tenth of a second or degree would cost half a rule's points.

    `own_offset` is by how much the limits were moved for the person's own body.
    """

    rule: Rule
    severity: float
    persistent: bool
    own_offset: float = 0.0


def evaluate_rule(
    rule: Rule, exercise: Exercise, samples: RuleSignals, variant: str | None
) -> tuple[list[Fault], RuleSeverity] | None:
    """Return the faults of one rule and its severity; None where it could not be judged."""
    limits = exercise.limits(rule)
    is_other = rule.variant not in (None, variant)
    if limits is None or is_other or not samples.mostly_hold(rule.only_if):
        return None
    if rule.phase == "summary":
        value = samples.movement.value(rule.signal.partition(".")[2])
        span = _summary_span(rule, samples.movement)
        return _evaluate_summary(rule, limits, value, span)
    if rule.phase == "start":
        if not samples.start_times_s or samples.start_share(rule.signal) < JUDGED_SHARE:
            return None
        span = (samples.start_times_s[0], samples.start_times_s[-1])
        return _evaluate_summary(rule, limits, samples.base(rule.signal), span)
    evaluate = _over_median if rule.judged_by == "median" else _over_time
    return evaluate(rule, limits, samples)


def _summary_span(rule: Rule, movement: RepetitionTiming) -> tuple[float, float]:
    """Return the part of the movement that a `rep.` signal describes."""
    match rule.signal:
        case "rep.out_s":
            return movement.start_s, movement.top_s
        case "rep.back_s":
            return movement.leave_s, movement.end_s
        case "rep.speed_deg_per_s":
            return movement.start_s, movement.end_s
        case _:
            return movement.top_s, movement.leave_s


def _evaluate_summary(
    rule: Rule, limits: tuple[float, float], value: float, span: tuple[float, float]
) -> tuple[list[Fault], RuleSeverity] | None:
    """Evaluate a rule with a single value for the whole repetition."""
    if not np.isfinite(value):
        return None
    fault = limits[1]
    broken = rule.beyond(value, fault) > 0
    faults = [_fault(rule, fault, value, span)] if broken else []
    severity = float(_severity(rule, limits, np.array(value)))
    return faults, RuleSeverity(rule=rule, severity=severity, persistent=broken)


def _over_median(
    rule: Rule, limits: tuple[float, float], samples: RuleSignals
) -> tuple[list[Fault], RuleSeverity] | None:
    """Evaluate a rule by the median over its phase, where the values do not spread too much."""
    value, movement = samples.judged_values(rule), samples.movement
    known = _known_in_phase(rule, value, movement)
    if known is None:
        return None
    if spreads(value[movement.end & np.isfinite(value)], rule.most_spread):
        return None
    time_s = movement.time_s[known]
    span = (float(time_s[0]), float(time_s[-1]))
    return _evaluate_summary(rule, limits, float(np.median(value[known])), span)


def _known_in_phase(rule: Rule, value: FloatArray, movement: RepetitionTiming) -> BoolArray | None:
    """Return the samples of the rule's phase that were measured; None where those are too few."""
    phase = _phase_mask(rule, movement)
    known = phase & np.isfinite(value)
    total_s, known_s = (float(movement.weight_s[m].sum()) for m in (phase, known))
    return known if known_s > 0 and known_s >= JUDGED_SHARE * total_s else None


def _over_time(
    rule: Rule, limits: tuple[float, float], samples: RuleSignals
) -> tuple[list[Fault], RuleSeverity] | None:
    """Evaluate a rule sample by sample in its phase."""
    movement = samples.movement
    fault = limits[1]
    value = samples.judged_values(rule)
    known = _known_in_phase(rule, value, movement)
    if known is None:
        return None
    known_s = float(movement.weight_s[known].sum())
    sign = 1.0 if rule.above else -1.0
    over = known & (sign * (value - fault) > 0)
    least_s = min(rule.min_duration_s, 0.7 * known_s)
    faults = []
    broken = np.zeros(len(value), dtype=bool)
    for a, b in find_runs(over, movement.time_s, bridge_s=FAULT_MERGE_S):
        lasting_s = float(movement.weight_s[a : b + 1][over[a : b + 1]].sum())
        if lasting_s >= least_s - 1e-9:
            broken[a : b + 1] = over[a : b + 1]
            worst = float(sign * np.nanmax(sign * value[a : b + 1][over[a : b + 1]]))
            span = (float(movement.time_s[a]), float(movement.time_s[b]))
            faults.append(_fault(rule, fault, worst, span))
    severity = _severity(rule, limits, value)
    severity[over & ~broken] = BRIEF_SEVERITY
    shares = [_mean(severity, movement.weight_s, known)]
    if rule.safety:  # the time out and back must not make a dangerous hold look milder
        shares.append(_mean(np.where(broken, 1.0, 0.0), movement.weight_s, known & movement.held))
    fault_s = float(movement.weight_s[broken].sum())
    persistent = fault_s >= PERSISTENT_S or fault_s / known_s >= PERSISTENT_SHARE
    share = RuleSeverity(
        rule=rule,
        severity=max(shares),
        persistent=bool(faults) and persistent,
        own_offset=find_own_offset(rule, samples.base),
    )
    return faults, share


def _severity(rule: Rule, limits: tuple[float, float], value: FloatArray) -> FloatArray:
    """Return 0 up to the amber limit, 1 from the fault limit on, and evenly between."""
    amber, fault = limits
    if amber == fault:
        sign = 1.0 if rule.above else -1.0
        return np.where(sign * (value - fault) > 0, 1.0, 0.0)
    return np.clip((value - amber) / (fault - amber), 0.0, 1.0)


def _mean(values: FloatArray, weight_s: FloatArray, among: BoolArray) -> float:
    """Return the mean over time; 0 where there is none."""
    total_s = float(weight_s[among].sum())
    return float((values * weight_s)[among].sum()) / total_s if total_s > 0 else 0.0


def _phase_mask(rule: Rule, movement: RepetitionTiming) -> BoolArray:
    """Return the samples of the rule's phase."""
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
