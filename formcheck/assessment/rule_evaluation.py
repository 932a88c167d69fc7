"""Evaluating one rule on one movement: its faults with their times, and how much it was broken."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from formcheck.assessment.repetitions.samples import Attempt
from formcheck.assessment.repetitions.signal_processing import find_runs, median_filter
from formcheck.assessment.repetitions.timing import RepetitionTiming
from formcheck.assessment.types import Fault
from formcheck.poses.exercise import Exercise
from formcheck.poses.rules import Rule

__all__ = [
    "JUDGED_SHARE",
    "RuleSeverity",
    "RuleSignals",
    "compare_with_start",
    "evaluate_rule",
    "find_own_offset",
]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

FAULT_MERGE_S = 0.3
RULE_SMOOTH_S = 0.2
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


Values = TypeVar("Values", float, FloatArray)


def find_own_offset(rule: Rule, base: Callable[[str], float]) -> float:
    """Return how much the person's own body adds to the rule's signal; 0 where it adds nothing.

    `base` is as for `compare_with_start`.
    """
    return 0.0 if rule.own_offset is None else rule.own_offset.at(base(rule.own_offset.signal))


def compare_with_start(rule: Rule, value: Values, base: Callable[[str], float]) -> Values:
    """Return what `rule` judges of its signal's `value`, a number or an array (n,).

    That is the value, or its difference from the start position, less what the person's own body
    adds. `base` returns a signal's level in the start position, NaN where it is not known; what
    depends on it is then NaN.
    """
    value = value - find_own_offset(rule, base)
    if rule.relative_to_start is None:
        return value
    rise = value - base(rule.signal)
    return rise if rule.relative_to_start == "rise" else abs(rise)


class RuleSignals:
    """The signals of a movement that rules use, by name; each is computed once."""

    def __init__(
        self, attempt: Attempt, movement: RepetitionTiming, signals: tuple[str, ...]
    ) -> None:
        self.movement = movement
        self.start_times_s = tuple(s.time_s for s in attempt.start_samples)
        self._start_samples = attempt.start_samples
        self._index = {signal: i for i, signal in enumerate(signals)}
        self._columns: dict[str, FloatArray] = {}
        self._bases: dict[str, float] = {}

    def base(self, signal: str) -> float:
        """Return the median in the start position; NaN where it was not measured."""
        if signal not in self._bases:
            known = [value for value in self._start_values(signal) if math.isfinite(value)]
            self._bases[signal] = median(known) if known else math.nan
        return self._bases[signal]

    def start_share(self, signal: str) -> float:
        """Return the share of the start position's samples in which the signal was measured."""
        return float(np.isfinite(self._start_values(signal)).mean())

    def column(self, signal: str) -> FloatArray:
        """Return the smoothed values (n,) over the movement, NaN where not measured."""
        if signal not in self._columns:
            index, samples = self._index[signal], self.movement.samples
            self._columns[signal] = np.array(
                median_filter(
                    [s.time_s for s in samples],
                    [s.values[index] for s in samples],
                    span_s=RULE_SMOOTH_S,
                )
            )
        return self._columns[signal]

    def _start_values(self, signal: str) -> list[float]:
        """Return the values in the start position, NaN where not measured."""
        index = self._index[signal]
        return [s.values[index] for s in self._start_samples]

    def from_start(self, signal: str) -> tuple[FloatArray, FloatArray]:
        """Return the values and their seconds (n,) in the start position and the movement.

        A value is NaN where it was not measured.
        """
        value = np.concatenate([self._start_values(signal), self.column(signal)])
        start_s = np.array(self.start_times_s, dtype=float)
        lasting_s = np.diff(start_s, append=start_s[-1:])
        return value, np.concatenate([lasting_s, self.movement.weight_s])

    def judged_values(self, rule: Rule) -> FloatArray:
        """Return the values (n,) that the rule judges (`compare_with_start`)."""
        return compare_with_start(rule, self.column(rule.signal), self.base)


def evaluate_rule(
    rule: Rule, exercise: Exercise, samples: RuleSignals, variant: str | None
) -> tuple[list[Fault], RuleSeverity] | None:
    """Return the faults of one rule and its severity; None where it could not be judged."""
    limits = exercise.limits(rule)
    if limits is None or rule.variant not in (None, variant):
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
    return _over_time(rule, limits, samples)


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


def _over_time(
    rule: Rule, limits: tuple[float, float], samples: RuleSignals
) -> tuple[list[Fault], RuleSeverity] | None:
    """Evaluate a rule sample by sample in its phase."""
    movement = samples.movement
    fault = limits[1]
    value = samples.judged_values(rule)
    phase = _phase_mask(rule, movement)
    known = phase & np.isfinite(value)
    total_s, known_s = (float(movement.weight_s[m].sum()) for m in (phase, known))
    if known_s <= 0 or known_s < JUDGED_SHARE * total_s:
        return None
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
