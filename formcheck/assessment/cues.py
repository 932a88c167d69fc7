"""The cues of this moment: the rules that are broken now, safety first.

A cue is only advice during the movement. The verdict (`formcheck.assessment.verdict`) comes from
the whole repetition when it is over, with the same rules and limits.
"""

import math
from collections.abc import Mapping

from formcheck.assessment.repetitions.samples import TrackerState
from formcheck.assessment.rule_signals import compare_with_start
from formcheck.assessment.types import Cue, Phase
from formcheck.poses.exercise import Exercise
from formcheck.poses.rules import Rule

__all__ = ["CueTracker"]

CUE_AFTER_S = 0.5
"""A fault must last this long before its cue is given (clinical notes 3: 0.5-1.0 s)."""
MEDIAN_CUE_AFTER_S = 1.0
"""The same for a rule that is judged by its median, because moments may be wrong."""

_PHASES: Mapping[str, tuple[Phase, ...]] = {
    "start": (Phase.START,),
    "out": (Phase.OUT,),
    "hold": (Phase.HOLD,),
    "end": (Phase.HOLD,),
    "back": (Phase.BACK,),
    "rep": (Phase.OUT, Phase.HOLD, Phase.BACK),
}


class CueTracker:
    """Follows one tracker and keeps, for each rule, since when it has been broken."""

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        # By phase, because a frame needs only the rules of its own, with their fault limits.
        self._rules: dict[Phase, list[tuple[Rule, float]]] = {phase: [] for phase in Phase}
        for rule in exercise.rules:
            limits = exercise.limits(rule)
            if limits is not None:
                for phase in _PHASES.get(rule.phase, ()):
                    self._rules[phase].append((rule, limits[1]))
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self._since: dict[str, float] = {}
        self._range: dict[str, tuple[float, float]] = {}

    def update(
        self, time_s: float, state: TrackerState, start_values: Mapping[str, float]
    ) -> tuple[Cue, ...]:
        """Return the cues at `time_s`, safety first, then the longest lasting.

        `start_values` has each signal's value in the start position. A value that is NaN or missing
        breaks no rule.
        """
        variant = self._exercise.find_variant(lambda signal: start_values.get(signal, math.nan))
        cues, before = [], self._since
        self._since = {}
        if state.phase is not Phase.HOLD:
            self._range = {}
        for rule, limit in self._rules[state.phase]:
            if rule.variant is not None and rule.variant != variant:
                continue
            wavers = self._wavers(rule, state.values[rule.signal])
            if wavers or not _is_broken(rule, limit, state, start_values):
                continue
            since_s = self._since[rule.name] = before.get(rule.name, time_s)
            after_s = MEDIAN_CUE_AFTER_S if rule.judged_by == "median" else CUE_AFTER_S
            if time_s - since_s >= after_s:
                cues.append(Cue(rule=rule.name, safety=rule.safety, since_s=since_s))
        return tuple(sorted(cues, key=lambda cue: (not cue.safety, cue.since_s)))

    def _wavers(self, rule: Rule, value: float) -> bool:
        """Say whether the values in this end position spread over too much to be believed."""
        if rule.most_spread is None:
            return False
        low, high = self._range.get(rule.name, (math.inf, -math.inf))
        low, high = min(low, value), max(high, value)  # a NaN changes neither
        self._range[rule.name] = low, high
        return high - low > rule.most_spread


def _is_broken(
    rule: Rule, limit: float, state: TrackerState, start_values: Mapping[str, float]
) -> bool:
    """Say whether the rule is broken in its phase; a hold is judged only while it is still."""
    if rule.phase == "hold" and not state.is_still:
        return False
    value = compare_with_start(
        rule, state.values[rule.signal], lambda signal: start_values.get(signal, math.nan)
    )
    return rule.beyond(value, limit) > 0
