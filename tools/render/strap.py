"""A strap drawn as flat ribbons between points of the body."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tools.render.geometry import TOWARDS_BACK_WALL, Vector, unit
from tools.render.visible_mesh import Surface

WIDTH_M = 0.028


def add_strap(surface: Surface, pieces: int) -> Surface:
    """Return the surface with one more face per piece, to be placed by `ribbons` in each pose."""
    first = len(surface.vertices)
    count = 4 * pieces
    return replace(
        surface,
        vertices=np.vstack([surface.vertices, np.zeros((count, 3))]),
        quads=np.vstack([surface.quads, first + np.arange(count).reshape(-1, 4)]),
        part=np.append(surface.part, ["strap"] * count),
        weights=np.vstack(
            [surface.weights, np.zeros((count, surface.weights.shape[1]), np.float32)]
        ),
    )


def ribbons(pieces: list[tuple[Vector, Vector]]) -> NDArray[np.float32]:
    """Return the corners (4 per piece) of ribbons that show their width to a side-on camera."""
    corners: list[Vector] = []
    across = np.zeros(3)
    for start, end in pieces:
        square = np.cross(end - start, TOWARDS_BACK_WALL)
        # A piece that runs away from the camera, under the sole, goes on as the one before it.
        if np.linalg.norm(square) > 0.5 * np.linalg.norm(end - start):
            across = unit(square) * WIDTH_M / 2
        corners += [start - across, start + across, end + across, end - across]
    return np.array(corners, dtype=np.float32)
