"""Builds a posture step by step: first the trunk, then the limbs, which depend on it.

Every exercise is solved in one view: the person's right side is near the camera, so the person's
left is +Y. Turning the person round gives the other view.
"""

import math
from dataclasses import replace

import numpy as np

from tools.render.body import SIDES, Aim, Body, Posed, Posture
from tools.render.geometry import (
    NO_TURN,
    TOWARDS_BACK_WALL,
    Matrix,
    Vector,
    chord,
    elevation_deg,
    pitch,
    planar,
    rotation,
    two_bones,
    vector,
)
from tools.render.root_finding import find_root

# Columns: where the body's left, up and front point in the world.
SUPINE = np.array([[0, -1, 0], [1, 0, 0], [0, 0, 1]], dtype=float)
PRONE = np.array([[0, 1, 0], [1, 0, 0], [0, 0, -1]], dtype=float)
UPRIGHT = np.array([[0, 0, 1], [1, 0, 0], [0, 1, 0]], dtype=float)

LATERAL = {"left": 1.0, "right": -1.0}
SPINE = ("spine04", "spine03", "spine02", "spine01")
NECK = ("neck01", "neck02", "neck03")
BODY_LEFT, BODY_UP = vector(1, 0, 0), vector(0, 1, 0)


class Figure:
    """A posture that is being built."""

    def __init__(self, body: Body, root: Matrix, anchor: str, at: Vector) -> None:
        """Start from a root rotation, the midpoint of a pair of joints (a bone stem) at `at`."""
        self._body = body
        self._posture = Posture(root=root, anchor=(anchor + ".L", anchor + ".R"), at=at)

    @property
    def posture(self) -> Posture:
        """The posture so far."""
        return self._posture

    @property
    def posed(self) -> Posed:
        """The body in the posture so far."""
        return self._body.pose(self._posture)

    def flex(self, bones: tuple[str, ...], total_deg: float) -> None:
        """Bend the bones further forward, by `total_deg` together; negative is backward."""
        turns = dict(self._posture.turns)
        for bone in bones:
            step = rotation(BODY_LEFT, total_deg / len(bones))
            turns[bone] = turns.get(bone, NO_TURN) @ step
        self._posture = replace(self._posture, turns=turns)

    def set_trunk(self, angle_deg: float, *, towards_hips: bool) -> None:
        """Turn the whole body so that the shoulder-hip line has this side-view direction."""
        posed = self.posed
        line = posed.middle("hip") - posed.middle("shoulder")
        now = elevation_deg(line if towards_hips else -line)
        root = pitch(angle_deg - now) @ self._posture.root
        self._posture = replace(self._posture, root=root)

    def aim(self, bone: str, direction: Vector, side: Vector | None = None) -> None:
        """Point one bone."""
        aims = {**self._posture.aims, bone: Aim(direction=direction, side=side)}
        self._posture = replace(self._posture, aims=aims)

    def twist(self, bones: tuple[str, ...], total_deg: float) -> None:
        """Turn the bones about the body's long axis, by `total_deg` together; positive is left."""
        turns = dict(self._posture.turns)
        for bone in bones:
            step = rotation(BODY_UP, total_deg / len(bones))
            turns[bone] = turns.get(bone, NO_TURN) @ step
        self._posture = replace(self._posture, turns=turns)

    def head_on_floor(self, height_m: float, tuck_deg: float, turn_deg: float = 0.0) -> None:
        """Bend the neck until the skull's base is `height_m` high, the chin tucked by `tuck_deg`.

        `turn_deg` rolls the head on the floor, the face to the person's left if positive.
        """
        along = pitch(-tuck_deg) @ vector(-1, 0, 0)
        side = rotation(along, turn_deg) @ TOWARDS_BACK_WALL if turn_deg else TOWARDS_BACK_WALL
        self.aim("head", along, side)
        start = self._posture

        def height(bend_deg: float) -> float:
            self._posture = start
            self.flex(NECK, bend_deg)
            return float(self.posed.heads["head"][2] - height_m)

        height(find_root(height, -40, 100))

    def leg(self, side: str, thigh_deg: float, shank_deg: float, foot: Vector) -> None:
        """Point a leg within the side-view plane; `foot` points from ankle to ball of the foot."""
        end = SIDES[side]
        self.aim("upperleg01" + end, planar(thigh_deg), TOWARDS_BACK_WALL)
        self.aim("lowerleg01" + end, planar(shank_deg), TOWARDS_BACK_WALL)
        self.aim("foot" + end, foot, TOWARDS_BACK_WALL)

    def flat_foot(self, side: str) -> Vector:
        """Return the direction of a foot that stands flat, toes to +X."""
        direction = UPRIGHT @ self._body.rest_direction("foot" + SIDES[side])
        return vector(direction[0], 0, direction[2])

    def arm_to(
        self, side: str, wrist: Vector, *, elbow_towards: Vector, hand: Vector, thumb: Vector
    ) -> None:
        """Move the wrist to a point; `hand` and `thumb` say where fingers and thumb point."""
        end = SIDES[side]
        upper, lower = two_bones(
            self.posed.joint("shoulder", side),
            wrist,
            self._body.length("upperarm01"),
            self._body.length("lowerarm01"),
            bend_towards=elbow_towards,
        )
        self.arm(side, upper, lower, hand=hand, thumb=thumb, end=end)

    def arm(
        self, side: str, upper: Vector, lower: Vector, *, hand: Vector, thumb: Vector, end: str = ""
    ) -> None:
        """Point an arm: upper arm, forearm, hand."""
        end = end or SIDES[side]
        self.aim("upperarm01" + end, upper)
        self.aim("lowerarm01" + end, lower)
        self.aim("wrist" + end, hand, thumb)

    def curl_fingers(self, side: str, angle_deg: float) -> None:
        """Bend the three joints of the four fingers by `angle_deg` each, towards the palm."""
        end = SIDES[side]
        body, turns = self._body, dict(self._posture.turns)
        across = body.rest_side("wrist" + end)
        for finger in "2345":
            for joint in "123":
                bone = f"finger{finger}-{joint}{end}"
                turns[bone] = rotation(across, -angle_deg * LATERAL[side])
        self._posture = replace(self._posture, turns=turns)


def bent_leg(
    line_deg: float, knee_deg: float, thigh: float, shank: float, knee_side: int
) -> tuple[float, float]:
    """Return the side-view directions of thigh and shank of a leg whose hip-ankle line is given.

    `knee_side` is 1 if a bent knee lies anticlockwise of that line (above it, for a leg to +X).
    """
    line = chord(thigh, shank, knee_deg)
    cosine = (thigh**2 + line**2 - shank**2) / (2 * thigh * line)
    off = math.degrees(math.acos(max(-1.0, min(1.0, cosine))))
    thigh_deg = line_deg + knee_side * off
    return thigh_deg, thigh_deg - knee_side * (180 - knee_deg)
