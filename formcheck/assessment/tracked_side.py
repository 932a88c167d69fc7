"""One series of repetitions in a set: its tracker, its cues, and the start position before it."""

import math

import numpy as np

from formcheck.assessment.cues import CueTracker
from formcheck.assessment.repetitions.samples import Sample
from formcheck.assessment.repetitions.tracker import RepetitionTracker
from formcheck.kinematics.landmarks import Side
from formcheck.poses.exercise import Exercise

__all__ = ["TrackedSide", "collect_signals"]

_LATE_ROLES = ("rep",)
"""Roles whose signals are known only when a repetition is over, so no sample has them."""


def collect_signals(exercise: Exercise) -> tuple[str, ...]:
    """Return every signal that a verdict reads in each frame, once each."""
    wanted = [rule.signal for rule in exercise.rules]
    wanted += [c.signal for variant in exercise.variants for c in variant.when]
    for reject in exercise.rejection_rules:
        for condition in filter(None, (reject.condition, reject.only_if)):
            wanted += filter(None, (condition.signal, condition.from_start_of))
    wanted += filter(None, (exercise.primary_signal.hidden_signal,))
    return tuple(dict.fromkeys(s for s in wanted if s.partition(".")[0] not in _LATE_ROLES))


class TrackedSide:
    """A tracker with its cues and the start position that they are compared with.

    `name` is "left", "right" or "both". `signals` are those of `collect_signals`. `start_values`
    has each signal's median in the start position, NaN where it was not measured; it is empty until
    the body has left a start position. `previous_end_s` is when the repetition before ended, NaN
    before the first. `last` are the samples of the last movement that was judged.
    """

    start_values: dict[str, float]
    last: tuple[Sample, ...]
    _kept: tuple[Sample, ...]

    def __init__(
        self, exercise: Exercise, *, name: str, working_side: Side | None, signals: tuple[str, ...]
    ) -> None:
        self.name = name
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
