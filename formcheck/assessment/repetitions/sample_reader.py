"""Reads from an observation what a tracker needs: its signals, and which conditions they meet."""

import math
from collections.abc import Mapping, Sequence

from formcheck.assessment.repetitions.samples import Sample
from formcheck.assessment.roles import Roles
from formcheck.assessment.signal_lookup import (
    is_joint_scorable,
    meets,
    read_scorable_signal,
    read_signal,
)
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.observer import Observation
from formcheck.poses.exercise import Exercise

__all__ = ["LEAST_RANGE_DEG", "SampleReader"]

LEAST_RANGE_DEG = 18.0
"""The full range is taken to be at least this. A body that reads high at the start reads high at
the end too, and shares of a smaller range would drown in noise."""


class SampleReader:
    """Turns observations into samples of one exercise.

    `signals` are those whose values each sample keeps. `direction` is 1.0 where the primary signal
    grows on the way out and -1.0 where it falls. A sample holds the signal times `direction`, so
    that it always grows on the way out. `usual_level` is the start level, degrees times
    `direction`, that counts until the person's own has been measured.
    """

    def __init__(self, exercise: Exercise, signals: Sequence[str]) -> None:
        self._primary = exercise.primary_signal
        self._phases = exercise.phases
        self._signals = tuple(signals)
        self._joints = tuple(
            (role, joint) for role, _, joint in (j.partition(".") for j in exercise.score_joints)
        )
        self._unmeasured = (math.nan,) * len(self._signals)
        self.direction = 1.0 if self._primary.rises else -1.0
        self.usual_level = self.direction * self._primary.start_deg

    def read_primary(self, observation: Observation, roles: Roles) -> float:
        """Return the primary signal times `direction`, degrees; NaN where it was not measured."""
        return self.direction * read_signal(observation, roles, self._primary.signal)

    def read(
        self,
        observation: Observation,
        roles: Roles,
        signal_value: float,
        *,
        level: float,
        kept: bool,
    ) -> tuple[Sample, bool, bool]:
        """Return the sample, whether it is in the start position, and whether it is an attempt.

        `signal_value` is what `read_primary` returned, not NaN. `level` is the start level that
        travel is counted from. `kept` selects the looser limits of an end position already taken.
        """
        travel = self._travel(signal_value, level)
        sample = Sample(
            observation.time_s,
            signal_value,
            self._stillness_value(observation, roles, signal_value),
            meets(self._phases.end, observation, roles, travel, kept=kept),
            is_joint_scorable(observation, roles, self._joints),
            roles.working_side,
            self._values(observation, roles, travel),
        )
        at_start = meets(self._phases.start, observation, roles, travel, kept=kept)
        trying = meets(self._phases.attempt, observation, roles, travel, kept=kept)
        return sample, at_start, trying

    def unseen(self, time_s: float, working_side: Side | None) -> Sample:
        """Return the sample of an instant at which nothing was measured."""
        return Sample(time_s, math.nan, math.nan, False, False, working_side, self._unmeasured)

    def is_usual_start(
        self, observation: Observation, roles: Roles, signal_value: float, *, kept: bool
    ) -> bool:
        """Say whether this would be the start position of somebody with the usual level."""
        travel = self._travel(signal_value, self.usual_level)
        return meets(self._phases.start, observation, roles, travel, kept=kept)

    def _travel(self, signal_value: float, level: float) -> dict[str, float]:
        """Return the signals of the role `primary`: degrees, and the share of the full range."""
        travel = signal_value - level
        full = max(self.direction * self._primary.goal_deg - level, LEAST_RANGE_DEG)
        return {"travel_deg": travel, "travel_share": travel / full}

    def _stillness_value(
        self, observation: Observation, roles: Roles, signal_value: float
    ) -> float:
        """Return the value whose stillness makes a hold; the primary signal's where it is NaN."""
        signal = self._primary.stillness_signal
        value = math.nan if signal is None else read_signal(observation, roles, signal)
        return signal_value if math.isnan(value) else value

    def _values(
        self, observation: Observation, roles: Roles, travel: Mapping[str, float]
    ) -> tuple[float, ...]:
        """Return the values of `signals`, NaN where they may not be scored."""
        return tuple(
            [read_scorable_signal(observation, roles, name, travel) for name in self._signals]
        )
