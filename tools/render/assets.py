"""Reads the MakeHuman files: meshes, body shapes, garments, skeleton, skin weights.

File formats: https://static.makehumancommunity.org (proxy files "mhclo", targets, skeletons).
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.render.errors import AssetError

DECIMETRE = 0.1


@dataclass(frozen=True, kw_only=True)
class Mesh:
    """A mesh of four-cornered faces; a triangle repeats its last corner."""

    vertices: NDArray[np.float64]
    quads: NDArray[np.int64]
    groups: NDArray[np.str_]


@dataclass(frozen=True, kw_only=True)
class Garment:
    """A garment tied to the body.

    Each vertex is a weighted mean of three body vertices plus an offset.
    """

    quads: NDArray[np.int64]
    anchors: NDArray[np.int64]
    weights: NDArray[np.float64]
    offsets: NDArray[np.float64]
    scale_references: dict[int, tuple[int, int, float]]
    hidden: frozenset[int]

    def fitted(self, body: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the garment's vertices on a body (in the body's unit, decimetres)."""
        scale = np.ones(3)
        for axis, (first, second, divisor) in self.scale_references.items():
            scale[axis] = abs(body[first, axis] - body[second, axis]) / divisor
        corners = body[self.anchors] * self.weights[:, :, None]
        return np.asarray(corners.sum(axis=1) + self.offsets * scale)


@dataclass(frozen=True, kw_only=True)
class Skeleton:
    """Bones, every parent before its children, with the vertices that mark their ends."""

    order: tuple[str, ...]
    parent: dict[str, str | None]
    head: dict[str, list[int]]
    tail: dict[str, list[int]]
    weights: dict[str, list[tuple[int, float]]] = field(repr=False)


class AssetFolder:
    """The folder with MakeHuman's data. Every reader raises `AssetError` if its file is missing."""

    def __init__(self, folder: Path) -> None:
        if not (folder / "base.obj").is_file():
            raise AssetError(
                f"Expected MakeHuman's base.obj in {folder}, found none. "
                "See tools/render/README.md for where to get the data."
            )
        self._folder = folder

    def _lines(self, relative: str) -> list[list[str]]:
        path = self._folder / relative
        if not path.is_file():
            raise AssetError(f"Expected the file {relative} in {self._folder}, found none.")
        return [line.split() for line in path.read_text(encoding="utf-8").splitlines()]

    def mesh(self, relative: str) -> Mesh:
        """Return a Wavefront .obj mesh, in its own unit (decimetres for the base mesh)."""
        vertices, quads, groups, group = [], [], [], ""
        for words in self._lines(relative):
            match words:
                case ["v", x, y, z]:
                    vertices.append([float(x), float(y), float(z)])
                case ["g", name]:
                    group = name
                case ["f", *corners]:
                    face = [int(corner.split("/")[0]) - 1 for corner in corners]
                    quads.append((face + face[-1:])[:4])
                    groups.append(group)
        return Mesh(vertices=np.array(vertices), quads=np.array(quads), groups=np.array(groups))

    def target(self, name: str, count: int) -> NDArray[np.float64]:
        """Return the displacement (count, 3) of a body shape, in decimetres."""
        moved = np.zeros((count, 3))
        for words in self._lines(f"targets/{name}.target"):
            if len(words) == 4 and words[0].isdigit():
                moved[int(words[0])] = [float(word) for word in words[1:]]
        return moved

    def garment(self, relative: str) -> Garment:
        """Return the garment of `relative`.obj and `relative`.mhclo."""
        anchors, weights, offsets = [], [], []
        references: dict[int, tuple[int, int, float]] = {}
        hidden: set[int] = set()
        section = ""
        for words in self._lines(f"{relative}.mhclo"):
            if not words or words[0].startswith("#"):
                continue
            if words[0] in {"x_scale", "y_scale", "z_scale"}:
                axis = "xyz".index(words[0][0])
                references[axis] = (int(words[1]), int(words[2]), float(words[3]))
            elif words[0] in {"verts", "delete_verts", "weights"}:
                section = words[0]
            elif words[0][0].isalpha():
                continue
            elif section == "delete_verts":
                hidden |= _ranges(words)
            elif section == "verts" and len(words) == 1:
                anchors.append([int(words[0])] * 3)
                weights.append([1.0, 0.0, 0.0])
                offsets.append([0.0, 0.0, 0.0])
            elif section == "verts" and len(words) >= 9:
                anchors.append([int(word) for word in words[:3]])
                weights.append([float(word) for word in words[3:6]])
                offsets.append([float(word) for word in words[6:9]])
        quads = self.mesh(f"{relative}.obj").quads
        if len(anchors) <= int(quads.max()):
            raise AssetError(f"{relative}.mhclo ties {len(anchors)} vertices, its mesh has more.")
        return Garment(
            quads=quads,
            anchors=np.array(anchors),
            weights=np.array(weights),
            offsets=np.array(offsets),
            scale_references=references,
            hidden=frozenset(hidden),
        )

    def skeleton(self) -> Skeleton:
        """Return the default skeleton with its skin weights."""
        rig = json.loads((self._folder / "default.mhskel").read_text(encoding="utf-8"))
        skin = json.loads((self._folder / "default_weights.mhw").read_text(encoding="utf-8"))
        bones, joints = rig["bones"], rig["joints"]
        parent = {name: bone["parent"] for name, bone in bones.items()}
        order: list[str] = []

        def add(name: str) -> None:
            if name not in order:
                if parent[name]:
                    add(parent[name])
                order.append(name)

        for name in bones:
            add(name)
        return Skeleton(
            order=tuple(order),
            parent=parent,
            head={name: joints[bone["head"]] for name, bone in bones.items()},
            tail={name: joints[bone["tail"]] for name, bone in bones.items()},
            weights={name: [(i, w) for i, w in pairs] for name, pairs in skin["weights"].items()},
        )


def _ranges(words: list[str]) -> set[int]:
    """Return the numbers in a list such as ``12 - 15 20``."""
    numbers: set[int] = set()
    for part in " ".join(words).replace(" - ", "-").split():
        first, _, last = part.partition("-")
        numbers.update(range(int(first), int(last or first) + 1))
    return numbers
