"""Rotations, directions and two-bone reach. Angles in degrees, lengths in metres."""

import math

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

TOWARDS_BACK_WALL: Vector = np.array([0.0, 1.0, 0.0])
UP: Vector = np.array([0.0, 0.0, 1.0])
NO_TURN: Matrix = np.eye(3)


def vector(*components: float) -> Vector:
    """Return the components as a float array."""
    return np.array(components, dtype=float)


def unit(v: Vector) -> Vector:
    """Return `v` scaled to length 1."""
    return np.asarray(v / math.sqrt(v @ v))


def cross(a: Vector, b: Vector) -> Vector:
    """Return the vector product of two vectors; NumPy's own is for whole arrays and slow here."""
    (p, q, r), (x, y, z) = a.tolist(), b.tolist()
    return np.array([q * z - r * y, r * x - p * z, p * y - q * x])


def planar(angle_deg: float) -> Vector:
    """Return the unit direction in the side-view plane: 0 is +X, 90 is up."""
    angle = math.radians(angle_deg)
    return vector(math.cos(angle), 0.0, math.sin(angle))


def elevation_deg(v: Vector) -> float:
    """Return the side-view direction of `v`: 0 is +X, 90 is up, in (-180, 180]."""
    return math.degrees(math.atan2(v[2], v[0]))


def rotation(axis: Vector, angle_deg: float) -> Matrix:
    """Return the right-handed rotation about `axis` (Rodrigues' formula)."""
    skew, angle = _skew(unit(axis)), math.radians(angle_deg)
    return np.asarray(NO_TURN + math.sin(angle) * skew + (1 - math.cos(angle)) * skew @ skew)


def _skew(axis: Vector) -> Matrix:
    """Return the matrix that multiplies by `axis` as `cross` does."""
    x, y, z = axis.tolist()
    return np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])


def pitch(angle_deg: float) -> Matrix:
    """Return the rotation that raises +X towards +Z by `angle_deg`."""
    return rotation(TOWARDS_BACK_WALL, -angle_deg)


def shortest_turn(start: Vector, end: Vector) -> Matrix:
    """Return the smallest rotation taking direction `start` to direction `end`."""
    a, b = unit(start), unit(end)
    cosine = float(a @ b)
    if cosine < -1 + 1e-9:
        square = vector(1.0, 0.0, 0.0) if abs(a[0]) < 0.9 else vector(0.0, 1.0, 0.0)
        return rotation(cross(a, square), 180)
    skew = _skew(cross(a, b))
    return np.asarray(NO_TURN + skew + skew @ skew / (1 + cosine))


def frame(direction: Vector, side: Vector) -> Matrix:
    """Return a right-handed basis as columns: `direction`, `side` square to it, their cross."""
    d = unit(direction)
    s = unit(side - (side @ d) * d)
    return np.array([d, s, cross(d, s)]).T


def interior_deg(a: Vector, b: Vector, c: Vector) -> float:
    """Return the angle a-b-c at `b`, 0..180."""
    p, q = unit(a - b), unit(c - b)
    return math.degrees(math.acos(max(-1.0, min(1.0, float(p @ q)))))


def chord(first: float, second: float, joint_deg: float) -> float:
    """Return the distance between the ends of two bones meeting at `joint_deg` (law of cosines)."""
    cosine = math.cos(math.radians(joint_deg))
    return math.sqrt(first**2 + second**2 - 2 * first * second * cosine)


def two_bones(
    start: Vector, end: Vector, first: float, second: float, *, bend_towards: Vector
) -> tuple[Vector, Vector]:
    """Return the directions of two bones that reach from `start` to `end`.

    The joint between them points to `bend_towards`. An `end` out of reach gives straight bones
    pointing at it.
    """
    line = end - start
    distance = min(float(np.linalg.norm(line)), (first + second) * 0.9999)
    along = unit(line)
    out = unit(bend_towards - (bend_towards @ along) * along)
    cosine = (first**2 + distance**2 - second**2) / (2 * first * distance)
    angle = math.acos(max(-1.0, min(1.0, cosine)))
    upper = math.cos(angle) * along + math.sin(angle) * out
    lower = distance * along - first * upper
    return upper, unit(lower)
