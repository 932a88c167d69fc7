"""Looking up signals by role and name, such as `work.knee_deg`."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from formcheck.assessment.roles import ARM_RAISED_DEG, STRAIGHT_KNEE_DEG, Roles
from formcheck.kinematics.geometry import distance
from formcheck.kinematics.landmarks import Side, side_landmark
from formcheck.kinematics.observer import Observation
from formcheck.poses.rules import Condition

__all__ = [
    "is_joint_scorable",
    "meets",
    "read_scorable_signal",
    "read_signal",
]

_NAN = math.nan


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
