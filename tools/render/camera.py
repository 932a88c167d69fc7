"""A pinhole camera that looks at the person from the side."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.render.geometry import Matrix, Vector, unit, vector
from tools.render.recipe import Camera

CLOSEST_M, FARTHEST_M = 2.2, 8.0


@dataclass(frozen=True, kw_only=True)
class View:
    """A camera in place. Rows of `axes`: right and up in the picture, viewing direction."""

    position: Vector
    target: Vector
    axes: Matrix
    focal_px: float
    width: int
    height: int
    distance_m: float

    def project(self, points: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return pixels (..., 2), x right and y down, of world points (..., 3)."""
        seen = (points - self.position) @ self.axes.T
        x = self.width / 2 + self.focal_px * seen[..., 0] / seen[..., 2]
        y = self.height / 2 - self.focal_px * seen[..., 1] / seen[..., 2]
        return np.stack([x, y], axis=-1)


def place(camera: Camera, points: NDArray[np.float64]) -> View:
    """Return the camera aimed at the points, as near as its margin allows or at its given distance.

    `points` are world points (n, 3) of everything the person's body reaches during the clip.
    """
    low, high = points.min(axis=0), points.max(axis=0)
    target = (low + high) / 2
    if camera.distance_m is not None:
        return _centred(camera, target, camera.distance_m, points)
    near, far = CLOSEST_M, FARTHEST_M
    for _ in range(20):
        middle = (near + far) / 2
        view = _centred(camera, target, middle, points)
        near, far = (near, middle) if _fits(view, points, camera.margin) else (middle, far)
    return _centred(camera, target, round(far + 0.005, 2), points)


def _fits(view: View, points: NDArray[np.float64], margin: float) -> bool:
    share = view.project(points) / (view.width, view.height)
    return bool(share.min() >= margin and share.max() <= 1 - margin)


def _centred(camera: Camera, target: Vector, distance: float, points: NDArray[np.float64]) -> View:
    """Aim so that the points' bounding box sits in the middle of the picture."""
    view = _look(camera, target, distance)
    for _ in range(3):
        pixels = view.project(points)
        middle = (pixels.min(axis=0) + pixels.max(axis=0)) / 2
        shift = (middle - (camera.width / 2, camera.height / 2)) * distance / view.focal_px
        target = target + shift[0] * view.axes[0] - shift[1] * view.axes[1]
        view = _look(camera, target, distance)
    return view


def _look(camera: Camera, target: Vector, distance: float) -> View:
    yaw = math.radians(camera.yaw_deg)
    foot = target - distance * vector(math.sin(yaw), math.cos(yaw), 0)
    position = vector(foot[0], foot[1], camera.height_m)
    ahead = unit(target - position)
    right = unit(np.cross(ahead, [0, 0, 1]))
    return View(
        position=position,
        target=target,
        axes=np.stack([right, np.cross(right, ahead), ahead]),
        focal_px=camera.width / 2 / math.tan(math.radians(camera.hfov_deg) / 2),
        width=camera.width,
        height=camera.height,
        distance_m=distance,
    )
