"""The shape of an unclothed body: MakeHuman's targets, then its stature and bulk."""

import numpy as np
from numpy.typing import NDArray

from tools.render.assets import DECIMETRE, AssetFolder, Mesh, Skeleton
from tools.render.mesh import Normals
from tools.render.people import Person

# How much of a person's bulk lies at these joints, and how much more of it in front than behind.
BULK_AT = {"lowerleg01.L": 0.15, "upperleg01.L": 0.6, "spine04": 1.0, "spine02": 0.7, "neck01": 0.0}
BULK_OF_ARMS = 0.25
BULK_IN_FRONT = 0.6

Decimetres = NDArray[np.float64]


def body_shape(assets: AssetFolder, person: Person, base: Mesh, skeleton: Skeleton) -> Decimetres:
    """Return the base mesh's vertices (n, 3) in a person's body."""
    shape = base.vertices.copy()
    for name, share in _targets(person):
        shape += share * assets.target(name, len(shape))
    if person.bulk_m:
        shape = _thickened(shape, base, skeleton, person.bulk_m / DECIMETRE)
    return np.asarray(shape * person.stature)


def _targets(person: Person) -> list[tuple[str, float]]:
    stem = f"universal-{person.sex}-{person.age}-averagemuscle"
    return [
        (f"{person.origin}-{person.sex}-{person.age}", 1.0),
        (f"{stem}-averageweight", 1.0 - person.heaviness),
        (f"{stem}-maxweight", person.heaviness),
    ]


def _thickened(shape: Decimetres, base: Mesh, skeleton: Skeleton, bulk: float) -> Decimetres:
    """Return the shape with its surface pushed out; the joints stay in place."""
    joint = {name: shape[skeleton.head[name]].mean(axis=0) for name in (*BULK_AT, "upperarm01.L")}
    heights = [joint[name][1] for name in BULK_AT]
    share = np.interp(shape[:, 1], heights, list(BULK_AT.values()))
    reach = np.abs(shape[:, 0]) / abs(joint["upperarm01.L"][0])
    share *= np.interp(reach, [1.0, 1.3], [1.0, BULK_OF_ARMS])
    out = Normals(base.quads).of(shape.astype(np.float32)).astype(np.float64)
    share *= (1 + BULK_IN_FRONT * out[:, 2]) / (1 + BULK_IN_FRONT)
    # Joints are the middles of small cubes that belong to no surface.
    cubes = base.quads[np.char.startswith(base.groups, "joint")]
    share[np.unique(cubes)] = 0.0
    return np.asarray(shape + bulk * share[:, None] * out)
