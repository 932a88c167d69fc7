"""A person's visible surface: skin, eyes, clothes, shoes and hair as one mesh."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tools.render.assets import DECIMETRE, AssetFolder, Mesh
from tools.render.mesh import Normals
from tools.render.people import Person

Decimetres = NDArray[np.float64]
Weights = NDArray[np.float64]

OTHER = "other_"  # before the part names of a second person
TROUSERS_SHARE = 0.8  # of the looseness, so that the top hangs over the trousers


@dataclass(frozen=True, kw_only=True)
class Surface:
    """The visible surface: rest vertices in metres, faces, and the part of each vertex."""

    vertices: NDArray[np.float64]
    quads: NDArray[np.int64]
    part: NDArray[np.str_]
    weights: NDArray[np.float32]


def dressed(
    assets: AssetFolder, person: Person, base: Mesh, shape: Decimetres, weights: Weights
) -> Surface:
    """Return the visible surface of a body of this shape in the person's clothes.

    `shape` (n, 3) are the base mesh's vertices in this body, `weights` (n, bones) theirs.
    """
    garments = {
        "clothes": assets.garment(f"clothes/{person.outfit}/{person.outfit}"),
        "shoes": assets.garment(f"clothes/{person.shoes}/{person.shoes}"),
        "hair": assets.garment(f"hair/{person.hair}"),
    }
    hidden = np.zeros(len(shape), dtype=bool)
    hidden[sorted(set().union(*(garment.hidden for garment in garments.values())))] = True
    visible = (base.groups == "body") & ~hidden[base.quads].all(axis=1)
    eyes = (base.groups == "helper-l-eye") | (base.groups == "helper-r-eye")
    pieces = [
        ("skin", base.quads[visible], shape, weights),
        ("eyes", base.quads[eyes], shape, weights),
    ]
    for name, garment in garments.items():
        share = np.clip(garment.weights, 0, None)
        share /= share.sum(axis=1, keepdims=True)
        own = (weights[garment.anchors] * share[:, :, None]).sum(axis=1)
        worn = _two_largest(garment.quads, len(own)) if name == "shoes" else garment.quads
        pieces.append((name, worn, garment.fitted(shape), own))
    vertices, faces, parts, all_weights, start = [], [], [], [], 0
    for name, piece_quads, piece_vertices, piece_weights in pieces:
        used, renumbered = np.unique(piece_quads, return_inverse=True)
        own = piece_vertices[used] * DECIMETRE
        vertices.append(own)
        faces.append(renumbered.reshape(-1, 4) + start)
        all_weights.append(piece_weights[used])
        parts.append(_named_parts(name, own, renumbered.reshape(-1, 4)))
        start += len(used)
    return Surface(
        vertices=np.concatenate(vertices),
        quads=np.concatenate(faces),
        part=np.concatenate(parts),
        weights=np.concatenate(all_weights).astype(np.float32),
    )


def loosened(surface: Surface, loose_m: float) -> Surface:
    """Return the surface with loose clothes: smooth folds, at most `loose_m` off the body."""
    if not loose_m:
        return surface
    at = surface.vertices
    off = Normals(surface.quads).of(at.astype(np.float32)).astype(np.float64)
    folds = np.sin(at @ (31.0, 11.0, 23.0)) * np.sin(at @ (-13.0, 19.0, 29.0))
    share = np.select(
        [surface.part == "top", surface.part == "trousers"], [1.0, TROUSERS_SHARE], 0.0
    )
    moved = at + off * (share * loose_m * (0.7 + 0.3 * folds))[:, None]
    return replace(surface, vertices=moved)


def joined(first: Surface, second: Surface) -> Surface:
    """Return two people's surfaces joined into one; the second one's parts get a prefix."""
    return Surface(
        vertices=np.concatenate([first.vertices, second.vertices]),
        quads=np.concatenate([first.quads, second.quads + len(first.vertices)]),
        part=np.concatenate([first.part, np.char.add(OTHER, second.part)]),
        weights=np.concatenate([first.weights, second.weights]),
    )


def _named_parts(
    name: str, vertices: NDArray[np.float64], quads: NDArray[np.int64]
) -> NDArray[np.str_]:
    """Return a part per vertex: clothes are top and trousers, eyes are white and iris."""
    parts = np.full(len(vertices), name, dtype="<U8")
    if name == "clothes":
        island = _islands(quads, len(vertices))
        for number in np.unique(island):
            own = island == number
            # Only trousers reach down to the knees, 0.35 m below the body frame's origin.
            parts[own] = "trousers" if vertices[own, 1].min() < -0.35 else "top"
    if name == "eyes":
        for sign in (1, -1):
            own = np.sign(vertices[:, 0]) == sign
            offset = vertices[own] - vertices[own].mean(axis=0)
            ahead = offset[:, 2] / np.linalg.norm(offset, axis=1)
            parts[own] = np.where(ahead > 0.86, "iris", "white")
    return parts


def _two_largest(quads: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return the faces of the two shoes alone; the socks with them would show through trousers."""
    island = _islands(quads, count)
    numbers, sizes = np.unique(island, return_counts=True)
    return quads[np.isin(island[quads[:, 0]], numbers[np.argsort(-sizes, kind="stable")[:2]])]


def _islands(quads: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return for each vertex the lowest number of a vertex that it is connected with."""
    label = np.arange(count)
    while True:
        lower = label.copy()
        np.minimum.at(lower, quads.ravel(), np.repeat(label[quads].min(axis=1), 4))
        if (lower == label).all():
            return label
        label = lower
