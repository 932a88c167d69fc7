"""Makes one clip from its recipe: film, joint positions, labels."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.render.assets import AssetFolder
from tools.render.body import Body, Posed
from tools.render.camera import View, place
from tools.render.choreography import Plan, plan, settings_of
from tools.render.exercises import EXERCISES, Exercise, Strapped
from tools.render.finish import SensorLook, write_film
from tools.render.recipe import Recipe
from tools.render.renderer import Renderer
from tools.render.scene import room
from tools.render.strap import ribbons, with_strap
from tools.render.truth import landmarks, write_labels, write_track

CACHED_PICTURES = 200
MAT_BEYOND_PERSON_M = 0.25

Key = tuple[str, tuple[tuple[str, float], ...]]
HALF_TURN = np.diag([-1.0, -1.0, 1.0])


@dataclass(frozen=True, kw_only=True)
class Made:
    """What one clip cost."""

    frames: int
    drawn: int
    duration_s: float


class Staging:
    """A recipe turned into a body, a plan and a camera; each distinct pose is solved once."""

    def __init__(self, recipe: Recipe, assets: AssetFolder) -> None:
        kind = EXERCISES[recipe.exercise]
        self.recipe = recipe
        self.body = Body(assets, recipe.person)
        self.exercise: Exercise = kind(self.body, settings_of(recipe, kind))
        self.plan: Plan = plan(recipe, self.exercise)
        if isinstance(self.exercise, Strapped):
            self.body.surface = with_strap(self.body.surface, self.exercise.strap_pieces)
        self._turn = HALF_TURN if recipe.movement.near_side == "left" else np.eye(3)
        self._solved: dict[Key, tuple[Posed, NDArray[np.float64]]] = {}
        self.times_s = [
            number / recipe.camera.fps
            for number in range(round(self.plan.duration_s * recipe.camera.fps))
        ]
        self.view: View = place(recipe.camera, self._reach())

    def key(self, time_s: float) -> Key:
        """Return what decides the pose at a time; equal keys mean equal pictures."""
        values, side = self.plan.at(time_s)
        return side, tuple(sorted(values.items()))

    def solve(self, key: Key) -> tuple[Posed, NDArray[np.float64]]:
        """Return the posed body and its landmarks (33, 3) in the world."""
        if key not in self._solved:
            side, values = key
            posed = self.body.pose(self.exercise.posture(dict(values), side))
            self._solved[key] = posed, landmarks(posed) @ self._turn.T
        return self._solved[key]

    def vertices(self, key: Key) -> NDArray[np.float32]:
        """Return the visible surface in the world."""
        posed, _ = self.solve(key)
        surface = self.body.skin(posed)
        if isinstance(self.exercise, Strapped):
            corners = ribbons(self.exercise.strap(posed, key[0]))
            surface[-len(corners) :] = corners
        return np.asarray(surface @ self._turn.T.astype(np.float32))

    def _reach(self) -> NDArray[np.float64]:
        """Return surface points of the start and end positions: all the camera must show."""
        moments = [0.0]
        for repetition in self.plan.repetitions:
            middle = (repetition.start_s + repetition.top_s) / 2
            moments += [t for t in (middle, repetition.top_s) if t < self.plan.duration_s]
        return np.concatenate([self.vertices(self.key(moment))[::7] for moment in moments])


def renderer_for(staging: Staging) -> Renderer:
    """Return the renderer of a clip's person and room, the mat under where the person starts."""
    along = staging.vertices(staging.key(0.0))[:, 0]
    first, last = float(along.min()), float(along.max())
    return Renderer(
        staging.body.surface,
        staging.recipe.person,
        room((first + last) / 2, last - first + 2 * MAT_BEYOND_PERSON_M),
        staging.view,
        staging.recipe.finish.exposure,
    )


def make_clip(
    recipe: Recipe,
    assets: AssetFolder,
    out: Path,
    *,
    on_frame: Callable[[int, int], None] | None = None,
) -> Made:
    """Write NAME.mp4, NAME.truth.npz and NAME.toml into `out`; nothing if it fails.

    `on_frame` is told how many frames of how many are done. Raises `RenderError`.
    """
    staging = Staging(recipe, assets)
    keys = [staging.key(time_s) for time_s in staging.times_s]
    points = [staging.solve(key)[1] for key in keys]
    renderer = renderer_for(staging)
    look = SensorLook(recipe.camera, recipe.finish, recipe.seed)
    pictures: OrderedDict[Key, NDArray[np.uint8]] = OrderedDict()
    drawn = 0

    def frames() -> Iterator[NDArray[np.uint8]]:
        nonlocal drawn
        for done, key in enumerate(keys, start=1):
            if key not in pictures:
                pictures[key] = look.soften(renderer.draw(staging.vertices(key)))
                drawn += 1
                if len(pictures) > CACHED_PICTURES:
                    pictures.popitem(last=False)
            pictures.move_to_end(key)
            if on_frame is not None:
                on_frame(done, len(keys))
            yield look.expose(pictures[key])

    out.mkdir(parents=True, exist_ok=True)
    write_film(out / f"{recipe.name}.mp4", frames(), recipe.camera, recipe.finish)
    write_track(out / f"{recipe.name}.truth.npz", recipe, staging.view, staging.times_s, points)
    write_labels(out / f"{recipe.name}.toml", recipe, staging.plan, staging.view)
    return Made(frames=len(keys), drawn=drawn, duration_s=staging.plan.duration_s)
