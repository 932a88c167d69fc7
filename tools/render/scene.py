"""The room and the materials."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tools.render.geometry import Vector
from tools.render.people import Person
from tools.render.recipe import Finish

Triple = tuple[float, float, float]

BARS = (-1.45, -0.48, 0.48, 1.45)  # of the large window, from its middle
# Looks the shader knows.
SKIN, CLOTH, HAIR, PLAIN, WOOD, WALL, MAT, GLOW = range(8)


@dataclass(frozen=True, kw_only=True)
class Material:
    """Two colours (hexadecimal sRGB) mixed by noise of a given scale, and how they shine."""

    first: str
    second: str
    scale: float
    look: int


ROOM = {
    "floor": Material(first="a07a52", second="7d5a3a", scale=1, look=WOOD),
    "mat": Material(first="5a8f7b", second="528371", scale=40, look=MAT),
    "wall": Material(first="d8d3c8", second="cfc9bd", scale=1.5, look=WALL),
    "skirting": Material(first="f2f0ea", second="f2f0ea", scale=1, look=PLAIN),
    "sofa": Material(first="8b8f99", second="7f838e", scale=30, look=PLAIN),
    "cushion": Material(first="c7a24e", second="b8933f", scale=30, look=PLAIN),
    "frame": Material(first="3b332c", second="3b332c", scale=1, look=PLAIN),
    "picture": Material(first="a0563f", second="c7a06a", scale=5, look=WALL),
    "cabinet": Material(first="b99468", second="a27f55", scale=6, look=WALL),
    "pot": Material(first="c9c2b8", second="b9b1a6", scale=8, look=PLAIN),
    "leaf": Material(first="4d6b3c", second="3c5730", scale=20, look=PLAIN),
    "pane": Material(first="d9e4ea", second="e6edf0", scale=0.7, look=GLOW),
}


def room_materials(finish: Finish) -> dict[str, Material]:
    """Return the materials of the room, with the mat and floor of a recipe."""
    materials = dict(ROOM)
    for name, colour in (("mat", finish.mat), ("floor", finish.floor)):
        if colour is not None:
            second = _darker(colour, 0.92 if name == "mat" else 0.78)
            materials[name] = replace(ROOM[name], first=colour, second=second)
    return materials


def person_materials(person: Person, prefix: str = "") -> dict[str, Material]:
    """Return the materials of a person's parts, by prefix and part name."""

    def shades(colour: str, scale: float, look: int, second: float = 0.9) -> Material:
        return Material(first=colour, second=_darker(colour, second), scale=scale, look=look)

    materials = {
        "skin": shades(person.skin, 18, SKIN),
        "white": Material(first="f0ece6", second="f0ece6", scale=1, look=PLAIN),
        "iris": Material(first="3d2b1f", second="3d2b1f", scale=1, look=PLAIN),
        "top": shades(person.top, 9, CLOTH),
        "trousers": shades(person.trousers, 9, CLOTH),
        "shoes": shades(person.shoe, 12, PLAIN, 0.93),
        "hair": shades(person.hair_colour, 60, HAIR, 1.5),
        "strap": Material(first="b23a48", second="9e3340", scale=30, look=PLAIN),
    }
    return {prefix + name: material for name, material in materials.items()}


def linear(colour: str) -> NDArray[np.float64]:
    """Return linear red, green, blue of a hexadecimal sRGB colour (IEC 61966-2-1)."""
    c = np.array([int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)])
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def _darker(colour: str, share: float) -> str:
    parts = (min(255, round(int(colour[i : i + 2], 16) * share)) for i in (0, 2, 4))
    return "".join(f"{part:02x}" for part in parts)


@dataclass(frozen=True, kw_only=True)
class Room:
    """Furniture as triangles: `vertices` (n, 9) are position, normal, texture position."""

    vertices: NDArray[np.float32]
    names: NDArray[np.str_]
    triangles: NDArray[np.int32]
    casting: NDArray[np.int32]


@dataclass(frozen=True, kw_only=True)
class Furnishing:
    """The parts of a room that differ between clips.

    The mat's middle lies at `centre_x`. There are no walls between the room
    and the camera at `seen_from`. `stool` is the size and the middle of a stool, if there is one.
    """

    centre_x: float
    mat_length: float
    seen_from: Vector
    large_window: bool = False
    stool: tuple[Triple, Triple] | None = None


def room(furnishing: Furnishing) -> Room:
    """Return the room, its furniture along the back wall behind the mat."""
    x = furnishing.centre_x
    flat = [
        ("floor", (14, 10, 0.02), (x, -2, -0.025)),
        ("mat", (furnishing.mat_length, 0.95, 0.014), (x, 0, -0.007)),
        ("wall", (14, 0.1, 3.2), (x, 1.75, 1.6)),
        *_enclosure(x, furnishing.seen_from),
    ]
    if furnishing.large_window:
        flat += [("pane", (2.9, 0.04, 2.05), (x - 0.1, 1.62, 1.25))]
        flat += [("frame", (0.06, 0.05, 2.05), (x - 0.1 + side, 1.61, 1.25)) for side in BARS]
    standing = [
        ("skirting", (14, 0.12, 0.1), (x, 1.7, 0.05)),
        ("sofa", (1.7, 0.62, 0.38), (x - 1.45, 1.32, 0.2)),
        ("sofa", (1.7, 0.2, 0.78), (x - 1.45, 1.58, 0.39)),
        ("sofa", (0.2, 0.66, 0.54), (x - 0.66, 1.34, 0.27)),
        ("cushion", (0.36, 0.14, 0.32), (x - 0.98, 1.42, 0.54)),
        ("frame", (0.66, 0.04, 0.5), (x - 0.1, 1.69, 1.42)),
        ("picture", (0.58, 0.05, 0.42), (x - 0.1, 1.68, 1.42)),
        ("cabinet", (0.9, 0.4, 0.7), (x + 1.35, 1.45, 0.35)),
        ("frame", (0.01, 0.41, 0.62), (x + 1.35, 1.445, 0.35)),
        ("frame", (1.04, 0.04, 1.24), (x + 0.95 + 0.5, 1.70, 1.62)),
        ("pane", (0.96, 0.05, 1.16), (x + 0.95 + 0.5, 1.69, 1.62)),
    ]
    if furnishing.stool:
        standing.append(("cabinet", *furnishing.stool))
    parts = [(name, *_box(size, at)) for name, size, at in flat + standing]
    parts += _plant(x + 0.52, 1.45)
    vertices, names, faces, start = [], [], [], 0
    for name, own, own_faces in parts:
        vertices.append(own)
        names += [name] * len(own)
        faces.append(own_faces + start)
        start += len(own)
    return Room(
        vertices=np.concatenate(vertices).astype(np.float32),
        names=np.array(names),
        triangles=np.concatenate(faces),
        casting=np.concatenate(faces[len(flat) :]),
    )


def _enclosure(x: float, seen_from: Vector) -> list[tuple[str, Triple, Triple]]:
    """Return ceiling and walls, without the walls that the camera stands beyond."""
    closed: list[tuple[str, Triple, Triple]] = [("wall", (14, 10, 0.1), (x, -2, 3.25))]
    if seen_from[0] > x - 6.7:
        closed.append(("wall", (0.1, 10, 3.4), (x - 6.95, -2, 1.5)))
    if seen_from[0] < x + 6.7:
        closed.append(("wall", (0.1, 10, 3.4), (x + 6.95, -2, 1.5)))
    if seen_from[1] > -6.7:
        closed.append(("wall", (14, 0.1, 3.4), (x, -6.95, 1.5)))
    return closed


def _box(size: Triple, at: Triple) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    corners = np.array([[i, j, k] for i in (-0.5, 0.5) for j in (-0.5, 0.5) for k in (-0.5, 0.5)])
    corners = corners * size + at
    sides = np.array(
        [[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]]
    )
    return _faceted(corners[sides])


def _faceted(faces: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Return vertices and triangles of separate flat faces (m, 4, 3)."""
    normals = np.cross(faces[:, 2] - faces[:, 0], faces[:, 3] - faces[:, 1])
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    points = faces.reshape(-1, 3)
    first = np.arange(0, len(points), 4)[:, None]
    triangles = np.concatenate([first + np.array([0, 1, 2]), first + np.array([0, 2, 3])])
    return np.hstack([points, np.repeat(normals, 4, axis=0), points]), triangles.astype(np.int32)


def _plant(x: float, y: float) -> list[tuple[str, NDArray[np.float64], NDArray[np.int32]]]:
    """Return a pot with long leaves."""
    around = np.linspace(0, 2 * math.pi, 13)
    ring = np.stack([np.cos(around), np.sin(around), np.zeros(13)], axis=1)
    low, high = ring * 0.11 + (x, y, 0), ring * 0.15 + (x, y, 0.3)
    pot = np.stack([low[:-1], low[1:], high[1:], high[:-1]], axis=1)
    leaves = []
    for number in range(14):
        turn = number * 2.4
        out = np.array([math.cos(turn), math.sin(turn), 0])
        across = np.array([-out[1], out[0], 0]) * 0.035
        reach, top = 0.10 + 0.014 * number, 1.0 - 0.035 * number
        root, bend = (
            np.array([x, y, 0.3]),
            np.array([x, y, 0.3 + 0.6 * (top - 0.3)]) + out * reach * 0.5,
        )
        tip = np.array([x, y, top]) + out * reach * 1.4
        slim = across * 0.3
        leaves += [[root - slim, root + slim, bend + across, bend - across]]
        leaves += [[bend - across, bend + across, tip + slim * 0.2, tip - slim * 0.2]]
    return [("pot", *_faceted(pot)), ("leaf", *_faceted(np.array(leaves)))]
