"""The part of MakeHuman's skeleton that moves here, and what each of its bones carries."""

import numpy as np
from numpy.typing import NDArray

from tools.render.assets import Skeleton

TRUNK = ("root", "spine", "neck", "head", "clavicle", "pelvis")
LIMBS = ("shoulder01", "upper", "lower", "wrist", "metacarpal", "finger", "foot")
KEPT = TRUNK + LIMBS


def kept_bones(skeleton: Skeleton) -> tuple[str, ...]:
    """Return the bones that can be posed, parents first; face and toes move with them."""
    return tuple(bone for bone in skeleton.order if bone.startswith(KEPT))


def kept_ancestor(skeleton: Skeleton, bone: str) -> str | None:
    """Return the nearest posable bone above `bone`, None above the root."""
    parent = skeleton.parent[bone]
    while parent is not None and not parent.startswith(KEPT):
        parent = skeleton.parent[parent]
    return parent


def skin_weights(skeleton: Skeleton, bones: tuple[str, ...], count: int) -> NDArray[np.float64]:
    """Return the weights (count, bones), each row summing to 1.

    The weights of a bone that is left out go to its posable ancestor. A vertex without weights
    follows the root.
    """
    column = {bone: index for index, bone in enumerate(bones)}
    weights = np.zeros((count, len(bones)))
    for bone, pairs in skeleton.weights.items():
        if bone not in skeleton.parent:
            continue
        kept = bone if bone in column else kept_ancestor(skeleton, bone)
        for vertex, weight in pairs:
            weights[vertex, column[kept or "root"]] += weight
    weights[weights.sum(axis=1) == 0, column["root"]] = 1.0
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
