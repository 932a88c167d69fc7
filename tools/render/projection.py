"""Matrices from the world to what OpenGL draws, and the part of the world in front of a camera."""

import numpy as np
from numpy.typing import NDArray

from tools.render.camera import NEAR_M, View
from tools.render.geometry import Vector, unit

FAR_M, BEYOND_M = 14.0, 9.0  # how far is drawn: at least, and beyond the person


def look_at(position: Vector, target: Vector) -> NDArray[np.float64]:
    """Return the matrix from the world to a light at `position` that shines on `target`."""
    ahead = unit(target - position)
    above = [0.0, 1.0, 0.0] if abs(ahead[2]) > 0.9 else [0.0, 0.0, 1.0]
    right = unit(np.cross(ahead, above))
    matrix = np.eye(4)
    matrix[:3, :3] = [right, np.cross(right, ahead), -ahead]
    matrix[:3, 3] = -matrix[:3, :3] @ position
    return matrix


def orthographic(radius: float) -> NDArray[np.float64]:
    """Return the matrix from a light to clip space, covering `radius` metres and 8 m of depth."""
    matrix = np.diag([1 / radius, 1 / radius, -1 / 4.0, 1.0])
    matrix[2, 3] = -1.0
    return matrix


def perspective(view: View) -> NDArray[np.float64]:
    """Return the matrix from the world to OpenGL's clip space for the camera's pinhole."""
    turn = np.eye(4)
    turn[:3, :3] = view.axes * np.array([[1], [1], [-1]])
    turn[:3, 3] = -turn[:3, :3] @ view.position
    far = max(FAR_M, view.distance_m + BEYOND_M)
    aside = np.array(view.axis_px) / (view.width, view.height) * 2 - 1
    lens = np.zeros((4, 4))
    lens[0, 0] = 2 * view.focal_px / view.width
    lens[1, 1] = 2 * view.focal_px / view.height
    lens[0, 2], lens[1, 2] = -aside[0], aside[1]
    lens[2, 2] = -(far + NEAR_M) / (far - NEAR_M)
    lens[2, 3] = -2 * far * NEAR_M / (far - NEAR_M)
    lens[3, 2] = -1
    return lens @ turn


def before(view: View, polygon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the corners of the part of a flat polygon that lies in front of the camera."""
    beyond = view.depth_m(polygon) - NEAR_M
    kept = list(polygon[beyond >= 0])
    for first, second, a, b in zip(
        polygon, np.roll(polygon, -1, axis=0), beyond, np.roll(beyond, -1), strict=True
    ):
        if (a < 0) != (b < 0):
            kept.append(first + (second - first) * a / (a - b))
    return np.array(kept)
