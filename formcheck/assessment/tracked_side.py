"""One series of repetitions in a set: its tracker, its cues, and the start position before it."""

import math
from collections.abc import Sequence

import numpy as np

from formcheck.assessment.cues import CueTracker
from formcheck.assessment.repetitions.samples import Sample, seconds_in_end, seconds_shared
from formcheck.assessment.repetitions.tracker import MOVING, RepetitionTracker
from formcheck.assessment.roles import Roles, assign_higher_leg_roles, assign_roles
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.observer import Observation
from formcheck.poses.exercise import Exercise

__all__ = ["ALONG_SHARE", "TrackedSide", "collect_signals"]

ALONG_SHARE = 0.5
"""Two legs that are lifted together for more than this share of the time make one movement."""

_LATE_ROLES = ("rep",)
"""Roles whose signals are known only when a repetition is over, so no sample has them."""


def collect_signals(exercise: Exercise) -> tuple[str, ...]:
    """Return every signal that a verdict reads in each frame, once each."""
    wanted = [rule.signal for rule in exercise.rules]
    wanted += [rule.own_offset.signal for rule in exercise.rules if rule.own_offset is not None]
    wanted += [c.signal for variant in exercise.variants for c in variant.when]
    wanted += [steady.signal for steady in exercise.steady_signals]
    conditions = [
        c for reject in exercise.rejection_rules for c in (reject.condition, reject.only_if)
    ]
    conditions += [rule.only_if for rule in exercise.rules]
    for condition in filter(None, conditions):
        wanted += filter(None, (condition.signal, condition.from_start_of))
    wanted += filter(None, (exercise.primary_signal.hidden_signal,))
    return tuple(dict.fromkeys(s for s in wanted if s.partition(".")[0] not in _LATE_ROLES))


class TrackedSide:
    """A tracker with its cues and the start position that they are compared with.

    `name` is "left", "right" or "both". With `higher_leg` it follows the higher leg of a lying
    person, whichever name it has. `signals` are those of `collect_signals`. `start_values`
    has each signal's median in the start position, NaN where it was not measured; it is empty until
    the body has left a start position. `previous_end_s` is when the repetition before ended, NaN
    before the first. `last` are the samples of the last movement that was judged.
    """

    start_values: dict[str, float]
    last: tuple[Sample, ...]
    _kept: tuple[Sample, ...]

    def __init__(
        self,
        exercise: Exercise,
        *,
        name: str,
        working_side: Side | None,
        signals: tuple[str, ...],
        higher_leg: bool = False,
    ) -> None:
        self.name = name
        self.higher_leg = higher_leg
        self.tracker = RepetitionTracker(exercise, working_side=working_side, signals=signals)
        self.cues = CueTracker(exercise)
        self.signals = signals
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self.tracker.reset()
        self.cues.reset()
        self.start_values = {}
        self.previous_end_s = math.nan
        self.last = ()
        self._kept = ()

    def find_roles(self, observation: Observation) -> Roles:
        """Return the roles of the body sides in this frame."""
        moving = self.tracker.phase in MOVING
        if self.higher_leg:
            return assign_higher_leg_roles(observation, moving=moving)
        return assign_roles(observation, self.tracker.working_side, moving=moving)

    def is_lifted_during(self, samples: Sequence[Sample]) -> bool:
        """Say whether this leg moved for most of the time of another leg's movement."""
        mine = self.tracker.under_way() or self.last
        start_s, end_s = samples[0].time_s, samples[-1].time_s
        least_s = ALONG_SHARE * (end_s - start_s)
        return bool(mine) and seconds_shared(mine, start_s, end_s) > least_s

    def is_lifted_longer(self, samples: Sequence[Sample]) -> bool:
        """Say whether another leg, with these `samples`, only followed this one.

        This leg was then lifted longer, or as long and has been judged already.
        """
        if not self.is_lifted_during(samples):
            return False
        under_way = self.tracker.under_way()
        longer_s = seconds_in_end(under_way or self.last) - seconds_in_end(samples)
        return longer_s > 0 or (longer_s == 0 and not under_way)

    def keep_start_values(self) -> None:
        """Update `start_values` once the body has left the start position."""
        samples = self.tracker.start_samples()
        if samples is self._kept or not samples:
            return
        self._kept = samples
        values = np.array([s.values for s in samples], dtype=float)
        for i, signal in enumerate(self.signals):
            known = values[:, i][np.isfinite(values[:, i])]
            self.start_values[signal] = float(np.median(known)) if known.size else math.nan
