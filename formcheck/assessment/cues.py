"""The cues of this moment: the rules that are broken now, safety first.

A cue is only advice during the movement. The verdict (`formcheck.assessment.verdict`) comes from
the whole repetition when it is over, with the same rules and limits.
"""

import math
from collections.abc import Mapping

from formcheck.assessment.repetitions.samples import TrackerState
from formcheck.assessment.types import Cue, Phase
from formcheck.poses.exercise import Exercise
from formcheck.poses.rules import Rule

__all__ = ["CueTracker"]

CUE_AFTER_S = 0.5
"""A fault must last this long before its cue is given (clinical notes 3: 0.5-1.0 s)."""

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
        self._rules = tuple(r for r in exercise.rules if r.phase in _PHASES)
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self._since: dict[str, float] = {}

    def update(
        self, time_s: float, state: TrackerState, start_values: Mapping[str, float]
    ) -> tuple[Cue, ...]:
        """Return the cues at `time_s`, safety first, then the longest lasting.

        `start_values` has each signal's value in the start position. A value that is NaN or missing
        breaks no rule.
        """
        cues = []
        variant = self._exercise.find_variant(lambda signal: start_values.get(signal, math.nan))
        for rule in self._rules:
            if rule.variant not in {None, variant} or not self._broken(rule, state, start_values):
                self._since.pop(rule.name, None)
                continue
            since_s = self._since.setdefault(rule.name, time_s)
            if time_s - since_s >= CUE_AFTER_S:
                cues.append(Cue(rule=rule.name, safety=rule.safety, since_s=since_s))
        return tuple(sorted(cues, key=lambda cue: (not cue.safety, cue.since_s)))

    def _broken(self, rule: Rule, state: TrackerState, start_values: Mapping[str, float]) -> bool:
        limits = self._exercise.limits(rule)
        if limits is None or state.phase not in _PHASES[rule.phase]:
            return False
        if rule.phase == "hold" and not state.is_still:
            return False
        value = state.values[rule.signal]
        if rule.relative_to_start is not None:
            value -= start_values.get(rule.signal, math.nan)
            value = abs(value) if rule.relative_to_start == "change" else value
        return rule.beyond(value, limits[1]) > 0
