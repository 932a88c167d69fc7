"""Vertex normals and triangles of a mesh of four-cornered faces."""

import numpy as np
from numpy.typing import NDArray


class Normals:
    """Smooth vertex normals of a mesh whose faces stay the same while its vertices move."""

    def __init__(self, quads: NDArray[np.int64]) -> None:
        corners = quads.ravel()
        order = np.argsort(corners, kind="stable")
        self._quads = quads
        self._faces = np.repeat(np.arange(len(quads)), 4)[order]
        self._starts = np.searchsorted(corners[order], np.arange(int(corners.max()) + 1))

    def of(self, vertices: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return unit normals (n, 3): the area-weighted mean of the faces round each vertex."""
        a, b, c, d = (vertices[self._quads[:, corner]] for corner in range(4))
        faces = np.cross(c - a, d - b).astype(np.float32)
        sums = np.add.reduceat(faces[self._faces], self._starts, axis=0)
        return np.asarray(sums / (np.linalg.norm(sums, axis=1, keepdims=True) + 1e-12))


def triangles(quads: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return two triangles (2 n, 3) for each face."""
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]]).astype(np.int32)
