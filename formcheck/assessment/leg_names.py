"""Whether the names of the legs, left and right, can be relied on during a movement.

When a person lies with one leg up and the other bent, MediaPipe at times takes one leg for the
other again and again: the landmarks slide to and fro between the legs. The higher leg is then
judged, whichever name it has, as in the bird-dog.
"""

import math

from formcheck.assessment.roles import LEG_UP_DEG, find_higher_leg
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.observer import Observation

__all__ = ["LegNames"]

JUST_S = 1.0
"""A leg that is down while the other one was up this recently may have taken its name."""


class LegNames:
    """Follows when the names failed.

    They fail while the legs cannot be distinguished, and where a leg comes down as the other one
    is up after a change of names.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self._failed_s = -math.inf
        self._up_s = dict.fromkeys(Side, -math.inf)

    def update(self, observation: Observation) -> None:
        """Take the next observation."""
        if not observation.legs_distinguishable:
            self._failed_s = observation.time_s
        if not observation.legs_swapped:
            return
        higher = find_higher_leg(observation)
        if higher and observation.sides[higher].signals["raise_deg"] >= LEG_UP_DEG:
            self._up_s[higher] = observation.time_s

    def come_down(self, side: Side, time_s: float) -> None:
        """Note that the leg named `side` is down at `time_s`, at the end of its movement."""
        if self._up_s[side.opposite] >= time_s - JUST_S:
            self._failed_s = max(self._failed_s, time_s)

    def failed_since(self, time_s: float) -> bool:
        """Say whether the names failed at `time_s` or later."""
        return self._failed_s >= time_s
