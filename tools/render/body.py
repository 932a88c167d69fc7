"""One person: built from the assets, posed by the directions of the bones, skinned."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tools.render.assets import DECIMETRE, AssetFolder
from tools.render.body_shape import body_shape
from tools.render.geometry import Matrix, Vector, frame, rotation, shortest_turn
from tools.render.people import Person
from tools.render.rig import kept_ancestor, kept_bones, skin_weights
from tools.render.visible_mesh import dressed

SIDES = {"left": ".L", "right": ".R"}
JOINTS = {
    "shoulder": "upperarm01",
    "elbow": "lowerarm01",
    "wrist": "wrist",
    "hip": "upperleg01",
    "knee": "lowerleg01",
    "ankle": "foot",
}
LIMB_ENDS = {
    "upperleg01": "lowerleg01",
    "lowerleg01": "foot",
    "upperarm01": "lowerarm01",
    "lowerarm01": "wrist",
    "foot": "toe1-1",
    "wrist": "finger3-1",
}


@dataclass(frozen=True, kw_only=True)
class Aim:
    """Where a bone points and, to fix its twist, where its rest side should point."""

    direction: Vector
    side: Vector | None = None


@dataclass(frozen=True, kw_only=True)
class Posture:
    """`root` turns the body frame into the world; the midpoint of `anchor` lies at `at`."""

    root: Matrix
    anchor: tuple[str, ...]
    at: Vector
    turns: Mapping[str, Matrix] = field(default_factory=dict)
    aims: Mapping[str, Aim] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Posed:
    """A body in a posture: bone rotations (body to world) and bone heads in metres."""

    rotations: Mapping[str, Matrix]
    heads: Mapping[str, Vector]
    points: Mapping[str, Vector]

    def joint(self, name: str, side: str) -> Vector:
        """Return the centre of a joint named as in `JOINTS`."""
        return self.heads[JOINTS[name] + SIDES[side]]

    def middle(self, name: str) -> Vector:
        """Return the midpoint of the left and the right joint of that name."""
        return np.asarray((self.joint(name, "left") + self.joint(name, "right")) / 2)


class Body:
    """A person of given looks; all lengths in metres."""

    def __init__(self, assets: AssetFolder, person: Person) -> None:
        base = assets.mesh("base.obj")
        skeleton = assets.skeleton()
        shape = body_shape(assets, person, base, skeleton)
        self.bones = kept_bones(skeleton)
        self.parent = {bone: kept_ancestor(skeleton, bone) for bone in self.bones}
        self.rest_head = {
            b: shape[skeleton.head[b]].mean(axis=0) * DECIMETRE for b in skeleton.order
        }
        self._from_parent = {
            bone: self.rest_head[bone] - self.rest_head[parent]
            for bone, parent in self.parent.items()
            if parent
        }
        self._tail = {b: shape[skeleton.tail[b]].mean(axis=0) * DECIMETRE for b in self.bones}
        weights = skin_weights(skeleton, self.bones, len(shape))
        self.surface = dressed(assets, person, base, shape, weights)
        self._points = {
            name: (bone, at - self.rest_head[bone])
            for name, (bone, at) in self._fixed_points().items()
        }

    def length(self, bone: str) -> float:
        """Return a limb bone's length, from its joint to the next one (left side)."""
        ends = self.rest_head[bone + ".L"], self.rest_head[LIMB_ENDS[bone] + ".L"]
        return float(np.linalg.norm(ends[1] - ends[0]))

    def depth(self, bone: str, direction: Vector, *, within_m: float) -> float:
        """Return how far the surface is from a bone's head, along a direction of the body frame.

        Only the surface within `within_m` of the line from the bone's head counts.
        """
        offset = self.surface.vertices - self.rest_head[bone]
        along = offset @ direction
        aside = np.linalg.norm(offset - along[:, None] * direction, axis=1)
        return float(along[aside < within_m].max())

    def rest_direction(self, bone: str) -> Vector:
        """Return the direction of a bone in the rest posture, body frame."""
        stem = bone.removesuffix(".L").removesuffix(".R")
        if stem in LIMB_ENDS:
            return np.asarray(self.rest_head[LIMB_ENDS[stem] + bone[-2:]] - self.rest_head[bone])
        return np.asarray(self._tail[bone] - self.rest_head[bone])

    def rest_side(self, bone: str) -> Vector:
        """Return the direction that shows a bone's twist: a hand's thumb side, the body's left."""
        if bone.startswith("wrist"):
            end = bone[-2:]
            return np.asarray(self.rest_head["finger2-1" + end] - self.rest_head["finger5-1" + end])
        return np.array([1.0, 0.0, 0.0])

    def pose(self, posture: Posture) -> Posed:
        """Return the body in a posture."""
        rotations: dict[str, Matrix] = {}
        heads: dict[str, Vector] = {}
        for bone in self.bones:
            parent = self.parent[bone]
            turn = rotations[parent] if parent else posture.root
            if parent:
                heads[bone] = heads[parent] + turn @ self._from_parent[bone]
            else:
                heads[bone] = np.zeros(3)
            if bone in posture.turns:
                turn = turn @ posture.turns[bone]
            if bone in posture.aims:
                turn = self._aimed(bone, turn, posture.aims[bone])
            elif bone.startswith("lowerarm02") and "wrist" + bone[-2:] in posture.aims:
                turn = self._half_twisted(bone, turn, posture.aims["wrist" + bone[-2:]])
            rotations[bone] = turn
        shift = posture.at - np.mean([heads[name] for name in posture.anchor], axis=0)
        heads = {bone: head + shift for bone, head in heads.items()}
        points = {
            name: heads[bone] + rotations[bone] @ offset
            for name, (bone, offset) in self._points.items()
        }
        return Posed(rotations=rotations, heads=heads, points=points)

    def skin(self, posed: Posed) -> NDArray[np.float32]:
        """Return the visible vertices (n, 3) of the posed body: linear blend skinning."""
        moves = np.empty((len(self.bones), 3, 4), dtype=np.float32)
        for index, bone in enumerate(self.bones):
            turn = posed.rotations[bone]
            moves[index, :, :3] = turn
            moves[index, :, 3] = posed.heads[bone] - turn @ self.rest_head[bone]
        blended = (self.surface.weights @ moves.reshape(-1, 12)).reshape(-1, 3, 4)
        rest = self.surface.vertices.astype(np.float32)
        return np.asarray(np.einsum("nij,nj->ni", blended[:, :, :3], rest) + blended[:, :, 3])

    def _aimed(self, bone: str, turn: Matrix, aim: Aim) -> Matrix:
        rest = self.rest_direction(bone)
        if aim.side is None:
            return np.asarray(shortest_turn(turn @ rest, aim.direction) @ turn)
        return np.asarray(frame(aim.direction, aim.side) @ frame(rest, self.rest_side(bone)).T)

    def _half_twisted(self, bone: str, turn: Matrix, hand: Aim) -> Matrix:
        """Share the hand's twist with the forearm, as the two bones of a real forearm do."""
        wrist = "wrist" + bone[-2:]
        axis = turn @ self.rest_direction(bone)
        relative = self._aimed(wrist, turn, hand) @ turn.T
        vee = np.array([relative[2, 1] - relative[1, 2], relative[0, 2] - relative[2, 0],
                        relative[1, 0] - relative[0, 1]])  # fmt: skip
        axis = axis / np.linalg.norm(axis)
        twist = 2 * np.arctan2(vee @ axis / 2, 1 + np.trace(relative)) if vee.any() else 0.0
        return np.asarray(rotation(axis, float(np.degrees(twist))) @ turn)

    def _fixed_points(self) -> dict[str, tuple[str, Vector]]:
        """Return the points that move with a bone: name -> (bone, rest position)."""
        at, part = self.surface.vertices, self.surface.part
        skin = at[part == "skin"]
        head = skin[skin[:, 1] > self.rest_head["head"][1]]
        eye_level = self.rest_head["eye.L"][1]
        face = head[(np.abs(head[:, 0]) < 0.02) & (head[:, 1] < eye_level - 0.015)]
        points = {"nose": ("head", face[np.argmax(face[:, 2])])}
        shoes = at[part == "shoes"]
        for side, end in SIDES.items():
            sign = np.sign(self.rest_head["foot" + end][0])
            level = head[(np.abs(head[:, 1] - eye_level + 0.02) < 0.03) & (head[:, 2] < 0.08)]
            points[f"{side}_ear"] = ("head", level[np.argmax(level[:, 0] * sign)])
            points[f"{side}_eye"] = ("head", self.rest_head["eye" + end])
            shoe = shoes[(shoes[:, 0] * sign > 0)]
            low = shoe[shoe[:, 1] < self.rest_head["foot" + end][1] - 0.02]
            points[f"{side}_heel"] = ("foot" + end, low[np.argmin(low[:, 2])])
            points[f"{side}_foot_index"] = ("foot" + end, low[np.argmax(low[:, 2])])
        return points
