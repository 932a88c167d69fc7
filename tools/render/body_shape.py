"""The shape of an unclothed body: MakeHuman's targets, its bulk, its proportions, its stature."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tools.render.assets import DECIMETRE, AssetFolder, Mesh, Skeleton
from tools.render.mesh import Normals
from tools.render.people import Person
from tools.render.rig import kept_bones, skin_weights

LEG_BONES = ("upperleg", "lowerleg", "foot")
ARM_BONES = ("upperarm", "lowerarm", "wrist", "metacarpal", "finger")

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
    if (person.legs, person.arms, person.trunk) != (1.0, 1.0, 1.0):
        shape = _proportioned(shape, skeleton, person)
    return np.asarray(shape * person.stature)


def _targets(person: Person) -> Iterator[tuple[str, float]]:
    """Yield the targets with their shares, mixed linearly as in MakeHuman."""
    for sex, of_sex in person.sexes.items():
        for age, of_age in person.ages.items():
            for origin, of_origin in person.origins.items():
                yield f"{origin}-{sex}-{age}", of_sex * of_age * of_origin
            stem = f"universal-{sex}-{age}-averagemuscle"
            yield f"{stem}-averageweight", of_sex * of_age * (1.0 - person.heaviness)
            yield f"{stem}-maxweight", of_sex * of_age * person.heaviness


def _proportioned(shape: Decimetres, skeleton: Skeleton, person: Person) -> Decimetres:
    """Return the shape with longer or shorter legs, arms and trunk; the head keeps its size.

    The skin weights say how much of each part a vertex is, so nothing tears.
    """
    bones = kept_bones(skeleton)
    weights = skin_weights(skeleton, bones, len(shape))

    def joint(name: str) -> Decimetres:
        return np.asarray(shape[skeleton.head[name]].mean(axis=0))

    def part(stems: tuple[str, ...], end: str) -> Decimetres:
        columns = [bone.startswith(stems) and bone.endswith(end) for bone in bones]
        return np.asarray(weights[:, columns].sum(axis=1))

    hip, neck = joint("upperleg01.L")[1], joint("neck01")[1]
    lift = (person.trunk - 1) * np.clip(shape[:, 1] - hip, 0, neck - hip)
    moved = shape.copy()
    trunk_share = np.ones(len(shape))
    for end in (".L", ".R"):
        leg, arm = part(LEG_BONES, end), part(ARM_BONES, end)
        moved[:, 1] += leg * (person.legs - 1) * (shape[:, 1] - hip)
        shoulder = joint("upperarm01" + end)
        along = joint("wrist" + end) - shoulder
        along /= np.linalg.norm(along)
        beyond = (shape - shoulder) @ along
        moved += (arm * (person.arms - 1) * beyond)[:, None] * along
        moved[:, 1] += arm * (person.trunk - 1) * (shoulder[1] - hip)
        trunk_share -= leg + arm
    moved[:, 1] += trunk_share * lift
    return moved


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
