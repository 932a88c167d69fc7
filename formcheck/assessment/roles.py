"""Which side of the body has which role in a frame: near and far, working and other, raised."""

import math
from dataclasses import dataclass

from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.observer import Observation

__all__ = [
    "ARM_RAISED_DEG",
    "LEG_UP_DEG",
    "STRAIGHT_KNEE_DEG",
    "Roles",
    "assign_higher_leg_roles",
    "assign_roles",
    "find_higher_leg",
]

ARM_RAISED_DEG = -40.0
"""An arm above this, against the floor, is surely raised: hands placed far forward stand at -50
(docs/measurements.md, Bird-dog)."""
LEG_LIFTED_DEG = -50.0
"""Below this the thigh still stands on its knee."""
LEG_UP_DEG = 24.0
"""A leg of a lying person that is raised this far does not lie on the floor."""
ALIKE_DEG = 10.0
"""Two raised legs that differ by less are equally high."""
STRAIGHT_KNEE_DEG = 140.0
"""A leg whose knee is this straight is meant to be straight."""
STRAIGHT_SHARE = 0.1
"""How many degrees of raise a degree of the knee angle is worth. So of two legs on the floor the
straight one is chosen, and of two others the higher one (docs/measurements.md, Leg swaps)."""
_NAN = math.nan


@dataclass(frozen=True, kw_only=True, slots=True)
class Roles:
    """The body side in each role in one frame; None = not known.

    `other_known` is False where the leg opposite the working one cannot be measured, because
    MediaPipe mixes the two.
    """

    near: Side | None
    working_side: Side | None
    raised: Side | None
    other_known: bool = True

    def side(self, role: str) -> Side | None:
        """Return the side in the role "near", "far", "work", "other" or "raised".

        None where it is not known, and for the roles that are no side.
        """
        if role == "near":
            return self.near
        if role == "work":
            return self.working_side
        if role == "raised":
            return self.raised
        if role == "other":
            known = self.working_side if self.other_known else None
            return None if known is None else known.opposite
        if role == "far":
            return None if self.near is None else self.near.opposite
        return None


def _higher(observation: Observation, signal: str) -> Side | None:
    """Return the side on which `signal` is larger, or the only side on which it was measured."""
    left = observation.sides[Side.LEFT].signals[signal]
    right = observation.sides[Side.RIGHT].signals[signal]
    if math.isnan(left):
        return None if math.isnan(right) else Side.RIGHT
    if math.isnan(right):
        return Side.LEFT
    return Side.LEFT if left >= right else Side.RIGHT


def _raised_arm(observation: Observation, *, moving: bool) -> Side | None:
    """Return the side of the higher arm; None when the arm that would decide is hidden.

    While a leg is lifted, that both arms are down must be seen for sure. A hand that is stretched
    out of the picture is often found beside the other one, hardly visible.
    """
    side = _higher(observation, "arm_deg")
    if side is None:
        return None
    if observation.sides[side].signals["arm_deg"] > ARM_RAISED_DEG:
        return side
    if moving:
        known = all(observation.sides[one].is_hand_clear for one in Side)
    else:
        known = not math.isnan(observation.sides[side.opposite].signals["arm_deg"])
    return side if known else None


def _lifted_leg(observation: Observation, *, moving: bool) -> Side | None:
    """Return the side of the higher thigh.

    While a leg is lifted and one thigh is hidden, the visible leg is the lifted one only if it is
    up. Otherwise the hidden leg is lifted, and nothing is known of it; unless both hands are down
    too, because then it stands behind the visible one.
    """
    side = _higher(observation, "thigh_back_deg")
    if side is None or not moving:
        return side
    hidden = math.isnan(observation.sides[side.opposite].signals["thigh_back_deg"])
    up = observation.sides[side].signals["thigh_back_deg"] > LEG_LIFTED_DEG
    return side if up or not hidden or _are_hands_down(observation) else None


def _are_hands_down(observation: Observation) -> bool:
    arms = (observation.sides[side].signals["arm_deg"] for side in Side)
    return all(arm_deg <= ARM_RAISED_DEG for arm_deg in arms)  # false for NaN


def assign_roles(
    observation: Observation, working_side: Side | None = None, *, moving: bool = False
) -> Roles:
    """Return the roles in this frame; without `working_side` the working leg is the higher one.

    `moving` says that a repetition is under way.

    Geometry decides which leg is lifted, not the names that MediaPipe gives: on a real bird-dog it
    swapped left and right 13 times in 35 s.
    """
    return Roles(
        near=observation.near_side,
        working_side=working_side or _lifted_leg(observation, moving=moving),
        raised=_raised_arm(observation, moving=moving),
    )


def find_higher_leg(observation: Observation) -> Side | None:
    """Return the side of a lying person's higher leg; None where both are up and equally high.

    Where only one leg was measured, it is that one. A foot whose knee was not measured may be
    anywhere, so a leg with both comes before it.
    """
    heights: dict[Side, float] = {}
    unsure: dict[Side, float] = {}
    for side in Side:
        signals = observation.sides[side].signals
        raise_deg, knee_deg = signals["raise_deg"], signals["knee_deg"]
        if math.isnan(raise_deg):
            continue
        if math.isnan(knee_deg):
            unsure[side] = raise_deg
        else:
            heights[side] = raise_deg + STRAIGHT_SHARE * knee_deg
    heights = heights or unsure
    if not heights:
        return None
    higher = max(heights, key=lambda side: heights[side])
    if len(heights) == len(Side) and heights[higher] - heights[higher.opposite] < ALIKE_DEG:
        lower_deg = observation.sides[higher.opposite].signals["raise_deg"]
        return None if lower_deg >= LEG_UP_DEG else higher
    return higher


def assign_higher_leg_roles(observation: Observation, *, moving: bool) -> Roles:
    """Return the roles in this frame where the legs' names mean nothing: the higher leg works.

    The other leg is not measured while one moves (`moving`), because its landmarks slide.
    """
    return Roles(
        near=observation.near_side,
        working_side=find_higher_leg(observation),
        raised=_raised_arm(observation, moving=moving),
        other_known=observation.legs_distinguishable and not moving,
    )
