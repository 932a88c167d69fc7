"""Looking up signals by role and name, such as `work.knee_deg`."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from formcheck.kinematics.geometry import distance
from formcheck.kinematics.landmarks import Side, side_landmark
from formcheck.kinematics.observer import Observation
from formcheck.poses.rules import Condition

__all__ = [
    "ARM_RAISED_DEG",
    "LEG_UP_DEG",
    "Roles",
    "assign_higher_leg_roles",
    "assign_roles",
    "find_higher_leg",
    "is_joint_scorable",
    "meets",
    "read_scorable_signal",
    "read_signal",
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


@cache
def _split(signal: str) -> tuple[str, str]:
    """Return the role and the name of a signal."""
    role, _, name = signal.partition(".")
    return role, name


def read_signal(
    observation: Observation,
    roles: Roles,
    signal: str,
    travel: Mapping[str, float] | None = None,
) -> float:
    """Return the value of `signal`; NaN where it was not measured.

    `travel` has the signals of the role `primary` by name; without it they are NaN.
    """
    role, name = _split(signal)
    if role == "primary":
        return _NAN if travel is None else travel[name]
    if role == "pair":
        return _PAIR[name](observation, roles)
    side = roles.side(role)
    return _NAN if side is None else observation.sides[side].signals[name]


def read_scorable_signal(
    observation: Observation,
    roles: Roles,
    signal: str,
    travel: Mapping[str, float] | None = None,
) -> float:
    """Return what `read_signal` does, but NaN where a joint of `signal` may not be scored."""
    role, name = _split(signal)
    side = roles.side(role)
    if side is not None and not observation.sides[side].is_scorable(name):
        return _NAN
    return read_signal(observation, roles, signal, travel)


def meets(
    conditions: Sequence[Condition],
    observation: Observation,
    roles: Roles,
    travel: Mapping[str, float] | None = None,
    *,
    kept: bool,
) -> bool:
    """Say whether every condition holds; `travel` is as for `read_signal`.

    `kept` selects the looser limits of a position already taken.
    """
    return all(
        c.holds(read_signal(observation, roles, c.signal, travel), kept=kept) for c in conditions
    )


def _thigh_gap_deg(observation: Observation, _: Roles) -> float:
    left, right = (observation.sides[side].signals["thigh_deg"] for side in Side)
    return abs(left - right)


def _lead_deg(observation: Observation, roles: Roles) -> float:
    if roles.working_side is None:
        return _NAN
    working, other = (
        observation.sides[side].signals["raise_deg"]
        for side in (roles.working_side, roles.working_side.opposite)
    )
    return working - other


def _straight_other_raise_deg(observation: Observation, roles: Roles) -> float:
    """Return how far the other leg is raised; NaN for a bent one, and where it was not measured.

    Where MediaPipe mixes the legs, it bends the leg that it draws between them.
    """
    side = roles.side("other")
    if side is None:
        return _NAN
    signals = observation.sides[side].signals
    return signals["raise_deg"] if signals["knee_deg"] >= STRAIGHT_KNEE_DEG else _NAN


def _same_side_share(observation: Observation, roles: Roles) -> float:
    """Return 1 when arm and leg of one side are raised, 0 when not; NaN without a raised arm."""
    if roles.working_side is None or roles.raised is None:
        return _NAN
    if observation.sides[roles.raised].signals["arm_deg"] <= ARM_RAISED_DEG:
        return _NAN
    return float(roles.raised is roles.working_side)


def _planted_trunk(observation: Observation, roles: Roles) -> float:
    """Return `_hand_over_knee_trunk` of the hand and the knee that stay on the floor."""
    hand = None if roles.raised is None else roles.raised.opposite
    return _hand_over_knee_trunk(observation, hand, roles.side("other"))


def _hand_over_knee_trunk(observation: Observation, hand: Side | None, knee: Side | None) -> float:
    """Return how much higher one side's hand is in the picture than one side's knee, trunk lengths.

    Limbs farther from the camera stand higher on the floor of the picture. NaN where the hand, the
    knee or the trunk was not measured.
    """
    near = observation.near_side
    if near is None or hand is None or knee is None:
        return _NAN
    sides = observation.sides
    if "wrist" not in sides[hand].trackable or "knee" not in sides[knee].trackable:
        return _NAN
    xy = observation.xy
    trunk_px = distance(xy[side_landmark(near, "shoulder")], xy[side_landmark(near, "hip")])
    over_px = xy[side_landmark(knee, "knee")][1] - xy[side_landmark(hand, "wrist")][1]
    return over_px / trunk_px if trunk_px > 0 else _NAN


_PAIR: Mapping[str, Callable[[Observation, Roles], float]] = {
    "thigh_gap_deg": _thigh_gap_deg,
    "lead_deg": _lead_deg,
    "straight_other_raise_deg": _straight_other_raise_deg,
    "same_side_share": _same_side_share,
    "change_ahead_share": lambda observation, _: observation.change_ahead,
    "hand_over_knee_trunk": _planted_trunk,
    "near_hand_over_knee_trunk": lambda observation, roles: _hand_over_knee_trunk(
        observation, roles.near, roles.near
    ),
}
"""The signals of the role `pair`; NaN = not measurable."""


def is_joint_scorable(
    observation: Observation, roles: Roles, joints: Sequence[tuple[str, str]]
) -> bool:
    """Say whether every (role, joint) may be scored in this frame."""
    for role, joint in joints:
        side = roles.side(role)
        if side is None or joint not in observation.sides[side].scorable:
            return False
    return True
