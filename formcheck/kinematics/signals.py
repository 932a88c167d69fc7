"""The signals: measurements that rules use, computed from the landmarks of one frame.

Each signal exists once for each side of the body. Its unit is the last word of its name: `_deg`
degrees, `_trunk` trunk lengths (shoulder to hip), `_shank` lower-leg lengths, `_share` a pure
number. NaN = not measurable.

The *front* of the body decides in which direction an angle is measured. MediaPipe reports depth, so
the shoulder nearer the camera is known. The line from shoulder to hip, turned by a right angle to
that side, points where the belly points. Hip angles are measured on that side from -30 to 330, so
180 is straight and more than 180 is over-extended.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from formcheck.kinematics.geometry import (
    NAN,
    distance,
    elevation_deg,
    joint_angle_deg,
    signed_angle_deg,
)
from formcheck.kinematics.landmarks import Side

__all__ = ["SIGNALS", "SignalInfo", "facing_sign", "find_turn", "side_signals", "unit_of"]

Point = Sequence[float]


@dataclass(frozen=True, kw_only=True, slots=True)
class SignalInfo:
    """A signal's name for people, the joints it needs, and the angle to draw for it (or None).

    The angle lies at the second joint of `arc`. It counts from the ray to the first joint, or from
    that ray's extension where `from_extension`. `turn` is the direction in which it grows in the
    picture when the left side is nearer: +1 clockwise, -1 anticlockwise; None for an angle that
    never exceeds 180.
    """

    label: str
    joints: tuple[str, ...]
    arc: tuple[str, str, str] | None = None
    from_extension: bool = False
    turn: int | None = None


SIGNALS: Mapping[str, SignalInfo] = {
    "hip_deg": SignalInfo(
        label="hip angle",
        joints=("shoulder", "hip", "knee"),
        arc=("shoulder", "hip", "knee"),
        turn=-1,
    ),
    "knee_deg": SignalInfo(
        label="knee angle", joints=("hip", "knee", "ankle"), arc=("hip", "knee", "ankle")
    ),
    "raise_deg": SignalInfo(
        label="leg raise",
        joints=("shoulder", "hip", "ankle"),
        arc=("shoulder", "hip", "ankle"),
        from_extension=True,
        turn=1,
    ),
    "elbow_deg": SignalInfo(
        label="elbow angle",
        joints=("shoulder", "elbow", "wrist"),
        arc=("shoulder", "elbow", "wrist"),
    ),
    "shoulder_deg": SignalInfo(
        label="shoulder angle",
        joints=("hip", "shoulder", "wrist"),
        arc=("hip", "shoulder", "wrist"),
    ),
    "neck_deg": SignalInfo(
        label="neck angle", joints=("ear", "shoulder", "hip"), arc=("ear", "shoulder", "hip")
    ),
    "thigh_deg": SignalInfo(label="thigh against the floor", joints=("hip", "knee")),
    "thigh_back_deg": SignalInfo(label="thigh swung back", joints=("hip", "knee")),
    "shank_deg": SignalInfo(label="lower leg against the floor", joints=("knee", "ankle")),
    "leg_deg": SignalInfo(label="leg against the floor", joints=("hip", "ankle")),
    "arm_deg": SignalInfo(label="arm against the floor", joints=("shoulder", "wrist")),
    "trunk_deg": SignalInfo(label="trunk against the floor", joints=("shoulder", "hip")),
    "front_up_share": SignalInfo(label="front of the body upward", joints=("shoulder", "hip")),
    "front_way_share": SignalInfo(label="front to the right", joints=("shoulder", "hip")),
    "trunk_way_share": SignalInfo(label="head to the right", joints=("shoulder", "hip")),
    "heel_lift_shank": SignalInfo(
        label="heel above the toes", joints=("knee", "ankle", "heel", "foot_index")
    ),
    "hip_height_trunk": SignalInfo(label="hip height", joints=("shoulder", "hip")),
    "hip_along_trunk": SignalInfo(label="hip position", joints=("shoulder", "hip")),
    "hip_over_floor_trunk": SignalInfo(
        label="hip above the floor", joints=("shoulder", "hip", "heel")
    ),
}
"""All signals; each is measured on both sides of the body."""


def find_turn(signal: str, nearer: Side | None) -> int | None:
    """Return the direction in which a signal's angle grows: +1 clockwise, -1 anticlockwise.

    None for an angle that never exceeds 180, or while the nearer side is not known.
    """
    turn = SIGNALS[signal].turn
    if turn is None or nearer is None:
        return None
    return turn if nearer is Side.LEFT else -turn


def unit_of(signal: str) -> str:
    """Return a signal's unit: "deg", "deg_per_s", "trunk", "shank", "share", "count" or "s"."""
    return "deg_per_s" if signal.endswith("_deg_per_s") else signal.rsplit("_", 1)[-1]


FOLDED_DEG = 30.0
"""No hip is bent backward to within this of the trunk: a reading there is one a little below 0, of
a chest that lies on the thighs."""


def _front_angle_deg(a: Point, vertex: Point, b: Point, front: float) -> float:
    """Return the angle at `vertex` from `a` to `b` through the body's front, -30..330."""
    if front == 0:
        return NAN
    angle = -front * signed_angle_deg(a, vertex, b)
    if math.isnan(angle):
        return angle
    return (angle + FOLDED_DEG) % 360 - FOLDED_DEG


def side_signals(
    points: Mapping[str, Point], *, front: float, trunk_px: float, anchor: Point
) -> dict[str, float]:
    """Return every signal of `SIGNALS` for one side of the body.

    `points` has each joint's pixels by name, (NaN, NaN) for a joint that is not measured. `front`
    is +1 when the left shoulder is nearer the camera, -1 when the right one is, and 0 when that is
    not clear; signals that depend on it are then NaN. Positions are divided by `trunk_px`; NaN
    makes them NaN. Positions are measured from `anchor`, a point in the picture. It must be near
    the hip: a wavering trunk length would move a hip far from it.
    """
    shoulder, hip, knee = points["shoulder"], points["hip"], points["knee"]
    ankle, wrist, heel = points["ankle"], points["wrist"], points["heel"]
    ax, ay = hip[0] - shoulder[0], hip[1] - shoulder[1]
    length = math.hypot(ax, ay)
    known_front = front if front and length > 0 else NAN
    shank_px = distance(knee, ankle)
    return {
        "hip_deg": _front_angle_deg(shoulder, hip, knee, front),
        "knee_deg": joint_angle_deg(hip, knee, ankle),
        # A leg a little below the trunk's line reads just over 180: a slightly negative raise.
        "raise_deg": 180 - _front_angle_deg(shoulder, hip, ankle, front),
        "elbow_deg": joint_angle_deg(shoulder, points["elbow"], wrist),
        "shoulder_deg": joint_angle_deg(hip, shoulder, wrist),
        "neck_deg": joint_angle_deg(points["ear"], shoulder, hip),
        "thigh_deg": elevation_deg(hip, knee),
        "thigh_back_deg": _swung_back_deg(shoulder, hip, knee),
        "shank_deg": elevation_deg(knee, ankle),
        "leg_deg": elevation_deg(hip, ankle),
        "arm_deg": elevation_deg(shoulder, wrist),
        "trunk_deg": elevation_deg(hip, shoulder),
        "front_up_share": -known_front * ax / length if length > 0 else NAN,
        "front_way_share": -known_front * ay / length if length > 0 else NAN,
        "trunk_way_share": -ax / length if length > 0 else NAN,
        "heel_lift_shank": (points["foot_index"][1] - heel[1]) / shank_px if shank_px > 0 else NAN,
        "hip_height_trunk": (anchor[1] - hip[1]) / trunk_px if trunk_px > 0 else NAN,
        "hip_along_trunk": (hip[0] - anchor[0]) / trunk_px if trunk_px > 0 else NAN,
        "hip_over_floor_trunk": _over_line(shoulder, heel, hip) / length if length > 0 else NAN,
    }


def _swung_back_deg(shoulder: Point, hip: Point, knee: Point) -> float:
    """Return the elevation of the thigh, which goes on below -90 for a knee ahead of the hip.

    So it grows all the way when a leg is lifted backward; the plain elevation first falls. Without
    a shoulder nobody knows which way is ahead, and it is the plain elevation.
    """
    elevation = elevation_deg(hip, knee)
    is_ahead = (knee[0] - hip[0]) * (shoulder[0] - hip[0]) > 0  # false for NaN
    return -180 - elevation if is_ahead and elevation < 0 else elevation


def _over_line(start: Point, end: Point, point: Point) -> float:
    """Return how far `point` lies above the line from `start` to `end`; NaN where it is upright."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    if dx == 0:
        return NAN
    across = (point[0] - start[0]) * dy - (point[1] - start[1]) * dx
    return math.copysign(1.0, dx) * across / math.hypot(dx, dy)


def facing_sign(nearer: Side | None) -> float:
    """Return the `front` argument of `side_signals` for the nearer side."""
    if nearer is None:
        return 0.0
    return 1.0 if nearer is Side.LEFT else -1.0
