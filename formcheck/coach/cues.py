"""What there is to say now: rules broken at this moment, safety first.

Only a hint while the movement is under way; the verdict is made from the whole repetition when it
is over (`formcheck.coach.verdict`), from the same rules and limits.
"""

import math
from collections.abc import Mapping

from formcheck.coach.samples import LaneState
from formcheck.coach.types import Cue, Phase
from formcheck.poses.model import Exercise, Rule

__all__ = ["Cues"]

CUE_AFTER_S = 0.5
"""A fault must last this long before it is spoken of (clinical notes 3: 0.5-1.0 s)."""

_PHASES: Mapping[str, tuple[Phase, ...]] = {
    "start": (Phase.REST,),
    "out": (Phase.OUT,),
    "hold": (Phase.HOLD,),
    "end": (Phase.HOLD,),
    "back": (Phase.BACK,),
    "rep": (Phase.OUT, Phase.HOLD, Phase.BACK),
}


class Cues:
    """Follows one lane and keeps, for each rule, since when it has been broken."""

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._rules = tuple(r for r in exercise.rules if r.phase in _PHASES)
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self._since: dict[str, float] = {}

    def update(self, time_s: float, state: LaneState, rest: Mapping[str, float]) -> tuple[Cue, ...]:
        """The cues at this instant; `rest` holds each signal's value in the start position."""
        cues = []
        mode = self._exercise.mode_of(lambda signal: rest.get(signal, math.nan))
        for rule in self._rules:
            if rule.mode not in {None, mode} or not self._broken(rule, state, rest):
                self._since.pop(rule.name, None)
                continue
            since_s = self._since.setdefault(rule.name, time_s)
            if time_s - since_s >= CUE_AFTER_S:
                cues.append(Cue(rule=rule.name, safety=rule.safety, since_s=since_s))
        return tuple(sorted(cues, key=lambda cue: (not cue.safety, cue.since_s)))

    def _broken(self, rule: Rule, state: LaneState, rest: Mapping[str, float]) -> bool:
        limits = self._exercise.limits(rule)
        if limits is None or state.phase not in _PHASES[rule.phase]:
            return False
        if rule.phase == "hold" and not state.still:
            return False
        value = state.values[rule.signal]
        if rule.reading != "value":
            value -= rest.get(rule.signal, math.nan)
            value = abs(value) if rule.reading == "change" else value
        return rule.beyond(value, limits[1]) > 0
