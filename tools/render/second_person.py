"""A second person in the room, who stands or sits and sways a little."""

import math

import numpy as np
from numpy.typing import NDArray

from tools.render.assets import AssetFolder
from tools.render.body import Body, Posed, Posture
from tools.render.exercises.posture_builder import LATERAL, UPRIGHT, Figure
from tools.render.geometry import Matrix, Vector, rotation, vector
from tools.render.recipe import Other
from tools.render.visible_mesh import loosened

BEHIND_M, BEHIND_ALONG_M, BESIDE_M, BESIDE_DEPTH_M = 0.8, 0.25, 0.45, 0.15
SWAY_DEG, SWAY_STEP_DEG, SWAY_HZ = 1.0, 0.25, 0.13
SEAT_M, SEAT_HEIGHT_M = 0.38, 0.47
LAP_M = 0.09
AHEAD, UP = vector(1, 0, 0), vector(0, 0, 1)

Triple = tuple[float, float, float]


class SecondPerson:
    """A person who stands or sits in one place; drawn like the main person."""

    def __init__(self, assets: AssetFolder, other: Other, main: NDArray[np.float32]) -> None:
        """Place them by the main person's surface (n, 3) at the clip's start."""
        self.body, self.other = Body(assets, other.who), other
        posed = self.body.pose(_posture(self.body, doing=other.doing))
        self.body.surface = loosened(self.body.surface, other.who.loose_m)
        self._faced: Matrix = rotation(UP, other.faces_deg - 90)
        self.at = _spot(other, main)
        surface = self.body.skin(posed) @ self._faced.T
        self._lift = vector(0, 0, -float(surface[:, 2].min()))
        self._still = surface + self.at + self._lift
        self._trunk = [self._placed(posed.middle(name)) for name in ("shoulder", "hip")]
        self._hip = self._trunk[1]

    @property
    def trunk(self) -> NDArray[np.float64]:
        """The middle of the shoulders and of the hips (2, 3), in the world."""
        return np.stack(self._trunk)

    @property
    def stool(self) -> tuple[Triple, Triple] | None:
        """Size and middle of what they sit on, None if they stand."""
        if self.other.doing == "standing":
            return None
        height = float(self._hip[2]) - LAP_M
        return (SEAT_M, SEAT_M, height), (float(self._hip[0]), float(self._hip[1]), height / 2)

    def state(self, time_s: float) -> int | None:
        """Return how far they sway at a time, in steps; None while they are not there."""
        until_s = math.inf if self.other.to_s is None else self.other.to_s
        if not self.other.from_s <= time_s < until_s:
            return None
        wave = math.sin(2 * math.pi * SWAY_HZ * time_s)
        return round(SWAY_DEG * wave / SWAY_STEP_DEG)

    def vertices(self, state: int) -> NDArray[np.float32]:
        """Return their visible surface in the world, swayed by this many steps about the feet."""
        turn = rotation(vector(0, 1, 0), state * SWAY_STEP_DEG)
        return np.asarray((self._still - self.at) @ turn.T + self.at, dtype=np.float32)

    def _placed(self, point: Vector) -> Vector:
        return np.asarray(self._faced @ point + self.at + self._lift)


def _spot(other: Other, main: NDArray[np.float32]) -> Vector:
    """Return the point of the floor they stand on."""
    low, high = main.min(axis=0).astype(float), main.max(axis=0).astype(float)
    if other.offset_m is not None:
        along, deep = other.offset_m
    elif other.where == "behind":
        along, deep = BEHIND_ALONG_M, BEHIND_M
    else:
        along, deep = (high[0] - low[0]) / 2 + BESIDE_M, BESIDE_DEPTH_M
    return vector((low[0] + high[0]) / 2 + along, deep, 0)


def _posture(body: Body, *, doing: str) -> Posture:
    """Return their posture: upright, looking to +X, with the hips above the origin."""
    figure = Figure(body, UPRIGHT, "upperleg01", vector(0, 0, 0))
    thigh_deg = -90.0 if doing == "standing" else 0.0
    for side, lateral in LATERAL.items():
        figure.leg(side, thigh_deg, -90.0, figure.flat_foot(side))
        if doing == "standing":
            hanging = vector(0.08, 0.13 * lateral, -1)
            figure.arm(side, hanging, vector(0.2, 0.03 * lateral, -1), hand=hanging, thumb=AHEAD)
        else:
            _hand_on_thigh(figure, side, lateral)
    return figure.posture


def _hand_on_thigh(figure: Figure, side: str, lateral: float) -> None:
    posed: Posed = figure.posed
    hip, knee = posed.joint("hip", side), posed.joint("knee", side)
    figure.arm_to(
        side,
        hip + 0.72 * (knee - hip) + vector(0, 0, LAP_M + 0.03),
        elbow_towards=vector(-1, lateral, 0),
        hand=vector(1, -0.2 * lateral, -0.25),
        thumb=vector(0, -lateral, 0),
    )
