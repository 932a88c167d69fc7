"""A pinhole camera that looks at the person, by default from the side."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tools.render.errors import RecipeError
from tools.render.geometry import Matrix, Vector, unit, vector
from tools.render.recipe import Camera

CLOSEST_M, FARTHEST_M, STEP_M = 2.2, 8.0, 0.05
NEAR_M = 0.3


@dataclass(frozen=True, kw_only=True)
class View:
    """A camera in its place. The rows of `axes` are right, up, and the viewing direction.

    `axis_px` is where the viewing direction meets the picture: its middle unless it is displaced.
    """

    position: Vector
    target: Vector
    axes: Matrix
    focal_px: float
    axis_px: tuple[float, float]
    width: int
    height: int
    distance_m: float

    @property
    def pitch_deg(self) -> float:
        """How far the camera looks down; negative when it looks up."""
        return math.degrees(math.asin(-float(self.axes[2, 2])))

    def depth_m(self, points: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return how far world points (..., 3) lie in front of the camera, along its direction."""
        return np.asarray((points - self.position) @ self.axes[2], dtype=np.float64)

    def project(self, points: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return pixels (..., 2), x right and y down, of world points (..., 3)."""
        seen = (points - self.position) @ self.axes.T
        x = self.axis_px[0] + self.focal_px * seen[..., 0] / seen[..., 2]
        y = self.axis_px[1] - self.focal_px * seen[..., 1] / seen[..., 2]
        return np.stack([x, y], axis=-1)


def place(camera: Camera, points: NDArray[np.float64]) -> View:
    """Return the camera at its given distance, or as near to the points as its margin allows.

    `points` are world points (n, 3) of everything that has to be seen during the clip. Unless
    the recipe gives a pitch, the camera is aimed at their middle. Then the picture is shifted.
    Raises `RecipeError` where the camera would see nothing.
    """
    low, high = points.min(axis=0), points.max(axis=0)
    target = (low + high) / 2
    distance = camera.distance_m or _fitting_distance(camera, target, points)
    view = _centred(camera, target, distance, points)
    if view.depth_m(points).min() < NEAR_M:
        raise RecipeError(
            f"Expected everybody at least {NEAR_M} m before the camera; {distance} m is too near."
        )
    x, y = view.axis_px
    return replace(
        view, axis_px=(x + camera.shift_x * camera.width, y + camera.shift_y * camera.height)
    )


def _fitting_distance(camera: Camera, target: Vector, points: NDArray[np.float64]) -> float:
    """Return the smallest distance, of those tried, from which all points fit."""

    def fits(distance: float) -> bool:
        view = _centred(camera, target, distance, points)
        ahead = bool(view.depth_m(points).min() >= NEAR_M)
        return ahead and _fits(view, points, camera.margin)

    if camera.pitch_deg is None:
        near, far = CLOSEST_M, FARTHEST_M
        for _ in range(20):
            middle = (near + far) / 2
            near, far = (near, middle) if fits(middle) else (middle, far)
        if far < FARTHEST_M or fits(far):
            return round(far + 0.005, 2)
    else:
        # From far away a tilted camera looks over the person: nearer and farther can both be wrong.
        for step in range(round((FARTHEST_M - CLOSEST_M) / STEP_M) + 1):
            if fits(distance := round(CLOSEST_M + step * STEP_M, 2)):
                return distance
    raise RecipeError(
        f"Expected everybody in the picture from {CLOSEST_M} to {FARTHEST_M} m; they do not fit. "
        "Change the camera's pitch, field of view or margin, or give distance_m."
    )


def _fits(view: View, points: NDArray[np.float64], margin: float) -> bool:
    share = view.project(points) / (view.width, view.height)
    return bool(share.min() >= margin and share.max() <= 1 - margin)


def _centred(camera: Camera, target: Vector, distance: float, points: NDArray[np.float64]) -> View:
    """Aim the camera so that the points' bounding box is in the middle of the picture.

    With a given pitch the camera only moves sideways.
    """
    view = _look(camera, target, distance)
    for _ in range(3):
        pixels = view.project(points)
        middle = (pixels.min(axis=0) + pixels.max(axis=0)) / 2
        shift = (middle - (camera.width / 2, camera.height / 2)) * distance / view.focal_px
        target = target + shift[0] * view.axes[0]
        if camera.pitch_deg is None:
            target = target - shift[1] * view.axes[1]
        view = _look(camera, target, distance)
    return view


def _look(camera: Camera, target: Vector, distance: float) -> View:
    yaw = math.radians(camera.yaw_deg)
    level = vector(math.sin(yaw), math.cos(yaw), 0)
    foot = target - distance * level
    position = vector(foot[0], foot[1], camera.height_m)
    if camera.pitch_deg is None:
        ahead = unit(target - position)
    else:
        pitch = math.radians(camera.pitch_deg)
        ahead = math.cos(pitch) * level - vector(0, 0, math.sin(pitch))
    right = unit(np.cross(ahead, [0, 0, 1]))
    return View(
        position=position,
        target=target,
        axes=np.stack([right, np.cross(right, ahead), ahead]),
        focal_px=camera.width / 2 / math.tan(math.radians(camera.hfov_deg) / 2),
        axis_px=(camera.width / 2, camera.height / 2),
        width=camera.width,
        height=camera.height,
        distance_m=distance,
    )
